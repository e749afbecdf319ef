"""A message within its bytes: what may shrink shrinks, what must stay stays; pure."""

from dataclasses import dataclass, replace

from alerts.graphemes import cut, size


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of a message; `gives` > 0 may be shortened, the highest first; `weight` is its size once sent."""

    text: str
    gives: int = 0
    weight: int | None = None

    @property
    def size(self) -> int:
        """Bytes it will take in the message as sent."""
        return size(self.text) if self.weight is None else self.weight


def fit(parts: list[Part], most: int) -> str:
    """The parts as one text of at most `most` bytes; only parts that may give are shortened.

    Parts that may not give are kept whole even if they alone are too long, so callers keep those bounded.
    """
    fitted = list(parts)
    order = sorted((index for index, part in enumerate(parts) if part.gives), key=lambda index: -parts[index].gives)
    for index in order:
        excess = sum(part.size for part in fitted) - most
        if excess <= 0:
            break
        fitted[index] = _shrunk(fitted[index], excess)
    return "".join(part.text for part in fitted)


def _shrunk(part: Part, excess: int) -> Part:
    ending = "\n" if part.text.endswith("\n") else ""
    body = part.text.removesuffix("\n")
    return replace(part, text=cut(body, max(0, size(body) - excess)) + ending, weight=None)
