"""Cutting text on encoded bytes without breaking what a reader sees as one character; pure."""

import unicodedata
from collections.abc import Iterator

ELLIPSIS = "…"
_JOINER = "\u200d"


def size(text: str) -> int:
    """Bytes of the text in UTF-8; what can't be encoded is counted as it will be sent (one byte, `?`)."""
    return len(text.encode("utf-8", "replace"))


def cut(text: str, most: int) -> str:
    """The text within `most` bytes, ended by … where something is missing; empty when not even that fits."""
    if size(text) <= most:
        return text
    room = most - size(ELLIPSIS)
    if room < 0:
        return ""
    kept = ""
    for cluster in clusters(text):
        room -= size(cluster)
        if room < 0:
            break
        kept += cluster
    return kept.rstrip() + ELLIPSIS


def cut_characters(text: str, most: int) -> str:
    """The text within `most` visible characters, the last being … where something is missing."""
    parts = list(clusters(text))
    return text if len(parts) <= most else "".join(parts[: most - 1]).rstrip() + ELLIPSIS


def clusters(text: str) -> Iterator[str]:
    """The visible characters: base with its marks, joined emoji, pairs of flag letters."""
    current = ""
    for character in text:
        if current and not _continues(current, character):
            yield current
            current = ""
        current += character
    if current:
        yield current


def _continues(current: str, character: str) -> bool:
    if current.endswith(_JOINER) or character == _JOINER or _extends(character):
        return True
    if _is_flag_letter(character):
        return _is_flag_letter(current[-1]) and len(current) % 2 == 1 and all(map(_is_flag_letter, current))
    return current == "\r" and character == "\n"


def _extends(character: str) -> bool:
    code = ord(character)
    return (
        unicodedata.category(character) in ("Mn", "Me", "Mc")
        or 0xFE00 <= code <= 0xFE0F
        or 0x1F3FB <= code <= 0x1F3FF
        or 0xE0020 <= code <= 0xE007F
    )


def _is_flag_letter(character: str) -> bool:
    return 0x1F1E6 <= ord(character) <= 0x1F1FF
