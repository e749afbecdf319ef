"""Texts as n-grams: the characters of many posts at once, in one row, become places of one fixed-width table.

Counting is numpy over code points, whatever the number of posts: no loop over characters and none over n-grams.
"""

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

PLACE_BITS = 20
"""N-grams have 2**20 places: some 200,000 are met in the corpus, so few of them share one."""

ORDERS = (1, 2, 3, 4)
REACH = 300
"""How many signs of a post are read. Letters run to thousands; what they are about stands at their head, and the lists
of clauses and replies they quote further down speak of other matters (measured on long letters)."""

WORD_BITS = 17

_MULTIPLIERS = np.array([0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35, 0x27D4EB2F], dtype=np.uint32)
_AVALANCHE = np.uint32(0x27D4EB2F)
_FINAL = np.uint32(0x9E3779B1)
_SHIFT = np.uint32(32 - PLACE_BITS)

_IGNORED = re.compile(
    r"https?://[^\s\0]+|www\.[^\s\0]+|<链接>|网页链接|(?<=@)[\w\-·]{1,30}|[\s\"]?[a-z][a-z-]{1,20}=\"[^\"\0]{0,60}\"\s?/?>?"
)
_IGNORED_SIGNS = ("http", "www", "<链接>", "网页链接", "@", '="')
_BLANK = ord(" ")
_FIRST_NUMBER = 0xE000
"""Numbers become one sign by their size: 7, 12, 130 and 5000 people are four words; 130 and 150 are one."""

_MOST_DIGITS = 6

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Signs:
    """The signs of several posts in one row: what they are, whose, and where each stands in its post's own text."""

    codes: NDArray[np.uint32]
    posts: NDArray[np.int64]
    origins: NDArray[np.int64]


def read_signs(texts: Sequence[str]) -> Signs:
    """The signs of posts: lower case, no links and names, each number one sign, white space one blank, the head only."""
    joined = "\0".join(texts)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).copy()
    lengths = np.array([len(text) + 1 for text in texts], dtype=np.int64)
    posts = np.repeat(np.arange(len(texts)), lengths)[: len(codes)]
    starts = np.cumsum(lengths) - lengths
    keep = np.ones(len(codes), dtype=bool)
    keep[starts[1:] - 1] = False
    if any(sign in joined for sign in _IGNORED_SIGNS):
        for found in _IGNORED.finditer(joined):
            keep[found.start() : found.end()] = False
    _lower(codes)
    _number(codes, keep)
    kept = _without_gaps(codes, posts, np.flatnonzero(keep))
    signs = Signs(codes[kept], posts[kept], kept - starts[posts[kept]] if len(kept) else kept)
    return _head(signs, len(texts))


def grams(signs: Signs) -> Iterator[tuple[int, Places, Places]]:
    """Per order: the order, where in the row each n-gram starts, and its place; none reaches into the next post."""
    for order in ORDERS:
        places = _rolled(signs.codes, order)
        starts = np.flatnonzero(signs.posts[: len(places)] == signs.posts[order - 1 :][: len(places)])
        yield order, starts, places[starts]


def place_of(term: str) -> int | None:
    """The place of a term as an n-gram: of its last four signs where it is longer; None where nothing is left of it."""
    codes = read_signs([term]).codes[-ORDERS[-1] :]
    return int(_rolled(codes, len(codes))[0]) if len(codes) else None


def word_places(words: Sequence[str]) -> Places:
    """The place of every word in a table of its own."""
    codes = np.array([_word_code(word) for word in words], dtype=np.uint32)
    return np.asarray((codes * _FINAL) >> np.uint32(32 - WORD_BITS), dtype=np.int64)


def _lower(codes: NDArray[np.uint32]) -> None:
    """Capitals of the Latin alphabet and full-width forms, in place; nothing changes its length."""
    wide = (codes >= 0xFF10) & (codes <= 0xFF5A)
    codes[wide] -= np.uint32(0xFEE0)
    codes[(codes >= ord("A")) & (codes <= ord("Z"))] += np.uint32(32)


def _number(codes: NDArray[np.uint32], keep: NDArray[np.bool_]) -> None:
    """Each run of digits becomes one sign that says how many digits it had."""
    digit = (codes >= ord("0")) & (codes <= ord("9")) & keep
    edges = np.flatnonzero(np.diff(np.concatenate(([False], digit, [False])).astype(np.int8)))
    first, last = edges[::2], edges[1::2]
    keep[digit] = False
    keep[first] = True
    codes[first] = _FIRST_NUMBER + np.minimum(last - first, _MOST_DIGITS)


def _without_gaps(codes: NDArray[np.uint32], posts: Places, kept: Places) -> Places:
    """The positions kept once each run of white space within a post is one blank; blanks are made so in place."""
    blank = (codes <= _BLANK) | (codes == 0x3000) | (codes == 0xA0)
    codes[blank] = _BLANK
    blank, whose = blank[kept], posts[kept]
    again = np.zeros(len(kept), dtype=bool)
    again[1:] = blank[1:] & blank[:-1] & (whose[1:] == whose[:-1])
    return kept[~again]


def _head(signs: Signs, posts: int) -> Signs:
    """The first signs of each post."""
    if len(signs.codes) <= REACH:
        return signs
    firsts = np.searchsorted(signs.posts, np.arange(posts))
    near = np.arange(len(signs.codes)) - firsts[signs.posts] < REACH
    return Signs(signs.codes[near], signs.posts[near], signs.origins[near])


def _rolled(codes: NDArray[np.uint32], order: int) -> Places:
    size = len(codes) - order + 1
    if size <= 0:
        return np.empty(0, dtype=np.int64)
    mixed = np.full(size, np.uint32(order * 0x01000193), dtype=np.uint32)
    for step in range(order):
        mixed ^= codes[step : step + size] * _MULTIPLIERS[step]
        mixed *= _AVALANCHE
        mixed ^= mixed >> np.uint32(15)
    return np.asarray((mixed * _FINAL) >> _SHIFT, dtype=np.int64)


@lru_cache(maxsize=1 << 16)
def _word_code(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))
