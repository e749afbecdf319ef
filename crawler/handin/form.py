"""The 登记 form: what a person saw, heard or was told, as one item."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from config.handin import NotTaken
from config.vocabulary import SourceKind
from crawler.addresses import is_web
from crawler.extracted import Extracted
from crawler.handin.item import Item, Writer, item_of, original_json
from crawler.handin.secrecy import REFUSAL, REMEDY, is_marked_secret
from crawler.ingest import moment_of
from crawler.times import read_time

CLOCKS_DIFFER = timedelta(minutes=10)
SHORTEST = 4
LONGEST_TITLE = 300


@dataclass(frozen=True, slots=True)
class Clerk:
    """Who filled the form in."""

    code: str
    unit_name: str = ""


def read_form(kind: SourceKind, fields: Mapping[str, str], clerk: Clerk, now: datetime) -> Item:
    """The item of a form with `title, text, place, time, link, outlet, name, phone, other`; NotTaken with the reason."""
    title, text = fields.get("title", "").strip(), fields.get("text", "").strip()
    if len(text) < SHORTEST:
        raise NotTaken("请填写内容")
    if len(title) > LONGEST_TITLE:
        raise NotTaken("标题过长")
    if is_marked_secret(title, text):
        raise NotTaken(f"{REFUSAL}，{REMEDY}")
    link = fields.get("link", "").strip()
    if link and not is_web(link):
        raise NotTaken("网址须以 http:// 或 https:// 开头")
    post = Extracted(
        url=link,
        title=title,
        body=text,
        published_at=_moment(fields.get("time", "").strip(), now),
        source_name=_outlet(kind, fields, clerk),
        flags=("handed_in",),
        page_kind="handin",
    )
    writer = Writer(*(fields.get(name, "").strip()[:300] for name in ("name", "phone", "other")))
    typed = {name: value for name, value in fields.items() if name not in ("csrf", "person")}
    original = original_json({"类型": kind.value, "登记人": clerk.code, "登记时间": now.isoformat(), "内容": typed})
    return item_of(post, writer, original, fields.get("place", "")[:200])


def _outlet(kind: SourceKind, fields: Mapping[str, str], clerk: Clerk) -> str:
    # A unit that reports a matter of its own is named, so that self-found and told-by-others can be counted apart (NC-4.0).
    return clerk.unit_name if kind is SourceKind.SELF_REPORT else fields.get("outlet", "").strip()[:200]


def _moment(text: str, now: datetime) -> str | None:
    if not text:
        return None
    found = read_time(text)
    moment = moment_of(found)
    if moment is None:
        raise NotTaken("时间无法识别，应写成如 2026-11-22 09:40")
    if moment > now + CLOCKS_DIFFER:
        raise NotTaken("时间在将来，请核对")
    return found
