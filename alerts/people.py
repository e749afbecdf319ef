"""Who is told: roles and relations → reachable people with their channels, never nobody; pure.

The person comes from roster and unit tree at the moment a step fires. A unit without a reachable person falls back to
its principal, the unit above, then the duty office (R-1.10).
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from alerts import roster
from alerts.responsibility import ancestors
from config.channels import Channel
from config.office import Office
from config.units import Person, Unit
from config.vocabulary import PersonRole


class Chosen(StrEnum):
    """Why this person was told."""

    CONTACT = "责任单位联系人"
    ON_DUTY = "当班值班员"
    ROLE = "按职务告知"
    GROUP = "单位工作群"
    PRINCIPAL = "联系人无法送达，转单位主要负责人"
    PARENT = "本单位无法送达，转上级单位"
    DUTY_OFFICE = "无法送达，转值班室"


_CONTACT_ORDER = (
    PersonRole.DUTY_OFFICER,
    PersonRole.HANDLER,
    PersonRole.SECTION_HEAD,
    PersonRole.DEPUTY,
    PersonRole.PRINCIPAL,
    PersonRole.SPOKESPERSON,
)


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person (or a unit's group, `person` empty) with the channel to try first and those after it."""

    person: str
    name: str
    unit: str
    channel: str
    fallbacks: tuple[str, ...]
    chosen: Chosen

    @property
    def key(self) -> str:
        """What stands as recipient of a notice: the person's code, or the group of the unit."""
        return self.person or f"group:{self.unit}"


def contact(office: Office, unit: str, now: datetime, barred: Collection[str] = ()) -> Recipient | None:
    """The first reachable contact for a unit, falling back upwards; None only when nobody in the office is reachable.

    `barred` units and their people are never chosen (regulations.md P-3).
    """
    return next(_chain(office, unit, now, barred), None)


def holders(office: Office, unit: str, roles: Sequence[PersonRole], now: datetime) -> list[Recipient]:
    """The reachable holders of these posts in a unit."""
    found = _units(office).get(unit)
    people = [] if found is None else [person for person in found.people if person.role in roles]
    return [item for person in people if (item := reach(office, found, person, Chosen.ROLE)) is not None]


def second_contact(office: Office, unit: str, now: datetime, first: Collection[str]) -> Recipient | None:
    """Another person of the unit than those already told: the 副班 for the duty office, else the next by post."""
    found = _units(office).get(unit)
    if found is None:
        return None
    people = _on_duty(office, now) if unit == office.units.duty_office else []
    others = [*people, *((found, person) for person in _by_post(found))]
    reachable = (reach(office, own, person, Chosen.CONTACT) for own, person in others if person.code not in first)
    return next((item for item in reachable if item is not None), None)


def duty_officers(office: Office, now: datetime, barred: Collection[str] = ()) -> Recipient | None:
    """Who answers for the duty office now."""
    return contact(office, office.units.duty_office, now, barred)


def others_on_duty(office: Office, now: datetime, barred: Collection[str], without: str) -> list[Recipient]:
    """Who else answers for the duty office, nearest first, than somebody who could not be reached."""
    return [found for found in _chain(office, office.units.duty_office, now, barred) if found.key != without]


def group(office: Office, unit: str) -> Recipient | None:
    """The work group of a unit, if it has one."""
    found = _units(office).get(unit)
    if found is None or not found.group_channel:
        return None
    channel = channel_of(office, found.group_channel)
    if channel is None or not has_address(channel, None):
        return None
    spare = _usable(office, channel.fallback, None)
    return Recipient("", f"{found.name}工作群", unit, channel.code, tuple(spare), Chosen.GROUP)


def find_person(office: Office, code: str) -> tuple[Unit, Person] | None:
    """The unit and entry of a person's code."""
    pairs = ((unit, person) for unit in office.units.units for person in unit.people)
    return next((pair for pair in pairs if pair[1].code == code), None)


def reach(office: Office, unit: Unit | None, person: Person, chosen: Chosen) -> Recipient | None:
    """The person with the channels that exist for them; None when there is none."""
    own = _usable(office, person.channels, person)
    if not own or unit is None:
        return None
    spare = [code for first in own if (channel := channel_of(office, first)) for code in channel.fallback]
    codes = list(dict.fromkeys([*own, *_usable(office, spare, person)]))
    return Recipient(person.code, person.name, unit.code, codes[0], tuple(codes[1:]), chosen)


def has_address(channel: Channel, person: Person | None) -> bool:
    """Whether the channel reaches this person (or, for None, a group): the address it asks for is known."""
    wanted = {"{邮箱}": person.email if person else "", "{企业微信号}": person.wecom if person else ""}
    return all(known for mark, known in wanted.items() if mark in channel.url)


def _usable(office: Office, codes: Iterable[str], person: Person | None) -> list[str]:
    return [code for code in codes if (channel := channel_of(office, code)) is not None and has_address(channel, person)]


def channel_of(office: Office, code: str) -> Channel | None:
    """The channel with this code, or None."""
    return next((channel for channel in office.channels.channels if channel.code == code), None)


def _chain(office: Office, unit: str, now: datetime, barred: Collection[str]) -> Iterator[Recipient]:
    known = _units(office)
    duty_office = office.units.duty_office
    for step, code in enumerate(dict.fromkeys([unit, *ancestors(office.units, unit), duty_office])):
        if code not in known or code in barred:
            continue
        for own, person in _answering(office, known[code], now):
            chosen = _why(step, code == duty_office and unit != duty_office, person)
            found = None if own.code in barred else reach(office, own, person, chosen)
            if found is not None:
                yield found
        found = group(office, code)
        if found is not None:
            yield replace(found, chosen=_why(step, code == duty_office and unit != duty_office, None))


def _answering(office: Office, unit: Unit, now: datetime) -> Iterator[tuple[Unit, Person]]:
    if unit.code == office.units.duty_office:
        yield from _on_duty(office, now)
    yield from ((unit, person) for person in _by_post(unit))


def _on_duty(office: Office, now: datetime) -> list[tuple[Unit, Person]]:
    codes = roster.on_duty(office.roster, now)
    return [found for code in codes if (found := find_person(office, code)) is not None]


def _by_post(unit: Unit) -> list[Person]:
    return sorted(unit.people, key=lambda person: _CONTACT_ORDER.index(person.role))


def _why(step: int, fell_to_duty_office: bool, person: Person | None) -> Chosen:
    if fell_to_duty_office:
        return Chosen.DUTY_OFFICE
    if step:
        return Chosen.PARENT
    if person is None:
        return Chosen.GROUP
    if person.role is PersonRole.PRINCIPAL:
        return Chosen.PRINCIPAL
    return Chosen.ON_DUTY if person.role is PersonRole.DUTY_OFFICER else Chosen.CONTACT


def _units(office: Office) -> dict[str, Unit]:
    return {unit.code: unit for unit in office.units.units}
