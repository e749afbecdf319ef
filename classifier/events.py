"""Which event a post belongs to: a copy of a known text, or the same matter in other words, else a new event.

Events are stars: every post is compared with texts that stand for an event (its seed, or the first text of another
wording), never with any member, so that a chain of small likenesses can't tie two matters together.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from classifier.matter import Profile, likeness
from classifier.sketch import Shingles, contained, same_template

COPY_WINDOW = timedelta(days=30)
_COPY = 0.6
"""From this share of the shorter text on, one post copies the other."""

_SHARED_ROWS = 2
_MOST_CANDIDATES = 30
"""A shingle everybody shares would otherwise bring up every text that has it."""


@dataclass(frozen=True, slots=True)
class Match:
    """The event found, how alike the post is, why (in Chinese), and whether its text is a copy of a known one."""

    event_id: str
    score: float
    reason: str
    copy: bool


class EventBook:
    """The events a batch of posts is compared with."""

    def __init__(self) -> None:
        """An empty book."""
        self._texts: dict[str, tuple[str, Shingles]] = {}
        self._by_shingle: dict[int, list[str]] = {}
        self._profiles: dict[str, Profile] = {}
        self._by_word: dict[str, list[str]] = {}
        self._by_place: dict[str, list[str]] = {}

    def add_text(self, post_id: str, event_id: str, shingles: Shingles) -> None:
        """Know a text that stands for an event."""
        if post_id in self._texts or not shingles.telling:
            return
        self._texts[post_id] = (event_id, shingles)
        for shingle in shingles.sketch:
            self._by_shingle.setdefault(shingle, []).append(post_id)

    def add_seed(self, event_id: str, profile: Profile) -> None:
        """Know what an event's seed speaks of."""
        if event_id in self._profiles:
            return
        self._profiles[event_id] = profile
        for word in {*profile.words, *profile.objects}:
            self._by_word.setdefault(word, []).append(event_id)
        for place in profile.places:
            self._by_place.setdefault(place, []).append(event_id)

    def copy_of(self, shingles: Shingles) -> Match | None:
        """The event of a known text that this one copies, wholly or in part."""
        if not shingles.telling:
            return None
        seen = Counter(post for shingle in shingles.sketch for post in self._by_shingle.get(shingle, ()))
        best: tuple[float, str] | None = None
        for post, rows in seen.most_common(_MOST_CANDIDATES):
            if rows < _SHARED_ROWS:
                break
            event_id, known = self._texts[post]
            share = contained(shingles, known)
            if share >= _COPY and not same_template(shingles, known) and (best is None or share > best[0]):
                best = (share, event_id)
        return Match(best[1], best[0], f"与已知帖文文字重合{best[0]:.0%}", copy=True) if best else None

    def same_matter(self, profile: Profile) -> Match | None:
        """The event whose seed speaks of the same matter in other words, with the likeliest first."""
        best: Match | None = None
        for event_id in self._candidates(profile):
            found = likeness(profile, self._profiles[event_id])
            if found.reason and (best is None or found.score > best.score):
                best = Match(event_id, found.score, found.reason, copy=False)
        return best

    def _candidates(self, profile: Profile) -> Iterable[str]:
        shared: Counter[str] = Counter()
        for word in {*profile.words, *profile.objects}:
            weight = max(1, round(profile.words.get(word, 1.0)))
            shared.update(dict.fromkeys(self._by_word.get(word, ()), weight))
        near = {event for place in profile.places for event in self._by_place.get(place, ())}
        return sorted(near | {event for event, _ in shared.most_common(_MOST_CANDIDATES)})
