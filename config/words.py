"""A regulation's own names for priorities and tiers, and which of the common words each stands for; pure.

`重点: [切身利益, {名称: 营商环境}, {名称: 民生诉求, 对应: 切身利益}]`, `等级: [一般, 重大, {名称: 特大, 对应: 特别重大}]`
(lowest first). Rows and the classifier speak the common words; a rule may use either, and both mean the same case.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from config.vocabulary import Category, Tier

ANY_PRIORITY = ("任一重点", "各类重点", "五类")
_DESCENDING = ("红橙黄蓝", "一二三四五六", "ⅠⅡⅢⅣⅤ", ("I级", "II级", "III级", "IV级", "V级"), "123456", "ABCDEF")
_SPANS = (("及以上", 1), ("以上", 1), ("及以下", -1), ("以下", -1))


@dataclass(frozen=True, slots=True)
class Named:
    """One name of the paper with the common codes it stands for; none where the paper has something of its own."""

    name: str
    common: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The priorities and tiers one regulation uses; tiers lowest first."""

    priorities: tuple[Named, ...]
    tiers: tuple[Named, ...]

    def priority(self, word: str) -> str:
        """What stands for a priority in a fact: the common code where there is one of that name, else the own name."""
        if any(named.name == word for named in self.priorities) or word not in _labels(Category):
            return _labels(Category).get(word, word)
        return _labels(Category)[word]

    def knows_priority(self, word: str) -> bool:
        """Whether the word is a priority of this regulation or a common one."""
        return word in _labels(Category) or any(named.name == word for named in self.priorities)

    def priority_values(self, word: str) -> frozenset[str]:
        """Every value of a fact that the word means; ValueError (in Chinese) for an unknown word."""
        common = {category.value for category in Category if category is not Category.NONE}
        if word in ANY_PRIORITY:
            return frozenset(common | {self.priority(named.name) for named in self.priorities} - {Category.NONE.value})
        own = next((named for named in self.priorities if named.name == word), None)
        code = _labels(Category).get(word)
        if own is not None and code is None:
            return frozenset({own.name, *(code for code in own.common if self._first(code) == own.name)})
        if code is not None:
            return frozenset({code, *(named.name for named in self.priorities if code in named.common)})
        raise ValueError(f"“{word}”无法识别，可写：{'、'.join(self.priority_names())}、任一重点")

    def priority_names(self) -> list[str]:
        """All names a rule may use, common ones first."""
        return list(dict.fromkeys([*(category.label for category in Category), *(item.name for item in self.priorities)]))

    def tier(self, word: str) -> str:
        """What stands for a tier in a fact: a common code that falls into it, or the own name where none does."""
        index = self._index(word)
        codes = [tier for tier in Tier if self._place(tier.value) == index]
        same = [tier.value for tier in codes if tier.label == self.tiers[index].name]
        return next(iter([*same, *(tier.value for tier in codes)]), self.tiers[index].name)

    def knows_tier(self, word: str) -> bool:
        """Whether the word is a tier of this regulation or a common one."""
        return word in _labels(Tier) or any(named.name == word for named in self.tiers)

    def tier_values(self, words: str) -> frozenset[str]:
        """Every value of a fact that `重大`, `重大及以上`, `较大至重大`, `一般、较大` means; ValueError for anything else."""
        return frozenset().union(*(self._span(part.strip()) for part in words.replace("，", "、").split("、")))

    def _first(self, code: str) -> str:
        return next((named.name for named in self.priorities if code in named.common), "")

    def _span(self, word: str) -> frozenset[str]:
        last = len(self.tiers) - 1
        for ending, direction in _SPANS:
            if word.endswith(ending):
                index = self._index(word.removesuffix(ending))
                return self._between(index, last) if direction > 0 else self._between(0, index)
        for mark in ("至", "到"):
            first, found, second = word.partition(mark)
            if found:
                return self._between(*sorted((self._index(first), self._index(second))))
        return self._between(self._index(word), self._index(word))

    def _index(self, word: str) -> int:
        own = next((index for index, named in enumerate(self.tiers) if named.name == word), None)
        if own is not None:
            return own
        code = _labels(Tier).get(word)
        if code is None:
            raise ValueError(f"“{word}”无法识别，可写：{'、'.join(named.name for named in self.tiers)}，或加 及以上、及以下")
        return self._place(code)

    def _between(self, low: int, high: int) -> frozenset[str]:
        names = {named.name for named in self.tiers[low : high + 1]}
        codes = {tier.value for tier in Tier if low <= self._place(tier.value) <= high}
        return frozenset({name for name in names if name not in _labels(Tier)} | codes)

    def _place(self, code: str) -> int:
        """The index of the own tier that a common tier falls into."""
        mapped = {code: index for index, named in enumerate(self.tiers) for code in named.common}
        if code in mapped:
            return mapped[code]
        rank, last = Tier(code).rank, len(self.tiers) - 1
        if not mapped:
            return round(rank * last / 3)
        below = max((index for known, index in mapped.items() if Tier(known).rank < rank), default=-1)
        above = min((index for known, index in mapped.items() if Tier(known).rank > rank), default=last + 1)
        # An own name between two known ones takes what lies between; else nothing is raised: the next lower tier counts.
        return below + 1 if above - below > 1 else max(below, 0)


def _labels(kind: Any) -> dict[str, str]:
    return {word: member.value for member in kind for word in (member.label, member.value)}


COMMON = OwnWords(
    tuple(Named(item.label, (item.value,)) for item in Category if item is not Category.NONE),
    tuple(Named(item.label, (item.value,)) for item in Tier),
)
_IN_FORCE: ContextVar[OwnWords] = ContextVar("own_words", default=COMMON)


def in_force() -> OwnWords:
    """The words of the regulation that is being read; the common ones outside any."""
    return _IN_FORCE.get()


@contextmanager
def using(words: OwnWords) -> Iterator[None]:
    """Read the inside with these words in force."""
    token = _IN_FORCE.set(words)
    try:
        yield
    finally:
        _IN_FORCE.reset(token)


def own_words(priorities: Any, tiers: Any) -> OwnWords:
    """The words of the keys 重点 and 等级 as they stand in a file; what can't be read is left to its model to refuse."""
    named = tuple(_named(entry, Category) for entry in _entries(priorities))
    scale = tuple(_named(entry, Tier) for entry in _entries(tiers))
    ranks = [Tier(item.common[0]).rank for item in scale if item.common]
    if (len(ranks) > 1 and ranks == sorted(ranks, reverse=True)) or (not ranks and _highest_first(scale)):
        scale = scale[::-1]
    return OwnWords(named or COMMON.priorities, scale or COMMON.tiers)


def _highest_first(scale: Sequence[Named]) -> bool:
    """红橙黄蓝, 一级二级三级, Ⅰ级Ⅱ级: by custom the first of these is the highest, so they stand the wrong way round."""
    for family in _DESCENDING:
        places = [next((at for at, mark in enumerate(family) if item.name.startswith(mark)), -1) for item in scale]
        if len(places) > 1 and min(places) >= 0 and places == sorted(set(places)):
            return True
    return False


def _entries(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else []


def _named(entry: Any, kind: Any) -> Named:
    if not isinstance(entry, Mapping):
        name, given = str(getattr(entry, "name", entry)), list(getattr(entry, "common", []))
    else:
        name = str(entry.get("名称", entry.get("name", "")))
        given = entry.get("对应", entry.get("common", []))
    listed = given if isinstance(given, list) else [given]
    codes = [_labels(kind)[str(word)] for word in listed if str(word) in _labels(kind)]
    if not codes and name in _labels(kind):
        codes = [_labels(kind)[name]]
    return Named(name, tuple(codes))
