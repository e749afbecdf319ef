"""Layouts that sites use, each reduced to what makes it hard; all words invented."""

from datetime import datetime

import pytest

from crawler.extract import extract
from crawler.extracted import Extracted

FETCHED = datetime.fromisoformat("2026-11-22T10:00:00+08:00")
NAV = (
    '<div class="top"><a href="/">首页</a><a href="/a">新闻</a><a href="/b">民生服务</a>'
    "<span>今天是2026年11月22日 星期日</span></div>"
)
FOOT = (
    '<div class="ft">版权所有 望川在线 未经授权，不得转载。新闻信息服务许可证 361，'
    "举报电话：0791-1234567，举报邮箱：a@b.cn</div>"
)
FIRST = "柳河镇的村民说，今年的水渠修了三个月还没有通水。"
LAST = "地里的菜苗都快旱死了，希望镇里尽快安排。"
TEXT = f"<p>　　{FIRST}</p><p>镇里答复说正在与施工单位协商，月底以前一定完成。</p><p>{LAST}</p>"
TITLE = "水渠何时通水？记者探访柳河镇"


def read(page: str) -> Extracted:
    (post,) = extract("portal", page.encode(), fetched_at=FETCHED)
    return post


def page(head: str, byline: str, *, after: str = "", title: str = f"{TITLE}_民生_望川在线") -> str:
    main = f"<div class=m>{head}{byline}<div>{TEXT}</div>{after}</div>"
    return f"<html><head><title>{title}</title></head><body>{NAV}{main}{FOOT}</body></html>"


HEADS = {
    "a heading": f"<h1>{TITLE}</h1>",
    "a bold cell": f'<table><tr><td><font size="5"><b>{TITLE}</b></font></td></tr></table>',
    "a plain box": f'<div class="h-title">{TITLE}</div>',
    "two lines": "<div><p>水渠何时通水？</p><p>记者探访柳河镇</p></div>",
    "a site slogan as heading": f'<h1 class="logo">望川在线</h1><div class="tt">{TITLE}</div>',
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_the_title_is_found_wherever_it_is_printed(head: str) -> None:
    post = read(page(head, "<div>2026-11-20 来源：澜州日报</div>"))
    assert "".join(post.title.split()) == TITLE
    assert post.body.startswith(FIRST)
    assert post.body.endswith(LAST)


BYLINES = {
    "<p>2026年11月20日08:21&nbsp;&nbsp;来源：<a>澜州日报</a></p>": ("2026-11-20T08:21:00+08:00", "澜州日报"),
    "<p><span>望川融媒</span> <span>2026-11-20 10:00</span></p>": ("2026-11-20T10:00:00+08:00", "望川融媒"),
    "<p>更新时间：2026-11-21 10:00　发布时间：2026-11-20 09:00　来源：望川发布</p>": ("2026-11-20T09:00:00+08:00", "望川发布"),
    "<p>发布时间：2026/11/20 16:20:00 信息来源：县水利局 访问量：<i>3</i></p>": ("2026-11-20T16:20:00+08:00", "县水利局"),
    "<p><span>2026-11-20</span><span>稿源：望川新闻网</span><span>【大 中 小】</span></p>": ("2026-11-20", "望川新闻网"),
    '<p><span class="date">发布时间：11-20</span><span>12:00</span></p>': ("2026-11-20T12:00:00+08:00", ""),
    "<p>3小时前</p>": ("2026-11-22T07:00:00+08:00", ""),
}


@pytest.mark.parametrize(("byline", "wanted"), BYLINES.items())
def test_time_and_source_come_from_the_line_under_the_title(byline: str, wanted: tuple[str, str]) -> None:
    post = read(page(f"<h1>{TITLE}</h1>", byline))
    assert (post.published_at, post.source_name) == wanted


def test_a_time_printed_below_the_text_counts_when_labelled() -> None:
    assert read(page(f"<h1>{TITLE}</h1>", "", after="<p>发布日期：2026-11-19 责任编辑：王某</p>")).published_at == "2026-11-19"


def test_midnight_in_a_hidden_claim_is_only_a_date() -> None:
    head = f'<meta name="firstpublishedtime" content="2026-11-18-23:59:59"><h1>{TITLE}</h1>'
    assert read(page(head, "")).published_at == "2026-11-18"


def test_a_hidden_claim_of_the_same_day_adds_the_clock() -> None:
    head = f'<meta name="PubDate" content="2026-11-20 09:53"><h1>{TITLE}</h1>'
    assert read(page(head, "<p>发布日期：2026-11-20</p>")).published_at == "2026-11-20T09:53:00+08:00"


AFTERS = {
    "comments": "<h3>网友热评</h3>" + "<p>这个事情早就该管了，去年就有人反映过，一直没有下文。</p>" * 6,
    "recommendations": '<div class="recommend"><p>城西市场夜间占道经营，周边居民无法入睡，盼管理。</p></div>',
    "declaration": "<p>特别声明：以上内容由用户上传，本平台仅提供存储服务，不代表本站观点。</p>",
    "editor": "<p>【纠错】责任编辑：张某</p>",
    "hidden spam": '<p style="position:absolute;left:-9999px">买彩票请到某某平台，注册就送，天天有奖，欢迎前来。</p>',
    "links": "<ul>" + "".join(f"<li><a href=/{n}>县里召开第{n}次供水工作会议</a></li>" for n in range(9)) + "</ul>",
}


@pytest.mark.parametrize("after", AFTERS.values(), ids=AFTERS)
def test_the_body_ends_where_the_article_ends(after: str) -> None:
    assert read(page(f"<h1>{TITLE}</h1>", "<p>2026-11-20</p>", after=after)).body.endswith(LAST)


def test_a_notice_of_one_sentence_is_an_article() -> None:
    post = read(
        f"<html><head><title>停水通知_望川在线</title></head><body>{NAV}<h1>停水通知</h1><i>2026-11-20</i><p>今晚八点起城东停水。</p>{FOOT}"
    )
    assert (post.title, post.body) == ("停水通知", "今晚八点起城东停水。")


ABSTRACTS = "".join(
    f"<li><h3><a href=/n{n}.html>第{n}条：柳河镇水渠还没有通水</a></h3><p>{FIRST}</p><i>2026-11-{n:02d}</i></li>"
    for n in range(1, 15)
)
FRONT = "".join(f"<li><a href=/n{n}.html>县委召开第{n}次会议，部署供水工作</a>11-{n:02d}</li>" for n in range(1, 20))


@pytest.mark.parametrize("body", [f"<ul>{ABSTRACTS}</ul>", f"<ul>{FRONT}</ul>", "", "<div id=app></div>"])
def test_lists_front_pages_and_empty_shells_are_no_article(body: str) -> None:
    assert (
        extract("portal", f"<html><head><title>民生新闻_望川在线</title></head><body>{NAV}{body}{FOOT}</body></html>".encode())
        == []
    )


def test_a_form_around_the_whole_page_changes_nothing() -> None:
    inner = page(f"<h1>{TITLE}</h1>", "<p>2026-11-20</p>")
    assert read(inner.replace("<body>", "<body><form>")).body == read(inner).body
