"""Words of the regulation (`主要负责人`, `副班`, `网信办`) → the people they mean in one case; pure."""

from collections.abc import Collection
from datetime import datetime

from alerts import people, roster
from alerts.people import Chosen, Recipient
from config.office import Office
from config.recipients import Recipient as Meaning
from config.recipients import recipient_of
from config.vocabulary import PersonRole, Relation
from store.records import Case

SECOND_ON_DUTY = "副班"


def meant_by(
    office: Office, case: Case, word: str, now: datetime, told: Collection[str], barred: Collection[str]
) -> list[Recipient]:
    """The people a word means; where nobody holds the post, somebody of the unit not told yet, else who stands above.

    Empty only when nobody in the office is reachable.
    """
    meaning = _read(office, word)
    found: list[Recipient] = []
    for unit in _units_meant(office, case, meaning):
        if unit in barred:
            continue
        found += _of_unit(office, unit, word, meaning, now, told, barred)
    if found:
        return found
    fallback = people.duty_officers(office, now, barred)
    return [fallback] if fallback else []


def units_meant(office: Office, case: Case, word: str) -> list[str]:
    """Codes of the units a word points to."""
    return _units_meant(office, case, _read(office, word))


def _read(office: Office, word: str) -> Meaning:
    try:
        return recipient_of(word, office.units)
    except ValueError:
        # The check refuses such a file; a plan kept from an older file may still name a unit that is gone.
        return Meaning(PersonRole.DUTY_OFFICER, Relation.DUTY_OFFICE)


def _of_unit(
    office: Office, unit: str, word: str, meaning: Meaning, now: datetime, told: Collection[str], barred: Collection[str]
) -> list[Recipient]:
    if word == SECOND_ON_DUTY:
        named = [people.find_person(office, code) for code in roster.seconds_on_duty(office.roster, now)]
        on_duty = [people.reach(office, *pair, Chosen.ON_DUTY) for pair in named if pair and pair[0].code not in barred]
        if any(on_duty):
            return [item for item in on_duty if item]
    if meaning.relation is Relation.DUTY_OFFICE and meaning.role is PersonRole.DUTY_OFFICER:
        officer = people.contact(office, unit, now, barred)
        return [officer] if officer else []
    if not meaning.unit or meaning.names_post:
        found = people.holders(office, unit, [meaning.role], now)
        if found:
            return found
    other = people.second_contact(office, unit, now, told) or people.contact(office, unit, now, barred)
    return [other] if other and other.unit not in barred else []


def _units_meant(office: Office, case: Case, meaning: Meaning) -> list[str]:
    known = {unit.code: unit for unit in office.units.units}
    if meaning.unit:
        return [meaning.unit]
    if meaning.relation is Relation.SUPPORTING:
        return list(case.supporting_units)
    if meaning.relation is Relation.COORDINATING:
        return list(case.coordinating_units)
    if meaning.relation in (Relation.DUTY_OFFICE, Relation.FINDER):
        # What no unit reported itself was found by the duty office.
        return [office.units.duty_office]
    lead = known.get(case.lead_unit)
    if meaning.relation is Relation.SUPERIOR and lead is not None:
        above = [code for code in (lead.vertical_superior, lead.parent) if code in known]
        return above[:1] or [office.units.duty_office]
    return [case.lead_unit]
