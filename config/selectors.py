"""适用: which cases a rule is for — `其他`, `全部`, or any mix of 重点, 等级, 突发事件等级, 处置类型."""

from typing import Any

from pydantic import Field, field_validator, model_validator

from config.paper import Paper
from config.vocabulary import Category, Handling, Tier

OTHERWISE = "其他"
EVERY = "全部"


class Facts(Paper):
    """What a selector looks at: the facts of one case; `incident_grade` is None where there is no incident."""

    category: Category
    tier: Tier
    incident_grade: Tier | None
    handling: Handling

    @field_validator("incident_grade", mode="before")
    @classmethod
    def read_grade(cls, value: Any) -> Any:
        """Rows hold an empty text where there is no incident."""
        return value or None


class Grades(Paper):
    """A span of grades: `重大`, `重大及以上`, `较大及以下`."""

    lowest: Tier
    highest: Tier

    @model_validator(mode="before")
    @classmethod
    def read(cls, value: Any) -> Any:
        """Read the words of the paper."""
        if not isinstance(value, str):
            return value
        for ending, whole in (("及以上", "up"), ("以上", "up"), ("及以下", "down"), ("以下", "down")):
            if value.endswith(ending):
                tier = _by_label(Tier, value.removesuffix(ending))
                up = whole == "up"
                return {"lowest": tier if up else Tier.ORDINARY, "highest": Tier.EXTRAORDINARY if up else tier}
        tier = _by_label(Tier, value)
        return {"lowest": tier, "highest": tier}

    def covers(self, tier: Tier | None) -> bool:
        """Whether there is a tier and it lies in the span."""
        return tier is not None and self.lowest.rank <= tier.rank <= self.highest.rank


class Selector(Paper):
    """Every part given must hold; `otherwise` holds when no earlier rule of the list applied."""

    otherwise: bool = False
    every: bool = False
    categories: list[Category] = Field(default_factory=list, alias="重点")
    tiers: Grades | None = Field(None, alias="等级")
    incident_grades: Grades | None = Field(None, alias="突发事件等级")
    handlings: list[Handling] = Field(default_factory=list, alias="处置类型")

    @model_validator(mode="before")
    @classmethod
    def read(cls, value: Any) -> Any:
        """Read `其他` and `全部`."""
        if value == OTHERWISE:
            return {"otherwise": True}
        if value == EVERY:
            return {"every": True}
        if isinstance(value, str):
            raise ValueError(f"适用“{value}”无法识别，应写 其他、全部，或 {{重点: …, 等级: …}}")
        return value

    @field_validator("categories", "handlings", mode="before")
    @classmethod
    def read_words(cls, value: Any, info: Any) -> Any:
        """Read one word or a list of words, in Chinese or as code."""
        words = value if isinstance(value, list) else [value]
        kind: Any = Category if info.field_name == "categories" else Handling
        return [_by_label(kind, word) for word in words]

    def holds(self, facts: Facts) -> bool:
        """Whether the case is one of those meant; `其他` is decided by the list, not here."""
        return (
            (not self.categories or facts.category in self.categories)
            and (self.tiers is None or self.tiers.covers(facts.tier))
            and (self.incident_grades is None or self.incident_grades.covers(facts.incident_grade))
            and (not self.handlings or facts.handling in self.handlings)
        )


def _by_label(kind: Any, word: Any) -> Any:
    for member in kind:
        if word in (member.label, member.value):
            return member
    names = "、".join(member.label for member in kind)
    raise ValueError(f"“{word}”无法识别，可写：{names}")
