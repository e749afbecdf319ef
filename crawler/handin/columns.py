"""Which column of a table says what: guessed from its Chinese headings, corrected by a person, remembered per source."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Field(StrEnum):
    """What a column may hold; the value is what rows remember, `label` what staff read."""

    label: str

    def __new__(cls, code: str, label: str = "") -> "Field":
        """Make one field from its code and label."""
        made = str.__new__(cls, code)
        made._value_ = code
        made.label = label
        return made

    KEY = "key", "编号"
    TITLE = "title", "标题"
    BODY = "body", "正文"
    PUBLISHED_AT = "published_at", "时间"
    URL = "url", "原文链接"
    SOURCE_NAME = "source_name", "来源"
    PLACE = "place", "地点"
    NAME = "name", "反映人"
    PHONE = "phone", "联系电话"
    OTHER = "other", "其他联系方式"
    AUTHOR = "author", "作者"
    REPLIES = "replies", "回复数"
    VIEWS = "views", "阅读数"
    REPOSTS = "reposts", "转发数"
    COMMENTS = "comments", "评论数"
    LIKES = "likes", "点赞数"


COUNTS = (Field.REPLIES, Field.VIEWS, Field.REPOSTS, Field.COMMENTS, Field.LIKES)
Mapped = Mapping[Field, str]
"""Field → heading."""

HOTLINE = "12345 热线工单"
MONITORING = "舆情监测导出"

# Headings as such tables carry them, the likeliest first.
PRESETS: Mapping[str, Mapping[Field, str]] = {
    HOTLINE: {
        Field.KEY: "工单编号 工单号 诉求编号 受理编号 受理单号 来电编号 信件编号 编号 流水号 登记号",
        Field.TITLE: "诉求标题 工单标题 标题 主题 事由 诉求主题 信件标题 留言标题",
        Field.BODY: (
            "诉求内容 工单内容 反映内容 来电内容 诉求描述 问题描述 主要内容 信件内容 留言内容 内容 正文 诉求 反映问题 具体内容"
        ),
        Field.PUBLISHED_AT: (
            "来电时间 诉求时间 受理时间 登记时间 反映时间 创建时间 来信时间 留言时间 提交时间 工单时间 时间 日期 来电日期"
        ),
        Field.PLACE: (
            "事发地点 事发地址 诉求地址 事件地点 问题地点 发生地点 诉求地点 所在区域 区域 地点 事发区域 所属镇街 属地"
        ),
        Field.NAME: "来电人姓名 来电人 诉求人姓名 诉求人 反映人 联系人 来信人 留言人 市民姓名 姓名",
        Field.PHONE: "联系电话 来电号码 来电电话 联系方式 电话 手机号码 手机号 手机 主叫号码 回访电话",
        Field.OTHER: "联系地址 家庭住址 住址 地址 电子邮箱 邮箱",
        Field.SOURCE_NAME: "工单来源 诉求来源 受理渠道 来源渠道 渠道 来源",
        Field.URL: "链接 原文链接 网址",
    },
    MONITORING: {
        Field.TITLE: "标题 文章标题 信息标题 新闻标题 主题",
        Field.BODY: "正文 全文 原文 文章内容 微博内容 内容 信息内容 正文内容 摘要 内容摘要 文章摘要",
        Field.PUBLISHED_AT: "发布时间 发表时间 发文时间 发布日期 时间 日期 采集时间",
        Field.URL: "原文链接 链接 原文网址 网址 文章链接 链接地址 原文地址 地址 URL",
        Field.SOURCE_NAME: "来源 媒体名称 来源网站 媒体 站点 网站名称 信息来源 平台 发布平台 来源平台 媒体来源",
        Field.AUTHOR: "作者 发布人 账号 账号名称 昵称 用户昵称 博主 用户名 作者昵称",
        Field.PLACE: "涉及地域 涉及地区 地域 地区 地点 提及地域",
        Field.KEY: "信息编号 文章编号 文章ID 微博ID",
        Field.REPLIES: "回复数 跟帖数 回帖数",
        Field.VIEWS: "阅读数 浏览数 点击数 阅读量 播放量 播放数",
        Field.REPOSTS: "转发数 转发量 分享数",
        Field.COMMENTS: "评论数 评论量",
        Field.LIKES: "点赞数 点赞量 赞数 获赞数",
    },
}
_NOISE = re.compile(r"[\s　:：*＊（）()【】\[\]/_-]+|[（(].*?[)）]")
HEADINGS_NEEDED = 2


@dataclass(frozen=True, slots=True)
class Guess:
    """Which kind of table it looks like, and its columns."""

    preset: str
    columns: Mapped


def plain(heading: str) -> str:
    """A heading without what tables add to it: blanks, stars, remarks in brackets."""
    return _NOISE.sub("", heading).upper()


def guess(headings: Sequence[str]) -> Guess:
    """The preset that explains most of the headings, and which heading is what."""
    guesses = [Guess(name, _columns(headings, preset)) for name, preset in PRESETS.items()]
    return max(guesses, key=lambda found: (is_enough(found.columns), len(found.columns)))


def is_enough(columns: Mapped) -> bool:
    """Whether rows can be read: some text must be there."""
    return Field.BODY in columns or Field.TITLE in columns


def knows(headings: Sequence[str]) -> int:
    """How many cells of a row are headings of a preset; tells the heading row from a table's title."""
    return max(len(_columns(headings, preset)) for preset in PRESETS.values())


def remembered(columns: Mapping[str, str], headings: Sequence[str]) -> Mapped | None:
    """The columns a person settled before, when the table still has all of them; None else."""
    known = {field.value: field for field in Field}
    found = {known[code]: heading for code, heading in columns.items() if code in known and heading}
    fits = bool(found) and is_enough(found) and set(found.values()) <= set(headings)
    return found if fits else None


def _columns(headings: Sequence[str], preset: Mapping[Field, str]) -> dict[Field, str]:
    by_plain: dict[str, str] = {}
    for heading in headings:
        by_plain.setdefault(plain(heading), heading)
    found: dict[Field, str] = {}
    for field, words in preset.items():
        match = next((by_plain[key] for word in words.split() if (key := plain(word)) in by_plain), None)
        if match is not None and match not in found.values():
            found[field] = match
    return found
