"""Letters to the mayor and 网络问政 pages: a labelled letter and the labelled answer of a unit, two posts."""

import re

from crawler.extracted import Extracted
from crawler.pages.density import lay_out
from crawler.pages.page import Page
from crawler.pages.platform import Platform
from crawler.pages.text import SILENT, fold, line
from crawler.times import read_time

_WHO = "(?:来信|信件|留言|问题|诉求|咨询|投诉|写信|提问|来件|邮件|工单|建议)"
_BACK = "(?:回复|答复|办理|处理|反馈|回信|受理)"
_LABELS: tuple[tuple[str, str], ...] = (
    ("title", rf"{_WHO}?(?:标题|主题)|{_WHO}名称"),
    ("number", rf"{_WHO}?(?:编号|号码)|受理编号|查询编号|流水号"),
    ("sent", rf"{_WHO}(?:时间|日期)|提交(?:时间|日期)|发布(?:时间|日期)|留言于"),
    ("kind", rf"{_WHO}(?:类型|类别|分类|状态|目的)|(?:办理|处理|受理|当前)?状态|所属(?:领域|类别)"),
    ("author", rf"{_WHO}人|姓\s?名|网\s?友|昵称|留言者|写信者"),
    ("body", rf"{_WHO}(?:内容|正文|详情|描述)|内\s?容"),
    ("unit", rf"{_BACK}(?:单位|部门|机构|人)|承办(?:单位|部门)|责任单位"),
    ("answered", rf"{_BACK}(?:时间|日期)"),
    ("answer", rf"{_BACK}(?:内容|结果|意见|情况|详情)|官方{_BACK}"),
)
_LABEL = re.compile("^(?:" + "|".join(rf"(?P<{name}>{pattern})" for name, pattern in _LABELS) + r")\s*(?:[:：]\s*|$)")
_LETTER = re.compile(rf"{_WHO}(?:内容|正文|详情|描述|时间|标题|主题)")
_ANSWER = re.compile(rf"{_BACK}(?:内容|结果|意见|情况|单位|部门|时间)")
_CLOSING = re.compile(
    r"^(?:【?打印|【?关闭|上一[篇条]|下一[篇条]|分享到|满意度|版权所有|主办单位|返回列表|我要评价|Copyright)", re.IGNORECASE
)


def fits(page: Page) -> bool:
    """Labels of a letter and of an answer, and a letter behind them."""
    if page.data is not None or not (_LETTER.search(page.text) and _ANSWER.search(page.text)):
        return False
    found = _fields(page)
    return bool(found.get("body")) and bool({"title", "sent", "answer", "unit"} & found.keys())


def posts(page: Page) -> list[Extracted]:
    """The letter, and the unit's answer as a second floor."""
    found = _fields(page)
    body = found.get("body", "")
    if not body:
        return []
    answer = found.get("answer", "")
    title = line(found.get("title", "")) or _heading(page)
    letter = Extracted(
        platform_id=line(found.get("number", ""))[:60],
        url=page.url,
        title=title,
        body=body,
        published_at=read_time(found.get("sent", ""), page.fetched_at),
        floor=1,
        replies=1 if answer else 0,
        author=line(found.get("author", "")),
        page_kind="message_board",
    )
    if not answer:
        return [letter]
    reply = Extracted(
        url=f"{page.url}#answer" if page.url else "",
        body=answer,
        published_at=read_time(found.get("answered", ""), page.fetched_at),
        source_name=line(found.get("unit", ""))[:60],
        floor=2,
        page_kind="message_board",
    )
    return [letter, reply]


def _heading(page: Page) -> str:
    heading = page.first("h1") or page.first("h2")
    return line(heading.text()) if heading is not None else page.title().split("_")[0].split("-")[0].strip()


def _fields(page: Page) -> dict[str, str]:
    """What stands after each label until the next one."""
    page.tree.strip_tags(SILENT, recursive=True)
    body = page.tree.body
    found: dict[str, list[str]] = {}
    current = ""
    for piece in lay_out(body).pieces if body is not None else []:
        label = _LABEL.match(piece.text)
        if label is not None:
            current = label.lastgroup or ""
            if current in found:
                current = ""
                continue
            found[current] = [piece.text[label.end() :]]
        elif _CLOSING.match(piece.text):
            current = ""
        elif current and not (piece.link and current in ("body", "answer") and len(piece.text) < 12):
            found[current].append(piece.text)
    return {name: text for name, parts in found.items() if (text := fold("\n".join(parts)))}


PLATFORM = Platform("message_board", frozenset({"message_board"}), fits, posts)
