"""How the three platforms tell a moment."""

from datetime import datetime

from config.clock import in_china

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_BACK = {0: "今天", 1: "昨天", 2: "前天"}


def weibo_time(moment: datetime) -> str:
    """`Fri Jun 14 08:00:00 +0800 2019`, whatever the machine's language."""
    at = in_china(moment)
    return f"{_DAYS[at.weekday()]} {_MONTHS[at.month - 1]} {at:%d %H:%M:%S} +0800 {at.year}"


def weibo_cn_time(moment: datetime, now: datetime) -> str:
    """`3分钟前`, `今天 09:40`, `06月14日 08:00`."""
    at, today = in_china(moment), in_china(now)
    minutes = int((today - at).total_seconds() // 60)
    if minutes < 60:
        return f"{max(1, minutes)}分钟前"
    return f"今天 {at:%H:%M}" if at.date() == today.date() else f"{at:%m月%d日 %H:%M}"


def discuz_day(moment: datetime) -> str:
    """`2026-6-4`."""
    at = in_china(moment)
    return f"{at.year}-{at.month}-{at.day}"


def discuz_minute(moment: datetime) -> str:
    """`2026-6-4 08:00`."""
    return f"{discuz_day(moment)} {in_china(moment):%H:%M}"


def discuz_second(moment: datetime) -> str:
    """`2026-6-4 08:00:09`."""
    return f"{discuz_day(moment)} {in_china(moment):%H:%M:%S}"


def discuz_ago(moment: datetime, now: datetime) -> str:
    """`5 秒前`, `3 分钟前`, `半小时前`, `昨天 12:30`, `3 天前`; empty after a week, when Discuz! prints the date."""
    seconds = int((now - moment).total_seconds())
    days = (in_china(now).date() - in_china(moment).date()).days
    if days == 0:
        return _today(max(1, seconds))
    if days in _BACK:
        return f"{_BACK[days]} {in_china(moment):%H:%M}"
    return f"{days} 天前" if days <= 7 else ""


def _today(seconds: int) -> str:
    if seconds < 60:
        return f"{seconds} 秒前"
    if seconds < 1800:
        return f"{seconds // 60} 分钟前"
    return "半小时前" if seconds < 3600 else f"{seconds // 3600} 小时前"
