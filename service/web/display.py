"""Values → the words and marks a page shows; pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from alerts.neutral import without_judgement, without_names
from alerts.wording import span, time_left
from config.clock import in_china
from config.vocabulary import (
    CaseState,
    Category,
    Department,
    Handling,
    Locality,
    NoticeState,
    Relation,
    SourceKind,
    Tier,
    Word,
)

SOON = timedelta(hours=1)
JUST_NOW = timedelta(minutes=2)

_KINDS: Mapping[str, type[Word]] = {
    "category": Category,
    "tier": Tier,
    "handling": Handling,
    "department": Department,
    "locality": Locality,
    "state": CaseState,
    "notice": NoticeState,
    "source_kind": SourceKind,
    "relation": Relation,
}
_FLAGS = {
    "sticky": "置顶",
    "retweet": "转发",
    "truncated": "正文不全",
    "anonymous": "匿名",
    "deleted": "原链接已不可访问",
    "machine_spun": "疑似机器改写",
    "template": "模板文字",
    "handed_in": "登记",
    "attachments": "有附件",
    "time_suspect": "时间存疑",
    "empty": "无正文",
}
_RELATIONS = {"accused": "被反映", "suggested": "建议牵头"}
_NOTICES = {
    "new_case": "新件",
    "triage": "请研判",
    "tier_raised": "舆情升级",
    "before_due": "到期提醒",
    "at_due": "到期",
    "overdue": "超时",
    "escalation": "逐级催办",
    "report": "报送",
    "returned": "退回",
    "relay": "代转",
    "operator_alarm": "系统告警",
    "digest": "汇总",
}
_OUTCOMES = {
    "retry": "暂时失败",
    "rate_limited": "发送过于频繁",
    "ambiguous": "结果不明",
    "rejected_content": "内容被拒",
    "misconfigured": "渠道配置有误",
}
_RECEIPTS = {"signed": "签收", "received": "收悉", "returned": "退回", "phoned": "电话通知", "delivered": "送达"}


def label(code: str, kind: str) -> str:
    """The Chinese name of a code; a code the vocabulary does not have stands as it is."""
    return next((word.label for word in _KINDS[kind] if word.value == code), code)


def flag(code: str) -> str:
    """The name of a post's flag."""
    return _FLAGS.get(code, code)


def relation(code: str) -> str:
    """How a unit stands to a case."""
    return _RELATIONS.get(code) or label(code, "relation")


def notice_kind(code: str) -> str:
    """Why a message was sent."""
    return _NOTICES.get(code, code)


def outcome(code: str) -> str:
    """How a sending ended."""
    return _OUTCOMES.get(code, code)


def receipt_kind(code: str) -> str:
    """What a receipt says."""
    return _RECEIPTS.get(code, code)


def moment(at: datetime | None, now: datetime) -> str:
    """`11月22日 09:40`, with the year when it is another one; `—` for none."""
    if at is None:
        return "—"
    local = in_china(at)
    year = "" if local.year == in_china(now).year else f"{local.year}年"
    return f"{year}{local.month}月{local.day}日 {local:%H:%M}"


def left(due_at: datetime | None, now: datetime) -> str:
    """`剩42分`, `超时3小时5分`; with seconds under ten minutes, as the live countdown shows it."""
    if due_at is None:
        return ""
    seconds = (due_at - now).total_seconds()
    if 0 < seconds < 600:
        minutes, rest = divmod(int(seconds), 60)
        return f"剩{minutes}分{rest:02d}秒" if minutes else f"剩{rest}秒"
    return time_left(due_at, now)


def ago(at: datetime | None, now: datetime) -> str:
    """`3分前`, `刚刚`, or `2分后` for a moment to come."""
    if at is None:
        return "—"
    length = now - at
    if abs(length) < timedelta(minutes=1):
        return "刚刚" if length >= timedelta(0) else "马上"
    return f"{span(length)}前" if length > timedelta(0) else f"{span(-length)}后"


def urgency(due_at: datetime | None, now: datetime) -> str:
    """`late`, `soon` (within an hour) or `calm`: the look of a clock, whose text says the same."""
    if due_at is None:
        return "calm"
    if due_at <= now:
        return "late"
    return "soon" if due_at - now <= SOON else "calm"


def milliseconds(at: datetime) -> int:
    """A moment for the countdown script."""
    return round(at.timestamp() * 1000)


def safe_link(url: str) -> str:
    """The address when it is plain http or https, else nothing: escaping does not stop `javascript:`."""
    if any(ord(character) <= 32 or character == "\\" for character in url):
        return ""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and host and "@" not in parts.netloc else ""


def matter(title: str) -> str:
    """The title of a matter in the office's own voice: nobody is called malicious, no victim or minor is named."""
    return without_names(without_judgement(title)) or "（无标题）"


def tier_class(code: str) -> str:
    """The style of a tier; the word always stands beside it."""
    return f"tier-{code}" if code in {tier.value for tier in Tier} else "tier-none"


def percent(part: float) -> str:
    """`87%`."""
    return f"{round(part * 100)}%"
