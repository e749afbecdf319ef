"""The one tokenizer seam: Chinese text into words, cut exactly as jieba cuts it.

jieba is the reference; rjieba cuts Han text the same about twenty times faster and differs only in runs of ASCII letters
and digits joined by `-` or `.`, which are split here by jieba's own rule. `tests/classifier/test_tokens.py` holds the two
together.
"""

import re
from collections.abc import Iterable
from functools import cache

import rjieba

_ASCII_PARTS = re.compile(r"([a-zA-Z0-9]+(?:\.\d+)?%?)")
"""jieba.finalseg's rule for text outside its dictionary."""

_ASCII_WORDS = frozenset({"AT&T", "c#", "C#", "c++", "C++"})
"""The words of jieba's dictionary that would fall to that rule; all others hold a Han character or only letters."""

_PROPER = frozenset({"ns", "nr", "nz", "nt", "nrt", "x"})
"""jieba's tags for names."""

_NAMING = frozenset({"vn", "i", "j"})
"""jieba's tags for verbs used as names, set phrases (many compounds are listed so) and abbreviations."""

_LIKELY_FREQUENCY = 20_000
"""High enough that an office's own place or unit name wins over a cut through its middle."""


class Tokenizer:
    """Cuts text into words; `names` are an office's own words that must stay whole."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        """Build the dictionary once; about 0.1 s."""
        self._jieba = rjieba.Jieba()
        for name in names:
            self._jieba.add_word(name, _LIKELY_FREQUENCY, "ns")

    def cut(self, text: str) -> list[str]:
        """The words of a text in order; joined again they are the text."""
        words: list[str] = []
        for word in self._jieba.cut(text, True):
            if len(word) > 1 and word.isascii() and not word.isalnum() and word not in _ASCII_WORDS:
                words.extend(part for part in _ASCII_PARTS.split(word) if part)
            else:
                words.append(word)
        return words

    def marked(self, text: str) -> list[tuple[str, bool]]:
        """The words of a text in order, each with whether it names a thing, a person or a body, by the dictionary's tags."""
        return [(word, tag.startswith("n") or tag in _NAMING) for word, tag in self._jieba.tag(text, True)]

    def may_be_place(self, name: str) -> bool:
        """Whether a name could be a place: a proper noun of the dictionary, or no word of it."""
        tags = self._jieba.tag(name, True)
        return len(tags) > 1 or tags[0][1] in _PROPER or not self._jieba.has_word(name)


@cache
def plain_tokenizer() -> Tokenizer:
    """The tokenizer without any office's words, as models are trained with."""
    return Tokenizer()


def cut(text: str) -> list[str]:
    """The words of a text, by the plain tokenizer."""
    return plain_tokenizer().cut(text)


def marked(text: str) -> list[tuple[str, bool]]:
    """The words in order, each with whether it names something, by the plain tokenizer."""
    return plain_tokenizer().marked(text)


def may_be_place(name: str) -> bool:
    """Whether a name could be a place, by the plain tokenizer."""
    return plain_tokenizer().may_be_place(name)
