"""Near-duplicates: bottom-k sketches of shingles to find likely copies, whole shingle sets to be sure.

A repost quotes (`//@`), cuts or edits; so what counts is how much of the shorter text stands in the longer one.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

SKETCH_SIZE = 16
SHINGLE = 4
_SHORTEST = 12
"""A text of fewer shingles says too little to be called a copy."""

_NOISE = re.compile(r"https?://\S+|\s+|@[\w\-·]{1,30}[:：]?|\[[^\]\s]{1,8}\]|[^\w]|转发微博|网页链接|微博视频|全文|data-hide")
_LINK = re.compile(r"https?://\S+|@[\w\-·]{1,30}")
_QUOTED = re.compile(r"//\s*@[\w\-·]{1,30}\s*[:：]?")
_ANCHOR = re.compile(
    r"(?=([一-龥A-Za-z0-9]{2}(?:镇|乡|村|街道|社区|小区|花园|家园|公寓|新城|广场|大厦|路|街|巷|大道|桥|河|湖|水库|学校|中学|小学|幼儿园|医院|公司"
    r"|工厂|厂|市场|景区|公园|县|市)|\d{1,2}月\d{1,2}[日号]))"
)
"""Every name by its last two characters, wherever it starts: words before a name must not change it."""

_MARKED = ("http", "@", "[", "转发微博", "网页链接", "微博视频", "全文", "data-hide")
"""A text without any of these has nothing to lose but its punctuation."""

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_FOLD = np.uint64(29)
_MASK = np.uint64(0x7FFFFFFFFFFFFFFF)
_BYTES = 2

Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Shingles:
    """All shingles of one text in order, the smallest of them (the rows that stand for the text), and the text itself."""

    hashes: Hashes
    sketch: tuple[int, ...] = ()
    text: str = ""

    @property
    def anchors(self) -> frozenset[str]:
        """The names and dates in the text; looked for only where a likely copy was found."""
        return _anchors_of(self.text)

    @property
    def telling(self) -> bool:
        """Whether the text is long enough to be compared."""
        return len(self.hashes) >= _SHORTEST


def shingles_of(text: str) -> Shingles:
    """The shingles of the part that was written first: the longest part between `//@name:` marks."""
    written = max(_QUOTED.split(text), key=len) if "//" in text else text
    kept = _NOISE.sub("", written) if any(mark in written for mark in _MARKED) else written
    original = "".join(filter(str.isalnum, kept)).lower().encode("utf-16-le", "surrogatepass")
    size = len(original) // _BYTES - SHINGLE + 1
    if size <= 0:
        return Shingles(np.empty(0, dtype=np.uint64), (), written)
    # Four characters of two bytes are one number of eight; the view steps one character at a time.
    packed = np.ndarray((size,), dtype="<u8", buffer=original, strides=(_BYTES,)) * _MULTIPLIER
    packed ^= packed >> _FOLD
    packed *= _MULTIPLIER
    packed &= _MASK
    packed.sort()
    first = np.append(True, packed[1:] != packed[:-1])
    hashes = packed[first]
    return Shingles(hashes, tuple(hashes[:SKETCH_SIZE].tolist()), written)


@lru_cache(maxsize=4096)
def _anchors_of(written: str) -> frozenset[str]:
    # A mark between two words ends a name, so names are looked for before the marks go.
    return frozenset(_ANCHOR.findall(_LINK.sub("", written)))


def contained(one: Shingles, other: Shingles) -> float:
    """How much of the shorter text stands in the longer one, 0 to 1."""
    shorter = min(len(one.hashes), len(other.hashes))
    if not shorter:
        return 0.0
    return len(set(one.hashes.tolist()).intersection(other.hashes.tolist())) / shorter


def same_template(one: Shingles, other: Shingles) -> bool:
    """Whether each text names a place or date the other lacks: one form filled in twice, not one post told twice."""
    return bool(one.anchors - other.anchors) and bool(other.anchors - one.anchors)
