"""All a regulation asks of a case, and whom each duty reaches; pure. What `huiying regulation due` and the table show."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from alerts.clearances import plan_clearances
from alerts.duties import PlannedDuty, plan
from alerts.reporting import plan_reports
from alerts.working_time import COMMON, WorkingTime
from config.recipients import recipient_of
from config.regulation import Regulation
from config.selectors import Facts
from config.units import UnitTree
from config.vocabulary import Category, DutyKind, Finding, Handling, PersonRole, Relation, Tier

UPWARD = (DutyKind.FIRST_REPORT, DutyKind.PROGRESS_REPORT, DutyKind.FINAL_REPORT)


@dataclass(frozen=True, slots=True)
class Reached:
    """Whom a word of the regulation means, before there is a case: a unit's code, or how it will stand to the case."""

    unit: str
    role: str
    words: str

    def as_json(self) -> dict[str, str]:
        """One recipient as a program reads it."""
        return {"unit": self.unit, "role": self.role, "name": self.words}


@dataclass(frozen=True, slots=True)
class Cell:
    """What one kind of case asks: its facts, and the duties (`when` says what else must be so)."""

    priority: str
    tier: str
    incident_grade: str
    when: str
    duties: tuple[PlannedDuty, ...]


def everything(
    regulation: Regulation,
    facts: Facts,
    discovered: datetime,
    working: WorkingTime = COMMON,
    directive_due: datetime | None = None,
) -> list[PlannedDuty]:
    """Duties, clearances and reports of a case with these facts, optional ones too."""
    duties = plan(regulation.duties, facts, discovered, floor=regulation.floor, working=working, directive_due=directive_due)
    clearances = [*regulation.approvals, *regulation.confirmations]
    return [
        *duties,
        *plan_clearances(clearances, facts, discovered, duties, working),
        *plan_reports(regulation.reports, facts, discovered, working),
    ]


def recipients(regulation: Regulation, facts: Facts, duty: PlannedDuty, tree: UnitTree | None) -> list[Reached]:
    """Whom a duty reaches: for a report those told, else who must do it, who is told, and the leaders its tier asks for."""
    words = list(duty.tell) if duty.kind in UPWARD else [*duty.by, *duty.tell]
    if duty.kind not in UPWARD and not duty.blocks:
        led = (rule for rule in regulation.leadership if rule.applies.holds(facts))
        words += [role.label for rule in led for role in rule.roles]
    return list(dict.fromkeys(_reached(word, tree) for word in words))


def cells(regulation: Regulation, start: datetime, working: WorkingTime = COMMON) -> Iterator[Cell]:
    """For every priority × tier (× incident grade of emergencies), what is due; then what further facts add."""
    words = regulation.words
    for priority in [*(named.name for named in words.priorities), Category.NONE.label]:
        category = words.priority(priority)
        for tier in words.tiers:
            for grade in Tier if Category.EMERGENCY.value in (category, *_common(regulation, priority)) else (None,):
                facts = Facts.model_validate(
                    {
                        "category": category,
                        "tier": words.tier(tier.name),
                        "incident_grade": grade,
                        "handling": Handling.NONE,
                    }
                )
                label = grade.label if grade else ""
                plain = everything(regulation, facts, start, working)
                yield Cell(priority, tier.name, label, "", tuple(plain))
                yield from _conditional(regulation, facts, start, working, plain, (priority, tier.name, label))


def _conditional(
    regulation: Regulation,
    facts: Facts,
    start: datetime,
    working: WorkingTime,
    plain: Iterable[PlannedDuty],
    place: tuple[str, str, str],
) -> Iterator[Cell]:
    known = {duty.rule for duty in plain}
    for handling in (*(item for item in Handling if item is not Handling.NONE), *Finding):
        changed = facts.model_copy(update={"handling": handling})
        added = tuple(duty for duty in everything(regulation, changed, start, working) if duty.rule not in known)
        if added:
            yield Cell(*place, f"处置类型：{handling.label}", added)


def _common(regulation: Regulation, priority: str) -> tuple[str, ...]:
    return next((named.common for named in regulation.words.priorities if named.name == priority), ())


def _reached(word: str, tree: UnitTree | None) -> Reached:
    if tree is None:
        return Reached("", "", word)
    try:
        meant = recipient_of(word, tree)
    except ValueError:
        return Reached(word, PersonRole.HANDLER.value, word)
    if meant.relation is Relation.DUTY_OFFICE:
        return Reached(tree.duty_office, meant.role.value, word)
    return Reached(meant.unit or (meant.relation.value if meant.relation else ""), meant.role.value, word)
