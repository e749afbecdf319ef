"""Whether an event becomes a case, and why; pure."""

from enum import StrEnum

from config.vocabulary import Category, Handling, Locality, Tier
from store.records import Case, Event


class Opening(StrEnum):
    """What is done with an event, with the words staff read."""

    CASE = "交办"
    ACCUSATION = "涉检举控告，由值班室研判"
    PLACE_UNKNOWN = "事发地不明，由值班室研判"
    UNSURE = "机器把握不足，由值班室研判"
    LIVE_AT_FIRST_LOOK = "信源建档时发现的突发事件，由值班室研判"
    ELSEWHERE = "外地事项，不立件"
    FIRST_LOOK = "信源建档前的旧帖，只入库"
    NOTHING_TO_ANSWER = "不属回应范围，不立件"
    NOT_AMONG_PRIORITIES = "不属五类回应重点，不立件"

    @property
    def opens(self) -> bool:
        """Whether there will be a case."""
        return self not in (Opening.ELSEWHERE, Opening.FIRST_LOOK, Opening.NOTHING_TO_ANSWER, Opening.NOT_AMONG_PRIORITIES)

    @property
    def needs_triage(self) -> bool:
        """Whether the duty officer decides before any unit is told."""
        return self.opens and self is not Opening.CASE


def decide(event: Event, only_first_look: bool) -> Opening:
    """The first reason found wins; `only_first_look` means that every post is older than our first look at its source."""
    if event.locality == Locality.ELSEWHERE:
        return Opening.ELSEWHERE
    if only_first_look:
        return Opening.LIVE_AT_FIRST_LOOK if event.category == Category.EMERGENCY else Opening.FIRST_LOOK
    if event.accuses_own_people:
        return Opening.ACCUSATION
    if event.category == Category.NONE:
        return _outside_priorities(event)
    if event.locality == Locality.UNKNOWN:
        return Opening.PLACE_UNKNOWN
    return Opening.UNSURE if event.triage else Opening.CASE


def is_urgent(category: str, tier: str) -> bool:
    """Whether messages of such a case may use the room kept free on each channel."""
    return category == Category.EMERGENCY or tier in (Tier.MAJOR, Tier.EXTRAORDINARY)


def is_live_emergency(event: Event, opening: Opening) -> bool:
    """An emergency whose place is unknown is alerted although a person must still decide."""
    return event.category == Category.EMERGENCY and opening in (Opening.PLACE_UNKNOWN, Opening.LIVE_AT_FIRST_LOOK)


def risen(case: Case, event: Event) -> bool:
    """Whether the event stands higher than its case."""
    return _rank(event.tier) > _rank(case.tier) or _rank(event.incident_grade) > _rank(case.incident_grade)


def higher(one: str, other: str) -> str:
    """The higher of two grades."""
    return one if _rank(one) >= _rank(other) else other


def _outside_priorities(event: Event) -> Opening:
    if event.triage:
        return Opening.UNSURE
    if event.handling in (Handling.NONE, Handling.REPORT):
        return Opening.NOTHING_TO_ANSWER
    return Opening.NOT_AMONG_PRIORITIES


def _rank(code: str) -> int:
    # What is no incident has no incident grade, and stands below the lowest.
    return Tier(code).rank if code else -1
