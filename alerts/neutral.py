"""Crawled words made harmless before they stand in a message; pure.

No markup, mention or link of any channel survives (R-3.5), no name of a minor or victim leaves (P-5), nobody is called
malicious (P-1), and no account name is carried on (P-5).
"""

import re
import unicodedata

from alerts.graphemes import cut_characters

_LINK = re.compile(r"(?:[a-z][a-z0-9+.-]{1,12}:)?//\S+|(?:https?|ftp|javascript|data|mailto|tel|vbscript):\S*|www\.\S+", re.I)
_DOMAIN = re.compile(r"\b(?:[a-z0-9-]+\.)+(?:com|cn|net|org|gov|edu|top|xyz|cc|io|vip|info|me|co|app|site|club|tv)\b\S*", re.I)
_TAG = re.compile(r"<[^<>]{0,200}>")
_MENTION = re.compile(r"[@＠]\s*[\w\-.·]{1,30}[:：]?")
_WIDE = str.maketrans(
    {
        "<": "＜", ">": "＞", "[": "［", "]": "］", "(": "（", ")": "）", "{": "｛", "}": "｝", "@": "＠", "#": "＃",
        "*": "＊", "_": "＿", "`": "＇", "|": "｜", "\\": "＼", "&": "＆", "~": "～", "!": "！", "【": "［", "】": "］",
    }
)  # fmt: skip

_VERDICTS_ON_PEOPLE = (
    ("恶意炒作", "议论"),
    ("恶意传播", "传播"),
    ("恶意造谣", "传言"),
    ("恶意", ""),
    ("造谣生事", "传言"),
    ("造谣传谣", "传言"),
    ("造谣", "传言"),
    ("捏造", "说法待核实的"),
    ("别有用心", ""),
)

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪"
    "田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文欧阳"
)
_CUE = (
    r"(?:小学生|初中生|高中生|中学生|大学生|学生|男童|女童|幼童|儿童|男孩|女孩|孩子|男生|女生|幼儿|婴儿|少年|少女|死者|"
    r"遇难者|罹难者|伤者|受害人|受害者|被害人|被害者|逝者|溺亡者|坠亡者|失踪者|失联者|患者|未成年人|儿子|女儿|外孙|孙子|孙女)"
)
_AGE = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})岁(?:的|男孩|女孩|男童|女童|学生|少年|少女)?"
_FOLLOWED = r"(?:同学|小朋友|(?=（?[男女]?，?\d{1,2}岁)|(?=[，、（]?(?:男|女)[，、]))"
_GIVEN = r"[\u4e00-\u9fff]{1,2}"
_AFTER_CUE = re.compile(rf"({_CUE}|{_AGE})([：:，、（“\"]?)([{_SURNAMES}])({_GIVEN})")
_BEFORE_CUE = re.compile(rf"([{_SURNAMES}])({_GIVEN})({_FOLLOWED})")
_CALLED = re.compile(rf"((?:名叫|名字叫|姓名[为是：:]?|化名))([{_SURNAMES}])({_GIVEN})")

_NEVER_IN_NAMES = frozenset("某被在说称的了于和与及等是有从向遭因已溺坠死受失也都要去来到没不将把给让对就还又却并或")
_AFTER_NAMES = _NEVER_IN_NAMES | frozenset("昨今前后上下身亡伤病落跌走自跳家校打致突意车老学医亲母父")
"""What may follow a name of one given character; a name that ends so loses it, which is the smaller harm."""

_NOT_NAMES = frozenset(
    re.findall(
        r"\w+",
        "高考 高中 高校 高温 高速 高空 高铁 周末 周边 周围 周一 周二 周三 周四 周五 周日 安全 全部 "
        "家长 方便 方面 方式 方案 平安 平均 时间 金额 金融 万元 万名 万人 常常 常见 常年 任何 任教 "
        "任课 程度 程序 易怒 易发 白天 白血 白白 许多 许可 何时 何人 何处 何地 文化 文具 文明 文件 "
        "康复 康乐 石头 石桥 江边 江水 江里 田里 田间 林地 林场 马上 马路 龙头 钱款 钱财 雷击 雷雨 "
        "武术 夏天 夏令 秦岭 余下 余人 余名 史上 顾客 毛病 毛巾 汤里 江堤 段时 陈述 陈旧 谢绝 宋代 "
        "于是 曾经 曾在 曾被 曾向 叶子 方可 丁字 金属 孔洞 苏醒 易燃 万一 严重 和平 贺卡 黄金 黄河 "
        "黄色 唐突 杜绝 戴口 戴眼 罗列 梁山 程某 赖以 常住 常务 侯车 ",
    )
)


def headline(text: str, most: int = 60) -> str:
    """What happened, safe to send anywhere, within `most` characters."""
    return cut_characters(harmless(text), most) or "（无标题）"


def harmless(text: str) -> str:
    """One line of crawled text without markup, mentions, links, account names, or names that may not leave."""
    line = " ".join("".join(map(_printable, unicodedata.normalize("NFC", text))).split())
    for pattern, replacement in ((_TAG, ""), (_LINK, "［链接］"), (_DOMAIN, "［链接］"), (_MENTION, "某账号 ")):
        line = pattern.sub(replacement, line)
    return without_judgement(without_names(line)).translate(_WIDE).replace("＠", "").strip()


def without_judgement(text: str) -> str:
    """The text without words that call somebody malicious; what is claimed stays."""
    for word, neutral in _VERDICTS_ON_PEOPLE:
        text = text.replace(word, neutral)
    return text


def without_names(text: str) -> str:
    """The text with names beside words for minors and victims shortened to 某; rather one too many than one too few."""
    text = _AFTER_CUE.sub(lambda found: found[1] + found[2] + _shortened(found[3], found[4]), text)
    text = _BEFORE_CUE.sub(_before_cue, text)
    return _CALLED.sub(lambda found: found[1] + _shortened(found[2], found[3]), text)


def _before_cue(found: re.Match[str]) -> str:
    surname, given, cue = found.groups()
    if surname + given[0] in _NOT_NAMES or set(given) & _NEVER_IN_NAMES:
        return found[0]
    return f"{surname}某{cue}"


def _shortened(surname: str, given: str) -> str:
    if surname + given[0] in _NOT_NAMES or given[0] in _NEVER_IN_NAMES:
        return surname + given
    rest = given[1:] if given[1:] in _AFTER_NAMES else ""
    return f"{surname}某{rest}"


def _printable(character: str) -> str:
    """Nothing invisible: control and format characters become a space or vanish, the emoji joiner stays."""
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    if category in ("Cs", "Co", "Cn") or (category == "Cf" and character != "\u200d"):
        return ""
    return character
