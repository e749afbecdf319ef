"""What a measurement gives: figures, and lines for people beside them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its unit."""

    name: str
    value: float
    unit: str

    def __str__(self) -> str:
        shown = f"{self.value:.0f}" if float(self.value).is_integer() else f"{self.value:.3f}"
        return f"{self.name} {shown} {self.unit}"


class Absent(Exception):
    """What the measurement needs does not lie beside this checkout; the message says what."""


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value that at least this share of all values does not exceed; 0 where there are none."""
    ordered = sorted(values)
    if not ordered:
        return 0.0
    place = max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1)
    return ordered[min(place, len(ordered) - 1)]


def remark(*words: object) -> None:
    """A line for people; programs that read the figures skip what begins with a hash sign."""
    print("#", *words, flush=True)


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Rows for people, tabs between the cells."""
    remark("\t".join(heads))
    for row in rows:
        remark("\t".join(str(cell) for cell in row))
