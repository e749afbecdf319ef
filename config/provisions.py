"""The parts of a regulation beside duties and reports: clearances before release, ladders, consultation, closing."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from config.clock_times import read_span
from config.limits import Limit
from config.paper import Paper
from config.selectors import Selector
from config.vocabulary import DutyKind, PersonRole

OPTIONAL_WORDS = ("研判决定", "必要时", "视情", "可选", "鼓励")
DEMANDS = ("原则上", "应当", "必须", *OPTIONAL_WORDS)


def every() -> Selector:
    """The selector of rules that are for all cases."""
    return Selector.model_validate("全部")


def read_demands(value: Any) -> list[str]:
    """要求 as a list of known words; ValueError (in Chinese) for others."""
    words = [part for word in (value if isinstance(value, list) else [value]) for part in str(word).split("、") if part]
    for word in words:
        if word not in DEMANDS:
            raise ValueError(f"要求“{word}”无法识别，可写：{'、'.join(DEMANDS)}")
    return words


class Override(Paper):
    """Who may go past a clearance that does not come in time, for which part; the reason is always asked."""

    approver: str = Field(alias="批准")
    scope: str = Field("", alias="范围")


class Clearance(Paper):
    """One 审批, review or 确认 before a release, with its own short limit, set back from the duty it blocks."""

    code: str = Field(alias="编号")
    matter: DutyKind = Field(DutyKind.APPROVAL, alias="事项")
    name: str = Field("", alias="名称")
    applies: Selector = Field(default_factory=every, alias="适用")
    blocks: list[str] = Field(default_factory=list, alias="先于")
    """编号 or 事项 of the duties it holds back; all that publish when empty."""
    whom: list[str] = Field(alias="依次", min_length=1)
    limit: Limit | None = Field(None, alias="期限")
    """Of each step, from 送审."""
    ahead: Limit | None = Field(None, alias="提前")
    """So long before the limit of the duty it blocks it must be there."""
    deputy: list[str] = Field(default_factory=list, alias="代理")
    demand: list[str] = Field(default_factory=list, alias="要求")
    override: Override | None = Field(None, alias="可越过")
    article: str = Field(alias="依据")
    note: str = Field("", alias="说明")

    _demands = field_validator("demand", mode="before")(read_demands)

    @property
    def optional(self) -> bool:
        """Whether a person decides in triage if it is needed."""
        return any(word in OPTIONAL_WORDS for word in self.demand)


class Extension(Paper):
    """延期, once: by `最长` beyond the limit, or `延至` a longer limit from the same start; reason and approver always."""

    by: Limit | None = Field(None, alias="最长")
    to: Limit | None = Field(None, alias="延至")
    approver: str = Field(alias="批准")
    article: str = Field("", alias="依据")

    @model_validator(mode="after")
    def check_one(self) -> "Extension":
        """Exactly one of the two."""
        if (self.by is None) == (self.to is None):
            raise ValueError("延期须写 最长 或 延至 其中一项")
        return self


class EscalationStep(Paper):
    """One rung of 逐级催办: after so long without a signature, these people are told."""

    after: Limit = Field(alias="未签收")
    whom: list[str] = Field(alias="催办")
    applies: Selector = Field(default_factory=every, alias="适用")
    article: str = Field("", alias="依据")


class DueStep(Paper):
    """One rung around a limit: `临期` before it, `超时` after it, these people are told as well."""

    before: Limit | None = Field(None, alias="临期")
    after: Limit | None = Field(None, alias="超时")
    whom: list[str] = Field(alias="催办")
    applies: Selector = Field(default_factory=every, alias="适用")
    article: str = Field("", alias="依据")

    @model_validator(mode="after")
    def check_one(self) -> "DueStep":
        """Exactly one of the two."""
        if (self.before is None) == (self.after is None):
            raise ValueError("到期催办须写 临期 或 超时 其中一项")
        return self


class Leadership(Paper):
    """Which person of the lead unit is told from the start, by tier."""

    code: str = Field("", alias="编号")
    applies: Selector = Field(alias="适用")
    roles: list[PersonRole] = Field(alias="告知")
    article: str = Field(alias="依据")


class Consultation(Paper):
    """会商: who sits in it beside the units involved, who calls it, what must come of it."""

    code: str = Field(alias="编号")
    applies: Selector = Field(default_factory=every, alias="适用")
    convener: list[str] = Field(default_factory=list, alias="召集")
    members: list[str] = Field(alias="成员")
    demand: list[str] = Field(default_factory=list, alias="要求")
    record: str = Field("会商纪要", alias="记录")
    article: str = Field(alias="依据")

    _demands = field_validator("demand", mode="before")(read_demands)


class Checklist(Paper):
    """A list a person ticks off: 预案 when a case opens, 办结要求 before it closes."""

    code: str = Field(alias="编号")
    applies: Selector = Field(default_factory=every, alias="适用")
    items: list[str] = Field(alias="清单", min_length=1)
    article: str = Field(alias="依据")


Circumstance = Literal[
    "消极且整改不到位",
    "超时致舆情升级",
    "应公开未公开",
    "超过时限",
    "迟报漏报谎报瞒报",
    "处置不力致失控",
    "考核",
    "经验推广",
    "宽容失误",
]


class Accountability(Paper):
    """A list of candidates with facts; `处理` is what the paper foresees, and only a person decides it."""

    code: str = Field(alias="编号")
    circumstance: Circumstance = Field(alias="情形")
    measures: list[str] = Field(default_factory=list, alias="处理")
    article: str = Field(alias="依据")


class Hold(Paper):
    """免扰: messages of such cases wait while these hours or days last; clocks run on."""

    code: str = Field("", alias="编号")
    applies: Selector = Field(alias="适用")
    hours: list[str] = Field(default_factory=list, alias="时段")
    holidays: bool = Field(False, alias="节假日")
    article: str = Field(alias="依据")

    @field_validator("hours", mode="before")
    @classmethod
    def read_hours(cls, value: Any) -> Any:
        """One span or several."""
        spans = value if isinstance(value, list) else [value]
        for span in spans:
            read_span(str(span))
        return spans


class Returning(Paper):
    """退回: within which limit, who decides a second one for good."""

    limit: Limit = Field(alias="期限")
    decided_by: str = Field("值班室", alias="裁定")
    article: str = Field("", alias="依据")


class Clause(Paper):
    """A clause the program carries in its own working, cited so that a reader of the paper finds it."""

    code: str = Field(alias="编号")
    gist: str = Field(alias="要点")
    carried_by: str = Field(alias="落实")
    article: str = Field("", alias="依据")


class OwnName(Paper):
    """A priority or tier as the paper names it, and the common words it stands for."""

    name: str = Field(alias="名称")
    common: list[str] = Field(default_factory=list, alias="对应")

    @model_validator(mode="before")
    @classmethod
    def read(cls, value: Any) -> Any:
        """A plain word is a name; 对应 may be one word."""
        if isinstance(value, str):
            return {"name": value}
        if isinstance(value, Mapping) and isinstance(value.get("对应"), str):
            return {**value, "对应": [value["对应"]]}
        return value
