"""The regulation of an office, as the paper says it (Chinese keys and values), in English names for code.

The values are text as written (`1小时`, `重大及以上`); `config.limits` and `config.selectors` give them meaning, so that an
error can quote the line.
"""

from pydantic import Field

from config.limits import Limit
from config.paper import Paper
from config.selectors import Selector
from config.vocabulary import DutyKind, PersonRole


class DutyRule(Paper):
    """One 时限: what must be done, when it applies, how long it may take, who says so."""

    code: str = Field(alias="编号")
    matter: DutyKind = Field(alias="事项")
    applies: Selector = Field(alias="适用")
    limit: Limit | None = Field(None, alias="期限")
    starts: str = Field("发现", alias="起算")
    demand: str = Field("", alias="要求")
    repeats: Limit | None = Field(None, alias="每隔")
    article: str = Field(alias="依据")

    @property
    def in_principle(self) -> bool:
        """A 原则上 limit: a miss asks for a reason and is no breach."""
        return self.demand == "原则上"


class ReportLink(Paper):
    """The second link of a report chain: starts when the first is signed for or times out."""

    after: str = Field(alias="在")
    timeout: Limit = Field(alias="超时")
    report_to: list[str] = Field(default_factory=list, alias="报告")
    talk_to: list[str] = Field(default_factory=list, alias="沟通")


class ReportRule(Paper):
    """One 报送: who is told at once, and who after that."""

    code: str = Field(alias="编号")
    applies: Selector = Field(alias="适用")
    at_once: list[str] = Field(alias="同时")
    then: ReportLink | None = Field(None, alias="随后")
    article: str = Field(alias="依据")


class EscalationStep(Paper):
    """One rung of 逐级催办: after so long without a signature, these people are told."""

    after: Limit = Field(alias="未签收")
    whom: list[str] = Field(alias="催办")


class Leadership(Paper):
    """Which person of the lead unit is told from the start, by tier."""

    applies: Selector = Field(alias="适用")
    roles: list[PersonRole] = Field(alias="告知")
    article: str = Field(alias="依据")


class Regulation(Paper):
    """One 制度 in force."""

    title: str = Field(alias="制度")
    version: str = Field(alias="版本")
    inherits: str = Field("", alias="继承")
    tier_names: list[str] = Field(alias="等级")
    duties: list[DutyRule] = Field(alias="时限")
    reports: list[ReportRule] = Field(default_factory=list, alias="报送")
    leadership: list[Leadership] = Field(default_factory=list, alias="领导责任")
    escalation: list[EscalationStep] = Field(alias="逐级催办")
    remind_before: list[Limit] = Field(default_factory=list, alias="到期提醒")
