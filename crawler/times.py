"""Chinese and foreign ways to write a moment, read as ISO 8601 at +08:00; a date without a time stays a date.

Relative forms (5分钟前, 昨天 23:59, 06-14) need the moment the page was fetched; without it they give None. Years before
1990 or after 2099 are refused: pages carry 1970 and 9999 where they mean nothing.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

SHANGHAI = timezone(timedelta(hours=8))
_YEARS = range(1990, 2100)

_HALF = r"(?P<half>上午|下午|晚上|晚|中午|凌晨|早上|AM|PM)?"
_CLOCK = (
    rf"{_HALF}\s*(?P<h>\d{{1,2}})\s*[:：时点]\s*(?P<mi>\d{{1,2}})?"
    r"(?:\s*[:：分]\s*(?P<s>\d{1,2})?)?(?:\.\d+)?"
)
_ZONE = r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
_GAP = r"(?:\s{0,8}(?:[T,，|]|星期.|周.|[（(]\s?(?:星期|周).\s?[）)])?\s{0,8}|-)"
ABSOLUTE = re.compile(
    r"(?<![\d.])(?P<y>(?:19|20)\d{2})\s{0,2}(?P<sep>[-/.年—－])\s{0,2}(?P<m>\d{1,2})\s{0,2}(?:[-/.月—－])\s{0,2}(?P<d>\d{1,2})(?!\d)\s{0,2}日?"
    rf"(?:{_GAP}{_CLOCK}{_ZONE})?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})(?:(?P<h>\d{2})(?P<mi>\d{2})(?P<s>\d{2}))?(?!\d)")
_ROC = re.compile(r"民[国國]\s*(\d{2,3})\s*年")
_HAN_DATE = re.compile(
    r"(?P<y>[一二][〇○零ＯO一二三四五六七八九]{3})年(?P<m>[一二三四五六七八九十]{1,2})月(?P<d>[一二三四五六七八九十]{1,3})日"
)
_CTIME = re.compile(r"^\w{3} (?P<mon>\w{3})\s+(?P<d>\d{1,2}) (?P<t>\d{2}:\d{2}:\d{2}) (?P<zone>[+-]\d{4}) (?P<y>\d{4})$")
_SHORT_YEAR = re.compile(
    rf"(?<![\d.])(?P<y>\d{{2}})[-/.年](?P<m>\d{{1,2}})[-/.月](?P<d>\d{{1,2}})(?!\d)日?(?:\s{{0,4}}{_CLOCK})?", re.IGNORECASE
)
_NO_YEAR = re.compile(
    rf"(?<![\d年/.\-])(?P<m>\d{{1,2}})\s?[-/.月]\s?(?P<d>\d{{1,2}})(?!\d|[-/.]\d)\s?日?(?:\s{{0,4}}{_CLOCK})?"
)
_DAY_WORD = re.compile(rf"(?P<word>大前天|前天|昨天|昨日|今天|今日)\s*(?:{_CLOCK})?")
_AGO = re.compile(r"(?P<n>\d{1,4}|半|一)\s*个?\s*(?P<unit>秒钟?|分钟|分|小时|天|日|周|星期|月|年)\s*[之以]?前")
_CLOCK_ONLY = re.compile(rf"^\s*{_CLOCK}\s*$")
_JUST_NOW = re.compile(r"刚刚|刚才|^\s*今刚\s*$")
_DIGITS = {char: number for number, chars in enumerate(["〇○零ＯO", *"一二三四五六七八九"]) for char in chars}
_MONTHS = {
    name: number
    for number, name in enumerate(["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1)
}
_DAYS_BACK = {"大前天": 3, "前天": 2, "昨天": 1, "昨日": 1, "今天": 0, "今日": 0}


def read_time(raw: str, fetched_at: datetime | None = None) -> str | None:
    """The moment or date a field names, or None. `raw` is a field's text, at most its first 200 characters count."""
    raw = raw.replace("\xa0", " ").strip()[:200]
    return absolute_time(raw) or (relative_time(raw, fetched_at) if fetched_at is not None else None)


def absolute_time(raw: str) -> str | None:
    """The first moment or date with a year in a text."""
    if (found := ABSOLUTE.search(raw)) is not None and (iso := iso_of(found)) is not None:
        return iso
    return _han(raw) or _roc(raw) or _foreign(raw) or _digits(raw)


def iso_of(found: re.Match[str]) -> str | None:
    """ISO form of a match of `ABSOLUTE`; None where no such day or year exists."""
    day = _date(int(found["y"]), int(found["m"]), int(found["d"]))
    if day is None:
        return None
    clock = _clock(found)
    if clock is None:
        return day.isoformat()
    moment = datetime(day.year, day.month, day.day, *clock, tzinfo=_zone(found["zone"]))
    return moment.astimezone(SHANGHAI).isoformat()


def from_epoch(seconds: float) -> str | None:
    """A Unix time in seconds or milliseconds."""
    seconds = seconds / 1000 if seconds > 10**11 else seconds
    if not 631_152_000 <= seconds < 4_102_444_800:
        return None
    return datetime.fromtimestamp(int(seconds), tz=UTC).astimezone(SHANGHAI).isoformat()


def relative_time(raw: str, fetched_at: datetime) -> str | None:
    """A moment told against the fetch: 刚刚, 5分钟前, 昨天 23:59, 18:12, 06月17日 18:12."""
    now = fetched_at.astimezone(SHANGHAI).replace(microsecond=0)
    if _JUST_NOW.search(raw):
        return now.isoformat()
    if (ago := _AGO.search(raw)) is not None:
        return _ago(ago, now)
    if (word := _DAY_WORD.search(raw)) is not None:
        day = now.date() - timedelta(days=_DAYS_BACK[word["word"]])
        return _on(day, _clock(word))
    if (short := _SHORT_YEAR.search(raw)) is not None:
        day_told = _date(2000 + int(short["y"]), int(short["m"]), int(short["d"]))
        return _on(day_told, _clock(short)) if day_told and day_told <= now.date() + timedelta(days=1) else None
    if (yearless := _NO_YEAR.search(raw)) is not None:
        return _yearless(yearless, now)
    if (clock := _CLOCK_ONLY.match(raw)) is not None and (reading := _clock(clock)) is not None:
        today = _on(now.date(), reading)
        return today if today and today <= now.isoformat() else _on(now.date() - timedelta(days=1), reading)
    return None


def _ago(found: re.Match[str], now: datetime) -> str | None:
    number = {"半": 0.5, "一": 1.0}.get(found["n"]) or float(found["n"])
    unit = found["unit"]
    if unit[0] in "秒分小":
        seconds = {"秒": 1, "分": 60, "小": 3600}[unit[0]]
        return (now - timedelta(seconds=number * seconds)).isoformat()
    days = {"天": 1, "日": 1, "周": 7, "星": 7, "月": 30, "年": 365}[unit[0]] * number
    day = now.date() - timedelta(days=days)
    return day.isoformat() if day.year in _YEARS else None


def _yearless(found: re.Match[str], now: datetime) -> str | None:
    clock = _clock(found)
    # A day that would lie ahead of the fetch belongs to the year before; 29 February looks back to the last leap year.
    for year in range(now.year, now.year - 5, -1):
        day = _date(year, int(found["m"]), int(found["d"]))
        if day is not None and day <= now.date() + timedelta(days=1):
            return _on(day, clock)
    return None


def _on(day: date, clock: tuple[int, int, int] | None) -> str | None:
    if clock is None:
        return day.isoformat()
    return datetime(day.year, day.month, day.day, *clock, tzinfo=SHANGHAI).isoformat()


def _clock(found: re.Match[str]) -> tuple[int, int, int] | None:
    if not found["h"] or (found["mi"] is None and "时" not in found.group() and "点" not in found.group()):
        return None
    hour, minute, second = int(found["h"]), int(found["mi"] or 0), int(found["s"] or 0)
    half = (found["half"] or "").upper()
    if half in ("下午", "晚上", "晚", "PM") and hour < 12:
        hour += 12
    if half in ("凌晨", "上午", "AM") and hour == 12:
        hour = 0
    return (hour, minute, min(second, 59)) if hour < 24 and minute < 60 and second <= 60 else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None


def _zone(text: str | None) -> timezone:
    if not text:
        return SHANGHAI
    if text.upper() in ("Z", "UTC", "GMT"):
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 14 or minutes > 59:
        return SHANGHAI
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)


def _han(raw: str) -> str | None:
    if (found := _HAN_DATE.search(raw)) is None:
        return None
    year = int("".join(str(_DIGITS[char]) for char in found["y"]))
    day = _date(year, _han_number(found["m"]), _han_number(found["d"]))
    return day.isoformat() if day else None


def _han_number(text: str) -> int:
    tens, ten, ones = text.rpartition("十")
    return (_DIGITS[tens] if tens else 1) * 10 * bool(ten) + (_DIGITS[ones] if ones else 0)


def _roc(raw: str) -> str | None:
    if (found := _ROC.search(raw)) is None:
        return None
    return absolute_time(f"{int(found[1]) + 1911}年{raw[found.end() : found.end() + 40]}")


def _foreign(raw: str) -> str | None:
    """Mail style (`Mon, 22 Nov 2026 10:00:00 +0800`) and C style (`Fri Jun 14 08:00:00 +0800 2019`)."""
    if (found := _CTIME.match(raw)) is not None:
        raw = f"{found['d']} {found['mon']} {found['y']} {found['t']} {found['zone']}"
    if not any(month in raw for month in _MONTHS):
        return None
    try:
        moment = parsedate_to_datetime(raw)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.year not in _YEARS:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(SHANGHAI).isoformat()


def _digits(raw: str) -> str | None:
    """`20190907`, `20190907134345`, or a Unix time that stands alone."""
    stripped = raw.strip()
    if re.fullmatch(r"[19]\d{9}(?:\d{3})?", stripped):
        return from_epoch(int(stripped))
    if (found := _COMPACT.fullmatch(stripped)) is None:
        return None
    day = _date(int(found["y"]), int(found["m"]), int(found["d"]))
    if day is None or not found["h"]:
        return day.isoformat() if day else None
    hour, minute, second = int(found["h"]), int(found["mi"]), int(found["s"])
    return _on(day, (hour, minute, second)) if hour < 24 and minute < 60 and second < 60 else day.isoformat()
