"""Who looks at the console, and what they may see until there are accounts.

The 办理人 is the person code a clerk named last, kept in a plain cookie: it names who acts, it protects nothing. The
console therefore answers on loopback only.
"""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from alerts.people import find_person
from alerts.responsibility import ACCUSED_RELATION
from config.office import Office
from config.units import Person, Unit
from store.views import CaseRow

COOKIE = "huiying_person"
_SIX_MONTHS = 180 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person a clerk named, with their unit; both None before anybody was named."""

    unit: Unit | None = None
    person: Person | None = None

    @property
    def unit_code(self) -> str:
        """The code of the unit, or nothing."""
        return self.unit.code if self.unit else ""

    @property
    def code(self) -> str:
        """The code of the person, or nothing."""
        return self.person.code if self.person else ""


def named(office: Office, code: str) -> Viewer:
    """The viewer with this person code; an unknown code is nobody."""
    found = find_person(office, code.strip()) if code.strip() else None
    return Viewer(*found) if found else Viewer()


def viewer_of(request: Request, office: Office) -> Viewer:
    """Who the cookie names."""
    return named(office, request.cookies.get(COOKIE, ""))


def remember(response: Response, code: str) -> None:
    """Keep the person for the next action."""
    response.set_cookie(COOKIE, code, max_age=_SIX_MONTHS, httponly=True, samesite="lax")


def may_see(case: CaseRow, unit: str, office: Office) -> bool:
    """Whether people of a unit may see a case: one that accuses somebody's own people only its holder and the duty office.

    Units it accuses never do, the duty office included (regulations.md P-3).
    """
    if not case.restricted:
        return True
    if not unit or unit in accused_of(case):
        return False
    return unit in (case.lead_unit, office.units.duty_office)


def accused_of(case: CaseRow) -> set[str]:
    """Codes of the units that must see nothing of a case."""
    return {entry["unit"] for entry in case.routing if entry.get("relation") == ACCUSED_RELATION}
