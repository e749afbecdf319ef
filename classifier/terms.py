"""What a text holds that may tell one matter from another: telling words, names, hashtags, figures, ideas, happenings."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise

from classifier.concepts import concept_book
from classifier.numerals import amount_of
from classifier.tokens import cut, marked

_READ = 400
_FIELDS = ("d_",)
_TROUBLES = ("e_", "m_")
_MONEY = "p_fee"
_TELLING = 3.0
"""A word this common in posts of all kinds tells no two matters apart."""

_RARE = 5.0
"""From this rarity on a word that stands for no listed idea names a thing (a street, a stall, a certificate)."""

_GENERIC = 0.5
"""What a word of the idea lists counts: 火灾 or 投诉 names a kind of matter, never one matter."""

_TAG = re.compile(r"#([^#\n]{4,24})#")
_FIGURE = re.compile(
    r"(?<![\d.:：\-第])(\d{3,9}(?:\.\d+)?万?|\d{1,4}\.\d+万?|\d{1,4}万|[一二两三四五六七八九]{1,2}[百千万][零一二三四五六七八九十百千万]*)"
    r"(?![\d.:：\-年月日号点时弄室栋楼期路]|\s?%)"
)
_NAME_ENDS = (
    *("小区", "花园", "家园", "公寓", "新城", "新村", "公馆", "华府", "山庄", "广场", "大厦", "苑", "府", "湾", "庭", "邸"),
    *("村", "社区", "中学", "小学", "学校", "幼儿园", "医院", "公司", "集团", "工厂", "市场", "水库", "景区", "公园", "水厂"),
    *("电站", "车站", "车贷"),
)
_NAMELIKE = 7.0
"""A word this rare before such an end makes a name of it, unlike a common word (居民小区)."""

_HEAD = 100
_PUBLIC_NUMBERS = frozenset({110, 119, 120, 122, 12315, 12320, 12328, 12333, 12345, 12348, 12366, 12369, 12388, 12389})
_UNIT_LEFT_OUT = re.compile(r"([百千万])([一二三四五六七八九])$")
_NEXT_UNIT = {"百": "十", "千": "百", "万": "千"}

Rarity = Callable[[Sequence[str]], Sequence[float]]


@dataclass(frozen=True, slots=True)
class Terms:
    """Words with their weight, names of things with their rarity, hashtags, figures, fields of life, what happened.

    `claims` are what a rumour or an order says will be done: charged, forbidden, pulled down. `names` are those of estates,
    firms, schools by their last characters; `objects` the things named in the first lines.
    """

    words: dict[str, float]
    things: dict[str, float]
    tags: frozenset[str]
    figures: frozenset[int]
    topics: dict[int, float]
    happenings: frozenset[str]
    claims: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    objects: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is in a text before any model is asked how rare its words are."""

    words: tuple[str, ...]
    listed: frozenset[str]
    nouns: frozenset[str]
    tags: tuple[str, ...]
    figures: frozenset[int]
    topics: tuple[tuple[int, float], ...]
    happenings: frozenset[str]
    claims: frozenset[str]
    names: tuple[tuple[str, str], ...]
    head: str


def terms_of(text: str, places: frozenset[str], county: frozenset[str], rarity: Rarity) -> Terms:
    """The terms of a text; `places` and the `county`'s own names are compared elsewhere and left out here.

    `rarity` gives for words how rare each is in posts, as an inverse document frequency.
    """
    seen = _seen(text[:_READ], places | county)
    rarities = dict(zip(seen.words, rarity(seen.words), strict=True))
    things = {w: r * (_GENERIC if w in seen.listed else 1.0) for w, r in rarities.items() if r >= _RARE and w in seen.nouns}
    stems = rarity([stem for stem, _ in seen.names])
    return Terms(
        words={w: r * (_GENERIC if w in seen.listed else 1.0) for w, r in rarities.items() if r >= _TELLING},
        things=things,
        tags=frozenset(tag for tag in seen.tags if _specific(tag, places, county, rarity)),
        figures=seen.figures,
        topics=dict(seen.topics),
        happenings=seen.happenings,
        claims=seen.claims,
        names=frozenset(s + kind for (s, kind), rare in zip(seen.names, stems, strict=True) if rare >= _NAMELIKE),
        objects=frozenset(word for word in things if word in seen.head),
    )


@lru_cache(maxsize=4096)
def _seen(read: str, names: frozenset[str]) -> _Seen:
    book = concept_book()
    sightings = list(book.find(read.lower()))
    same = same_words()
    listed = frozenset(same.get(word, word) for word in (read[s.start : s.end] for s in sightings))
    ideas = Counter(s.concept for s in sightings if book.codes[s.concept].startswith((*_FIELDS, *_TROUBLES, _MONEY)))
    trouble_words = frozenset(read[s.start : s.end] for s in sightings if book.codes[s.concept].startswith(_TROUBLES))
    told = _without(read, names)
    for word, first in same.items():
        told = told.replace(word, first)
    said = marked(told)
    telling = dict.fromkeys(w for w, _ in said if len(w) >= 2 and not w.isascii() and w not in common_words())
    return _Seen(
        words=tuple(telling),
        listed=listed,
        nouns=frozenset(word for word, names in said if names) - trouble_words,
        tags=tuple(dict.fromkeys(found.strip() for found in _TAG.findall(read))),
        figures=figures_in(read),
        topics=tuple((concept, math.log1p(count)) for concept, count in sorted(ideas.items())),
        happenings=told_of(read, "happenings.txt"),
        claims=told_of(read, "claims.txt"),
        names=tuple(dict.fromkeys(_names(said))),
        head=told[:_HEAD],
    )


def _names(said: Sequence[tuple[str, bool]]) -> Iterator[tuple[str, str]]:
    """Names of estates, firms, schools: a naming word and the kind of place it makes a name of."""
    for (before, names), (word, _) in pairwise(said):
        if word.endswith(_NAME_ENDS) and len(word) <= 4 and names and len(before) >= 2:
            yield before, word


def figures_in(text: str) -> frozenset[int]:
    """Amounts that hardly come twice by chance: from 100 on, not round, no date, no public telephone number."""
    found = set()
    for written in _FIGURE.findall(text):
        # 一百八 is 180: the unit of the last digit goes without saying.
        whole = _UNIT_LEFT_OUT.sub(lambda hit: hit[0] + _NEXT_UNIT[hit[1]], written)
        value = amount_of(whole) if not whole.replace(".", "", 1).isdigit() else round(float(whole) * 10) // 10
        if value >= 100 and len(str(value).rstrip("0")) >= 2 and value not in _PUBLIC_NUMBERS:
            found.add(value)
    return frozenset(found)


def _without(text: str, names: frozenset[str]) -> str:
    """The text with place names cut out, so that no word is made of a name's end and its neighbour."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "，")
        if len(name) >= 3 and name.endswith(("镇", "乡", "村")):
            text = text.replace(name[:-1], "，")
    return text


def _specific(tag: str, places: frozenset[str], county: frozenset[str], rarity: Rarity) -> bool:
    """Whether a hashtag names one matter: a place or a thing beside ordinary words, not the area and its daily life."""
    if any(place in tag or (len(place) >= 3 and place[:-1] in tag) for place in places - county):
        return True
    words = [word for word in cut(_without(tag, county)) if len(word) >= 2 and word not in common_words()]
    return sum(value >= _RARE for value in rarity(words)) >= 2 if words else False


@cache
def same_words() -> dict[str, str]:
    """Words for one thing, each with the one that stands for them all."""
    text = files("classifier").joinpath("lexicon/same_words.txt").read_text(encoding="utf-8")
    lines = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    return {word: words[0] for words in lines for word in words[1:]}


def tells_something(text: str) -> bool:
    """Whether a text tells of something that happened or is said to be coming."""
    return bool(told_of(text, "happenings.txt") or told_of(text, "claims.txt"))


def told_of(text: str, lexicon: str) -> frozenset[str]:
    """The kinds of happenings or claims of a word list that a text tells of."""
    return frozenset(name for name, pattern in patterns(lexicon).items() if pattern.search(text))


@cache
def patterns(lexicon: str) -> dict[str, re.Pattern[str]]:
    """For each kind of happening or claim of a word list the words that tell of it."""
    text = files("classifier").joinpath(f"lexicon/{lexicon}").read_text(encoding="utf-8")
    lines = (line.split(":", 1) for line in text.splitlines() if line and not line.startswith("#"))
    return {name: re.compile("|".join(words.split())) for name, words in lines}


@cache
def common_words() -> frozenset[str]:
    """Words too common to say that two posts speak of one matter."""
    text = files("classifier").joinpath("lexicon/common_words.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())
