"""What each clause asks, worked out by hand from the paper: which duty, due when, to whom.

Friday 2026-11-20 21:30 (`FOUND`) is discovered in the night before a weekend; the following Monday is the 23rd.
"""

from dataclasses import dataclass, field

FOUND = "2026-11-20T21:30:00+08:00"
GRAVE = {"priority": "emergency", "incident-grade": "major"}
VIRAL_MINOR = {"priority": "emergency", "tier": "extraordinary", "incident-grade": "ordinary"}
LIVELIHOOD = {"priority": "public_interest"}
WORST = {"priority": "emergency", "tier": "extraordinary", "incident-grade": "extraordinary"}


@dataclass(frozen=True)
class Row:
    """One duty of one clause. `rule` is its 编号 in the file; `due` None means that it waits for `starts`."""

    clause: str
    rule: str
    asked: dict[str, str]
    duty: str
    due: str | None
    recipients: tuple[str, ...] = ()
    starts: str = "发现"
    marks: frozenset[str] = frozenset()
    repeats: str | None = None
    article: str = ""


@dataclass(frozen=True)
class Absent:
    """A case that must not be caught by a rule."""

    clause: str
    rule: str
    asked: dict[str, str] = field(default_factory=dict)


NOW, OPTIONAL, SOFT = frozenset({"immediate"}), frozenset({"optional"}), frozenset({"in_principle"})
DAY_LATER, TWO_DAYS_LATER = "2026-11-21T21:30:00+08:00", "2026-11-22T21:30:00+08:00"
MIDNIGHT = "2026-11-21T00:00:00+08:00"
NC_61, CZ_80 = "国办发〔2016〕61号", "国办发〔2016〕80号"
MAJOR = {**LIVELIHOOD, "tier": "major"}
HIGHEST = {**LIVELIHOOD, "tier": "extraordinary"}
INQUIRY = {**LIVELIHOOD, "handling": "inquiry"}
ORDERED = {**LIVELIHOOD, "directive-due": "2026-11-25T12:00:00+08:00"}

ROWS = (
    Row("NC-1.3", "NC-5.2", {"priority": "moral_baseline"}, "response", TWO_DAYS_LATER, ("lead/handler",), article=NC_61),
    Row("NC-1.3", "NC-5.2", {"priority": "superior_directed"}, "response", TWO_DAYS_LATER, ("lead/handler",)),
    Row("NC-3.1", "NC-5.2", HIGHEST, "response", TWO_DAYS_LATER, ("lead/handler", "lead/principal")),
    Row(
        "NC-3.4",
        "NC-3.4-1",
        LIVELIHOOD,
        "lead_decision",
        "2026-11-20T23:30:00+08:00",
        ("county-office/duty_officer",),
        marks=OPTIONAL,
    ),
    Row("NC-3.4", "NC-3.4-2", LIVELIHOOD, "confirmation", "2026-11-22T17:30:00+08:00", ("supporting/handler",), marks=OPTIONAL),
    Row("NC-4.2", "NC-4.2-1", MAJOR, "first_report", FOUND, ("county-office/duty_officer", "cyberspace/handler"), marks=NOW),
    Row("NC-4.2", "NC-4.2-2", {**MAJOR, "finder": "县政府办公室"}, "first_report", FOUND, ("cyberspace/handler",), marks=NOW),
    Row("NC-5.1", "NC-5.1", GRAVE, "press_conference", DAY_LATER, ("lead/handler",), article=NC_61),
    Row("NC-5.2", "NC-5.2", VIRAL_MINOR, "response", TWO_DAYS_LATER, ("lead/handler", "lead/principal"), article=NC_61),
    Row("NC-5.3", "NC-5.3", LIVELIHOOD, "rolling_release", DAY_LATER, ("lead/handler",), repeats="PT24H"),
    Row(
        "TB-2.1b",
        "TB-2.3",
        MAJOR,
        "tracking",
        "2026-11-22T00:00:00+08:00",
        ("lead/handler", "lead/principal", "lead/deputy"),
        repeats="P1D",
    ),
    Row("TB-2.2a", "TB-2.2a-1", LIVELIHOOD, "first_report", FOUND, ("party-group/handler",), marks=NOW),
    Row(
        "TB-2.2a",
        "TB-2.2a-2",
        LIVELIHOOD,
        "first_report",
        None,
        ("district-cyberspace/handler", "city-poverty-office/handler"),
        starts="研判",
    ),
    Row("TB-2.2a", "TB-2.2a-3", LIVELIHOOD, "approval", "2026-11-22T17:30:00+08:00", ("lead/deputy", "party-group/handler")),
    Row("TB-2.2b", "TB-2.2b-2", MAJOR, "first_report", FOUND, ("lead/section_head", "lead/deputy"), marks=NOW),
    Row(
        "TB-2.2b",
        "TB-2.2b-2/随后",
        MAJOR,
        "first_report",
        "2026-11-20T21:45:00+08:00",
        ("lead/principal", "party-group/handler"),
        starts="分管领导签收或超时",
    ),
    Row(
        "TB-2.2b",
        "TB-2.2b-2/随后/随后",
        MAJOR,
        "first_report",
        "2026-11-20T22:00:00+08:00",
        ("district-government/handler", "city-poverty-office/handler"),
        starts="机关党组签收或超时",
    ),
    Row("TB-2.2b", "TB-2.2b-3", MAJOR, "approval", "2026-11-22T20:30:00+08:00", ("lead/deputy", "party-group/handler")),
    Row(
        "TB-2.2c",
        "TB-2.2c-1",
        MAJOR,
        "progress_report",
        "2026-11-21T01:30:00+08:00",
        ("district-government/handler", "city-poverty-office/handler"),
        repeats="PT4H",
    ),
    Row(
        "TB-2.2c",
        "TB-2.2c-2",
        MAJOR,
        "final_report",
        None,
        ("district-government/handler", "city-poverty-office/handler"),
        starts="办结",
    ),
    Row(
        "TB-2.3",
        "TB-2.3",
        HIGHEST,
        "tracking",
        "2026-11-22T00:00:00+08:00",
        ("lead/handler", "lead/principal", "lead/deputy"),
        repeats="P1D",
    ),
    Row(
        "TB-2.4",
        "TB-2.4",
        MAJOR,
        "summary",
        None,
        ("office/handler", "party-group/handler", "lead/principal", "lead/deputy"),
        starts="办结",
    ),
    Row("TB-3.0a", "TB-3.0a", LIVELIHOOD, "secrecy_review", "2026-11-22T19:30:00+08:00", ("office/handler",)),
    Row("TB-3.1", "TB-3.1-1", INQUIRY, "handling_opinion", MIDNIGHT, ("lead/handler",)),
    Row("TB-3.1", "TB-3.1-2", INQUIRY, "result_reply", None, ("lead/handler",), starts="办结"),
    Row("TB-3.1", "TB-3.1-3", INQUIRY, "interim_reply", FOUND, ("lead/handler",), marks=NOW | OPTIONAL),
    Row("TB-3.1", "TB-3.1-4", INQUIRY, "approval", "2026-11-20T23:00:00+08:00", ("lead/principal",)),
    Row("TB-3.1", "TB-3.1-1", {"priority": "none", "handling": "inquiry"}, "handling_opinion", MIDNIGHT, ("lead/handler",)),
    Row("TB-3.2", "TB-3.2", {**LIVELIHOOD, "handling": "恶意炒作"}, "clarification", None, ("lead/handler",), starts="核实"),
    Row("TB-3.3", "TB-3.3", {**LIVELIHOOD, "handling": "捏造歪曲"}, "clarification", None, ("lead/handler",), starts="核实"),
    Row("TB-3.4", "TB-3.4", {**LIVELIHOOD, "handling": "suggestion"}, "result_reply", None, ("lead/handler",), starts="办结"),
    Row(
        "BL-1.3",
        "BL-1.3",
        LIVELIHOOD,
        "lead_decision",
        "2026-11-21T01:30:00+08:00",
        ("district-office/duty_officer",),
        marks=OPTIONAL,
    ),
    Row("BL-1.4", "BL-2.4c-2", HIGHEST, "response", TWO_DAYS_LATER, ("lead/handler", "lead/principal")),
    Row(
        "BL-2.1c",
        "BL-2.1c-1",
        LIVELIHOOD,
        "first_report",
        "2026-11-21T09:00:00+08:00",
        ("district-office/duty_officer",),
        repeats="P1D",
    ),
    Row(
        "BL-2.1c",
        "BL-2.1c-2",
        MAJOR,
        "first_report",
        FOUND,
        ("district-office/duty_officer", "publicity/handler", "cyberspace/handler"),
        marks=NOW,
    ),
    Row("BL-2.2d", "BL-2.2d-1", MAJOR, "approval", "2026-11-22T19:30:00+08:00", ("district-leaders/handler",)),
    Row("BL-2.3b", "BL-2.3b-1", VIRAL_MINOR, "first_information", FOUND, ("lead/handler", "lead/principal"), marks=NOW),
    Row(
        "BL-2.3b",
        "BL-2.3b-2",
        VIRAL_MINOR,
        "rolling_release",
        "2026-11-21T09:30:00+08:00",
        ("lead/handler", "lead/principal"),
        repeats="PT12H",
    ),
    Row("BL-2.3d", "BL-2.3d", MAJOR, "rectification", None, ("lead/handler",), starts="办结"),
    Row("BL-2.4b", "BL-2.4b-2", ORDERED, "response", "2026-11-25T12:00:00+08:00", ("lead/handler",), starts="交办件时限"),
    Row(
        "BL-2.4b",
        "BL-2.4b-1",
        {**ORDERED, "priority": "none"},
        "directive_reply",
        "2026-11-25T12:00:00+08:00",
        ("lead/handler", "cyberspace/handler"),
        starts="交办件时限",
    ),
    Row("BL-2.4c", "BL-2.4c-1", GRAVE, "press_conference", DAY_LATER, ("lead/handler",), article=NC_61),
    Row("BL-2.4c", "BL-2.4c-2", LIVELIHOOD, "response", TWO_DAYS_LATER, ("lead/handler",), article=NC_61),
    Row(
        "BL-3.2",
        "BL-2.4b-1",
        ORDERED,
        "directive_reply",
        "2026-11-25T12:00:00+08:00",
        ("lead/handler", "cyberspace/handler"),
        starts="交办件时限",
        article="BL-3.2",
    ),
    Row("CZ-1.2", "CZ-1.2-1", GRAVE, "legal_review", "2026-11-20T22:15:00+08:00", ("hr-law/handler",)),
    Row("CZ-1.2", "CZ-1.2-2", LIVELIHOOD, "legal_review", "2026-11-22T17:30:00+08:00", ("hr-law/handler",)),
    Row("CZ-3.0", "CZ-3.4", MAJOR, "response", TWO_DAYS_LATER, ("lead/handler", "lead/principal")),
    Row("CZ-3.2", "CZ-3.2-1", GRAVE, "confirmation", "2026-11-20T22:10:00+08:00", ("supporting/handler",), marks=OPTIONAL),
    Row(
        "CZ-3.3",
        "CZ-3.3-1",
        GRAVE,
        "first_information",
        "2026-11-20T22:30:00+08:00",
        ("lead/handler",),
        marks=SOFT,
        article=CZ_80,
    ),
    Row("CZ-3.3", "CZ-3.3-2", GRAVE, "press_conference", DAY_LATER, ("lead/handler",), article=NC_61),
    Row("CZ-3.3", "CZ-3.3-3", GRAVE, "rolling_release", "2026-11-21T09:30:00+08:00", ("lead/handler",), repeats="PT12H"),
    Row("CZ-3.4", "CZ-3.4", LIVELIHOOD, "response", TWO_DAYS_LATER, ("lead/handler",), article=NC_61),
    Row("CZ-4.2", "CZ-4.2", MAJOR, "first_report", FOUND, ("lead/deputy", "bureau-office/handler"), marks=NOW),
    Row(
        "CZ-4.2",
        "CZ-4.2/随后",
        MAJOR,
        "first_report",
        "2026-11-20T22:00:00+08:00",
        ("city-government/handler", "cyberspace/handler"),
        starts="局办公室签收或超时",
    ),
    Row("YL-3.1", "YL-3.1", LIVELIHOOD, "response", TWO_DAYS_LATER, ("lead/handler",), article=NC_61),
    Row("YL-3.3", "YL-3.3-1", GRAVE, "press_conference", DAY_LATER, ("lead/handler",), article=NC_61),
    Row("YL-3.3", "YL-3.3-2", GRAVE, "rolling_release", "2026-11-21T09:30:00+08:00", ("lead/handler",), repeats="PT12H"),
    Row("YL-3.3", "YL-3.3-3", GRAVE, "first_report", FOUND, ("county-office/handler",), marks=NOW),
    Row(
        "YL-3.4",
        "YL-3.4-1",
        LIVELIHOOD,
        "lead_decision",
        "2026-11-21T01:30:00+08:00",
        ("county-office/duty_officer",),
        marks=OPTIONAL,
    ),
)

ABSENT = (
    Absent("NC-3.1", "leader", MAJOR),
    Absent("NC-4.2", "NC-4.2-1", {**LIVELIHOOD, "tier": "significant"}),
    Absent("NC-4.2", "NC-4.2-1", {**MAJOR, "finder": "县政府办公室"}),
    Absent("NC-5.1", "NC-5.1", VIRAL_MINOR),
    Absent("NC-5.1", "NC-5.1", {**HIGHEST, "incident-grade": "extraordinary"}),
    Absent("NC-5.2", "NC-5.2", WORST),
    Absent("NC-5.2", "NC-5.2", {"priority": "none"}),
    Absent("TB-2.2b", "TB-2.2b-2", LIVELIHOOD),
    Absent("TB-3.1", "TB-3.1-1", {**LIVELIHOOD, "handling": "suggestion"}),
    Absent("TB-3.2", "TB-3.2", INQUIRY),
    Absent("BL-1.4", "leader", MAJOR),
    Absent("BL-2.1c", "BL-2.1c-2", LIVELIHOOD),
    Absent("BL-2.1c", "BL-2.1c-1", MAJOR),
    Absent("BL-2.4b", "BL-2.4c-2", ORDERED),
    Absent("CZ-3.0", "leader", {**LIVELIHOOD, "tier": "significant"}),
    Absent("CZ-3.3", "CZ-3.3-1", VIRAL_MINOR),
    Absent("CZ-3.4", "CZ-3.4", WORST),
    Absent("CZ-4.2", "CZ-4.2", {**LIVELIHOOD, "tier": "significant"}),
    Absent("YL-3.3", "YL-3.3-3", VIRAL_MINOR),
)

PARTLY = {
    "NC-3.4": "稿件并列核对、等候牵头决定",
    "NC-4.2": "电话报告登记为回执",
    "TB-2.1b": "立件前的预警状态",
    "TB-2.2b": "逐级签收回执、预案清单",
    "TB-2.2c": "历史不可改动的核验",
    "TB-2.3": "跟踪期间新帖再告知",
    "TB-2.4": "总结文档、无总结不得办结",
    "TB-3.1": "夜间发现单列统计",
    "TB-3.2": "P-1、P-2",
    "TB-3.3": "P-1、P-2",
    "TB-3.4": "答复写明是否采纳",
    "BL-2.1c": "到点汇总发出",
    "BL-2.2d": "会商记录",
    "BL-2.3d": "办结要求、重复事件关联",
    "BL-3.2": "督办清单",
    "CZ-3.2": "阻断发布与越过",
    "YL-3.4": "一致性核对",
}
"""What of a clause these tables do not prove: such a clause is not counted as covered."""
