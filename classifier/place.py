"""Where a matter lies: 本地, 外地 or 不明, each with the words that say so (regulations NC-1.2).

Same-named towns elsewhere (`××省××县柳河镇`) and our own people elsewhere (`望川籍司机在外省…`) are told apart by what
stands right before and after a name.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from classifier.concepts import concept_book
from classifier.tokens import may_be_place
from config.office import Office
from config.vocabulary import Locality, SourceKind

OWN_CHANNELS = frozenset(
    {SourceKind.MESSAGE_BOARD, SourceKind.HOTLINE, SourceKind.SELF_REPORT, SourceKind.PATROL, SourceKind.GROUP_SUMMARY}
)
"""Kinds of source that only this office's public writes to; a letter there without a place is about here."""

_ORIGIN = re.compile(r"籍|人(?![民大口力才])|老乡|小伙|姑娘|男子|女子|学子|老板|商人|司机|游客|打工|务工|考生|媳妇")
_THING = re.compile(
    r"[东西南北中一二三四五六七八九十]{0,2}[环]?(?:路|街|巷|大道|大街|拉面|牛肉面|小面|时间|烤鸭|火锅|米粉|大众|酒家|板鸭|银行|牌|版|话|号|杯|队)"
)
_CHAIN = re.compile(r"([一-龥]{2,5}?)(省|自治区|特别行政区|自治州|自治县|市|州|县|区|旗)$")
_NO_NAME = re.compile(
    r"[我本全该在到去从是的了们问来等各某此属位于每和与及对给向把被]|城|小|社|景|园|校|山|辖|市|县|开发|新$|地$"
)
_OTHER_COUNTY = re.compile(r"(?:^|(?<=[省市州，。！？、；：“”（）【】#\s在于从到]))([一-龥]{2,3})县(?![一-龥]{0,2}城)")
_NOT_COUNTY = re.compile(
    r"[我本全该各邻某贵你他们两几个所的大小强]|贫困|周边|示范|试点|产业|农业|重点|附近|相关|当地|有关|下辖|多|区$|市$"
)
_SUFFIXES = ("县", "市", "区", "镇", "乡", "街道", "村", "社区")


class Standing(StrEnum):
    """What a place name says of the matter."""

    OWN = "本地地名"
    SUPERIOR = "上级地名"
    OUTSIDE = "外地地名"
    ORIGIN = "人员籍贯"
    NAMESAKE = "外地同名地"


@dataclass(frozen=True, slots=True)
class Mention:
    """One place name in a text."""

    name: str
    start: int
    end: int
    standing: Standing


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The finding: where, the reason in Chinese, and every place name seen; `places` are the own ones, most exact first."""

    locality: Locality
    reason: str
    mentions: list[Mention]
    places: list[str]


class Gazetteer:
    """The names of one office's area, and of everywhere else in China."""

    def __init__(
        self, county: Iterable[str], superiors: Iterable[str], places: Iterable[str], own_sources: Iterable[str]
    ) -> None:
        """`county` are the area's own names, `places` names inside it; `own_sources` codes of sources named after it."""
        self.county = _with_short_names(county)
        self._full = {name[:-1]: name for name in places if len(name) >= 3 and name.endswith(("镇", "乡"))}
        self._places = {name for name in places if len(name) >= 2} | set(self._full)
        self._places -= self.county
        self._superiors = _with_short_names(superiors)
        self.own_sources = frozenset(own_sources)
        own = self.county | self._places | self._superiors
        outside = outside_names() - own
        self._standing = dict.fromkeys(outside, Standing.OUTSIDE) | dict.fromkeys(self._superiors, Standing.SUPERIOR)
        self._standing |= dict.fromkeys(self.county | self._places, Standing.OWN)
        names = sorted(self._standing, key=len, reverse=True)
        self._pattern = re.compile("|".join(re.escape(name) for name in names)) if names else None

    @classmethod
    def of(cls, office: Office) -> "Gazetteer":
        """The gazetteer an office file gives: area names, unit places, and unit names that carry the area's name."""
        area = office.sheet.area
        county = _with_short_names(area.names)
        places = {*area.places, *(place for unit in office.units.units for place in unit.places)}
        named = {name for unit in office.units.units for name in (unit.name, *unit.aliases)}
        places |= {name for name in named if any(own in name for own in county)}
        places |= {name for name in named if name.endswith(("镇", "乡", "街道", "村", "社区"))}
        sources = {source.code for source in office.sources if any(own in source.name for own in county)}
        return cls(area.names, area.superior_names, places, sources)

    def mentions(self, text: str) -> list[Mention]:
        """Every place name in the text, in order, with what it says."""
        found: list[Mention] = []
        for hit in self._pattern.finditer(text) if self._pattern else ():
            standing = self._read(text, hit.start(), hit.end(), hit[0], found[-1] if found else None)
            if standing:
                found.append(Mention(self._full.get(hit[0], hit[0]), hit.start(), hit.end(), standing))
        found += self._other_counties(text, found)
        return sorted(found, key=lambda mention: mention.start)

    def locate(self, text: str, source: str = "", source_kind: str = "") -> Whereabouts:
        """Where the matter of a text lies."""
        mentions = self.mentions(text)
        locality, reason = _weigh(mentions, source in self.own_sources, source_kind in OWN_CHANNELS, text)
        own = sorted({m.name for m in mentions if m.standing is Standing.OWN}, key=lambda name: (name in self.county, name))
        return Whereabouts(locality, reason, mentions, own)

    def _other_counties(self, text: str, found: list[Mention]) -> list[Mention]:
        """Counties by the look of their names (`××县`) that no list holds."""
        taken = {position for mention in found for position in range(mention.start, mention.end)}
        return [
            Mention(hit[1] + "县", hit.start(1), hit.end(1) + 1, Standing.OUTSIDE)
            for hit in _OTHER_COUNTY.finditer(text)
            if hit.start(1) not in taken and not _NOT_COUNTY.search(hit[1]) and may_be_place(hit[1])
        ]

    def _read(self, text: str, start: int, end: int, name: str, before: Mention | None) -> Standing | None:
        standing = self._standing[name]
        after = text[end : end + 8]
        if standing is Standing.OUTSIDE:
            return None if _THING.match(after) else (Standing.ORIGIN if _ORIGIN.match(after) else standing)
        if standing is Standing.OWN and name not in self.county and self._elsewhere(text, start, before):
            return Standing.NAMESAKE
        return Standing.ORIGIN if name in self.county and _ORIGIN.match(after) else standing

    def _elsewhere(self, text: str, start: int, before: Mention | None) -> bool:
        """Whether the name right before this one puts it under another county or city."""
        if before and before.end == start:
            return before.standing in (Standing.OUTSIDE, Standing.NAMESAKE)
        chain = _CHAIN.search(text[max(0, start - 8) : start])
        if not chain or chain[0] in self.county | self._superiors:
            return False
        name = re.split(r"[省市州]", chain[1])[-1] or chain[1]
        return len(name) >= 2 and not _NO_NAME.search(name) and name + chain[2] not in self._standing


def _weigh(mentions: list[Mention], own_source: bool, letters: bool, text: str) -> tuple[Locality, str]:
    """`own_source` is named after the area; `letters` come from this office's own public, who may have been elsewhere."""
    own = [m for m in mentions if m.standing is Standing.OWN]
    away = [m for m in mentions if m.standing in (Standing.OUTSIDE, Standing.NAMESAKE)]
    abroad = _abroad(text) if not own else ""
    if own and len(own) >= len(away):
        return Locality.LOCAL, f"提到{own[0].name}"
    if own:
        return Locality.UNKNOWN, f"同时提到{own[0].name}和{away[0].name}"
    if away and letters:
        return Locality.UNKNOWN, f"来自本地信箱或热线，但提到{away[0].name}"
    if away or abroad:
        return Locality.ELSEWHERE, f"提到{away[0].name if away else abroad}"
    if any(m.standing is Standing.ORIGIN for m in mentions):
        return Locality.UNKNOWN, "只提到人员籍贯，未提到事发地"
    if own_source or letters:
        return Locality.LOCAL, "来自本地信源，未提到外地"
    return Locality.UNKNOWN, "未提到地名"


def _abroad(text: str) -> str:
    """A foreign country or place the text names, or nothing."""
    book = concept_book()
    number = book.codes.index("n_foreign")
    return next((text[seen.start : seen.end] for seen in book.find(text) if seen.concept == number), "")


def _with_short_names(names: Iterable[str]) -> set[str]:
    """Each name and, where at least two characters are left, the name without its rank: 望川县 and 望川."""
    result = set()
    for name in names:
        result.add(name)
        short = next((name.removesuffix(suffix) for suffix in _SUFFIXES if name.endswith(suffix)), name)
        if len(short) >= 2:
            result.add(short)
    return result


@cache
def outside_names() -> set[str]:
    """Names of provinces and prefectures, full and short, that can't be mistaken for a common word."""
    names: set[str] = set()
    text = files("classifier").joinpath("outside_places.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("#") or line.count("|") != 2:
            continue
        province, suffix, cities = line.split("|")
        names |= {province, province + suffix}
        for city in cities.split():
            plain = city.rstrip("!")
            names.add(plain + "市")
            if not city.endswith("!"):
                names.add(plain)
    return names
