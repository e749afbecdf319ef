"""Same matter: other words, same place, same time. Evidence is added up in plain points, each with its name.

What is compared is never a chain of posts but a post with an event's profile: its seed, and a few early posts that were
close to that seed. Two questions are asked apart. What ties the post to just this matter (a place, a name, a hashtag, a
figure, the same writer)? And is it the same kind of matter (category, field, happening, words)? Generic words answer only
the second question, so they never merge anything alone.
"""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from classifier.terms import Terms
from config.vocabulary import Category

_Key = TypeVar("_Key")

WINDOW = timedelta(hours=72)
"""A post this long after an event's last one, or before its first, tells of another matter unless it copies a text."""

CORE_POSTS = 6
"""So many posts speak for an event: its seed and the first that were close to it."""

_HOT_FOR = timedelta(hours=12)
_TIES_NEEDED = 1.9
_SURE, _UNSURE, _ORDINARY = 4.2, 3.6, 4.8
"""Points a post needs that was judged surely, one a person would have to look at, and one judged to be nothing."""

_CLOSE = 5.2
"""Points against the seed alone from which on a post speaks for its event."""

_FULL = 9.0
_EXACT_PLACE, _SAME_AREA, _SAME_TAG, _SAME_WRITER = 3.2, 2.0, 3.0, 2.0
_MOST_THINGS, _MOST_THING, _PER_RARITY, _ORDINARY_RARITY = 3.6, 1.6, 0.4, 5.0
_SAME_NAME, _OTHER_NAME = 2.0, 1.5
_CHANCE = 2000.0
"""Of so many pairs of things named in two texts about one point's worth is shared by chance."""

_OBJECT, _CLAIM = 1.1, 1.6
_MOST_FIGURES, _FIGURE = 2.0, 1.2
_OTHER_HAPPENING, _SAME_HAPPENING, _SAME_HOURS = 2.0, 0.8, 0.5
_SAME_TOPICS, _MOST_WORDS, _PER_WORD = 1.2, 1.2, 0.08
_SAYS_SOMETHING, _NOTHING_SAID = 0.3, 1.0
_SOME_KINSHIP = 0.2
"""A post that has nothing of an event's category, field, happenings or words is of another matter, however near it lies."""

_MUCH_TALKED_OF, _TALKED_OF, _MUCH, _NEAR_DISASTER = 10, 0.6, 1.0, 0.5
_TOWN_TALK, _TOWN_TALK_UNSURE, _TOWN_TALK_UNNAMED = 2.4, 1.8, 3.0
_SAME_TOPIC = 0.4
_ONE_SOURCE = {Category.POLICY_MISREADING.value: "说法", Category.SUPERIOR_DIRECTED.value: "交办事项"}
"""Matters that begin with one statement which many repeat: an ordinary thing they are about ties them, too."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What identifies the matter of a post. `places` and `exact` are own places, `areas` the units they lie in.

    `chances` are the category probabilities; `writer` is a hash and empty for media; `sure` means that the category is
    one of the five and no person need look; `away` means that it
    happened elsewhere; `accused` is the code of the unit whose people the post accuses, where it names one.
    """

    terms: Terms
    places: frozenset[str]
    exact: frozenset[str]
    areas: frozenset[str]
    category: str
    chances: Mapping[str, float]
    department: str
    at: datetime
    writer: str = ""
    sure: bool = True
    matters: bool = True
    away: bool = False
    accused: str = ""


@dataclass(slots=True)
class EventProfile:
    """An event as posts are compared with it: the words, places and happenings of its core, and how much it is talked of."""

    seed: Profile
    category: str
    posts: int = 1
    first: datetime = datetime.max
    last: datetime = datetime.min
    core: list[Profile] = field(default_factory=list)
    words: dict[str, float] = field(default_factory=dict)
    things: dict[str, float] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    objects: set[str] = field(default_factory=set)
    tags: set[str] = field(default_factory=set)
    figures: set[int] = field(default_factory=set)
    topics: dict[int, float] = field(default_factory=dict)
    happenings: set[str] = field(default_factory=set)
    claims: set[str] = field(default_factory=set)
    exact: set[str] = field(default_factory=set)
    areas: set[str] = field(default_factory=set)
    departments: set[str] = field(default_factory=set)
    writers: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, seed: Profile, category: str, posts: int = 1, last: datetime | None = None) -> "EventProfile":
        """The profile of an event that has only its seed."""
        event = cls(seed, category, posts, seed.at, max(seed.at, last or seed.at))
        event.learn(seed)
        return event

    def learn(self, post: Profile) -> None:
        """Let a post speak for the event."""
        self.core.append(post)
        terms = post.terms
        _strongest(self.words, terms.words)
        _strongest(self.things, terms.things)
        _strongest(self.topics, terms.topics)
        self.names |= terms.names
        self.objects |= terms.objects
        self.tags |= terms.tags
        self.figures |= terms.figures
        self.happenings |= terms.happenings
        self.claims |= terms.claims
        self.exact |= {place for place in post.exact if not self.areas or post.areas & self.areas}
        # What else a post mentions on its way is no place of the event.
        self.areas |= post.areas if not self.areas else set()
        self.departments.add(post.department)
        self.writers |= {post.writer} - {""}

    def count(self, at: datetime) -> None:
        """One more post has joined."""
        self.posts += 1
        self.first, self.last = min(self.first, at), max(self.last, at)

    @property
    def may_learn(self) -> bool:
        """Whether there is room for another post that speaks for it."""
        return len(self.core) < CORE_POSTS


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike post and event are, 0 to 1, and the reason in Chinese; an empty reason means they are not one matter."""

    score: float
    reason: str
    points: float = 0.0


_APART = Likeness(0.0, "")


def likeness(post: Profile, event: EventProfile, ties: float = 0.0, tie: str = "") -> Likeness:
    """Whether a post speaks of an event's matter; `ties` are points for what else ties them, named by `tie`.

    1. Too far apart in time, places of two different areas, or one of them elsewhere: never.
    2. What ties them must weigh enough: place, hashtag, names of things, figures, writer.
    3. Ties and likeness in kind together must reach what the post's own certainty asks for.
    """
    if not event.first - WINDOW <= post.at <= event.last + WINDOW:
        return _APART
    if post.away != event.seed.away or (post.areas and event.areas and not post.areas & event.areas):
        return _APART
    named = _ties(post, event)
    bound = ties + sum(points for points, _ in named)
    kind = _kind(post, event)
    talked = _talk(post, event)
    points = bound + kind + talked
    score = max(0.0, min(1.0, points / _FULL))
    tied = bound >= _TIES_NEEDED and kind > _SOME_KINSHIP and points >= _needed(post)
    if tied or _talk_of_the_town(post, event, kind, talked):
        words = [tie] * bool(tie) + [name for _, name in named if name]
        return Likeness(score, _reason(post, event, words), points)
    return Likeness(score, "", points)


def same_accusation(post: Profile, event: EventProfile) -> Likeness:
    """Whether two posts accuse the same unit's people, or people of the same place, in the same matter."""
    apart = not event.first - WINDOW <= post.at <= event.last + WINDOW
    unit = post.accused and post.accused == event.seed.accused
    place = not (post.accused and event.seed.accused) and post.areas & event.areas
    shared = [word for word in post.terms.words if word in event.words]
    if apart or not (unit or place) or not (shared or _cosine(post.terms.topics, event.topics) >= _SAME_TOPIC):
        return _APART
    name = "同一被反映单位" if unit else "同一地点"
    return Likeness(0.6, f"{name}、{_hours(abs(post.at - event.seed.at))}内", _SURE + len(shared))


def is_close(post: Profile, seed: Profile) -> bool:
    """Whether a post is so close to an event's seed that it may speak for the event."""
    alone = EventProfile.of(seed, seed.category)
    return likeness(post, alone).points >= _CLOSE


def _needed(post: Profile) -> float:
    return _ORDINARY if not post.matters else _SURE if post.sure else _UNSURE


def _ties(post: Profile, event: EventProfile) -> list[tuple[float, str]]:
    """Points for what ties a post to one matter, each with its name."""
    found: list[tuple[float, str]] = []
    exact = sorted(post.exact & event.exact, key=lambda name: (-len(name), name))
    if exact:
        found.append((_EXACT_PLACE, f"同一地点（{exact[0]}）"))
    elif post.areas & event.areas:
        place = min(post.places, key=lambda name: (name in post.exact, name))
        found.append((_SAME_AREA, f"同一地点（{place}）"))
    tags = sorted(post.terms.tags & event.tags)
    if tags:
        found.append((_SAME_TAG, f"同一话题（{tags[0]}）"))
    names = sorted(post.terms.names & event.names)
    if names and not exact:
        found.append((_SAME_NAME, f"同一名称（{names[0]}）"))
    if event.category in _ONE_SOURCE:
        found += _statement(post, event)
    else:
        found += _things(post, event)
    figures = sorted(post.terms.figures & event.figures)
    if figures:
        found.append((min(_MOST_FIGURES, _FIGURE * len(figures)), f"同一数字（{figures[0]}）"))
    if post.writer and post.writer in event.writers:
        found.append((_SAME_WRITER, "同一账号的后续"))
    return found


def _things(post: Profile, event: EventProfile) -> list[tuple[float, str]]:
    """Ties by the things both name, less what long texts share by chance."""
    points = {word: _thing_points(rarity) for word, rarity in post.terms.things.items() if word in event.things}
    by_chance = len(post.terms.things) * len(event.things) / _CHANCE
    total = min(_MOST_THINGS, sum(points.values()) - by_chance)
    shown = sorted((word for word in points if points[word] > 0), key=lambda word: (-points[word], word))
    return [(total, f"同样提到{'、'.join(shown[:3])}")] if total > 0 else []


def _thing_points(rarity: float) -> float:
    return max(0.0, min(_MOST_THING, _PER_RARITY * (rarity - _ORDINARY_RARITY)))


def _statement(post: Profile, event: EventProfile) -> list[tuple[float, str]]:
    """Ties of a rumour or an order: the things it is about and, of the same claim about a common thing, the claim."""
    rare = {word: _thing_points(post.terms.things[word]) for word in post.terms.objects & event.objects}
    same = bool(post.terms.claims & event.claims)
    by_chance = len(post.terms.objects) * len(event.objects) / _CHANCE
    total = min(_MOST_THINGS, sum(rare.values()) - by_chance)
    if same and rare:
        total = max(total, _OBJECT - by_chance) + _CLAIM
    if total <= 0:
        return []
    shown = "、".join(sorted(rare, key=lambda word: (-rare[word], word))[:3])
    return [(total, f"同一{_ONE_SOURCE[event.category]}（{shown}）")]


def _kind(post: Profile, event: EventProfile) -> float:
    """Points for being the same kind of matter; below zero when what is told of are different things."""
    likeliest = max(post.chances.values(), default=1.0) or 1.0
    agreed = 1.0 if post.category == event.category else post.chances.get(event.category, 0.0) / likeliest
    field_of_life = 0.8 if post.department in event.departments else 0.0
    shared = sum(weight for word, weight in post.terms.words.items() if word in event.words)
    told = _SAME_TOPICS * _cosine(post.terms.topics, event.topics) + min(_MOST_WORDS, _PER_WORD * shared)
    told += _SAME_HAPPENING * _overlap(post.terms.happenings, event.happenings)
    if post.areas & event.areas and post.terms.happenings & event.happenings and abs(post.at - event.last) <= _HOT_FOR:
        # One town seldom has two floods in one half-day.
        told += _SAME_HOURS
    points = agreed + field_of_life + told
    if told < _SAYS_SOMETHING and not post.exact & event.exact:
        # The machine's labels alone agree; nothing in the words does.
        points -= _NOTHING_SAID
    if post.terms.names and event.names and not (post.terms.names & event.names or post.exact & event.exact):
        points -= _OTHER_NAME
    return points - _OTHER_HAPPENING if _other_happening(post, event) else points


def _overlap(mine: Collection[str], theirs: Collection[str]) -> float:
    """The share of the fewer that both have."""
    fewer = min(len(mine), len(theirs))
    return len(set(mine) & set(theirs)) / fewer if fewer else 0.0


def _other_happening(post: Profile, event: EventProfile) -> bool:
    """Whether post and event tell of different things, or a rumour and an order claim different ones."""
    mine, theirs = post.terms.happenings, event.happenings
    if event.category in _ONE_SOURCE:
        return bool(post.terms.claims and event.claims and not post.terms.claims & event.claims)
    return bool(mine and theirs and not mine & theirs)


def _talk(post: Profile, event: EventProfile) -> float:
    """Points for an event everybody speaks of at this hour."""
    if abs(post.at - event.last) > _HOT_FOR or event.posts < 3:
        return 0.0
    if event.posts < _MUCH_TALKED_OF:
        near = post.department in event.departments
        return _TALKED_OF if near else 0.0
    # A large emergency colours whatever is said of its place in these hours.
    near = event.category == Category.EMERGENCY and bool(post.areas & event.areas)
    return _MUCH + (_NEAR_DISASTER if near else 0.0)


def _talk_of_the_town(post: Profile, event: EventProfile, kind: float, talked: float) -> bool:
    """A post that names no place, while one matter of just its kind is what everybody speaks of."""
    if not talked or post.areas or post.category != event.category or (post.terms.names - event.names):
        return False
    if not event.areas and not (event.category in _ONE_SOURCE and post.terms.claims & event.claims):
        # Only what happened in a known place of ours is the talk of our town.
        return False
    if post.terms.happenings & event.happenings:
        return kind >= (_TOWN_TALK if post.sure else _TOWN_TALK_UNSURE)
    return post.department in event.departments and kind >= _TOWN_TALK_UNNAMED


def _reason(post: Profile, event: EventProfile, ties: Iterable[str]) -> str:
    shared = sorted((w for w in post.terms.words if w in event.words), key=lambda word: (-post.terms.words[word], word))
    told = list(ties)
    alike = f"内容相近（{'、'.join(shared[:3])}）" if shared else "同类事项"
    return "、".join([*told[:2], f"{_hours(abs(post.at - event.seed.at))}内", alike])


def _hours(apart: timedelta) -> str:
    return f"{max(1, math.ceil(apart / timedelta(hours=1)))}小时"


def _strongest(known: dict[_Key, float], told: Mapping[_Key, float]) -> None:
    """Take over the larger weight of each key."""
    for key, weight in told.items():
        known[key] = max(weight, known.get(key, 0.0))


def _cosine(one: Mapping[int, float], other: Mapping[int, float]) -> float:
    if not one or not other:
        return 0.0
    together = sum(weight * other.get(concept, 0.0) for concept, weight in one.items())
    lengths = math.sqrt(sum(w * w for w in one.values()) * sum(w * w for w in other.values()))
    return together / lengths
