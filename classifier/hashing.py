"""Texts as hashed counts: character and word n-grams become positions of one fixed-width table.

No vocabulary is kept, so a model is a few arrays and an unseen word costs nothing. Counting is numpy over code points.
"""

import re
import zlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

WIDTH_BITS = 17
"""The table has 2**17 places: at the corpus sizes seen here collisions cost less than the noise of the folds."""

CHAR_ORDERS = (1, 2, 3)
_MULTIPLIERS = np.array([0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35, 0x27D4EB2F], dtype=np.uint32)
_SHIFT = np.uint32(32 - WIDTH_BITS)
_WORD_SEED = np.uint32(0x165667B1)

_LINK = re.compile(r"https?://\S+|www\.\S+|<链接>")
_MENTION = re.compile(r"@[\w\-·]{1,30}")
_DIGITS = re.compile(r"\d+")
_SPACE = re.compile(r"\s+")

Places = NDArray[np.int64]
Counts = NDArray[np.float32]


def plain(text: str) -> str:
    """The text as n-grams see it: lower case, links and names gone, each number one sign, white space one blank."""
    text = _MENTION.sub("@", _LINK.sub("", text.lower()))
    return _SPACE.sub(" ", _DIGITS.sub("0", text)).strip()


def char_grams(text: str) -> tuple[list[Places], str]:
    """The place of every character n-gram, one array per order in text order, and the text they were read from."""
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    return [_rolled(codes, order) for order in CHAR_ORDERS], text


def word_grams(words: Sequence[str]) -> list[Places]:
    """The place of every word and of every pair of neighbours, in text order."""
    codes = np.array([_word_code(word) for word in words], dtype=np.uint32)
    return [_rolled(codes ^ _WORD_SEED, order) for order in (1, 2)]


def tally(grams: Sequence[Places]) -> tuple[Places, Counts]:
    """Distinct places and how often each stands there, damped: 1 + ln n."""
    together = np.concatenate(grams) if grams else np.empty(0, dtype=np.int64)
    places, counts = np.unique(together, return_counts=True)
    return places, (1.0 + np.log(counts)).astype(np.float32)


def _rolled(codes: NDArray[np.uint32], order: int) -> Places:
    size = len(codes) - order + 1
    if size <= 0:
        return np.empty(0, dtype=np.int64)
    mixed = np.full(size, np.uint32(order * 0x01000193), dtype=np.uint32)
    for step in range(order):
        mixed ^= codes[step : step + size] * _MULTIPLIERS[step]
        mixed *= _MULTIPLIERS[3]
        mixed ^= mixed >> np.uint32(15)
    return np.asarray((mixed * _MULTIPLIERS[0]) >> _SHIFT, dtype=np.int64)


@lru_cache(maxsize=1 << 16)
def _word_code(word: str) -> int:
    return zlib.crc32(word.encode("utf-8"))
