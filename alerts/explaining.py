"""Why a case owes what it owes: which article made this duty, this recipient, this clock; from the plan it keeps, pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from alerts.reporting import CHAIN
from alerts.snapshot import rules_of
from config.clock import in_china
from config.regulation import DutyRule, Regulation, ReportRule
from config.selectors import Selector
from store.records import Case, Duty, Escalation, Notice


@dataclass(frozen=True, slots=True)
class Because:
    """One thing and its reason: `what` (时限, 收件人, 派单, 催办), its name, when, by which rule and article."""

    what: str
    name: str
    when: str
    rule: str
    applies: str
    article: str

    def as_json(self) -> dict[str, str]:
        """As a program reads it."""
        return {
            "what": self.what,
            "name": self.name,
            "when": self.when,
            "rule": self.rule,
            "applies": self.applies,
            "article": self.article,
        }


def explain(case: Case, duties: Iterable[Duty], notices: Sequence[Notice], steps: Iterable[Escalation]) -> list[Because]:
    """Every duty, unit, message and step of 逐级催办 of a case with what brought it about."""
    regulation = rules_of(case.plan)
    return [
        *(_share(share) for share in case.routing),
        *(_duty(regulation, duty) for duty in duties),
        *_steps(regulation, steps),
        *_notices(regulation, case, notices),
    ]


def words_of(selector: Selector) -> str:
    """适用 as the file says it, in one line."""
    if selector.every:
        return "全部"
    kept = selector.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return "，".join(f"{key}：{_plain(value)}" for key, value in kept.items()) or "全部"


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(_plain(item) for item in value)
    if isinstance(value, dict):
        return "（" + "，".join(f"{key}：{_plain(item)}" for key, item in value.items()) + "）"
    return str(value)


def _share(share: dict[str, Any]) -> Because:
    reason = "，".join(part for part in (str(share.get("reason", "")), str(share.get("detail", ""))) if part)
    name = str(share.get("name", share["unit"]))
    return Because("派单", f"{_RELATIONS.get(share['relation'], share['relation'])} {name}", "", "", reason, "")


_RELATIONS = {
    "lead": "牵头",
    "supporting": "配合",
    "coordinating": "协调",
    "suggested": "建议",
    "accused": "回避",
    "returned": "已退回",
}


def _duty(regulation: Regulation, duty: Duty) -> Because:
    rule = _rule(regulation, duty.rule)
    due_at = f"{in_china(duty.due_at):%Y-%m-%d %H:%M} 前" if duty.due_at else "待起算"
    started = f"自 {in_china(duty.starts_at):%m-%d %H:%M} 起"
    limit = _limit(rule)
    when = "，".join(part for part in (limit, started if duty.due_at else "", due_at) if part)
    return Because("时限", duty.name, when, duty.rule, words_of(rule.applies) if rule else "", duty.article)


def _limit(rule: DutyRule | ReportRule | None) -> str:
    if rule is None:
        return ""
    words = [
        rule.limit.text if rule.limit else "",
        f"每隔{rule.repeats.text}" if rule.repeats else "",
        f"{rule.starts.text}起算",
    ]
    return "，".join(word for word in words if word)


def _rule(regulation: Regulation, code: str) -> DutyRule | ReportRule | None:
    plain = code.removesuffix(CHAIN)
    while plain.endswith(CHAIN):
        plain = plain.removesuffix(CHAIN)
    return next((rule for rule in regulation.timed_rules if rule.code == plain), None)


def _steps(regulation: Regulation, steps: Iterable[Escalation]) -> Iterator[Because]:
    rungs = regulation.escalation
    for step in steps:
        if 0 < step.step <= len(rungs):
            rung = rungs[step.step - 1]
            when = f"{in_china(step.due_at):%m-%d %H:%M}" + ("（已办）" if step.done_at else "")
            name = f"第{step.step}级：{'、'.join(rung.whom)}"
            yield Because("催办", name, when, f"未签收{rung.after.text}", words_of(rung.applies), rung.article)


def _notices(regulation: Regulation, case: Case, notices: Sequence[Notice]) -> Iterator[Because]:
    for notice in notices:
        rule = _rule(regulation, notice.rule) if notice.rule else None
        name = f"{notice.recipient_name}（{notice.unit}，{notice.channel}）"
        when = f"{in_china(notice.queued_at):%m-%d %H:%M}"
        shares = (str(share.get("reason", "")) for share in case.routing if share["unit"] == notice.unit)
        why = words_of(rule.applies) if rule else next((reason for reason in shares if reason), "")
        yield Because("通知", name, when, notice.rule or notice.kind, why, rule.article if rule else "")
