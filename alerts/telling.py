"""Who is told what when a case is opened, assigned, raised or returned."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from alerts import messages, people
from alerts.case_view import barred_units, unit_name, view
from alerts.messages import Kind
from alerts.opening import is_urgent
from alerts.people import Recipient
from alerts.queueing import queue
from alerts.recipients import meant_by
from alerts.snapshot import facts_of, rules_of
from config.office import Office
from store.records import Case


def tell_units(connection: Connection, office: Office, case: Case, now: datetime, step: str) -> None:
    """The case goes to its lead (with those leaders its tier asks for), supporting and coordinating units."""
    text = messages.new_case(view(connection, office, case, now), now)
    recipients = [*leads(office, case, now), *_contacts(office, [*case.supporting_units, *case.coordinating_units], now)]
    queue(connection, office, case, recipients, Kind.NEW_CASE, text, step, now, urgent=urgent(case))


def ask_duty_office(connection: Connection, office: Office, case: Case, now: datetime, step: str, why: str) -> None:
    """The duty officer is asked to decide."""
    suggested = [unit_name(office, entry["unit"]) for entry in case.routing if entry.get("relation") == "suggested"]
    text = messages.triage_request(view(connection, office, case, now), now, why, suggested)
    officer = people.contact(office, case.lead_unit, now, barred_units(case))
    recipients = [officer] if officer else []
    queue(connection, office, case, recipients, Kind.TRIAGE, text, step, now, urgent=urgent(case))


def warn_of_emergency(connection: Connection, office: Office, case: Case, now: datetime, step: str) -> None:
    """An emergency of unknown place: who would lead is alerted although the duty office still decides."""
    units = [entry["unit"] for entry in case.routing if entry.get("relation") == "suggested"]
    text = messages.new_case(view(connection, office, case, now), now)
    recipients = [*_contacts(office, units, now), *_leaders(office, case, now)]
    if recipients:
        queue(connection, office, case, recipients, Kind.NEW_CASE, text, step, now, urgent=True)


def tell_rise(connection: Connection, office: Office, case: Case, before: str, now: datetime, step: str) -> None:
    """The tier rose: the same people and those its new tier asks for."""
    text = messages.tier_raised(view(connection, office, case, now), now, before)
    recipients = [*leads(office, case, now), *_contacts(office, case.supporting_units, now)]
    officer = people.duty_officers(office, now, barred_units(case))
    recipients += [officer] if officer else []
    queue(connection, office, case, recipients, Kind.TIER_RAISED, text, step, now, urgent=urgent(case))


def tell_return(connection: Connection, office: Office, case: Case, unit: str, reason: str, now: datetime, step: str) -> None:
    """A unit gave the case back: the duty officer decides anew."""
    text = messages.returned(view(connection, office, case, now), now, unit_name(office, unit), reason)
    officer = people.duty_officers(office, now, barred_units(case))
    recipients = [officer] if officer else []
    queue(connection, office, case, recipients, Kind.RETURNED, text, step, now, urgent=True)


def report(
    connection: Connection, office: Office, case: Case, words: Sequence[str], action: str, rule: str, now: datetime
) -> None:
    """A report upward (报告) or a word with a partner (沟通), to the people these words mean."""
    barred = barred_units(case)
    text = messages.report(view(connection, office, case, now), now, action)
    recipients = [item for word in words for item in meant_by(office, case, word, now, (), barred)]
    queue(connection, office, case, recipients, Kind.REPORT, text, f"{rule}:{action}", now, urgent=True, rule=rule)


def leads(office: Office, case: Case, now: datetime) -> list[Recipient]:
    """The lead unit: who signed or its first contact, its work group, and the leaders its tier asks for."""
    barred = barred_units(case)
    own = people.find_person(office, case.signed_by) if case.signed_by else None
    signer = people.reach(office, own[0], own[1], people.Chosen.CONTACT) if own and own[0].code == case.lead_unit else None
    first = signer or people.contact(office, case.lead_unit, now, barred)
    group = None if case.lead_unit in barred else people.group(office, case.lead_unit)
    return [item for item in (first, group) if item] + _leaders(office, case, now)


def urgent(case: Case) -> bool:
    """Whether messages of this case may use the room kept free on each channel."""
    return is_urgent(case.category, case.tier)


def _leaders(office: Office, case: Case, now: datetime) -> list[Recipient]:
    if case.restricted:
        return []
    facts = facts_of(case)
    roles = [role for rule in rules_of(case.plan).leadership if rule.applies.holds(facts) for role in rule.roles]
    return people.holders(office, case.lead_unit, roles, now)


def _contacts(office: Office, units: Sequence[str], now: datetime) -> list[Recipient]:
    # A vertical superior outside the office's tree is named on the case; nobody there can be told from here.
    known = {unit.code for unit in office.units.units}
    return [found for code in units if code in known and (found := people.contact(office, code, now)) is not None]
