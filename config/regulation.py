"""The regulation of an office, as the paper says it (Chinese keys and values), in English names for code.

The values are text as written (`1小时`, `重大及以上`); `config.limits`, `config.starts` and `config.selectors` give them
meaning, so that an error can quote the line. Names the paper has of its own (重点, 等级) hold while the file is read.
"""

from typing import Any

from pydantic import Field, ModelWrapValidatorHandler, field_validator, model_validator

from config import floor
from config.calendar import HoursSpan
from config.clock_times import read_clock
from config.limits import Limit
from config.paper import Paper
from config.provisions import (
    OPTIONAL_WORDS,
    Accountability,
    Checklist,
    Clause,
    Clearance,
    Consultation,
    DueStep,
    EscalationStep,
    Extension,
    Hold,
    Leadership,
    OwnName,
    Returning,
    read_demands,
)
from config.selectors import Selector
from config.starts import Event, Start
from config.vocabulary import DutyKind
from config.words import OwnWords, own_words, using

__all__ = ["Clearance", "DutyRule", "EscalationStep", "Leadership", "Regulation", "ReportLink", "ReportRule"]


class DutyRule(Paper):
    """One 时限: what must be done, when it applies, how long it may take, who says so."""

    code: str = Field(alias="编号")
    matter: DutyKind = Field(alias="事项")
    name: str = Field("", alias="名称")
    """The paper's own name of the matter, where it differs."""
    applies: Selector = Field(alias="适用")
    limit: Limit | None = Field(None, alias="期限")
    starts: Start = Field(default_factory=lambda: Start("发现"), alias="起算")
    ahead: Limit | None = Field(None, alias="提前")
    """So long before the moment that 期限 gives, e.g. before a directive's date."""
    demand: list[str] = Field(default_factory=list, alias="要求")
    repeats: Limit | None = Field(None, alias="每隔")
    until: str = Field("", alias="直至")
    extension: Extension | None = Field(None, alias="延期")
    by: list[str] = Field(default_factory=lambda: ["承办单位"], alias="责任")
    tell: list[str] = Field(default_factory=list, alias="告知")
    supersedes: list[str] = Field(default_factory=list, alias="优先于")
    """编号 of rules that do not apply where this one does."""
    article: str = Field(alias="依据")
    note: str = Field("", alias="说明")

    _demands = field_validator("demand", mode="before")(read_demands)

    @field_validator("by", "tell", "supersedes", mode="before")
    @classmethod
    def read_list(cls, value: Any) -> Any:
        """One word or several."""
        return [value] if isinstance(value, str) else value

    @property
    def in_principle(self) -> bool:
        """A 原则上 limit: a miss asks for a reason and is no breach."""
        return "原则上" in self.demand

    @property
    def optional(self) -> bool:
        """Decided in triage, not laid on every case."""
        return any(word in OPTIONAL_WORDS for word in self.demand)

    @property
    def label(self) -> str:
        """What staff read."""
        return self.name or self.matter.label


class ReportLink(Paper):
    """A further link of a report chain: starts when the one before is signed for or times out."""

    after: str = Field(alias="在")
    timeout: Limit = Field(alias="超时")
    """Counted from the discovery."""
    report_to: list[str] = Field(default_factory=list, alias="报告")
    talk_to: list[str] = Field(default_factory=list, alias="沟通")


class ReportRule(Paper):
    """One 报送: who is told at once (or by when, or in which round-up), and who after that."""

    code: str = Field(alias="编号")
    matter: DutyKind = Field(DutyKind.FIRST_REPORT, alias="事项")
    name: str = Field("", alias="名称")
    applies: Selector = Field(alias="适用")
    by: list[str] = Field(default_factory=lambda: ["发现单位"], alias="报送人")
    at_once: list[str] = Field(default_factory=list, alias="同时")
    talk_at_once: list[str] = Field(default_factory=list, alias="沟通")
    links: list[ReportLink] = Field(default_factory=list, alias="随后")
    limit: Limit = Field(default_factory=lambda: Limit("立即"), alias="期限")
    starts: Start = Field(default_factory=lambda: Start("发现"), alias="起算")
    repeats: Limit | None = Field(None, alias="每隔")
    until: str = Field("", alias="直至")
    digest_at: list[str] = Field(default_factory=list, alias="定时汇总")
    demand: list[str] = Field(default_factory=list, alias="要求")
    article: str = Field(alias="依据")
    note: str = Field("", alias="说明")

    _demands = field_validator("demand", mode="before")(read_demands)

    @field_validator("links", "by", mode="before")
    @classmethod
    def read_links(cls, value: Any) -> Any:
        """One or several."""
        return value if isinstance(value, list) else [value]

    @field_validator("digest_at")
    @classmethod
    def read_times(cls, value: list[str]) -> list[str]:
        """Times of day."""
        return [text for text in value if read_clock(text)]

    @model_validator(mode="after")
    def check_somebody(self) -> "ReportRule":
        """A report goes to somebody."""
        if not self.at_once and not self.talk_at_once:
            raise ValueError("报送须写 同时（报告给谁）或 沟通")
        return self

    @property
    def then(self) -> ReportLink | None:
        """The second link, or None."""
        return self.links[0] if self.links else None

    @property
    def immediate(self) -> bool:
        """Whether the program itself sends it the moment the case opens."""
        return self.limit == Limit("立即") and self.starts == Event.DISCOVERED and not self.digest_at and self.repeats is None

    @property
    def optional(self) -> bool:
        """Decided in triage."""
        return any(word in OPTIONAL_WORDS for word in self.demand)

    @property
    def label(self) -> str:
        """What staff read."""
        return self.name or self.matter.label


class Regulation(Paper):
    """One 制度 in force."""

    title: str = Field(alias="制度")
    version: str = Field(alias="版本")
    source: str = Field("", alias="出处")
    inherits: list[str] = Field(default_factory=list, alias="继承")
    priorities: list[OwnName] = Field(default_factory=list, alias="重点")
    tiers: list[OwnName] = Field(default_factory=list, alias="等级")
    office_hours: list[HoursSpan] = Field(default_factory=list, alias="办公时间")
    duties: list[DutyRule] = Field(alias="时限")
    floor: list[DutyRule] = Field(default_factory=list, alias="底线")
    """What 继承 brings in; written into a case's plan, so that a later edition changes no running case."""
    reports: list[ReportRule] = Field(default_factory=list, alias="报送")
    leadership: list[Leadership] = Field(default_factory=list, alias="领导责任")
    approvals: list[Clearance] = Field(default_factory=list, alias="审批")
    confirmations: list[Clearance] = Field(default_factory=list, alias="确认")
    escalation: list[EscalationStep] = Field(alias="逐级催办")
    due_steps: list[DueStep] = Field(default_factory=list, alias="到期催办")
    remind_before: list[Limit] = Field(default_factory=list, alias="到期提醒")
    consultations: list[Consultation] = Field(default_factory=list, alias="会商")
    plans: list[Checklist] = Field(default_factory=list, alias="预案")
    closing: list[Checklist] = Field(default_factory=list, alias="办结要求")
    accountability: list[Accountability] = Field(default_factory=list, alias="问责清单")
    holds: list[Hold] = Field(default_factory=list, alias="免扰")
    returning: Returning | None = Field(None, alias="退回")
    clauses: list[Clause] = Field(default_factory=list, alias="条款")

    @model_validator(mode="wrap")
    @classmethod
    def read_with_own_words(cls, value: Any, handler: ModelWrapValidatorHandler["Regulation"]) -> "Regulation":
        """Read the whole file with its own names of priorities and tiers in force, and bring in what it inherits."""
        if not isinstance(value, dict):
            return handler(value)
        raw = dict(value)
        inherited = raw.get("继承", raw.get("inherits", []))
        raw["继承"] = [inherited] if isinstance(inherited, str) else inherited
        raw.pop("inherits", None)
        if raw["继承"] and isinstance(raw["继承"], list) and "底线" not in raw:
            raw["底线"] = floor.rules_of([str(name) for name in raw["继承"]])
        with using(own_words(raw.get("重点"), raw.get("等级"))):
            return handler(raw)

    @property
    def words(self) -> OwnWords:
        """The names of priorities and tiers this regulation uses."""
        return own_words(self.priorities, self.tiers)

    @property
    def every_duty(self) -> list[DutyRule]:
        """The office's own rules and those of the floor."""
        return [*self.duties, *self.floor]

    @property
    def timed_rules(self) -> list[DutyRule | ReportRule]:
        """Every rule that lays a duty with a limit."""
        return [*self.duties, *self.floor, *self.reports]

    @property
    def tier_names(self) -> list[str]:
        """The tiers as the paper names them, lowest first."""
        return [named.name for named in self.words.tiers]
