"""Who is on duty at a moment; pure."""

from datetime import datetime, timedelta

from config.clock import in_china
from config.roster import Roster, Shift


def on_duty(roster: Roster, now: datetime) -> list[str]:
    """Codes of the people on duty, first persons before second ones; empty when the roster has a gap."""
    shifts = _running(roster, now)
    codes = [shift.first for shift in shifts] + [shift.second for shift in shifts]
    return list(dict.fromkeys(code for code in codes if code))


def seconds_on_duty(roster: Roster, now: datetime) -> list[str]:
    """Codes of the 副班 of the running shifts."""
    return [shift.second for shift in _running(roster, now) if shift.second]


def gaps(roster: Roster, start: datetime, hours: int = 24) -> list[datetime]:
    """Moments, an hour apart, within the next `hours` at which nobody is on duty."""
    moments = (start + timedelta(hours=step) for step in range(hours + 1))
    return [moment for moment in moments if not on_duty(roster, moment)]


def _running(roster: Roster, now: datetime) -> list[Shift]:
    local = in_china(now)
    return [shift for shift in roster.shifts if shift.covers(local.isoweekday(), local.time())]
