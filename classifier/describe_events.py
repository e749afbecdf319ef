"""Which posts of a file belong together: the answer behind `huiying events --json`, without a store."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from classifier.areas import Areas
from classifier.decide import decide
from classifier.describe import full_text
from classifier.engine import Classifier
from classifier.events import EventBook, Match
from classifier.matter import EventProfile, Profile
from classifier.place import Gazetteer
from classifier.sketch import shingles_of
from classifier.terms import terms_of
from config.clock import CHINA
from config.office import Office
from config.vocabulary import Category

_NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)
"""Posts without a time stand at one moment, so that time keeps none of them apart."""


def describe_events(
    classifier: Classifier, rows: Iterable[Mapping[str, Any]], office: Office | None = None
) -> Iterator[dict[str, Any]]:
    """For each post (`id`, `text`, optional `title`, `source_kind`, `published_at`) its event and why, in order of time.

    An event is named by the id of its first post; a post that is like no other is an event of its own. With an `office`
    its places count: a village lies in its town, and the area's own name tells nothing.
    """
    grouping = _Grouping(classifier, office)
    for row in sorted(rows, key=lambda row: _moment(row)):
        match = grouping.place(row)
        yield {"id": row.get("id"), "event": match.event_id, "reason": match.reason}


class _Grouping:
    """The events of one file so far."""

    def __init__(self, classifier: Classifier, office: Office | None) -> None:
        self._classifier = classifier
        self._gazetteer = Gazetteer.of(office) if office else None
        self._areas = Areas(office.units.units if office else ())
        self._book = EventBook()

    def place(self, row: Mapping[str, Any]) -> Match:
        """The event of a post, an old one or its own."""
        key, marks, profile = str(row.get("id")), shingles_of(full_text(row)), self._profile(row)
        match = self._book.copy_of(marks) or self._book.same_matter(profile)
        if match is None:
            self._book.add_event(key, EventProfile.of(profile, profile.category))
            self._book.add_text(key, key, marks)
            return Match(key, 1.0, "首帖")
        self._book.joined(match.event_id, profile, not match.copy and self._book.speaks_for(match.event_id, profile))
        if not match.copy:
            self._book.add_text(key, match.event_id, marks)
        return match

    def _profile(self, row: Mapping[str, Any]) -> Profile:
        text, kind = full_text(row), str(row.get("source_kind") or "")
        [reading] = self._classifier.read([text], [kind])
        decision = decide(reading, self._classifier.manifest["thresholds"])
        county = frozenset(self._gazetteer.county if self._gazetteer else ())
        found = self._gazetteer.locate(text, "", kind).places if self._gazetteer else []
        places = frozenset(found) - county
        matters = decision.category is not Category.NONE
        return Profile(
            terms=terms_of(text, places, county, self._classifier.rarity),
            places=places,
            exact=self._areas.exact(places),
            areas=self._areas.of(places),
            category=decision.category.value,
            chances=decision.probabilities,
            department=decision.department.value,
            at=_moment(row),
            sure=matters and not decision.triage,
            matters=matters or decision.triage,
        )


def _moment(row: Mapping[str, Any]) -> datetime:
    try:
        stated = datetime.fromisoformat(str(row.get("published_at") or ""))
    except ValueError:
        return _NO_TIME
    return stated if stated.tzinfo else stated.replace(tzinfo=CHINA)
