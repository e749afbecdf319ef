"""The plan kept on a case: the rules, roles and waits in force when it was opened.

Editing the office files never changes a running case; the person who holds a role is looked up when a step fires.
"""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from alerts.working_time import COMMON, WorkingTime
from config.calendar import OfficeCalendar
from config.office import Office
from config.regulation import Regulation
from config.selectors import Facts
from config.vocabulary import SourceKind
from store.records import Case

FORMAT = 2


def take(office: Office) -> dict[str, Any]:
    """The rules of the office as plain JSON."""
    return {
        "format": FORMAT,
        "version": office.regulation.version,
        "title": office.regulation.title,
        "regulation": office.regulation.model_dump(mode="json", by_alias=True, exclude_defaults=True),
        "calendar": office.working_calendar.model_dump(mode="json", by_alias=True, exclude_defaults=True),
        "duty_office": _names(office, office.units.duty_office),
        "units": {unit.code: _names(office, unit.code) for unit in office.units.units} if _asks_units(office) else {},
    }


def rules_of(plan: dict[str, Any]) -> Regulation:
    """The regulation a case was opened under."""
    return _read(json.dumps(plan["regulation"], ensure_ascii=False))


@lru_cache(maxsize=32)
def _read(text: str) -> Regulation:
    # Nearly all open cases keep the same text; reading it takes milliseconds, and a burst asks for it thousands of times.
    return Regulation.model_validate(json.loads(text))


def working_time_of(plan: dict[str, Any]) -> WorkingTime:
    """The working calendar a case was opened under."""
    kept = plan.get("calendar")
    return WorkingTime.of(OfficeCalendar.model_validate(kept)) if kept else COMMON


def facts_of(case: Case, source_kinds: Sequence[str] = ()) -> Facts:
    """What the rules look at; what units did not report themselves was found by the duty office."""
    lead = tuple(case.plan.get("units", {}).get(case.lead_unit, [case.lead_unit]))
    reported = bool(source_kinds) and all(kind == SourceKind.SELF_REPORT for kind in source_kinds)
    return Facts.model_validate(
        {
            "category": case.category,
            "tier": case.tier,
            "incident_grade": case.incident_grade,
            "handling": case.handling,
            "source_kinds": tuple(dict.fromkeys(source_kinds)),
            "units": lead,
            "found_by": lead if reported else tuple(case.plan.get("duty_office", ())),
        }
    )


def _names(office: Office, code: str) -> list[str]:
    unit = next((unit for unit in office.units.units if unit.code == code), None)
    return [unit.code, unit.name, *unit.aliases] if unit else [code]


def _asks_units(office: Office) -> bool:
    return any(rule.applies.asks_units for rule in office.regulation.timed_rules)
