"""Whether a post accuses a unit's own leaders or staff of breaking law or discipline (regulations P-3).

Such a post must not reach the accused. So the rule would rather see one too many: a duty officer decides.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from classifier.misconduct import office_holders, told_misconduct
from config.units import Unit

_OFFICE_HOLDERS = (
    r"(?:副?(?:局长|书记|主任|所长|院长|校长|园长|镇长|乡长|县长|区长|科长|股长|站长|厅长|处长|村长|乡镇长)|大队长|[村支]支?书|村会计|村组长|法官|检察官|法警|狱警|教导主任"
    r"|村干部|镇干部|乡干部|干部|领导班子|公务员|公职人员|官员|执法人员|办案人员|城管(?:队员|人员|队)?|民警|辅警|警察|交警|派出所|老师|教师|班主任|幼师|医生|护士|医务人员|护工|村委(?:会)?|居委会)"
)
_ANY_STAFF = r"(?:工作人员|负责人|领导|经办人|办事员|窗口人员|值班人员|教练|会计|队长|组长|主管|人员)"
_OFFICES = (
    r"(?:局|所|政府|镇|乡|街道办?|社区|村|医院|卫生院|学校|中学|小学|幼儿园|大学|学院|派出所|城管|法院|检察院|中心|大厅"
    r"|敬老院|养老院|福利院|救助站|窗口|拆迁办|管委会|大队|公安|民政|单位|红十字会)"
)
_BODIES = (
    r"[一-龥A-Z0-9]{1,8}(?:局|派出所|镇政府|乡政府|街道办(?:事处)?|县政府|区政府|卫生院|人民医院|医院|中学|小学|幼儿园|法院|检察院|村委会|居委会"
    r"|敬老院|养老院|福利院|救助站|红十字会|管委会|城管(?:局|队|大队)?|交警队|交警大队)"
)
_GRAVE = (
    r"(?:贪污|贪腐|私分|克扣|截留|套取|冒领|侵吞|挪用|受贿|索贿|虐待|殴打|打人|暴力执法|强拆|非法拘禁|拘禁|见死不救|拒绝救治|草菅人命|弄虚作假|伪造|造假|篡改|包庇|徇私"
    r"|滥用职权|乱收费|猥亵|性侵|体罚|吃空饷|瞒报|隐瞒真相|敲诈|勒索|打击报复|渎职|玩忽职守|勾结|强占|霸占|拿病人|把病人)"
)
_DEEDS = (
    r"(?:贪污|贪腐|受贿|索贿|贿赂|收受|收(?:了|过)?[^，。！？]{0,8}红包|要红包|送(?:了)?红包|收(?:黑|好处)钱|好处费|吃?回扣|索要|挪用|侵吞|侵占|私分|克扣|截留|套取|冒领|虚报|骗取|中饱私囊|据为己有"
    r"|装进?(?:自己|个人)(?:的)?(?:口袋|腰包)|进了(?:自己|个人)(?:的)?(?:口袋|腰包)"
    r"|滥用职权|以权谋私|以权压人|徇私|枉法|包庇|保护伞|官商勾结|勾结|玩忽职守|渎职|吃拿卡要|优亲厚友|任人唯亲|暗箱操作|贿选|拉票|买官卖官|吃空饷|公款(?:吃喝|旅游|消费)|公车私用|小金库"
    r"|违规(?:收费|发放|审批|占用|经商|办学|补课|操作|吃喝)"
    r"|暴力执法|粗暴执法|野蛮执法|钓鱼执法|执法犯法|知法犯法|刑讯逼供|屈打成招|非法(?:拘禁|占用|强拆|收费|侵占|买卖)|强拆|殴打|打(?:人|伤|老人|群众|学生|孩子|骂|死|得)|(?:把"
    r"|将)[^，。]{1,10}打|动手打|拳打脚踢|拳脚相加|耳光|扇(?:了)?[^，。]{0,4}巴掌|体罚|辱骂|羞辱|虐待|打骂|针扎|推倒|砸(?:了)?摊|掀(?:了|翻)?[^，。]{0,4}摊"
    r"|猥亵|性侵|性骚扰|强奸|骚扰|潜规则|包养|情妇|乱搞男女|作风问题|不正当(?:男女)?关系|嫖娼|赌博|酒驾|醉驾|酒后驾驶|吸毒|违法乱纪|违纪|犯法|弄虚作假|伪造|作假|篡改|敲诈|勒索|恐吓|打击报复"
    r"|霸占|强占|倒卖|私卖|乱收费|假公济私|腐败|拿了?钱不办事|见死不救|草菅人命|有偿补课|替考|泄题|冒名顶替|灌酒|罚跪)"
)
_GAP = r"[^。！？!?\n]{0,30}?"
_FORWARD = re.compile(_OFFICE_HOLDERS + _GAP + _DEEDS)
_STAFF_FORWARD = re.compile(_OFFICES + r"[^。！？!?\n]{0,12}?" + _ANY_STAFF + _GAP + _DEEDS)
_BACKWARD = re.compile(_DEEDS + r"[^，。！？!?\n]{0,4}?的?[^，。！？!?\n]{0,3}?" + _OFFICE_HOLDERS)
_REPORTED = re.compile(
    r"(?:举报|检举|控告|状告|揭发|曝光)(?!电话|信箱|平台|热线|方式|奖励|渠道|箱|邮箱|办法|中心|件|受理|线索|指南)[^，。！？!?\n]{0,24}?(?:"
    + _OFFICE_HOLDERS
    + "|"
    + _OFFICES
    + r"[^，。！？!?\n]{0,8}?"
    + _ANY_STAFF
    + ")"
)
_BODY_FORWARD = re.compile(_BODIES + r"[^。！？!?\n]{0,16}?" + _GRAVE)
_INSTITUTION_STAFF = re.compile(
    r"副?[校园院]长|教导主任|班主任|老师|教师|幼师|医生|护士|医务人员|护工|教练|医院|卫生院|中学|小学|幼儿园|学校|敬老院|养老院|福利院|救助站"
)
_OFFICIALS = re.compile(
    _OFFICE_HOLDERS + r"|局|政府|街道|派出所|城管|法院|检察院|管委会|公安|民政|红十字会|拆迁|执法|公职|官|领导"
)
_ADDRESSED = re.compile(
    r"(?:(?:尊敬的|敬爱的|亲爱的|各位|希望|盼望|请求?|求|恳请|盼|给|向|致|找|感谢|谢谢)[^，。！？!?\n]{0,6}"
    r"|(?<![一-龥])望(?:有关|相关|各级|上级|政府|贵)?)$"
)
_GREETED = re.compile(r"^[^，。！？!?\n]{0,2}(?:[:：]|您好|你好|热线|信箱|投诉|反映)")
_DENIED = re.compile(
    r"(?:整治|开展|严禁|禁止|不得|杜绝|防止|防范|严查|严厉打击|打击|坚决反对|零容忍|不准|拒绝|举报电话|学习|警示教育|专项整治|预防|治理)[^。！？!?\n]{0,20}$"
)
_VICTIM = re.compile(
    r"(?:民警|交警|城管|医生|护士|老师|教师|警察|工作人员|执法人员|干部)(?:被|遭|受伤|提醒|抓获|破获|查处|查获|接警|接到|赶到|表示|介绍|告诉|立即|救)"
)
_CRIMINALS = re.compile(r"(?:抓获|刑拘|逮捕|嫌疑人|嫌犯|查处|查获|破获|破案|依法打击)")


_ANYTHING = re.compile(r"[\s\S]+")

SUSPECTED = 0.5
"""Above this chance the model's word alone is an accusation."""

_FIRST = 40


@dataclass(frozen=True, slots=True)
class Accusation:
    """The words that accuse, where they stand, and the code of the accused unit where the text names one.

    `institution` means that only staff of a school, hospital or home is accused, of which no unit's name is said.
    """

    text: str
    start: int
    end: int
    unit: str
    institution: bool = False


def find_accusation(text: str, units: Iterable[Unit] = (), suspicion: float = 0.0) -> Accusation | None:
    """The first accusation against public staff, or None; history, rules against misconduct and staff as victims are none.

    `suspicion` is what the model makes of the whole text (0–1): wordings are endless, and no list of patterns holds them.
    """
    known = list(units)
    patterns = (_REPORTED, _FORWARD, _STAFF_FORWARD, _BODY_FORWARD, _BACKWARD)
    hits = [hit for pattern in patterns for hit in pattern.finditer(text)]
    for hit in sorted(hits, key=lambda hit: hit.start()):
        if not _excused(text, hit):
            return _accusation(text, hit, known)
    for start, end in told_misconduct(text):
        told = _ANYTHING.match(text, start, end)
        if told and not _addressed(text, told):
            return _accusation(text, told, known)
    return _suspected(text, known) if suspicion > SUSPECTED else None


def _suspected(text: str, units: list[Unit]) -> Accusation | None:
    """What the model alone takes for an accusation: where an office holder is named, else the first sentence."""
    for start, end in (*office_holders(text), (0, _FIRST)):
        told = _ANYTHING.match(text, start, min(end, len(text)))
        if told and not (end != _FIRST and _addressed(text, told)):
            return _accusation(text, told, units)
    return None


def _accusation(text: str, hit: re.Match[str], units: list[Unit]) -> Accusation:
    staff_only = not _OFFICIALS.search(_INSTITUTION_STAFF.sub("", hit[0])) and bool(_INSTITUTION_STAFF.search(hit[0]))
    if staff_only:
        told = text[max(0, hit.start() - 12) : hit.end()]
        named = next((u.code for u in units if any(name in told for name in (u.name, *u.aliases))), "")
        return Accusation(hit[0], hit.start(), hit.end(), named, institution=not named)
    return Accusation(hit[0], hit.start(), hit.end(), _accused_unit(text, hit, units))


def _excused(text: str, hit: re.Match[str]) -> bool:
    """Whether the words only address, forbid, or tell of staff as helpers or victims."""
    before = text[max(0, hit.start() - 24) : hit.start()]
    if _DENIED.search(before) or _DENIED.search(hit[0][:-1]) or _addressed(text, hit):
        return True
    return bool(_VICTIM.match(hit[0]) or (_VICTIM.search(hit[0]) and _CRIMINALS.search(text)))


def _addressed(text: str, hit: re.Match[str]) -> bool:
    """Whether the office holder named is the one the letter is written to."""
    for holder in re.finditer(_OFFICE_HOLDERS + "|" + _ANY_STAFF, hit[0]):
        start, end = hit.start() + holder.start(), hit.start() + holder.end()
        if not (_ADDRESSED.search(text[max(0, start - 10) : start]) or _GREETED.match(text[end : end + 4])):
            return False
    return bool(re.search(_OFFICE_HOLDERS + "|" + _ANY_STAFF, hit[0]))


def _accused_unit(text: str, hit: re.Match[str], units: Iterable[Unit]) -> str:
    """The unit whose name or place stands in or nearest to the accusing words."""
    best: tuple[int, int, str] | None = None
    for unit in units:
        for name in (unit.name, *unit.aliases, *unit.places):
            for found in re.finditer(re.escape(name), text):
                inside = hit.start() - 2 <= found.start() < hit.end()
                gap = 0 if inside else min(abs(found.start() - hit.start()), abs(found.end() - hit.start()))
                if gap <= 60 and (best is None or (gap, -len(name)) < best[:2]):
                    best = (gap, -len(name), unit.code)
    return best[2] if best else ""
