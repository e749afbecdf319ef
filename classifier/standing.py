"""An event as it stands now, from how its posts were judged and how far it has spread; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from classifier.severity import Severity, Spread, event_severity
from config.vocabulary import Category, Locality, Tier
from store.events import Counts, MemberKind
from store.records import Event


def standing_of(event: Event, kinds: Sequence[MemberKind], counts: Counts, places: Iterable[str], now: datetime) -> Event:
    """The event with its figures, its tier and, once a sure post has come, a sure category.

    A category that was sure stays: a case stands on it.
    """
    sure = [kind for kind in kinds if not kind.triage and not kind.first_look and kind.category != Category.NONE]
    settled = sure[0] if event.triage and sure else None
    return replace(
        event,
        category=settled.category if settled else event.category,
        handling=settled.handling if settled else event.handling,
        department=settled.department if settled else event.department,
        triage=event.triage and not sure,
        tier=severity_of(event, kinds, counts).tier.value,
        incident_grade=_highest([event.incident_grade, *(kind.incident_grade for kind in kinds)]),
        locality=_locality(event, kinds),
        places=sorted({*event.places, *places}),
        accuses_own_people=event.accuses_own_people or any(kind.accuses_own_people for kind in kinds),
        post_count=counts.posts,
        source_count=counts.sources,
        voice_count=counts.voices,
        updated_at=max(event.updated_at, now),
    )


def severity_of(event: Event, kinds: Sequence[MemberKind], counts: Counts) -> Severity:
    """The event's tier with every factor: the highest content tier of its posts, raised by spread; it never falls."""
    content = Tier(_highest([Tier.ORDINARY.value, *(kind.tier for kind in kinds)]))
    spread = Spread(
        posts=counts.posts,
        recent=counts.recent,
        voices=counts.voices,
        sources=counts.sources,
        media=counts.media,
        replies=counts.replies,
        reposts=counts.reposts,
        views=counts.views,
    )
    found = event_severity(content, Category(event.category), spread)
    return replace(found, tier=Tier(_highest([found.tier.value, event.tier])))


def _highest(grades: Iterable[str]) -> str:
    return max(grades, key=lambda grade: Tier(grade).rank if grade else -1)


def _locality(event: Event, kinds: Sequence[MemberKind]) -> str:
    """Here as soon as one post says here; a seed that said elsewhere or nothing gives way to what most say."""
    found = {kind.locality for kind in kinds}
    if Locality.LOCAL in found or event.locality == Locality.LOCAL:
        return Locality.LOCAL.value
    return event.locality
