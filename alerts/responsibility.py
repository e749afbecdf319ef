"""Subject × place → lead, supporting and coordinating units, each with a named reason; pure.

谁主管、谁负责 gives the lead from the subject, 属地管理 adds (or, for matters of a street or town, makes) the unit of the
place. Nobody responsible found, or an accusation against a unit's own people (regulations.md P-3): the duty office
holds the case in triage.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from alerts.text_search import has_name, hits
from alerts.words import word
from config.units import Unit, UnitTree
from config.vocabulary import Category, Department, Relation

ACCUSATION_ADVICE = "涉检举控告，建议由上级主管部门或纪检监察、信访机构受理"
"""What the duty officer reads on an accusation against a unit's own people (P-3)."""

MOST_SUPPORTING = 4
_NAMED_WEIGHT = 3
_SPARSE = 120
"""One word in so many characters is said in passing and makes no unit a party to the matter."""

_BEFALLEN = frozenset(
    {
        Department.WATER,
        Department.NATURAL_RESOURCES,
        Department.AGRICULTURE,
        Department.TRANSPORT,
        Department.HOUSING,
        Department.ENERGY,
        Department.CIVIL_AFFAIRS,
        Department.LOCAL_GOV,
        Department.OTHER,
    }
)
"""What a disaster befalls. Traffic, crime, disease and pollution have commands of their own."""


class Reason(StrEnum):
    """Why a unit has its part; the words stand on the case page."""

    OWNS_SUBJECT = "主管该类事项"
    OWNS_PLACE = "事发地在其辖区"
    NAMED = "文中点名"
    KEYWORDS = "文中涉及其职责"
    COORDINATES = "制度规定的协调单位"
    VERTICAL = "垂直管理单位的上级主管部门"
    NOBODY = "未找到主管单位，由值班室研判"
    UNSURE = "机器把握不足，由值班室研判"
    PLACE_UNKNOWN = "事发地不明，由值班室研判"
    ACCUSATION = ACCUSATION_ADVICE
    ACCUSED = "被反映单位，不予派送"
    SUGGESTED = "建议牵头"


@dataclass(frozen=True, slots=True)
class Matter:
    """What routing looks at: the words of an event, its kind of owner and its places."""

    text: str
    department: str
    places: Sequence[str] = ()
    accuses_own_people: bool = False
    category: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """One unit's part in a case, and why."""

    unit: str
    name: str
    relation: str
    reason: Reason
    detail: str = ""

    def as_json(self) -> dict[str, Any]:
        """One entry of the case's routing list."""
        return {
            "unit": self.unit,
            "name": self.name,
            "relation": self.relation,
            "reason": self.reason.value,
            "detail": self.detail,
        }


ACCUSED_RELATION = "accused"
SUGGESTED_RELATION = "suggested"


@dataclass(frozen=True, slots=True)
class Routing:
    """Who answers a case; `triage` is the reason the duty office must decide first, or None."""

    shares: tuple[Share, ...]
    triage: Reason | None
    restricted: bool = False

    @property
    def lead(self) -> str:
        """The code of the lead unit; the duty office while in triage."""
        return self._of(Relation.LEAD)[0]

    @property
    def supporting(self) -> list[str]:
        """Codes of the supporting units."""
        return self._of(Relation.SUPPORTING)

    @property
    def coordinating(self) -> list[str]:
        """Codes of the coordinating units."""
        return self._of(Relation.COORDINATING)

    @property
    def suggested(self) -> list[str]:
        """Codes of the units that would lead if the duty officer agrees."""
        return self._of(SUGGESTED_RELATION)

    def as_json(self) -> list[dict[str, Any]]:
        """The routing list kept on the case."""
        return [share.as_json() for share in self.shares]

    def _of(self, relation: str) -> list[str]:
        return [share.unit for share in self.shares if share.relation == relation]


def route(tree: UnitTree, matter: Matter) -> Routing:
    """Decide who answers.

    1. An accusation against a unit's own people goes to nobody but the duty office.
    2. A disaster is led by emergency management, whatever it befell: the rescue is one unit's command.
    3. Otherwise the lead owns the subject; among several owners the one whose words the text uses.
    4. A matter of a street or town is led by the unit of the place.
    5. Units of the place and units whose duties the text names support; coordinators and vertical superiors join.
    """
    if matter.accuses_own_people:
        return _accusation(tree, matter)
    lead = _owner_of_emergency(tree, matter) or _owner_of_subject(tree, matter) or _owner_of_place(tree, matter)
    if lead is None:
        return in_triage(tree, Reason.NOBODY, _suggestions(tree, matter))
    supporting = _supporting(tree, matter, lead.unit)
    taken = {lead.unit, *(share.unit for share in supporting)}
    return Routing((lead, *supporting, *_coordinating(tree, lead.unit, taken)), triage=None)


def in_triage(tree: UnitTree, reason: Reason, suggestions: Iterable[Share] = (), holder: str = "") -> Routing:
    """The duty office (or `holder`) has the case until a person decides; `suggestions` is what the machine would have done."""
    unit = tree.by_code(holder or tree.duty_office)
    lead = Share(unit.code, unit.name, Relation.LEAD.value, reason)
    others = tuple(
        Share(share.unit, share.name, SUGGESTED_RELATION, Reason.SUGGESTED, share.detail or share.reason)
        for share in suggestions
        if share.relation == Relation.LEAD
    )
    return Routing((lead, *others), triage=reason)


def held_for_triage(tree: UnitTree, routing: Routing, reason: Reason) -> Routing:
    """The same routing as a suggestion only: the duty office decides."""
    return routing if routing.triage else in_triage(tree, reason, routing.shares)


def accused_units(tree: UnitTree, matter: Matter) -> list[Unit]:
    """The units an accusation may be about, with everything below them.

    Units named in the text; where none is named, the owners of subject and place.
    """
    named = [unit for unit in tree.units if _names(unit, matter.text)]
    suspects = named or [*_governing(tree, matter.places), *_owners(tree, matter.department)]
    codes = {unit.code for unit in suspects}
    return [unit for unit in tree.units if codes & {unit.code, *ancestors(tree, unit.code)}]


def ancestors(tree: UnitTree, code: str) -> list[str]:
    """Codes of the units above, nearest first; a broken or circular tree ends the walk."""
    parents = {unit.code: unit.parent for unit in tree.units}
    found: list[str] = []
    while (code := parents.get(code, "")) and code not in found and code in parents:
        found.append(code)
    return found


def _accusation(tree: UnitTree, matter: Matter) -> Routing:
    accused = accused_units(tree, matter)
    codes = {unit.code for unit in accused}
    holder = next(code for code in [*_neutral_holders(tree, codes), tree.duty_office])
    lead = in_triage(tree, Reason.ACCUSATION, holder=holder).shares
    kept_out = (Share(unit.code, unit.name, ACCUSED_RELATION, Reason.ACCUSED) for unit in accused if unit.code != holder)
    return Routing((*lead, *kept_out), triage=Reason.ACCUSATION, restricted=True)


def _neutral_holders(tree: UnitTree, accused: set[str]) -> list[str]:
    """Who may read an accusation: the duty office, unless it is accused itself; then who is above or supervises."""
    above = ancestors(tree, tree.duty_office)
    overseers = [unit.code for unit in tree.units if Department.JUSTICE_DISCIPLINE in unit.departments]
    everybody = [unit.code for unit in tree.units]
    return [code for code in (tree.duty_office, *above, *overseers, *everybody) if code not in accused]


def _owner_of_emergency(tree: UnitTree, matter: Matter) -> Share | None:
    """Emergency management, where its own words are in a text about what a disaster befell: rivers, fields, roads, homes."""
    if matter.category != Category.EMERGENCY or matter.department not in _BEFALLEN:
        return None
    rescuers = replace(matter, department=Department.EMERGENCY_MGMT.value)
    share = _owner_of_subject(tree, rescuers)
    if share is None or not hits(tree.by_code(share.unit).keywords, matter.text):
        return None
    return share


def _owner_of_subject(tree: UnitTree, matter: Matter) -> Share | None:
    owners = [unit for unit in _owners(tree, matter.department) if not unit.places or _governs(unit, matter.places)]
    if not owners:
        return None
    chosen = max(owners, key=lambda unit: (_weight(unit, matter), -tree.units.index(unit)))
    detail = word(Department, matter.department).label + _evidence(chosen, matter.text)
    return Share(chosen.code, chosen.name, Relation.LEAD.value, Reason.OWNS_SUBJECT, detail)


def _owner_of_place(tree: UnitTree, matter: Matter) -> Share | None:
    if matter.department != Department.LOCAL_GOV:
        return None
    governing = _governing(tree, matter.places)
    if not governing:
        return None
    chosen = max(governing, key=lambda unit: (_weight(unit, matter), -tree.units.index(unit)))
    return Share(chosen.code, chosen.name, Relation.LEAD.value, Reason.OWNS_PLACE, _places_of(chosen, matter.places))


def _supporting(tree: UnitTree, matter: Matter, lead: str) -> list[Share]:
    above = {lead, *ancestors(tree, lead), tree.duty_office, *tree.coordinating}
    found = [_support(unit, matter) for unit in tree.units if unit.code not in above]
    weighed = sorted((item for item in found if item is not None), key=lambda item: -item[0])
    return [share for _, share in weighed[:MOST_SUPPORTING]]


def _support(unit: Unit, matter: Matter) -> tuple[int, Share] | None:
    """How strongly a unit belongs to the matter beside its lead, and why; None when it does not."""
    relation = Relation.SUPPORTING.value
    if _governs(unit, matter.places):
        return 100, Share(unit.code, unit.name, relation, Reason.OWNS_PLACE, _places_of(unit, matter.places))
    if _names(unit, matter.text):
        return 50, Share(unit.code, unit.name, relation, Reason.NAMED, "、".join(_names(unit, matter.text)))
    words = hits(unit.keywords, matter.text)
    if len(words) > 1 or sum(matter.text.count(word) for word in words) * _SPARSE >= max(1, len(matter.text)):
        return len(words), Share(unit.code, unit.name, relation, Reason.KEYWORDS, "、".join(words[:4]))
    return None


def _coordinating(tree: UnitTree, lead: str, taken: set[str]) -> list[Share]:
    known = {unit.code: unit for unit in tree.units}
    superior = known[lead].vertical_superior
    wanted = [(superior, Reason.VERTICAL)] + [(code, Reason.COORDINATES) for code in tree.coordinating]
    shares: list[Share] = []
    for code, reason in wanted:
        if not code or code in taken:
            continue
        taken = taken | {code}
        # A vertical superior often stands outside the office's tree and is named only.
        name = known[code].name if code in known else code
        shares.append(Share(code, name, Relation.COORDINATING.value, reason))
    return shares


def _suggestions(tree: UnitTree, matter: Matter) -> list[Share]:
    weighed = sorted(((_weight(unit, matter), unit) for unit in tree.units), key=lambda pair: -pair[0])
    return [
        Share(unit.code, unit.name, Relation.LEAD.value, Reason.KEYWORDS, _evidence(unit, matter.text).strip("，"))
        for weight, unit in weighed[:2]
        if weight and unit.code != tree.duty_office
    ]


def _owners(tree: UnitTree, department: str) -> list[Unit]:
    if department in (Department.OTHER, Department.LOCAL_GOV):
        return []
    return [unit for unit in tree.units if department in unit.departments]


def _governing(tree: UnitTree, places: Sequence[str]) -> list[Unit]:
    return [unit for unit in tree.units if _governs(unit, places)]


def _governs(unit: Unit, places: Sequence[str]) -> bool:
    return bool(_places_of(unit, places))


def _places_of(unit: Unit, places: Sequence[str]) -> str:
    """The places of the matter that this unit governs: the same name, or a finer one that contains it."""
    return "、".join(place for place in places if any(own and own in place for own in unit.places))


def _names(unit: Unit, text: str) -> list[str]:
    return [name for name in (unit.name, *unit.aliases) if has_name(name, text)]


def _weight(unit: Unit, matter: Matter) -> int:
    named = _NAMED_WEIGHT if _names(unit, matter.text) else 0
    return named + len(hits(unit.keywords, matter.text)) + int(_governs(unit, matter.places))


def _evidence(unit: Unit, text: str) -> str:
    words = [*_names(unit, text), *hits(unit.keywords, text)]
    return "，" + "、".join(dict.fromkeys(words[:4])) if words else ""
