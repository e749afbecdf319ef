"""An event as it stands now, from how its posts were judged and how far it has spread; pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from classifier.severity import Severity, Spread, event_severity
from config.vocabulary import Category, Locality, Tier
from store.events import Counts, MemberKind
from store.records import Event

_CLEARLY = 2


def standing_of(event: Event, kinds: Sequence[MemberKind], counts: Counts, places: Iterable[str], now: datetime) -> Event:
    """The event with its figures, its tier with every factor and, once a sure post has come, a sure category.

    Category, department and handling are what most of the sure posts say, not the latest one.
    """
    sure = [kind for kind in kinds if not kind.triage and not kind.first_look and kind.category != Category.NONE]
    category = _category(event, sure)
    same = [kind for kind in sure if kind.category == category]
    severity = severity_of(replace(event, category=category), kinds, counts)
    return replace(
        event,
        category=category,
        handling=_commonest(same, "handling") or event.handling,
        department=_commonest(same, "department") or event.department,
        triage=event.triage and not sure,
        tier=severity.tier.value,
        incident_grade=_highest([event.incident_grade, *(kind.incident_grade for kind in kinds)]),
        locality=_locality(event, kinds),
        places=sorted({*event.places, *places}),
        accuses_own_people=event.accuses_own_people or any(kind.accuses_own_people for kind in kinds),
        post_count=counts.posts,
        source_count=counts.sources,
        voice_count=counts.voices,
        updated_at=max(event.updated_at, now),
        factors=severity.as_json(),
    )


def _category(event: Event, sure: Sequence[MemberKind]) -> str:
    """What most sure posts say; a sure category gives way only to one that clearly outweighs it, as a case stands on it."""
    weights = _weights(sure, "category")
    if not weights:
        return event.category
    best = max(weights, key=lambda name: weights[name])
    standing = weights.get(event.category, 0)
    return best if event.triage or weights[best] > _CLEARLY * standing else event.category


def _commonest(kinds: Sequence[MemberKind], name: str) -> str:
    weights = _weights(kinds, name)
    return max(weights, key=lambda value: weights[value]) if weights else ""


def _weights(kinds: Sequence[MemberKind], name: str) -> Counter[str]:
    weights: Counter[str] = Counter()
    for kind in kinds:
        weights[getattr(kind, name)] += kind.posts
    return weights


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
