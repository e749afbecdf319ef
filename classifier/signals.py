"""Stated facts and turns of phrase that weigh in every verdict, each with its span in the text.

They serve three readers: the model (as features), the tier's floor rules and the person who asks why.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from classifier.numerals import AMOUNT, amount_of


class SignalKind(StrEnum):
    """What a signal says; the value is the name a person reads."""

    DEATHS = "死亡人数"
    INJURED = "受伤人数"
    MISSING = "失联被困人数"
    PEOPLE = "涉及人数"
    HOUSEHOLDS = "涉及户数"
    LOSS = "经济损失"
    MONEY = "金额"
    MINOR = "涉及未成年人"
    SUPERIOR = "上级交办督办"
    DEADLINE = "限期要求"
    HEARSAY = "传闻语气"
    REPOST = "转发"
    ASK = "提出诉求"
    QUESTION = "询问"
    NEWS = "新闻语气"
    HOTLINE = "热线记录"
    COLLECTIVE = "集体行动"
    MEDIA = "媒体关注"
    FATAL = "提到死亡"
    HARM = "提到受伤"
    PAST = "往年旧事"
    LONG_UNSOLVED = "长期未解决"


@dataclass(frozen=True, slots=True)
class Signal:
    """One sighting: what it says, the words, where they stand, and the amount where there is one."""

    kind: SignalKind
    text: str
    start: int
    end: int
    amount: int = 0


_COUNTED = re.compile(rf"(?P<n>{AMOUNT})[多余来几]?(?P<u>死|伤|户|名|位|人|家|例|万元|亿元|元|个家庭|个人|余人|岁)")
_DEAD = re.compile(r"死亡|遇难|身亡|丧生|丧命|溺亡|坠亡|不治|罹难|死于|抢救无效|死了|去世|被撞死|烧死|砸死|淹死|电死|毒死|打死")
_HURT = re.compile(r"受伤|重伤|轻伤|伤者|伤员|烧伤|灼伤|骨折|中毒|被打伤|送医|住院|就医|伤势|腹泻|呕吐|昏迷")
_LOST = re.compile(r"失踪|失联|被困|困在|被埋|下落不明|走失")
_LOSS = re.compile(r"损失|财产")
_SCALE = {"万元": 10_000, "亿元": 100_000_000}
_NOT_PEOPLE_BEFORE = re.compile(r"[第前共]$")

_PATTERNS: tuple[tuple[SignalKind, re.Pattern[str]], ...] = (
    (
        SignalKind.FATAL,
        re.compile(
            r"(?<!植物)死亡|遇难|身亡|丧生|溺亡|坠亡|坠楼|抢救无效|遗体|尸体|出人命|人死了|被?撞死|烧死|淹死|打死|喝药|跳楼|自杀"
        ),
    ),
    (SignalKind.HARM, re.compile(r"受伤|重伤|轻伤|烧伤|砍伤|打伤|咬伤|中毒|骨折|送医|昏迷|流血|住进?医院|被打|致伤|伤者")),
    (
        SignalKind.MINOR,
        re.compile(
            r"幼儿园?|婴儿|儿童|小孩|孩子|女童|男童|小学生?|初中生?|未成年人?|女孩|男孩|学生|宝宝|娃娃?|(?<!\d)(?:[1-9]|1[0-7])岁"
        ),
    ),
    (
        SignalKind.DEADLINE,
        re.compile(
            r"限期|限时|(?:于|在)?\d{1,2}月(?:\d{1,2}日|底)前|\d{1,2}日内|\d{1,2}个?工作日内|[一两三五十]{1,2}[周天日]内|年底前|月底前|逾期|立即整改|立行立改"
        ),
    ),
    (
        SignalKind.HEARSAY,
        re.compile(
            r"听说|据说|网传|传言|谣传|谣言|有人说|朋友圈|微信群|群里|都在传|到处传|疯传|爆料|小道消息|内部消息|真的假的|是真的吗|是不是真|真的吗|求证|网曝|听人说|转发自"
        ),
    ),
    (SignalKind.REPOST, re.compile(r"//@|//\s?\w{0,12}[:：]|转发微博|转自|转发[:：]")),
    (
        SignalKind.ASK,
        re.compile(
            r"请求|恳请|恳求|希望|盼望?领导|望(?:相关|有关|领导|政府|能|予以|尽快)|呼吁|强烈要求|敬请|请(?:相关|有关|领导|政府|尽快|核实|处理|帮|管管|给)|能不能|管管|给个说法|什么时候能"
        ),
    ),
    (SignalKind.QUESTION, re.compile(r"[?？]|请问|吗[。，!！\s]|怎么办|如何|咨询")),
    (SignalKind.NEWS, re.compile(r"记者|本报讯|据报道|据悉|获悉|通讯员|日电|日讯|截至\d|【[^】]{6,60}】|发布消息|通报称")),
    (SignalKind.HOTLINE, re.compile(r"来电|诉求人|反映人|工单|要求(?:核实|回复|相关部门)|致电|回访")),
    (
        SignalKind.COLLECTIVE,
        re.compile(
            r"集体(?:上访|维权|投诉|起诉|辞职|停课|抗议|签名)|拉(?:起?了?)横幅|堵(?:路|门)|围堵|聚集|罢工|静坐|游行|群访|联名|讨薪|讨说法|去省里|上北京|越级"
        ),
    ),
    (
        SignalKind.MEDIA,
        re.compile(
            r"央视|新华社|人民日报|焦点访谈|新京报|澎湃|热搜|全国媒体|多家媒体|电视台(?:曝光|报道)|媒体(?:曝光|报道|关注|介入)|登上|曝光"
        ),
    ),
    (
        SignalKind.PAST,
        re.compile(r"(?:19|200)\d年|\d{1,2}周年|[一二三四五六七八九十]{1,3}周年|当年|历史上的今天|(?<!今)年前的?今天|纪念日"),
    ),
    (
        SignalKind.LONG_UNSOLVED,
        re.compile(
            r"[一二两三四五六七八九十几多\d]{1,3}年(?:多|来|了|过去|没|未|都|还)|多年|长期|多次(?:反映|投诉|上访|举报|找|打|报|向)|反复(?:反映|投诉)|至今(?:未|没|仍|还"
            r"|无)|一直(?:没|未|得不到|拖)|踢皮球|互相推诿|迟迟"
        ),
    ),
)

_SUPERIOR = re.compile(
    r"(?:国务院|中央[^，。]{0,14}?(?:督察|巡视)|[省市州厅部委局办][^，。；！？\n]{0,3}?|督[察导查]组?|巡[视察]组?|安委[会办]|工作组|上级[^，。]{0,6}|总局|总会|督察办)"
    r"[^。！？\n]{0,28}?(?P<o>挂牌督办|交办|督办|转办|责成|责令|限期|约谈|点名|通报批评|要求[^。！？\n]{0,18}?(?:整改|回复|反馈|上报|说明|落实|核查|调查|排查|报送|办结|彻查)"
    r"|提级调查|成立[^。，]{0,8}?(?:调查|督导|工作)组|反馈(?:督察|巡视|巡察)|下发[^。，]{0,8}?(?:通知|函)|整改通知|提醒函|督办函|移交)"
)


def find_signals(text: str) -> list[Signal]:
    """All signals of a text, in order of their place."""
    found = list(_counted(text))
    for kind, pattern in _PATTERNS:
        found += [Signal(kind, hit[0], hit.start(), hit.end()) for hit in pattern.finditer(text)]
    if any(word in text for word in ("办", "责", "约谈", "要求", "限期", "点名", "组", "函", "通知", "批评", "反馈", "移交")):
        found += [Signal(SignalKind.SUPERIOR, hit[0], hit.start(), hit.end()) for hit in _SUPERIOR.finditer(text)]
    return sorted(found, key=lambda signal: (signal.start, signal.kind.value))


def largest(signals: list[Signal], kind: SignalKind) -> int:
    """The largest amount stated for a kind, 0 when none is; posts repeat figures, so they are never added up."""
    return max((signal.amount for signal in signals if signal.kind is kind), default=0)


def _counted(text: str) -> Iterator[Signal]:
    for hit in _COUNTED.finditer(text):
        amount = amount_of(hit["n"]) * _SCALE.get(hit["u"], 1)
        if amount <= 0:
            continue
        kind = _kind_of(text, hit)
        if kind:
            yield Signal(kind, hit[0], hit.start(), hit.end(), amount)


def _kind_of(text: str, hit: re.Match[str]) -> SignalKind | None:
    unit = hit["u"]
    if unit == "死":
        return SignalKind.DEATHS
    if unit == "伤":
        return SignalKind.INJURED
    if unit == "岁":
        return None
    if unit in ("万元", "亿元", "元"):
        around = text[max(0, hit.start() - 10) : hit.end() + 4]
        return SignalKind.LOSS if _LOSS.search(around) else SignalKind.MONEY
    if unit in ("户", "个家庭"):
        return SignalKind.HOUSEHOLDS
    if unit == "家" or _NOT_PEOPLE_BEFORE.search(text[: hit.start()][-1:]):
        return None
    return _people_kind(text, hit)


def _people_kind(text: str, hit: re.Match[str]) -> SignalKind:
    """What happened to the people counted: the nearest word after, else the nearest before, within one clause."""
    after = re.split(r"[，。；;！!？?、,]", text[hit.end() : hit.end() + 14], maxsplit=1)[0]
    before = re.split(r"[，。；;！!？?、,]", text[max(0, hit.start() - 10) : hit.start()])[-1]
    for clause in (after, before):
        if _DEAD.search(clause):
            return SignalKind.DEATHS
        if _LOST.search(clause):
            return SignalKind.MISSING
        if _HURT.search(clause):
            return SignalKind.INJURED
    return SignalKind.PEOPLE
