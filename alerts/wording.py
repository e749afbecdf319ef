"""Times, waits and figures in the words of a message; pure."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from config.clock import in_china
from config.vocabulary import Tier

COLOURS = {Tier.ORDINARY: "🔵", Tier.SIGNIFICANT: "🟡", Tier.MAJOR: "🟠", Tier.EXTRAORDINARY: "🔴"}
"""The national warning colours: 一般 blue, 较大 yellow, 重大 orange, 特别重大 red."""

_DAYS = {0: "", 1: "明天", 2: "后天", -1: "昨天"}
_SCALE = re.compile(
    r"(?:约|近|超过|超|逾|至少|上|多达)?\s?(?:\d[\d,，.]{0,9}|[两几一二三四五六七八九十百千]{1,5})\s?"
    r"(?:多|余)?(?:万|千|百)?(?:多|余)?\s?(?:户|名学生|名村民|名业主|人死亡|人受伤|人被困|人遇难|人失联|人|亩|个小区|栋楼)"
)


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers behind a tier: posts in the last hour and in all, independent voices, media among the sources."""

    last_hour: int
    posts: int
    voices: int
    media: int


def clock_time(moment: datetime, now: datetime) -> str:
    """`09:40前`, `明天08:40前`, `11月25日24:00前` as read in China; the end of a day reads 24:00."""
    local, today = in_china(moment), in_china(now).date()
    day, clock = local.date(), f"{local:%H:%M}"
    if clock == "00:00":
        day, clock = day - timedelta(days=1), "24:00"
    away = (day - today).days
    named = _DAYS.get(away, f"{day.month}月{day.day}日")
    return f"{'今天' if clock == '24:00' and not away else named}{clock}前"


def time_left(moment: datetime, now: datetime) -> str:
    """`剩42分`, `剩3小时5分`, `剩47小时`, `超时12分`, `已到期`."""
    seconds = (moment - now).total_seconds()
    if abs(seconds) < 60:
        return "已到期" if seconds <= 0 else "剩不足1分"
    return ("剩" if seconds > 0 else "超时") + span(timedelta(seconds=abs(seconds)))


def span(length: timedelta) -> str:
    """A length of time as people say it, rounded down."""
    minutes = int(length.total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    if hours >= 72:
        return f"{hours // 24}天"
    if hours >= 24 or (hours and not rest):
        return f"{hours}小时"
    return f"{hours}小时{rest}分" if hours else f"{minutes}分"


def delay(length: timedelta) -> str:
    """`mm:ss`, for a message that could not leave in time."""
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    return f"{minutes:02d}:{seconds:02d}"


def scale_named(text: str) -> str:
    """The first figure of people, homes or land that the text names, or nothing."""
    found = _SCALE.search(text)
    return re.sub(r"\s", "", found[0]) if found else ""


def reason(text: str, figures: Figures) -> str:
    """Why it stands where it stands, with figures: `涉及约2400户，1小时46帖，3家媒体`."""
    named = scale_named(text)
    parts = [f"涉及{named}" if named else ""]
    parts.append(f"1小时{figures.last_hour}帖" if figures.last_hour else f"共{figures.posts}帖")
    if figures.posts > figures.last_hour > 0:
        parts.append(f"共{figures.posts}帖")
    if figures.voices > 1 and figures.voices != figures.posts:
        parts.append(f"{figures.voices}人反映")
    if figures.media:
        parts.append(f"{figures.media}家媒体")
    return "，".join(part for part in parts if part)
