"""Ideas: word lists of `lexicon/concepts.txt`, found in a text by one pass over its characters.

A small corpus never holds every word people use for one idea; the lists let the model carry what it learnt from one word
to the others.
"""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Sighting(NamedTuple):
    """One listed word in a text and the number of its idea."""

    concept: int
    start: int
    end: int


class ConceptBook:
    """The ideas by number and the words that belong to them."""

    def __init__(self, lines: list[str]) -> None:
        """Read `code: words` lines; `#` starts a comment."""
        self.codes: list[str] = []
        self._by_head: dict[str, list[tuple[str, tuple[int, ...]]]] = {}
        members: dict[str, set[int]] = {}
        for line in lines:
            code, colon, words = line.partition(":")
            if line.startswith("#") or not colon:
                continue
            number = len(self.codes)
            self.codes.append(code.strip())
            for word in words.split():
                members.setdefault(word.lower(), set()).add(number)
        for word, numbers in sorted(members.items()):
            if len(word) >= 2:
                self._by_head.setdefault(word[:2], []).append((word, tuple(sorted(numbers))))

    def words(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Every listed word with the numbers of its ideas."""
        for listed in self._by_head.values():
            yield from listed

    def find(self, text: str) -> Iterator[Sighting]:
        """Every listed word in the text (lower case), overlaps included."""
        by_head = self._by_head
        for start in range(len(text) - 1):
            heads = by_head.get(text[start : start + 2])
            if heads:
                for word, numbers in heads:
                    if len(word) == 2 or text.startswith(word, start):
                        end = start + len(word)
                        for number in numbers:
                            yield Sighting(number, start, end)


@cache
def concept_book() -> ConceptBook:
    """The book that ships with the package."""
    text = files("classifier").joinpath("lexicon/concepts.txt").read_text(encoding="utf-8")
    return ConceptBook(text.splitlines())
