"""Which places belong together: a village lies in its town, an estate in its street, as the office's unit table says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from config.units import Unit


@dataclass(frozen=True, slots=True)
class Area:
    """One unit's area: its code, the names of the whole, and the places inside."""

    unit: str
    whole: frozenset[str]
    inside: tuple[str, ...]


class Areas:
    """The areas of an office's units."""

    def __init__(self, units: Iterable[Unit] = ()) -> None:
        """Units without places have no area."""
        self._areas = [_area(unit) for unit in units if unit.places]

    def of(self, places: Iterable[str]) -> frozenset[str]:
        """Codes of the units in whose areas the places lie."""
        return frozenset(code for place in places for code in self._units_of(place))

    def exact(self, places: Iterable[str]) -> frozenset[str]:
        """The places that name less than a whole area: a village, an estate, a school, a bridge."""
        whole = {name for area in self._areas for name in area.whole}
        return frozenset(place for place in places if place not in whole)

    def _units_of(self, place: str) -> Sequence[str]:
        return [area.unit for area in self._areas if any(own in place for own in (*area.inside, *area.whole))]


def _area(unit: Unit) -> Area:
    """`unit.places` holds the area's own names, long and short, and names inside it; the unit's names tell which is which."""
    names = (unit.name, *unit.aliases)
    whole = frozenset(place for place in unit.places if any(place in name for name in names))
    return Area(unit.code, whole, tuple(place for place in unit.places if place not in whole))
