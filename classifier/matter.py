"""Same matter: other words, same place, same time. Each post becomes a profile; two profiles are compared in plain rules."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files

from classifier.concepts import concept_book
from classifier.tokens import cut
from config.vocabulary import Category

WINDOW = timedelta(hours=72)
"""Two posts further apart than this are two matters unless one copies the other."""

_READ = 400
_TOPIC_PREFIXES = ("d_", "e_", "m_")
_HAZARD_PREFIXES = ("e_", "m_")
_GENERIC = 0.5
"""What a word of the idea lists counts: 火灾 or 投诉 names a kind of matter, never one matter."""

_TELLING = 3.0
"""A word this common in posts of all kinds tells no two matters apart."""

_RARE = 5.0
"""A word this rare names an object a rumour is about (电动车), not a field of life (学校)."""

_SAME_PLACE_ENOUGH = 0.33
_SAME_PLACE_OTHER_FIELD = 0.6
_SHARED_ENOUGH = 10.0
_COVER_ENOUGH = 0.22
_SHARED_WORDS = 2
_EXCLUSIVE = ("镇", "乡", "街道", "村", "社区")
"""Places a matter lies in one of; a river or a road runs through several."""

_ONE_SOURCE = {Category.POLICY_MISREADING.value: "说法", Category.SUPERIOR_DIRECTED.value: "交办事项"}
"""Matters that begin with one statement which many repeat."""

_UNNAMED_TROUBLE = 0.4

Rarity = Callable[[Sequence[str]], Sequence[float]]


@dataclass(frozen=True, slots=True)
class Profile:
    """What identifies the matter of a post: weighted words, kinds of topic, exact places, time, category, department."""

    words: dict[str, float]
    total: float
    objects: frozenset[str]
    topics: dict[int, float]
    places: frozenset[str]
    category: str
    department: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two matters are, and the reason in Chinese; an empty reason means they are not the same."""

    score: float
    reason: str


def profile_of(
    text: str,
    places: Iterable[str],
    category: str,
    department: str,
    at: datetime,
    *,
    county: frozenset[str] = frozenset(),
    rarity: Rarity,
) -> Profile:
    """The profile of a post; `places` are own places, of which the `county`'s own names tell no two matters apart.

    `rarity` gives for words how rare each is in posts, as an inverse document frequency.
    """
    read = text[:_READ]
    book, common = concept_book(), common_words()
    seen = list(book.find(read.lower()))
    generic = {read[s.start : s.end] for s in seen}
    hazards = {read[s.start : s.end] for s in seen if book.codes[s.concept].startswith(_HAZARD_PREFIXES)}
    told = read
    for word, first in same_words().items():
        told = told.replace(word, first)
    candidates = [word for word in dict.fromkeys(cut(told)) if len(word) >= 2 and not word.isascii()]
    candidates = [word for word in candidates if word not in common and word not in county]
    rarities = dict(zip(candidates, rarity(candidates), strict=True))
    words = {w: r * (_GENERIC if w in generic else 1.0) for w, r in rarities.items() if r >= _TELLING}
    topics = Counter(s.concept for s in seen if book.codes[s.concept].startswith(_TOPIC_PREFIXES))
    return Profile(
        words=words,
        total=sum(words.values()) or 1.0,
        objects=frozenset(word for word, value in rarities.items() if value >= _RARE and word not in hazards),
        topics={concept: math.log1p(count) for concept, count in topics.items()},
        places=frozenset(places) - county,
        category=category,
        department=department,
        at=at,
    )


def likeness(one: Profile, other: Profile) -> Likeness:
    """Whether two posts speak of one matter.

    1. Two towns or villages, or too far apart in time: never.
    2. A shared exact place: the topic must be alike as well.
    3. One rumour, or one order from above, about the same object or in the same words, in one office's field.
    4. Otherwise: several telling words must be shared, and make a good part of the shorter post.
    """
    apart = abs(one.at - other.at)
    if apart > WINDOW or _in_two_places(one, other):
        return Likeness(0.0, "")
    shared = sorted((word for word in one.words if word in other.words), key=lambda word: (-one.words[word], word))
    weight = sum(one.words[word] for word in shared)
    cover = weight / min(one.total, other.total)
    words = "、".join(shared[:3])
    place = sorted(one.places & other.places, key=len, reverse=True)
    if place:
        score = 0.55 * _cosine(one.topics, other.topics) + 0.45 * min(1.0, 2.0 * cover)
        if one.category == other.category == Category.EMERGENCY and not (one.topics and other.topics):
            # Nothing contradicts: one post does not say which trouble the town is in.
            score = max(score, _UNNAMED_TROUBLE)
        alike = score >= (_SAME_PLACE_ENOUGH if _same_field(one, other) else _SAME_PLACE_OTHER_FIELD)
        reason = f"同一地点（{place[0]}）、{_hours(apart)}内、内容相近" + (f"（{words}）" if words else "")
        return Likeness(score, reason if alike else "")
    objects = sorted(one.objects & other.objects, key=lambda word: (-len(word), word))
    one_source = one.category == other.category and one.category in _ONE_SOURCE
    enough = 1 if one.department == other.department else _SHARED_WORDS
    if one_source and (len(objects) >= enough or (enough == 1 and len(shared) >= _SHARED_WORDS)):
        return Likeness(
            max(0.5, cover), f"同一{_ONE_SOURCE[one.category]}（{'、'.join((objects or shared)[:3])}）、{_hours(apart)}内"
        )
    if len(shared) >= _SHARED_WORDS and weight >= _SHARED_ENOUGH and cover >= _COVER_ENOUGH and _same_field(one, other):
        return Likeness(cover, f"内容相近（{words}）、{_hours(apart)}内")
    return Likeness(cover, "")


def _same_field(one: Profile, other: Profile) -> bool:
    return one.category == other.category or one.department == other.department


def _in_two_places(one: Profile, other: Profile) -> bool:
    mine = {place for place in one.places if place.endswith(_EXCLUSIVE)}
    theirs = {place for place in other.places if place.endswith(_EXCLUSIVE)}
    return bool(mine and theirs) and not mine & theirs


def _hours(apart: timedelta) -> str:
    return f"{max(1, math.ceil(apart / timedelta(hours=1)))}小时"


def _cosine(one: dict[int, float], other: dict[int, float]) -> float:
    if not one or not other:
        return 0.0
    together = sum(weight * other.get(concept, 0.0) for concept, weight in one.items())
    lengths = math.sqrt(sum(w * w for w in one.values()) * sum(w * w for w in other.values()))
    return together / lengths


@cache
def same_words() -> dict[str, str]:
    """Words for one thing, each with the one that stands for them all."""
    text = files("classifier").joinpath("lexicon/same_words.txt").read_text(encoding="utf-8")
    lines = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    return {word: words[0] for words in lines for word in words[1:]}


@cache
def common_words() -> frozenset[str]:
    """Words too common to say that two posts speak of one matter."""
    text = files("classifier").joinpath("lexicon/common_words.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())
