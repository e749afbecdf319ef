"""适用: which cases a rule is for — `其他`, `全部`, or any mix of what is known of a case.

Parts: 重点, 等级, 突发事件等级, 处置类型, 来源, 交办, 单位, 发现单位, 发现时间; 除外 takes cases away, 任一 joins several.
"""

from collections.abc import Callable, Iterable
from datetime import time
from typing import Annotated, Any, Protocol

from pydantic import BeforeValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, PlainValidator, model_validator
from pydantic_core import CoreSchema, core_schema

from config.clock_times import read_span
from config.paper import Paper
from config.vocabulary import Category, Finding, Handling, SourceKind, Tier
from config.words import COMMON, in_force

OTHERWISE = "其他"
EVERY = "全部"
MOMENTS = ("工作时间", "非工作时间", "工作日", "非工作日", "节假日", "法定节假日", "休息日")


class Facts(Paper):
    """What a selector looks at: the facts of one case; `incident_grade` is None where there is no incident.

    `category` and `tier` hold a common word or a name the regulation has of its own; `found_when` is filled by whoever
    knows the calendar (`工作日`, `工作时间` …).
    """

    category: Annotated[Category | str, PlainValidator(lambda value: _common_or_own(Category, value))]
    tier: Annotated[Tier | str, PlainValidator(lambda value: _common_or_own(Tier, value))]
    incident_grade: Annotated[Tier | None, BeforeValidator(lambda value: value or None)]
    handling: Annotated[Handling | Finding, PlainValidator(lambda value: _handling(value))]
    source_kinds: tuple[SourceKind, ...] = ()
    directive: bool = False
    directive_from: str = ""
    units: tuple[str, ...] = ()
    """Code, name and aliases of the lead unit."""
    found_by: tuple[str, ...] = ()
    """Code, name and aliases of the unit that found it, where known."""
    found_when: tuple[str, ...] = ()
    found_at: time | None = None


class Choice:
    """Words of the paper with every value of a fact they mean; equal when the words are."""

    __slots__ = ("accepts", "words")
    reader: Callable[[str], frozenset[str]]

    def __init__(self, words: Iterable[str]) -> None:
        """Read the words; ValueError (in Chinese) for one that means nothing."""
        self.words = tuple(words)
        self.accepts = frozenset[str]().union(*(type(self).reader(word) for word in self.words))

    def __contains__(self, value: object) -> bool:
        return value in self.accepts

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and isinstance(other, Choice) and self.words == other.words

    def __hash__(self) -> int:
        return hash(self.words)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({'、'.join(self.words)})"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read one word or a list of words, write them back as they stood."""
        return core_schema.no_info_plain_validator_function(
            lambda value: value if isinstance(value, cls) else cls(_words(value)),
            serialization=core_schema.plain_serializer_function_ser_schema(lambda choice: list(choice.words)),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """One word or a list of words."""
        return {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}], "description": cls.__doc__}


class Priorities(Choice):
    """重点, common or own."""

    reader = staticmethod(lambda word: in_force().priority_values(word))


class Grades(Choice):
    """等级 on the office's own scale: `重大`, `重大及以上`, `较大至重大`."""

    reader = staticmethod(lambda word: in_force().tier_values(word))


class IncidentGrades(Choice):
    """突发事件等级 on the national scale."""

    reader = staticmethod(lambda word: COMMON.tier_values(word))


class Handlings(Choice):
    """处置类型; 恶意炒作 and 捏造歪曲 only after a person found so."""

    reader = staticmethod(lambda word: frozenset({_of_kinds((Handling, Finding), word)}))


class SourceKinds(Choice):
    """来源: kinds of sources."""

    reader = staticmethod(lambda word: frozenset({_of_kinds((SourceKind,), word)}))


class Selector(Paper):
    """Every part given must hold; `otherwise` holds when no earlier rule of the list applied."""

    otherwise: bool = Field(False, alias="其他")
    every: bool = Field(False, alias="全部")
    categories: Priorities | None = Field(None, alias="重点")
    tiers: Grades | None = Field(None, alias="等级")
    incident_grades: IncidentGrades | None = Field(None, alias="突发事件等级")
    handlings: Handlings | None = Field(None, alias="处置类型")
    source_kinds: SourceKinds | None = Field(None, alias="来源")
    directive: bool | list[str] | None = Field(None, alias="交办")
    """Whether a directive hangs on the case, or from whom it must be."""
    units: list[str] = Field(default_factory=list, alias="单位")
    found_by: list[str] = Field(default_factory=list, alias="发现单位")
    found_when: list[str] = Field(default_factory=list, alias="发现时间")
    excluded: "Selector | None" = Field(None, alias="除外")
    any_of: "list[Selector]" = Field(default_factory=list, alias="任一")

    @model_validator(mode="before")
    @classmethod
    def read(cls, value: Any) -> Any:
        """Read `其他` and `全部`, and one word where a list may stand."""
        if value == OTHERWISE:
            return {"otherwise": True}
        if value == EVERY:
            return {"every": True}
        if isinstance(value, str):
            raise ValueError(f"适用“{value}”无法识别，应写 其他、全部，或 {{重点: …, 等级: …}}")
        if not isinstance(value, dict):
            return value
        listed = ("单位", "发现单位", "发现时间", "交办")
        return {key: [part] if key in listed and isinstance(part, str) else part for key, part in value.items()}

    @model_validator(mode="after")
    def check_moments(self) -> "Selector":
        """发现时间 is one of the known words or a span of hours."""
        for word in self.found_when:
            if word not in MOMENTS:
                read_span(word)
        return self

    def holds(self, facts: Facts) -> bool:
        """Whether the case is one of those meant; `其他` is decided by the list, not here."""
        return (
            (self.categories is None or facts.category in self.categories)
            and (self.tiers is None or facts.tier in self.tiers)
            and (self.incident_grades is None or facts.incident_grade in self.incident_grades)
            and (self.handlings is None or facts.handling in self.handlings)
            and (self.source_kinds is None or any(kind in self.source_kinds for kind in facts.source_kinds))
            and self._directive_holds(facts)
            and (not self.units or any(word in facts.units for word in self.units))
            and (not self.found_by or any(word in facts.found_by for word in self.found_by))
            and (not self.found_when or any(_at_that_time(word, facts) for word in self.found_when))
            and (self.excluded is None or not self.excluded.holds(facts))
            and (not self.any_of or any(part.holds(facts) for part in self.any_of))
        )

    @property
    def asks_units(self) -> bool:
        """Whether it looks at which unit answers or found the matter."""
        inside = [*self.any_of, *([self.excluded] if self.excluded else [])]
        return bool(self.units or self.found_by) or any(part.asks_units for part in inside)

    def _directive_holds(self, facts: Facts) -> bool:
        if self.directive is None:
            return True
        if isinstance(self.directive, bool):
            return facts.directive is self.directive
        return facts.directive and facts.directive_from in self.directive


class Rule(Protocol):
    """Anything with an 适用."""

    @property
    def applies(self) -> Selector:
        """For which cases."""
        ...


def _at_that_time(word: str, facts: Facts) -> bool:
    if word in MOMENTS:
        return word in facts.found_when
    if facts.found_at is None:
        return False
    first, last, over_midnight = read_span(word)
    if over_midnight:
        return facts.found_at >= first or facts.found_at < last
    return first <= facts.found_at < last


def _words(value: Any) -> list[str]:
    if isinstance(value, dict) and set(value) == {"lowest", "highest"}:
        # Plans kept on cases before format 2 hold a span by its two ends.
        value = f"{value['lowest']}至{value['highest']}"
    listed = value if isinstance(value, list | tuple) else [value]
    for word in listed:
        if not isinstance(word, str):
            raise ValueError(f"“{word}”应写成文字")
    # `询问质疑诉求、建设性意见` in one text is a list too; ranges of grades keep their own reading.
    return [part.strip() for word in listed for part in word.split("、")]


def _of_kinds(kinds: Iterable[Any], word: str) -> str:
    for kind in kinds:
        try:
            return str(kind(word).value)
        except ValueError:
            continue
    names = "、".join(member.label for kind in kinds for member in kind)
    raise ValueError(f"“{word}”无法识别，可写：{names}")


def _common_or_own(kind: Any, value: Any) -> Any:
    try:
        return kind(value)
    except ValueError:
        return str(value)


def _handling(value: Any) -> Any:
    return Finding(value) if value in [word for found in Finding for word in (found.value, found.label)] else Handling(value)
