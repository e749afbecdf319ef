"""A text that stands twice on its page, as broken templates print it."""

import re

_SPACE = re.compile(r"\s+")
_LONG = 15
_SAME = 0.9
_LEAST = 40


def single(title: str, body: str) -> str:
    """The body once: a second copy of the whole and neighbouring twins of a long line are dropped."""
    lines = _without_twins(_halved(title, body).split("\n"))
    cut = _second_copy([title, *lines] if title else lines)
    if cut is not None and cut > bool(title):
        lines = lines[: cut - bool(title)]
    return "\n".join(lines)


def _without_twins(lines: list[str]) -> list[str]:
    """`A A B B` becomes `A B`; short lines may repeat on purpose."""
    kept: list[str] = []
    previous = ""
    for line in lines:
        squashed = _SPACE.sub("", line)
        if squashed and squashed == previous and len(squashed) >= _LONG:
            continue
        kept.append(line)
        previous = squashed or previous
    return kept


def _second_copy(lines: list[str]) -> int | None:
    """The index where everything begins again: from there on nearly all text was read before."""
    squashed = [_SPACE.sub("", line) for line in lines]
    first = {line: index for index, line in reversed(list(enumerate(squashed))) if len(line) >= _LONG}
    after = [0] * (len(squashed) + 1)
    known = [0] * (len(squashed) + 1)
    for index in range(len(squashed) - 1, -1, -1):
        size = len(squashed[index])
        repeated = first.get(squashed[index], index) < index
        after[index] = after[index + 1] + size
        known[index] = known[index + 1] + (size if repeated else 0)
    total = after[0]
    for index, line in enumerate(squashed):
        begins = first.get(line, index) <= 2 and first.get(line, index) < index
        if begins and after[index] >= max(_LEAST, 0.3 * total) and known[index] >= _SAME * after[index]:
            return _widened(squashed, index)
    return None


def _widened(squashed: list[str], cut: int) -> int:
    """The copy's first lines may be headings too short to count, or differ in their last words."""
    openings = {line[:_LONG] for line in squashed[:_LONG]}
    while cut > 1 and squashed[cut - 1][:_LONG] in openings and cut - 1 >= len(openings) // 2:
        cut -= 1
    return cut


def _halved(title: str, body: str) -> str:
    """Cut where the text begins again word for word, even in the middle of a line; white space aside."""
    head, text = _SPACE.sub("", title), _SPACE.sub("", body)
    for prefix in dict.fromkeys((head, "")):
        whole = prefix + text
        again = _begins_again(whole)
        if again is not None and again > len(prefix):
            return body[: _position(body, again - len(prefix))].rstrip()
    return body


def _begins_again(text: str) -> int | None:
    start = text[:30]
    again = text.find(start, len(start)) if len(start) == 30 else -1
    for _ in range(20):
        if again < 0:
            return None
        rest = text[again:]
        if len(rest) >= max(_LEAST, 0.3 * len(text)) and _common(rest, text) >= _SAME * len(rest):
            return again
        again = text.find(start, again + 1)
    return None


def _common(rest: str, text: str) -> int:
    """How many characters two texts share from their start, found by halving."""
    low, high = 0, len(rest)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if text.startswith(rest[:middle]) else (low, middle - 1)
    return low


def _position(text: str, count: int) -> int:
    """Where the character with this number stands when white space is not counted."""
    for index, char in enumerate(text):
        if not char.isspace():
            if count == 0:
                return index
            count -= 1
    return len(text)
