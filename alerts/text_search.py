"""Which of an office's words a text uses; pure."""

from collections.abc import Iterable

_SHORTEST_NAME = 2


def has_name(name: str, text: str) -> bool:
    """Whether a unit's name or alias stands in the text; single characters name nobody."""
    return len(name) >= _SHORTEST_NAME and name in text


def hits(words: Iterable[str], text: str) -> list[str]:
    """The words that stand in the text, each once, in the order of the list."""
    return list(dict.fromkeys(word for word in words if word and word in text))
