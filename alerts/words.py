"""Codes kept in rows → words of the vocabulary; pure."""

from typing import TypeVar

from config.vocabulary import Tier, Word

Known = TypeVar("Known", bound=Word)


def word(kind: type[Known], code: str) -> Known:
    """The word with this code; ValueError when the vocabulary has none."""
    for member in kind:
        if member.value == code:
            return member
    raise ValueError(f"{code!r} is no {kind.__name__}")


def tier(code: str) -> Tier:
    """The grade with this code."""
    return word(Tier, code)
