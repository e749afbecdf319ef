"""One thing handed in, whichever way it came: its text as a post, its writer apart, and the original as evidence."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from crawler.addresses import canonical
from crawler.clean import clean
from crawler.extracted import Extracted
from store.ids import digest

JSON_TYPE = "application/json"
_NOBODY = re.compile(r"匿名|市民|群众|居民|网友|未知|不详|无名|无|[/\-—]+")
_NAME = re.compile(r"[一-鿿·]{2,4}")


@dataclass(frozen=True, slots=True)
class Writer:
    """Who wrote or called, and how to answer; goes into a sealed row of its own, never into the post (P-5)."""

    name: str = ""
    phone: str = ""
    other: str = ""

    @property
    def is_known(self) -> bool:
        """Whether there is any way to answer."""
        return bool(self.phone or self.other or (self.name and not _NOBODY.fullmatch(self.name)))

    def as_json(self) -> bytes:
        """What is sealed."""
        return json.dumps({"name": self.name, "phone": self.phone, "other": self.other}, ensure_ascii=False).encode()


@dataclass(frozen=True, slots=True)
class Item:
    """A post as handed in. `original` is what is kept as evidence; `line` counts from 1 where it came from a table."""

    post: Extracted
    writer: Writer
    original: bytes
    content_type: str = JSON_TYPE
    line: int = 0

    @property
    def key(self) -> str:
        """What makes it the same post tomorrow: its number where it has one, else address and words, else all it says."""
        if self.post.platform_id:
            return self.post.platform_id
        url, words = canonical(self.post.url), (self.post.title, self.post.body)
        if url:
            return digest("handed in", url, *words)
        return digest("handed in", *words, self.post.published_at or "", self.writer.name, self.writer.phone)


def item_of(
    post: Extracted, writer: Writer, original: bytes, place: str = "", content_type: str = JSON_TYPE, line: int = 0
) -> Item:
    """The item with its text as it will be stored: the place in it, the writer's name and numbers out of it, cleaned."""
    placed = replace(post, body=_with_place(post, place), author=writer.phone or writer.name or post.author)
    bare = replace(placed, title=_without_writer(placed.title, writer), body=_without_writer(placed.body, writer))
    return Item(clean(bare), writer, original, content_type, line)


def original_json(facts: Mapping[str, object]) -> bytes:
    """What was typed or stood in a row, as evidence."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, indent=1).encode("utf-8", "replace")


def _with_place(post: Extracted, place: str) -> str:
    place = " ".join(place.split())
    if not place or place in post.body or place in post.title:
        return post.body
    return f"{post.body}\n地点：{place}".strip()


def _without_writer(text: str, writer: Writer) -> str:
    for told in (writer.phone, writer.other):
        if len(told) >= 5:
            text = text.replace(told, "****")
    if _NAME.fullmatch(writer.name) and not _NOBODY.fullmatch(writer.name):
        text = text.replace(writer.name, f"{writer.name[0]}某")
    return text
