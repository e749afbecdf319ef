"""The words of the trade, each with the name office staff read.

Codes are the names used in code, files for programs and rows; labels are what a page, message or report shows.
"""

from enum import StrEnum


class Word(StrEnum):
    """A code with the Chinese name that office staff read."""

    label: str

    def __new__(cls, code: str, label: str = "") -> "Word":
        """Make one word from its code and label."""
        word = str.__new__(cls, code)
        word._value_ = code
        word.label = label
        return word

    @classmethod
    def _missing_(cls, value: object) -> "Word | None":
        """Office files may write the label instead of the code."""
        return next((word for word in cls if word.label == value), None)


class Category(Word):
    """The five response priorities of 国办发〔2016〕61号, or none of them."""

    POLICY_MISREADING = "policy_misreading", "政策误解误读"
    PUBLIC_INTEREST = "public_interest", "切身利益"
    MORAL_BASELINE = "moral_baseline", "冲击道德底线"
    EMERGENCY = "emergency", "突发事件"
    SUPERIOR_DIRECTED = "superior_directed", "上级要求回应"
    NONE = "none", "不属五类"


class Tier(Word):
    """The common scale, lowest first; the opinion's grade and the incident's grade both use it."""

    ORDINARY = "ordinary", "一般"
    SIGNIFICANT = "significant", "较大"
    MAJOR = "major", "重大"
    EXTRAORDINARY = "extraordinary", "特别重大"

    @property
    def rank(self) -> int:
        """0 for 一般 up to 3 for 特别重大."""
        return list(Tier).index(self)


class Handling(Word):
    """What the writer wants, as far as a machine may say it (regulations.md P-1)."""

    INQUIRY = "inquiry", "询问质疑诉求"
    UNVERIFIED_CLAIM = "unverified_claim", "说法待核实"
    SUGGESTION = "suggestion", "建设性意见"
    REPORT = "report", "情况报道"
    NONE = "none", "无需办理"


class Finding(Word):
    """What a person found after checking, never a machine (regulations.md P-1)."""

    HYPE = "hype", "恶意炒作"
    FABRICATION = "fabrication", "捏造歪曲"


class Department(Word):
    """The kind of local unit that would own a matter."""

    HOUSING = "housing", "住房和城乡建设"
    URBAN_MGMT = "urban_mgmt", "城市管理"
    TRANSPORT = "transport", "交通运输"
    TRAFFIC_POLICE = "traffic_police", "公安交警"
    PUBLIC_SECURITY = "public_security", "公安"
    EMERGENCY_MGMT = "emergency_mgmt", "应急管理"
    ECOLOGY = "ecology", "生态环境"
    WATER = "water", "水利供排水"
    NATURAL_RESOURCES = "natural_resources", "自然资源"
    AGRICULTURE = "agriculture", "农业农村"
    EDUCATION = "education", "教育"
    HEALTH = "health", "卫生健康"
    MEDICAL_INSURANCE = "medical_insurance", "医疗保障"
    HR_SOCIAL = "hr_social", "人力资源和社会保障"
    CIVIL_AFFAIRS = "civil_affairs", "民政"
    MARKET_REG = "market_reg", "市场监管"
    COMMERCE_TOURISM = "commerce_tourism", "商务文旅"
    ENERGY = "energy", "能源"
    FINANCE_TAX = "finance_tax", "财税金融"
    JUSTICE_DISCIPLINE = "justice_discipline", "纪检司法信访"
    LOCAL_GOV = "local_gov", "乡镇街道"
    OTHER = "other", "其他"


class SourceKind(Word):
    """Where posts come from."""

    PORTAL = "portal", "门户网站与新闻"
    MICROBLOG = "microblog", "微博"
    FORUM = "forum", "论坛贴吧"
    MESSAGE_BOARD = "message_board", "网络问政与信箱"
    HOTLINE = "hotline", "热线电话"
    OFFICIAL_ACCOUNT = "official_account", "微信公众号"
    PRINT = "print", "传统媒体"
    GROUP_SUMMARY = "group_summary", "工作群摘报"
    PATROL = "patrol", "人工巡查"
    SELF_REPORT = "self_report", "主动报送"

    @classmethod
    def _missing_(cls, value: object) -> "Word | None":
        """A clerk may shorten a label (门户, 论坛, 热线) as long as only one begins or ends so."""
        exact = super()._missing_(value)
        if exact or not isinstance(value, str) or len(value) < 2:
            return exact
        alike = [word for word in cls if value in word.label]
        return alike[0] if len(alike) == 1 else None


class Locality(Word):
    """Whether a matter lies in the office's own area."""

    LOCAL = "local", "本地"
    ELSEWHERE = "elsewhere", "外地"
    UNKNOWN = "unknown", "不明"


class CaseState(Word):
    """Where a case stands on its way."""

    TRIAGE = "triage", "待研判"
    ASSIGNED = "assigned", "已交办"
    SIGNED = "signed", "已签收"
    RETURNED = "returned", "已退回"
    RESPONDED = "responded", "已回应"
    CLOSED = "closed", "已办结"
    FALSE_ALARM = "false_alarm", "误报"


class DutyKind(Word):
    """One obligation of a case with a due time."""

    FIRST_REPORT = "first_report", "首报"
    PROGRESS_REPORT = "progress_report", "续报"
    FINAL_REPORT = "final_report", "终报"
    FIRST_INFORMATION = "first_information", "首次信息发布"
    ROLLING_RELEASE = "rolling_release", "持续发布"
    PRESS_CONFERENCE = "press_conference", "新闻发布会"
    RESPONSE = "response", "回应"
    HANDLING_OPINION = "handling_opinion", "办理意见"
    RESULT_REPLY = "result_reply", "结果答复"
    DIRECTIVE_REPLY = "directive_reply", "督办反馈"
    LEAD_DECISION = "lead_decision", "确定牵头单位"
    LEGAL_REVIEW = "legal_review", "合法性审查"
    SECRECY_REVIEW = "secrecy_review", "保密审查"
    APPROVAL = "approval", "审批"
    CONFIRMATION = "confirmation", "会商确认"
    SIGN_FOR = "sign_for", "签收"
    ACCEPTANCE = "acceptance", "受理"
    TRIAGE = "triage", "研判"
    ASSIGNMENT = "assignment", "交办"
    RETURN = "return", "退回"
    VERIFICATION = "verification", "核实"
    CONSULTATION = "consultation", "会商"
    CLARIFICATION = "clarification", "澄清"
    INTERIM_REPLY = "interim_reply", "阶段性答复"
    TRACKING = "tracking", "跟踪"
    SUMMARY = "summary", "总结评估"
    RECTIFICATION = "rectification", "整改"
    COMPLETION = "completion", "办结"
    REVISIT = "revisit", "回访"
    OTHER = "other", "其他事项"


class Relation(Word):
    """How a unit stands to a case."""

    LEAD = "lead", "牵头"
    SUPPORTING = "supporting", "配合"
    COORDINATING = "coordinating", "协调"
    SUPERIOR = "superior", "上级"
    DUTY_OFFICE = "duty_office", "值班室"
    FINDER = "finder", "发现单位"
    FIRST_ASKED = "first_asked", "首问单位"


class PersonRole(Word):
    """The post a person holds in a unit."""

    HANDLER = "handler", "承办人"
    SECTION_HEAD = "section_head", "科室负责人"
    DEPUTY = "deputy", "分管领导"
    PRINCIPAL = "principal", "主要负责人"
    SPOKESPERSON = "spokesperson", "新闻发言人"
    DUTY_OFFICER = "duty_officer", "值班员"


class NoticeState(Word):
    """Where an outgoing message stands."""

    PENDING = "pending", "待发送"
    SENDING = "sending", "发送中"
    DELIVERED = "delivered", "已送达"
    RETRY = "retry", "待重发"
    DEAD = "dead", "发送失败"
    SUPERSEDED = "superseded", "已转其他渠道"
