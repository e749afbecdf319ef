"""What parent and crawl child say to each other: JSON lines, bounded and checked, never pickles.

The child reads the open web, so the parent believes nothing: a line that is too long, no JSON, of unknown kind or
with a value out of range is counted and thrown away.
"""

import base64
import binascii
import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from crawler.addresses import is_web
from crawler.extracted import Extracted

LONGEST_LINE = 24 * 1024 * 1024
"""Bytes; an answer of 8 MiB in base64 and the posts read from it."""
POSTS_PER_LINE = 200
LONGEST_TITLE = 2_000
LONGEST_BODY = 200_000
HIGHEST_COUNT = 10**12
TRUNCATED = "truncated"
"""The flag of a post whose list shows only its beginning."""
COUNTS = ("floor", "replies", "views", "reposts", "comments", "likes")


class BadLine(Exception):
    """A line that is not one of ours; it is counted and dropped."""


class Sheet(BaseModel):
    """A part of a line; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Mark(Sheet):
    """What one page (or post) was like when it was last looked at; times are seconds since 1970."""

    first: int
    last: int
    looks: int = 1
    etag: str = Field(default="", max_length=300)
    modified: str = Field(default="", max_length=100)
    digest: str = Field(default="", max_length=64)
    replies: int | None = None
    resume: str = Field(default="", max_length=2100)
    """Where reading goes on when more was added (the last page of a thread)."""
    broken_off: bool = False
    """Whether a list's round ended before all it led to was read."""


class Job(Sheet):
    """One round for one source, with what the office already knows of it (`seen`), so nothing is fetched needlessly."""

    id: str
    source: str
    spider: Literal["portal", "microblog", "forum", "feed", "probe"]
    reads: str = "portal"
    """The kind of source, which narrows the platforms its pages may be of."""
    address: str
    permits: tuple[str, ...] = ()
    delay_seconds: float = Field(default=2.0, ge=0)
    follow: int = Field(default=200, ge=1)
    verify_tls: bool = True
    user_agent: str = "huiying"
    response_seconds: float = Field(default=30.0, gt=0)
    round_seconds: float = Field(default=900.0, gt=0)
    max_bytes: int = Field(default=8 * 1024 * 1024, gt=0)
    seen: dict[str, Mark] = {}


class PageLine(Sheet):
    """A page with posts; a page with very many posts makes several lines, each with the page's bytes."""

    kind: Literal["page"] = "page"
    job: str = Field(max_length=100)
    source: str = Field(max_length=200)
    url: str = Field(max_length=2100)
    status: int = Field(ge=100, le=599)
    content_type: str = Field(default="", max_length=300)
    fetched_at: AwareDatetime
    evidence: str = Field(pattern=r"^[0-9a-f]{64}$")
    payload: str
    posts: tuple[Extracted, ...] = Field(max_length=POSTS_PER_LINE)


class GoneLine(Sheet):
    """A page that was there before and is no longer (404, 410)."""

    kind: Literal["gone"] = "gone"
    job: str = Field(max_length=100)
    source: str = Field(max_length=200)
    url: str = Field(max_length=2100)
    fetched_at: AwareDatetime


class AliveLine(Sheet):
    """The child still turns its loop."""

    kind: Literal["alive"] = "alive"
    rss_mb: float


class EndLine(Sheet):
    """The round of a job is over: what it met, and what to remember once its pages are stored."""

    kind: Literal["end"] = "end"
    job: str = Field(max_length=100)
    source: str = Field(max_length=200)
    rss_mb: float = 0.0
    requests: int = Field(default=0, ge=0)
    list_read: bool = False
    """Whether the source's own address could be read (or was as before)."""
    read: int = Field(default=0, ge=0)
    """Pages read (200)."""
    unchanged: int = Field(default=0, ge=0)
    posts: int = Field(default=0, ge=0)
    links: int = Field(default=0, ge=0)
    problems: dict[str, int] = {}
    """Problem code → how often; codes are `crawler.health.Problem`."""
    detail: str = Field(default="", max_length=500)
    marks: dict[str, Mark] = {}
    cut: bool = False
    """Whether the round was ended early because the child was to be replaced."""
    holds: dict[str, float] = {}
    """Host → seconds it asked to be left alone."""


Line = PageLine | GoneLine | AliveLine | EndLine
_LINES: TypeAdapter[Line] = TypeAdapter(Annotated[Line, Field(discriminator="kind")])


@dataclass(frozen=True, slots=True)
class Page:
    """A page as the parent stores it: the bytes, their sha256 (`evidence`), when and where read, the cleaned posts."""

    job: str
    source: str
    url: str
    status: int
    content_type: str
    fetched_at: datetime
    evidence: str
    payload: bytes
    posts: tuple[Extracted, ...] = field(default=())


def write_line(sheet: Sheet) -> bytes:
    """One line, with its line feed; lone surrogates become question marks instead of killing the line."""
    fields: dict[str, Any] = {name: getattr(sheet, name) for name in type(sheet).model_fields}
    return json.dumps(fields, ensure_ascii=False, default=_plain).encode("utf-8", "replace") + b"\n"


def _plain(value: object) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Sheet):
        return value.model_dump(exclude_defaults=True)
    if isinstance(value, Extracted):
        return asdict(value)
    raise TypeError(f"{type(value)} does not travel")


def read_line(line: bytes) -> Line:
    """The checked line; BadLine when anything about it is wrong."""
    if len(line) > LONGEST_LINE:
        raise BadLine("too long")
    try:
        return _LINES.validate_json(line)
    except ValidationError as error:
        raise BadLine(f"{error.error_count()} errors, first: {error.errors(include_input=False)[0]['msg']}") from None


def page_of(line: PageLine) -> Page:
    """The page of a line; BadLine when its bytes do not hash to its evidence id or a value is out of range."""
    try:
        payload = base64.b64decode(line.payload, validate=True)
    except (binascii.Error, ValueError):
        raise BadLine("payload is not base64") from None
    if hashlib.sha256(payload).hexdigest() != line.evidence:
        raise BadLine("payload does not match its hash")
    if not is_web(line.url):
        raise BadLine("no web address")
    for post in line.posts:
        if post != bounded(post):
            raise BadLine("a post is out of bounds")
    head = {name: getattr(line, name) for name in ("job", "source", "url", "status", "content_type", "fetched_at", "evidence")}
    return Page(payload=payload, posts=line.posts, **head)


def page_lines(page: Page) -> list[PageLine]:
    """The lines that carry a page: one, or several when it holds very many posts (B35)."""
    posts = [bounded(post) for post in page.posts]
    groups = [posts[start : start + POSTS_PER_LINE] for start in range(0, len(posts), POSTS_PER_LINE)] or [[]]
    payload = base64.b64encode(page.payload).decode("ascii")
    head = {name: getattr(page, name) for name in ("job", "source", "url", "status", "content_type", "fetched_at", "evidence")}
    return [PageLine.model_construct(payload=payload, posts=tuple(group), **head) for group in groups]


def bounded(post: Extracted) -> Extracted:
    """The post with every value inside what a row may hold; an unusable link becomes empty."""
    counts: dict[str, Any] = {name: _count(getattr(post, name)) for name in COUNTS}
    return replace(
        post,
        platform_id=_text(post.platform_id, 200),
        url=post.url if is_web(post.url) else "",
        title=_text(post.title, LONGEST_TITLE),
        body=_text(post.body, LONGEST_BODY),
        source_name=_text(post.source_name, 200),
        author=_text(post.author, 200),
        flags=tuple(post.flags[:20]),
        **counts,
    )


def _text(text: str, longest: int) -> str:
    # PostgreSQL keeps no NUL in text.
    return text.replace("\0", "")[:longest]


def _count(value: int | None) -> int | None:
    return value if value is None or 0 <= value <= HIGHEST_COUNT else None
