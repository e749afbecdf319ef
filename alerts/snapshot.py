"""The plan kept on a case: the rules, roles and waits in force when it was opened.

Editing the office files never changes a running case; the person who holds a role is looked up when a step fires.
"""

from typing import Any

from config.office import Office
from config.regulation import Regulation

FORMAT = 1


def take(office: Office) -> dict[str, Any]:
    """The rules of the office as plain JSON."""
    return {
        "format": FORMAT,
        "version": office.regulation.version,
        "title": office.regulation.title,
        "regulation": office.regulation.model_dump(mode="json", by_alias=True, exclude_defaults=True),
    }


def rules_of(plan: dict[str, Any]) -> Regulation:
    """The regulation a case was opened under."""
    return Regulation.model_validate(plan["regulation"])
