"""Which event a post belongs to: a copy of a known text, or the same matter in other words, else a new event.

Events are stars: a post is compared with texts that stand for an event and with its profile (`classifier.matter`), never
with any member, so that a chain of small likenesses can't tie two matters together.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from classifier.matter import EventProfile, Likeness, Profile, is_close, likeness, same_accusation
from classifier.sketch import Shingles, contained, same_template

COPY_WINDOW = timedelta(days=30)
_COPY = 0.6
"""From this share of the shorter text on, one post copies the other."""

_SHARED_ROWS = 2
_MOST_CANDIDATES, _MOST_HOLDERS = 12, 40
"""A shingle everybody shares (a form, a closing) tells nothing and would bring up every text that has it."""

_TALKED_OF = 3
"""From so many posts on, an event is looked at for a post that shares no name with it."""


@dataclass(frozen=True, slots=True)
class Match:
    """The event found, how alike the post is, why (in Chinese), whether its text is a copy, whether it speaks for the event."""

    event_id: str
    score: float
    reason: str
    copy: bool = False
    core: bool = False
    points: float = 0.0


class EventBook:
    """The events a batch of posts is compared with."""

    def __init__(self) -> None:
        """An empty book."""
        self._texts: dict[str, tuple[str, Shingles]] = {}
        self._by_shingle: dict[int, list[str]] = {}
        self.profiles: dict[str, EventProfile] = {}
        self._by_name: dict[str, set[str]] = {}

    def add_text(self, post_id: str, event_id: str, shingles: Shingles) -> None:
        """Know a text that stands for an event."""
        if post_id in self._texts or not shingles.telling:
            return
        self._texts[post_id] = (event_id, shingles)
        for shingle in shingles.sketch:
            holders = self._by_shingle.setdefault(shingle, [])
            if len(holders) < _MOST_HOLDERS:
                holders.append(post_id)

    def add_event(self, event_id: str, profile: EventProfile) -> None:
        """Know an event, for posts that tell its matter in other words."""
        self.profiles[event_id] = profile
        for post in profile.core:
            self._index(event_id, post)

    def joined(self, event_id: str, post: Profile, core: bool) -> None:
        """A post has joined an event; one of its core speaks for it from now on."""
        profile = self.profiles.get(event_id)
        if profile is None:
            return
        profile.count(post.at)
        if core:
            profile.learn(post)
            self._index(event_id, post)

    def copy_of(self, shingles: Shingles) -> Match | None:
        """The event of a known text that this one copies, wholly or in part."""
        if not shingles.telling:
            return None
        best: tuple[float, str] | None = None
        for post in self._sharing(shingles.sketch):
            event_id, known = self._texts[post]
            share = contained(shingles, known)
            if share >= _COPY and (best is None or share > best[0]) and not same_template(shingles, known):
                best = (share, event_id)
                if share == 1.0:
                    break
        return Match(best[1], best[0], f"与已知帖文文字重合{best[0]:.0%}", copy=True) if best else None

    def same_matter(self, post: Profile, among: Iterable[str] | None = None, ties: float = 0.0, tie: str = "") -> Match | None:
        """The event whose matter a post tells in other words, the likeliest one; `ties` as in `likeness`."""
        wanted = self._candidates(post) if among is None else among
        if len(self._by_name.get(f"~{post.writer}", ())) > 1:
            # Who writes about many matters is no sign of one.
            post = replace(post, writer="")
        found = ((event_id, likeness(post, self.profiles[event_id], ties, tie)) for event_id in wanted)
        return _best(found)

    def same_accusation(self, post: Profile) -> Match | None:
        """The event in which the same people are accused of the same."""
        return _best((event_id, same_accusation(post, profile)) for event_id, profile in self.profiles.items())

    def points(self, event_id: str, post: Profile) -> float:
        """What speaks for a post's being of an event's matter; 0 for an event that no longer moves."""
        profile = self.profiles.get(event_id)
        return likeness(post, profile).points if profile else 0.0

    def speaks_for(self, event_id: str, post: Profile) -> bool:
        """Whether a post that joins an event may speak for it: there is room, and it is close to the seed itself."""
        profile = self.profiles.get(event_id)
        return profile is not None and profile.may_learn and post.sure and is_close(post, profile.seed)

    def _sharing(self, sketch: Iterable[int]) -> list[str]:
        """The known texts that share the most of a sketch's rows, and at least two."""
        rows: dict[str, int] = {}
        for shingle in sketch:
            holders = self._by_shingle.get(shingle, ())
            if len(holders) < _MOST_HOLDERS:
                for post in holders:
                    rows[post] = rows.get(post, 0) + 1
        likely = [post for post, shared in rows.items() if shared >= _SHARED_ROWS]
        return sorted(likely, key=lambda post: -rows[post])[:_MOST_CANDIDATES]

    def _index(self, event_id: str, post: Profile) -> None:
        for name in _names_of(post):
            self._by_name.setdefault(name, set()).add(event_id)

    def _candidates(self, post: Profile) -> list[str]:
        named = {event for name in _names_of(post) for event in self._by_name.get(name, ())}
        talked_of = {event for event, profile in self.profiles.items() if profile.posts >= _TALKED_OF}
        return sorted(named | talked_of)


def _best(found: Iterable[tuple[str, Likeness]]) -> Match | None:
    best: Match | None = None
    for event_id, likeness_ in found:
        if likeness_.reason and (best is None or likeness_.points > best.points):
            best = Match(event_id, likeness_.score, likeness_.reason, points=likeness_.points)
    return best


def _names_of(post: Profile) -> set[str]:
    """What two posts of one matter share at least one of: places, areas, things, hashtags, figures, the writer."""
    marked = {f"@{area}" for area in post.areas} | {f"#{tag}" for tag in post.terms.tags}
    marked |= {f"={figure}" for figure in post.terms.figures} | ({f"~{post.writer}"} if post.writer else set())
    return marked | {f"&{name}" for name in post.terms.names} | set(post.exact) | set(post.terms.things)
