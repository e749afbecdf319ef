"""From a page's own wording to the text that is stored: readable, simplified, once, without personal numbers."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from crawler.charset import decode
from crawler.cleaning.characters import plain_characters
from crawler.cleaning.doubled import single
from crawler.cleaning.footer import without_spam_footer
from crawler.cleaning.masking import masked
from crawler.cleaning.pinyin import without_readings
from crawler.cleaning.script import simplified
from crawler.cleaning.spun import is_spun
from crawler.extract import extract
from crawler.extracted import Extracted
from crawler.pages.text import MAX_BODY, MAX_TITLE, fold, line

_TEMPLATE = re.compile(
    r"(?:转发微博|repost|分享(?:图片|视频|单曲|歌曲)|我?(?:参与|发起)了.{0,40}投票.{0,60}|我(?:正)?在.{0,20}(?:签到|打卡)|"
    r"我发表了一个(?:图片|视频)贴.{0,20}|我刚(?:刚)?(?:关注|加入)了.{0,40}|(?:刚刚)?赞了这条微博|"
    r"顶|沙发|签到|打卡|路过|围观|\d{1,3}|[.。…!！~～]{1,9})\W{0,4}",
    re.IGNORECASE,
)
# The head of a quotation in a forum names its writer.
_QUOTE_HEAD = re.compile(r"^[^\n]{1,30} 发表于 (?:19|20)\d{2}-[\d :-]{3,16}$\n?", re.MULTILINE)
_QUOTED = re.compile(r"\n转发：.*", re.DOTALL)


def clean(extracted: Extracted) -> Extracted:
    """The item as it is stored, with the flags `machine_spun` and `template` where they hold.

    1. Invisible and look-alike characters, readings in brackets, traditional characters.
    2. Spam at the edges, second copies.
    3. Flags from the whole text, then masking of personal data.
    """
    title = line(_readable(extracted.title))[:MAX_TITLE]
    body = single(title, without_spam_footer(fold(_QUOTE_HEAD.sub("", _readable(extracted.body[:MAX_BODY])))))
    flags = [
        flag
        for flag, holds in (("machine_spun", is_spun(f"{title}\n{body}")), ("template", _is_template(title, body)))
        if holds
    ]
    cleaned = replace(extracted, title=masked(title), body=masked(body), source_name=line(_readable(extracted.source_name)))
    return cleaned.flagged(flags)


def _readable(text: str) -> str:
    return simplified(without_readings(plain_characters(text)))


def _is_template(title: str, body: str) -> bool:
    """Words that a platform puts in by itself, or that say nothing of a matter."""
    return not title and _TEMPLATE.fullmatch(_QUOTED.sub("", body).strip()) is not None


def describe_file(path: Path) -> dict[str, Any]:
    """One object of `huiying clean --json`: pages are extracted first, a text file is one post with its title on top."""
    payload = path.read_bytes()
    found = [_from_text(payload)] if path.suffix.lower() == ".txt" else extract(None, payload)
    return {"file": str(path), "posts": [clean(post).as_row() for post in found]}


def _from_text(payload: bytes) -> Extracted:
    title, _, body = decode(payload).text.strip().partition("\n")
    return Extracted(title=line(title), body=fold(body), page_kind="text")
