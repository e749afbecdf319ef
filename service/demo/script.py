"""The story of the demonstration county: who says what, where and when, read from `script/*.yaml`."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

NOISE = "everyday"


class Site(StrEnum):
    """Where a post appears."""

    PORTAL = "portal"
    MICROBLOG = "microblog"
    FORUM = "forum"


@dataclass(frozen=True, slots=True)
class Item:
    """One post of the story; `offset` is seconds from the story's start, negative for what was there before."""

    matter: str
    site: Site
    offset: int
    nickname: str
    text: str
    title: str = ""
    source: str = ""
    heat: int = 1
    sticky: bool = False
    serial: int = 0
    """Its place in the order of time; all ids on the pages come from it."""
    thread: int | None = None
    """The serial of the opening post, for every post of a thread."""
    quotes: int | None = None
    """The serial of the post it forwards, on the microblog."""


class _Line(BaseModel):
    """What every entry has: `at` seconds after the start, or `ago` minutes before it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str = ""
    at: int = 0
    ago: int = 0
    by: str
    text: str = ""
    heat: int = 1
    of: str = ""
    form: Literal["retweet", "chain", "cut", "copy"] = "retweet"
    via: str = ""
    keep: int = 0
    edit: list[str] = Field(default_factory=list)

    @property
    def offset(self) -> int:
        return -60 * self.ago if self.ago else self.at


class _Thread(_Line):
    title: str
    sticky: bool = False
    replies: list[_Line] = Field(default_factory=list)


class _Article(_Line):
    title: str
    source: str


class _Sheet(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    matter: str
    microblog: list[_Line] = Field(default_factory=list)
    forum: list[_Thread] = Field(default_factory=list)
    portal: list[_Article] = Field(default_factory=list)


@cache
def story() -> tuple[Item, ...]:
    """All posts in order of time; an item's `serial` is its index."""
    drafts = [draft for sheet in _sheets() for draft in _drafts(sheet)]
    drafts.sort(key=lambda draft: draft.item.offset)
    place = {draft.name: serial for serial, draft in enumerate(drafts) if draft.name}
    return tuple(_numbered(draft, serial, drafts, place) for serial, draft in enumerate(drafts))


@dataclass(frozen=True, slots=True)
class _Draft:
    """An item before it has a serial, with the names by which others refer to it."""

    item: Item
    line: _Line
    name: str
    thread: str = ""


def _sheets() -> Iterator[_Sheet]:
    for file in sorted(files("service.demo").joinpath("script").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".yaml"):
            content: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
            yield _Sheet.model_validate(content)


def _drafts(sheet: _Sheet) -> Iterator[_Draft]:
    for line in sheet.microblog:
        yield _Draft(_item(sheet, Site.MICROBLOG, line), line, line.id)
    for article in sheet.portal:
        item = replace(_item(sheet, Site.PORTAL, article), title=article.title, source=article.source)
        yield _Draft(item, article, article.id)
    for number, thread in enumerate(sheet.forum):
        name = thread.id or f"{sheet.matter}-thread-{number}"
        item = replace(_item(sheet, Site.FORUM, thread), title=thread.title, sticky=thread.sticky)
        yield _Draft(item, thread, name, name)
        for reply in thread.replies:
            yield _Draft(_item(sheet, Site.FORUM, reply), reply, "", name)


def _item(sheet: _Sheet, site: Site, line: _Line) -> Item:
    return Item(sheet.matter, site, line.offset, line.by, line.text.strip(), heat=line.heat)


def _numbered(draft: _Draft, serial: int, drafts: list[_Draft], place: dict[str, int]) -> Item:
    item = replace(draft.item, serial=serial, thread=place[draft.thread] if draft.thread else None)
    if not draft.line.of:
        return item
    original = drafts[place[draft.line.of]].item
    quoted = item.site is Site.MICROBLOG and draft.line.form in ("retweet", "chain")
    return replace(item, text=passed_on(draft.line, original), quotes=place[draft.line.of] if quoted else None)


def passed_on(line: _Line, original: Item) -> str:
    """The words of a post that forwards another, in the ways people do it.

    `retweet` adds own words above the quoted post, `chain` the words of the one in between, `cut` copies the beginning,
    `copy` copies all, with small edits (pairs of old and new words).
    """
    if line.form == "retweet":
        return line.text or "转发微博"
    if line.form == "chain":
        return f"{line.text}//@{line.via}"
    text = original.text
    for old, new in zip(line.edit[::2], line.edit[1::2], strict=True):
        if old not in text:
            raise ValueError(f"{line.by}: {old!r} does not stand in the post it copies")
        text = text.replace(old, new)
    return f"{line.text}{text[: line.keep]}…" if line.form == "cut" else f"{line.text}{text}"
