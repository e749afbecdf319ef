"""Posts sent by other programs: strict JSON of bounded size and depth, read into items (reliability.md R-5.21, B39–B41)."""

import json
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from config.handin import NotTaken
from crawler.addresses import is_web
from crawler.extracted import Extracted
from crawler.handin.item import Item, Writer, item_of, original_json
from crawler.handin.secrecy import REFUSAL, is_marked_secret
from crawler.ingest import moment_of

MOST_POSTS = 200
DEEPEST = 20
MOST_BYTES = 1024 * 1024


class Letterhead(BaseModel):
    """How to answer the writer."""

    model_config = ConfigDict(extra="forbid", strict=True)
    name: str = Field(default="", max_length=100)
    phone: str = Field(default="", max_length=100)
    other: str = Field(default="", max_length=300)


class Sent(BaseModel):
    """One post as a program sends it; fields that are not listed are refused."""

    model_config = ConfigDict(extra="forbid", strict=True)
    text: str = Field(min_length=4, max_length=50_000)
    id: str = Field(default="", max_length=200)
    title: str = Field(default="", max_length=300)
    published_at: str = Field(default="", max_length=40)
    url: str = Field(default="", max_length=2083)
    place: str = Field(default="", max_length=200)
    source_name: str = Field(default="", max_length=200)
    contact: Letterhead = Field(default_factory=Letterhead)


class Batch(BaseModel):
    """What a request carries."""

    model_config = ConfigDict(extra="forbid", strict=True)
    posts: list[dict[str, Any]] = Field(min_length=1, max_length=MOST_POSTS)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A post of a request that was not taken, by its place in the list (from 0)."""

    index: int
    field: str
    problem: str


def read_batch(body: bytes) -> tuple[list[Item], list[Rejected]]:
    """The posts of a request and those that can't be taken; NotTaken when the request itself is no good."""
    try:
        batch = Batch.model_validate(_strict(body))
    except ValidationError as error:
        raise NotTaken(f'应为 {{"posts": [ … ]}}，1 至 {MOST_POSTS} 条：{_where(error)}') from error
    items: list[Item] = []
    rejected: list[Rejected] = []
    for index, post in enumerate(batch.posts):
        read = _read(index, post)
        if isinstance(read, Item):
            items.append(read)
        else:
            rejected.append(read)
    return items, rejected


def _read(index: int, post: dict[str, Any]) -> Item | Rejected:
    try:
        sent = Sent.model_validate(post)
    except ValidationError as error:
        return Rejected(index, str(error.errors()[0]["loc"][0]), _where(error))
    if sent.url and not is_web(sent.url):
        return Rejected(index, "url", "须以 http:// 或 https:// 开头")
    if sent.published_at and not _is_moment(sent.published_at):
        return Rejected(index, "published_at", "应为带时区的 ISO 时间，如 2026-11-22T09:40:00+08:00，或日期")
    if is_marked_secret(sent.title, sent.text):
        return Rejected(index, "text", REFUSAL)
    made = Extracted(
        platform_id=sent.id,
        url=sent.url,
        title=sent.title,
        body=sent.text,
        published_at=sent.published_at or None,
        source_name=sent.source_name,
        flags=("handed_in",),
        page_kind="handin",
    )
    contact = sent.contact
    return item_of(made, Writer(contact.name, contact.phone, contact.other), original_json(post), sent.place)


def _is_moment(text: str) -> bool:
    try:
        stated = datetime.fromisoformat(text)
    except ValueError:
        return False
    return moment_of(text) is not None and (len(text) == 10 or stated.tzinfo is not None)


def _strict(body: bytes) -> Any:
    """JSON as the standard has it: UTF-8 without a mark, no NaN, no infinity, no key twice, not deeper than twenty."""
    if len(body) > MOST_BYTES:
        raise NotTaken("内容超过 1 MB")
    try:
        text = body.decode("utf-8")
        if text.startswith("\ufeff") or _depth(text) > DEEPEST:
            raise NotTaken("不是规范的 JSON（带 BOM 或层次过深）")
        return json.loads(text, object_pairs_hook=_no_key_twice, parse_constant=_no_constant, parse_float=_finite)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise NotTaken("不是有效的 UTF-8 JSON") from error
    except ValueError as error:
        # Integers of thousands of digits.
        raise NotTaken("数字过大") from error


def _depth(text: str) -> int:
    """The deepest nesting outside strings."""
    depth = deepest = 0
    quoted = escaped = False
    for char in text:
        if quoted:
            quoted, escaped = (escaped or char != '"'), (char == "\\" and not escaped)
        elif char == '"':
            quoted = True
        elif char in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif char in "]}":
            depth -= 1
    return deepest


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotTaken("同一个键写了两次")
    return found


def _no_constant(name: str) -> Any:
    raise NotTaken(f"不允许 {name}")


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise NotTaken("数字过大")
    return number


def _where(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    place = ".".join(map(str, first["loc"]))
    known = {"extra_forbidden": "不认识的字段", "missing": "缺少", "string_type": "应为文字", "string_too_short": "太短",
             "string_too_long": "太长", "too_long": "条数过多", "too_short": "没有内容", "list_type": "应为列表",
             "dict_type": "应为对象", "model_type": "应为对象"}  # fmt: skip
    return f"{place} {known.get(first['type'], '不合要求')}"
