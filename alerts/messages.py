"""What people are told: one short Chinese text per kind of message; pure.

Every text carries tier, number, limits and the sign-for link within 2048 bytes less 5 %, so that any channel takes it whole.
The link stands as a placeholder: a token is made only when the message leaves, because only its hash may be kept.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from alerts import words
from alerts.fitting import Part, fit
from alerts.graphemes import cut_characters, size
from alerts.neutral import headline
from alerts.placeholders import link_size, sign_link
from alerts.responsibility import ACCUSATION_ADVICE
from alerts.wording import COLOURS, clock_time, time_left
from alerts.wording import span as spoken_span
from config.vocabulary import Category, Tier

MOST_BYTES = 1_880
"""2048 bytes less 5 %, less the room for the mark of a late message."""

MOST_DUTIES = 5

_LATE = "【补发"
_LIMIT = re.compile(r"\d\d:\d\d前（")


class Kind(StrEnum):
    """Why a message is sent."""

    NEW_CASE = "new_case"
    TRIAGE = "triage"
    TIER_RAISED = "tier_raised"
    BEFORE_DUE = "before_due"
    AT_DUE = "at_due"
    OVERDUE = "overdue"
    ESCALATION = "escalation"
    REPORT = "report"
    RETURNED = "returned"
    RELAY = "relay"
    OPERATOR_ALARM = "operator_alarm"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class DutyView:
    """One open duty as a message names it."""

    name: str
    due_at: datetime | None
    in_principle: bool = False


@dataclass(frozen=True, slots=True)
class CaseView:
    """What a message may say of a case; no author, no source address."""

    case_id: str
    number: str
    title: str
    category: str
    tier: str
    reason: str
    lead: str
    supporting: Sequence[str]
    coordinating: Sequence[str]
    duties: Sequence[DutyView]
    restricted: bool
    base_url: str


@dataclass(frozen=True, slots=True)
class Text:
    """Subject (used by mail) and body (the whole message)."""

    subject: str
    body: str


def new_case(view: CaseView, now: datetime) -> Text:
    """A case for the units named in it."""
    return _about_case(view, now, "", "")


def triage_request(view: CaseView, now: datetime, why: str, suggested: Sequence[str] = ()) -> Text:
    """The duty officer must decide."""
    advice = f"请研判：{why}" + (f"；建议牵头 {'、'.join(suggested)}" if suggested and not view.restricted else "")
    return _about_case(view, now, "待研判", advice)


def tier_raised(view: CaseView, now: datetime, before: str) -> Text:
    """The tier of a running case rose; new duties count from the rise."""
    rise = f"等级由{words.tier(before).label}升为{words.tier(view.tier).label}"
    return _about_case(view, now, "升级", f"{rise}，原有时限不变，新增时限自升级时起算")


def before_due(view: CaseView, now: datetime, duty: DutyView) -> Text:
    """A duty nears its limit."""
    left = time_left(duty.due_at, now) if duty.due_at else ""
    return _about_case(view, now, left or "将到期", f"“{duty.name}”即将到期，请抓紧办理", first=duty)


def at_due(view: CaseView, now: datetime, duty: DutyView) -> Text:
    """A duty has reached its limit."""
    return _about_case(view, now, "到期", f"“{duty.name}”已到制度规定时限" + _in_principle(duty), first=duty)


def overdue(view: CaseView, now: datetime, duty: DutyView) -> Text:
    """A duty is past its limit."""
    late = spoken_span(now - duty.due_at) if duty.due_at and now > duty.due_at else ""
    note = f"“{duty.name}”已超过制度规定时限{late}，请立即办理并反馈" + _in_principle(duty)
    return _about_case(view, now, "超时", note, first=duty)


def escalation(view: CaseView, now: datetime, waited: timedelta, told: Sequence[str]) -> Text:
    """Nobody signed for the case; the next person is told."""
    whom = f"（已通知 {'、'.join(told)}）" if told else ""
    return _about_case(view, now, "催办", f"发出{spoken_span(waited)}仍无人签收{whom}，请督促签收办理")


def report(view: CaseView, now: datetime, action: str) -> Text:
    """A case that must be reported upward (报告) or talked over (沟通)."""
    return _about_case(view, now, action, f"按制度规定{action}")


def returned(view: CaseView, now: datetime, unit: str, reason: str) -> Text:
    """A unit gave the case back."""
    return _about_case(view, now, "退回", f"{unit}退回：{headline(reason, 60)}；请重新研判，时限照走")


def relay(view: CaseView, now: datetime, unreached: str) -> Text:
    """Somebody could not be reached on any channel; whoever reads this must pass it on."""
    return _about_case(view, now, "代转", f"{unreached}各渠道均未送达，请电话通知并登记")


def operator_alarm(subject: str, remedy: str) -> Text:
    """Trouble with the system itself."""
    title = f"【系统告警】{cut_characters(subject, 120)}"
    return Text(title, f"{title}\n处理建议：{cut_characters(remedy, 200)}" if remedy else title)


def late(body: str, delayed: str) -> str:
    """The body marked as sent after its moment, `delayed` as mm:ss; marked only once."""
    return body if body.startswith(_LATE) else f"{_LATE} 延迟{delayed}】\n{body}"


def shortened(body: str) -> str:
    """The shortest form that still carries tier, first limit, link and number, for a provider that refused the content."""
    lines = [line for line in body.splitlines() if not line.startswith(_LATE)]
    head = lines[0].split("】")[0] + "】" if lines and lines[0].startswith("【") else ""
    limits = [line.split("）　")[0] + ("）" if "）　" in line else "") for line in lines if _LIMIT.search(line)]
    ending = [line for line in lines if line.startswith("签收 ")]
    return "\n".join([f"{head}舆情事项，内容请登录系统查看", *limits[:1], *ending])


def _about_case(view: CaseView, now: datetime, mark: str, note: str, first: DutyView | None = None) -> Text:
    tier = words.tier(view.tier)
    head = f"【{tier.label}{'·' + mark if mark else ''}】"
    what = "涉检举控告事项（内容请登录系统查看）" if view.restricted else headline(view.title)
    parts = [
        Part(head),
        Part(what + "\n", gives=1),
        *_body(view, tier, note),
        *_limits(_ordered(view, first), now),
        *_ending(view),
    ]
    return Text(f"{head}{what}（{view.number}）", fit(parts, MOST_BYTES))


def _body(view: CaseView, tier: Tier, note: str) -> list[Part]:
    if view.restricted:
        return [Part(f"{ACCUSATION_ADVICE}\n")]
    priority = words.word(Category, view.category).label
    line = f"{priority} · {COLOURS[tier]}{tier.label}" + (f"：{view.reason}" if view.reason else "")
    units = [("牵头", [view.lead], 2), ("配合", view.supporting, 3), ("协调", view.coordinating, 4)]
    named = [Part(("　" if index else "") + text, gives=gives) for index, (text, gives) in enumerate(_named(units))]
    noted = [Part(note + "\n", gives=2)] if note else []
    return [Part(line + "\n", gives=5), *noted, *named, Part("\n")]


def _named(units: Sequence[tuple[str, Sequence[str], int]]) -> list[tuple[str, int]]:
    return [(f"{relation} {'、'.join(names)}", gives) for relation, names, gives in units if any(names)]


def _ordered(view: CaseView, first: DutyView | None) -> list[DutyView]:
    """The duty the message is about, then the others with a limit, the nearest first."""
    others = [duty for duty in view.duties if duty.due_at and (first is None or duty.name != first.name)]
    nearest = sorted(others, key=lambda duty: duty.due_at.timestamp() if duty.due_at else 0.0)
    return [first, *nearest] if first else nearest


def _limits(duties: Sequence[DutyView], now: datetime) -> list[Part]:
    """Each duty with clock time and time left; the first is never cut."""
    texts = [_limit(duty, now) for duty in duties[:MOST_DUTIES]]
    if not texts:
        return []
    more = f"　另有{len(duties) - MOST_DUTIES}项见系统" if len(duties) > MOST_DUTIES else ""
    return [Part(texts[0]), Part("".join(f"　{text}" for text in texts[1:]) + more, gives=6), Part("\n")]


def _limit(duty: DutyView, now: datetime) -> str:
    if duty.due_at is None:
        return duty.name
    left = time_left(duty.due_at, now)
    return f"{duty.name} {clock_time(duty.due_at, now)}（{left}{'，原则上' if duty.in_principle else ''}）"


def _ending(view: CaseView) -> list[Part]:
    link = sign_link(view.case_id)
    weight = link_size(view.base_url)
    sign = Part(f"签收 {link}　编号 {view.number}\n", weight=size(f"签收 　编号 {view.number}\n") + weight)
    return [sign, Part(f"原帖 {link}#posts", weight=size("原帖 #posts") + weight)]


def _in_principle(duty: DutyView) -> str:
    return "（原则上的时限，请说明原因）" if duty.in_principle else ""
