"""What only shows when a regulation is read beside the unit tree: unknown recipients, dangling 编号, ladders."""

from collections.abc import Iterator, Sequence
from itertools import chain

from config.findings import WARNING, Finding
from config.limits import Limit, Measure
from config.office import Office
from config.reading import Reading, sheet_finding
from config.recipients import recipient_of, unit_named
from config.regulation import DutyRule, Regulation
from config.selectors import Rule, Selector
from config.vocabulary import DutyKind, Tier
from config.yaml_text import Path as Place

_NO_SPAN = (Measure.WORKING_DAYS, Measure.CALENDAR_DAYS, Measure.WORKING_HOURS)


def regulation_findings(office: Office, reading: Reading) -> Iterator[Finding]:
    """Every mistake, and what a clerk may not have meant."""
    for number, place, message, remedy in chain(
        _duties(office.regulation),
        _references(office.regulation),
        _recipients(office),
        _selected_units(office),
        _ladders(office.regulation),
    ):
        yield sheet_finding(reading, "regulation", place, number, message, remedy)
    yield from _doubts(office.regulation, reading)


Wrong = tuple[str, Place, str, str]


def _duties(regulation: Regulation) -> Iterator[Wrong]:
    codes = {rule.code for rule in regulation.floor}
    for key, own in _codes(regulation):
        for index, code in enumerate(own):
            if code in codes:
                yield "C401", (key, index, "编号"), f"编号“{code}”重复", "请改成不同的编号"
            codes.add(code)
    for index, rule in enumerate(regulation.duties):
        if rule.limit is None and rule.repeats is None and rule.ahead is None and rule.starts.text != "交办件时限":
            yield "C402", ("时限", index), f"“{rule.code}”既无期限也无每隔", "请填 期限 或 每隔"


def _codes(regulation: Regulation) -> Iterator[tuple[str, list[str]]]:
    yield "时限", [rule.code for rule in regulation.duties]
    yield "报送", [rule.code for rule in regulation.reports]
    yield "审批", [rule.code for rule in regulation.approvals]
    yield "确认", [rule.code for rule in regulation.confirmations]


def _references(regulation: Regulation) -> Iterator[Wrong]:
    kinds = {word for kind in DutyKind for word in (kind.value, kind.label)}
    names = {rule.name for rule in regulation.duties if rule.name}
    codes = {rule.code for rule in regulation.every_duty}
    for index, rule in enumerate(regulation.duties):
        if rule.starts.after and rule.starts.after not in codes | kinds:
            yield "C407", ("时限", index, "起算"), f"起算引用的“{rule.starts.after}”不存在", "请填本制度时限的编号或事项"
        if rule.starts.after == rule.code:
            yield "C407", ("时限", index, "起算"), f"“{rule.code}”以自身为起算", "请改为前一环节的编号"
        for code in rule.supersedes:
            if code not in codes:
                yield "C408", ("时限", index, "优先于"), f"优先于的“{code}”不存在", "请填本制度或所继承规定的编号"
    for key, rules in (("审批", regulation.approvals), ("确认", regulation.confirmations)):
        for index, rule_ in enumerate(rules):
            for word in rule_.blocks:
                if word not in codes | kinds | names:
                    yield "C409", (key, index, "先于"), f"先于的“{word}”不存在", "请填时限的编号或事项"


def _recipients(office: Office) -> Iterator[Wrong]:
    for place, word in recipient_words(office.regulation):
        try:
            recipient_of(word, office.units)
        except ValueError as error:
            yield "C403", place, str(error), "请改正收件人"


def recipient_words(regulation: Regulation) -> Iterator[tuple[Place, str]]:
    """Every word of the regulation that names who is told or asked, with its place."""
    for index, rule in enumerate(regulation.duties):
        yield from _at(("时限", index), {"责任": rule.by, "告知": rule.tell})
        if rule.extension:
            yield ("时限", index, "延期"), rule.extension.approver
    for index, report in enumerate(regulation.reports):
        yield from _at(("报送", index), {"报送人": report.by, "同时": report.at_once, "沟通": report.talk_at_once})
        for link in report.links:
            yield from ((("报送", index, "随后"), word) for word in (link.after, *link.report_to, *link.talk_to))
    for key, clearances in (("审批", regulation.approvals), ("确认", regulation.confirmations)):
        for index, clearance in enumerate(clearances):
            yield from _at((key, index), {"依次": clearance.whom, "代理": clearance.deputy})
            if clearance.override:
                yield (key, index, "可越过"), clearance.override.approver
    for index, step in enumerate(regulation.escalation):
        yield from _at(("逐级催办", index), {"催办": step.whom})
    for index, due_step in enumerate(regulation.due_steps):
        yield from _at(("到期催办", index), {"催办": due_step.whom})
    for index, sitting in enumerate(regulation.consultations):
        yield from _at(("会商", index), {"召集": sitting.convener, "成员": sitting.members})
    if regulation.returning:
        yield ("退回", "裁定"), regulation.returning.decided_by


def _at(place: Place, words: dict[str, list[str]]) -> Iterator[tuple[Place, str]]:
    for key, listed in words.items():
        yield from (((*place, key), word) for word in listed)


def _selected_units(office: Office) -> Iterator[Wrong]:
    for place, selector in _selectors(office.regulation):
        for word in (*selector.units, *selector.found_by):
            if unit_named(word, office.units) is None:
                yield "C410", place, f"适用中的单位“{word}”不在单位表中", "请填单位的代码、名称或别名"


def _selectors(regulation: Regulation) -> Iterator[tuple[Place, Selector]]:
    lists: dict[str, Sequence[Rule]] = {
        "时限": regulation.duties,
        "报送": regulation.reports,
        "审批": regulation.approvals,
        "确认": regulation.confirmations,
        "领导责任": regulation.leadership,
        "会商": regulation.consultations,
        "免扰": regulation.holds,
    }
    for key, rules in lists.items():
        for index, rule in enumerate(rules):
            yield from (((key, index, "适用"), selector) for selector in _inside(rule.applies))


def _inside(selector: Selector) -> Iterator[Selector]:
    yield selector
    for part in [*selector.any_of, *([selector.excluded] if selector.excluded else [])]:
        yield from _inside(part)


def _ladders(regulation: Regulation) -> Iterator[Wrong]:
    if not regulation.escalation:
        yield "C404", ("逐级催办",), "没有写逐级催办", "请至少写一级，例如 未签收: 10分钟"
    waits = [step.after.span for step in regulation.escalation]
    if any(wait is None or not wait for wait in waits):
        yield "C405", ("逐级催办",), "逐级催办的等待须以分钟或小时计", "请改写为如 10分钟"
    elif waits != sorted(waits, key=lambda wait: wait.total_seconds() if wait else 0):
        yield "C406", ("逐级催办",), "逐级催办的等待须一级比一级长", "请按时间先后排列"
    for key, clearances in (("审批", regulation.approvals), ("确认", regulation.confirmations)):
        for index, rule in enumerate(clearances):
            if rule.ahead is not None and not _can_go_back(rule.ahead):
                yield "C411", (key, index, "提前"), f"“{rule.ahead.text}”不能用作提前量", "请写成如 2小时、1个工作日"
    for index, duty in enumerate(regulation.duties):
        if duty.ahead is not None and not _can_go_back(duty.ahead):
            yield "C411", ("时限", index, "提前"), f"“{duty.ahead.text}”不能用作提前量", "请写成如 2小时、1个工作日"


def _can_go_back(limit: Limit) -> bool:
    return limit.span is not None or (limit.measure in _NO_SPAN and not limit.at and not limit.closing)


def _doubts(regulation: Regulation, reading: Reading) -> Iterator[Finding]:
    for index, rule in enumerate(regulation.duties):
        if rule.applies.otherwise and any(_is_for_all(earlier) for earlier in regulation.duties[:index]):
            message = f"“{rule.code}”写的是其他，但前面已有适用于全部的规定，永远轮不到它"
            yield _doubt(reading, ("时限", index, "适用"), "C420", message, "请把适用于全部的规定移到它后面，或写明适用")
    unmapped = [item.name for item in regulation.tiers if not item.common and item.name not in [tier.label for tier in Tier]]
    if unmapped:
        remedy = f"机器判为一般至特别重大时依次对应：{'、'.join(regulation.tier_names)}；如不符请写 {{名称: …, 对应: …}}"
        yield _doubt(reading, ("等级",), "C421", f"等级“{'、'.join(unmapped)}”没有写对应", remedy)


def _is_for_all(rule: DutyRule) -> bool:
    return rule.applies in (Selector.model_validate("全部"), Selector.model_validate({}))


def _doubt(reading: Reading, place: Place, number: str, message: str, remedy: str) -> Finding:
    line = reading.documents["regulation.yaml"].line_of(place)
    return Finding(number, WARNING, "regulation.yaml", line, message, remedy)
