"""What each spider fetches, and in a second round what it leaves alone."""

import json
import time

import pytest

HEAD = '<html><head><meta charset="utf-8">'


def _row(tid: int, replies: int) -> str:
    title = f'<a href="thread-{tid}-1-1.html" class="s xst">柳河镇供水问题{tid}</a>'
    writer = '<cite><a href="space-uid-5.html">网友甲</a></cite><em><span>2026-11-22</span></em>'
    counts = f'<a href="thread-{tid}-1-1.html" class="xi2">{replies}</a><em>{replies * 9}</em>'
    cells = f'<th class="common">{title}</th><td class="by">{writer}</td><td class="num">{counts}</td>'
    return f'<tbody id="normalthread_{tid}"><tr>{cells}</tr></tbody>'


def _board(rows: dict[int, int]) -> bytes:
    body = "".join(_row(tid, replies) for tid, replies in rows.items())
    return f'{HEAD}<title>望川论坛</title></head><body><table id="threadlisttableid">{body}</table></body></html>'.encode()


def _floor(pid: int, number: int, text: str) -> str:
    writer = f'<td class="pls"><div class="authi"><a href="space-uid-{pid}.html" class="xw1">网友{pid}</a></div></td>'
    told = f'<div class="authi"><em id="authorposton{pid}">发表于 2026-11-22 09:{number:02d}</em></div>'
    said = f'<div class="pcb"><table><tr><td class="t_f" id="postmessage_{pid}">{text}</td></tr></table></div>'
    body = f'<td class="plc"><a id="postnum{pid}"><em>{number}</em><sup>#</sup></a>{told}{said}</td>'
    return f'<div id="post_{pid}"><table><tr>{writer}{body}</tr></table></div>'


def _thread(tid: int, floors: range, following: str = "") -> bytes:
    body = "".join(_floor(tid * 1000 + number, number, f"第{number}楼说：水还没有来，已经停了{number}天") for number in floors)
    page = "1" if 1 in floors else "2"
    pager = (
        f'<div class="pg"><strong>{page}</strong>'
        + (f'<a href="{following}" class="nxt">下一页</a>' if following else "")
        + "</div>"
    )
    return (
        f'{HEAD}<title>柳河镇供水问题{tid} - 望川论坛</title></head><body><div id="postlist">'
        f'<span id="thread_subject">柳河镇供水问题{tid}</span>{body}</div>{pager}</body></html>'
    ).encode()


@pytest.fixture
def forum(site):
    site.pages |= {
        "/board": _board({11: 2, 12: 3, 13: 0}),
        "/thread-11-1-1.html": _thread(11, range(1, 4)),
        "/thread-12-1-1.html": _thread(12, range(1, 3), "thread-12-2-1.html"),
        "/thread-12-2-1.html": _thread(12, range(3, 5)),
        "/thread-13-1-1.html": _thread(13, range(1, 2)),
    }
    return site


def _replies(crawl) -> list[tuple[str, int]]:
    return [(post.platform_id, post.floor) for page in crawl.pages for post in page.posts if post.floor]


def test_every_reply_of_a_forum_becomes_a_post_over_all_pages(runner, source_at, forum) -> None:
    crawl = runner.run(source_at(forum.url + "/board", kind="forum"))
    openings = [("11", 1), ("12", 1), ("13", 1)]
    others = [(f"{tid}00{floor}", floor) for tid, last in ((11, 3), (12, 4)) for floor in range(2, last + 1)]
    assert sorted(_replies(crawl)) == sorted(openings + others)


def test_the_rows_of_a_board_are_told_before_any_thread_is_read(runner, source_at, forum) -> None:
    crawl = runner.run(source_at(forum.url + "/board", kind="forum"))
    rows = [(post.platform_id, post.replies, post.body) for post in crawl.pages[0].posts]
    assert rows == [("11", 2, ""), ("12", 3, ""), ("13", 0, "")]


def test_threads_nobody_may_read_still_give_their_rows(runner, source_at, forum) -> None:
    for path in [path for path in forum.pages if path.startswith("/thread")]:
        forum.pages[path] = (403, {}, b"")
    crawl = runner.run(source_at(forum.url + "/board", kind="forum"))
    assert crawl.titles == ["柳河镇供水问题11", "柳河镇供水问题12", "柳河镇供水问题13"]
    assert crawl.end.problems == {"http": 3}
    forum.hits.clear()
    runner.run(source_at(forum.url + "/board", kind="forum"), seen=crawl.end.marks)
    assert forum.paths() == ["/board"]


def test_only_threads_with_other_reply_counts_are_read_again_from_their_last_page(runner, source_at, forum) -> None:
    source = source_at(forum.url + "/board", kind="forum")
    first = runner.run(source)
    forum.pages["/board"] = _board({11: 2, 12: 4, 13: 0})
    forum.pages["/thread-12-2-1.html"] = _thread(12, range(3, 6))
    forum.hits.clear()
    second = runner.run(source, seen=first.end.marks)
    assert forum.paths() == ["/board", "/thread-12-2-1.html"]
    assert [floor for _, floor in _replies(second)] == [3, 4, 5]
    assert [post.replies for post in second.pages[0].posts] == [2, 4, 0]


def test_a_thread_cut_by_the_budget_is_read_on_in_the_next_round(runner, source_at, forum) -> None:
    source = source_at(forum.url + "/board", kind="forum")
    first = runner.run(source, follow=4)
    second = runner.run(source, seen=first.end.marks)
    ids = [name for crawl in (first, second) for name, _ in _replies(crawl)]
    assert {"12003", "12004"} <= set(ids)
    assert len(set(ids)) == 8


def test_the_next_page_of_a_board_on_another_host_is_not_followed(runner, source_at, forum) -> None:
    elsewhere = b'<div class="pg"><a class="nxt" href="http://192.0.2.1/board-2.html">next</a></div></body>'
    forum.pages["/board"] = forum.pages["/board"].replace(b"</body>", elsewhere)
    assert not runner.run(source_at(forum.url + "/board", kind="forum")).end.problems


def _status(mid: int, text: str, **more: object) -> dict[str, object]:
    counts = {"reposts_count": 1, "comments_count": 2, "attitudes_count": 3}
    created = "Sun Nov 22 09:00:00 +0800 2026"
    return {
        "card_type": 9,
        "mblog": {"id": str(mid), "mid": str(mid), "text": text, "created_at": created, "user": {"screen_name": "甲"}}
        | counts
        | more,
    }


def _timeline(*cards: dict[str, object], page: int | None = None) -> tuple[int, dict[str, str], bytes]:
    data = {"ok": 1, "data": {"cardlistInfo": {"page": page}, "cards": list(cards)}}
    return 200, {"Content-Type": "application/json; charset=utf-8"}, json.dumps(data).encode()


def test_a_timeline_is_read_on_while_it_brings_something_new(runner, source_at, site) -> None:
    site.pages |= {
        "/api?q=1": _timeline(_status(4, "第四条停水消息"), _status(3, "第三条停水消息"), page=2),
        "/api?q=1&page=2": _timeline(_status(2, "第二条停水消息"), _status(1, "第一条停水消息"), page=3),
        "/api?q=1&page=3": _timeline(_status(1, "第一条停水消息"), page=4),
    }
    source = source_at(site.url + "/api?q=1", kind="microblog")
    first = runner.run(source)
    assert [post.platform_id for page in first.pages for post in page.posts] == ["4", "3", "2", "1", "1"]
    site.hits.clear()
    site.pages["/api?q=1"] = _timeline(_status(4, "第四条停水消息", reposts_count=50), page=2)
    second = runner.run(source, seen=first.end.marks)
    assert site.paths() == ["/api?q=1"]
    assert [post.reposts for page in second.pages for post in page.posts] == [50]


def test_a_timeline_that_failed_on_a_later_page_is_read_on_in_the_next_round(runner, source_at, site) -> None:
    site.pages |= {
        "/api?q=1": _timeline(_status(4, "第四条停水消息"), _status(3, "第三条停水消息"), page=2),
        "/api?q=1&page=2": (500, {}, b""),
    }
    source = source_at(site.url + "/api?q=1", kind="microblog")
    first = runner.run(source)
    site.pages["/api?q=1&page=2"] = _timeline(_status(2, "第二条停水消息"), _status(1, "第一条停水消息"), page=3)
    site.pages["/api?q=1&page=3"] = _timeline()
    second = runner.run(source, seen=first.end.marks)
    assert [post.platform_id for page in second.pages for post in page.posts] == ["4", "3", "2", "1"]
    site.hits.clear()
    runner.run(source, seen=first.end.marks | second.end.marks)
    assert site.paths() == ["/api?q=1"]


def test_a_list_that_failed_on_a_later_page_is_read_on_in_the_next_round(runner, source_at, site, listing, article) -> None:
    site.pages |= {
        "/list": listing(["/a/20261121.html"]).replace(b"</ul>", '</ul><a href="/list2">下一页</a>'.encode()),
        "/list2": (500, {}, b""),
        "/a/20261121.html": article(1),
        "/a/20261122.html": article(2),
    }
    source = source_at(site.url + "/list")
    first = runner.run(source)
    site.pages["/list2"] = listing(["/a/20261122.html"])
    second = runner.run(source, seen=first.end.marks)
    assert [page.url.removeprefix(site.url) for page in second.pages] == ["/a/20261122.html"]


def test_a_timeline_with_the_same_bytes_is_not_sent_again(runner, source_at, site) -> None:
    site.pages["/api"] = _timeline(_status(4, "第四条停水消息"))
    source = source_at(site.url + "/api", kind="microblog")
    first = runner.run(source)
    second = runner.run(source, seen=first.end.marks)
    assert (len(first.pages), second.pages, second.end.unchanged) == (1, [], 1)


def test_a_cut_off_post_is_fetched_whole(runner, source_at, site) -> None:
    site.pages["/api"] = _timeline(_status(7, "停水第三天，居民…", isLongText=True))
    whole = {"ok": 1, "data": {"longTextContent": "停水第三天，居民自发到河边取水，老人尤其困难。"}}
    site.pages["/statuses/extend?id=7"] = (200, {"Content-Type": "application/json"}, json.dumps(whole).encode())
    crawl = runner.run(source_at(site.url + "/api", kind="microblog"))
    assert [post.platform_id for page in crawl.pages for post in page.posts] == ["7", "7"]
    assert "老人尤其困难" in crawl.bodies[-1]
    assert "truncated" not in crawl.pages[-1].posts[0].flags


def _feed(*items: tuple[str, str, str]) -> tuple[int, dict[str, str], bytes]:
    rows = "".join(
        f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid><pubDate>Sun, 22 Nov 2026 09:00:00 +0800</pubDate>"
        f"{f'<description>{text}</description>' if text else ''}</item>"
        for title, link, text in items
    )
    body = f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>望川发布</title>{rows}</channel></rss>'
    return 200, {"Content-Type": "application/rss+xml; charset=utf-8"}, body.encode()


def test_a_feed_gives_its_entries_and_fetches_only_what_it_merely_announces(runner, source_at, site, article) -> None:
    site.pages["/feed"] = _feed(("有正文的", "/a/20261121.html", "停水通知全文"), ("只有标题的", "/a/20261122.html", ""))
    site.pages |= {"/a/20261121.html": article(1), "/a/20261122.html": article(2)}
    source = source_at(site.url + "/feed", platform="feed")
    first = runner.run(source)
    assert site.paths() == ["/robots.txt", "/feed", "/a/20261122.html"]
    assert ("停水通知全文" in first.bodies[0], "第2号通知" in first.bodies[1]) == (True, True)
    second = runner.run(source, seen=first.end.marks)
    assert second.pages == []
    assert site.paths().count("/a/20261122.html") == 1


def test_new_articles_of_a_portal_come_first_and_old_ones_are_left(runner, source_at, site, listing, article) -> None:
    paths = [f"/a/2026112{number}.html" for number in range(4)]
    site.pages |= {path: article(number) for number, path in enumerate(paths)} | {"/": listing(paths[:3])}
    source = source_at(site.url + "/")
    first = runner.run(source)
    site.pages["/"] = listing(paths)
    site.hits.clear()
    second = runner.run(source, seen=first.end.marks)
    assert first.titles == ["检修消息0", "检修消息1", "检修消息2"]
    assert second.titles == ["检修消息3"]
    assert site.paths() == ["/", "/a/20261123.html"]


def test_an_edited_article_is_sent_and_a_vanished_one_told(runner, source_at, site, listing, article) -> None:
    paths = [f"/a/2026112{number}.html" for number in range(3)]
    site.pages |= {path: article(number) for number, path in enumerate(paths)} | {"/": listing(paths)}
    source = source_at(site.url + "/")
    first = runner.run(source)
    older = {key: mark.model_copy(update={"last": int(time.time()) - 7200}) for key, mark in first.end.marks.items()}
    site.pages["/a/20261121.html"] = article(
        1, "更正：检修推迟到明天，今天照常供水，给大家带来的不便请谅解，抢修电话二十四小时有人接听。"
    )
    del site.pages["/a/20261122.html"]
    second = runner.run(source, seen=older)
    assert [body[:5] for body in second.bodies] == ["更正：检修"]
    assert [gone.url for gone in second.gone] == [site.url + "/a/20261122.html"]


def test_the_budget_of_a_round_is_kept(runner, source_at, site, listing, article) -> None:
    paths = [f"/a/202611{number}.html" for number in range(10, 40)]
    site.pages |= {path: article(1) for path in paths} | {"/": listing(paths)}
    crawl = runner.run(source_at(site.url + "/"), follow=6)
    assert len(crawl.pages) == 5
    assert len(site.hits) == 7


def test_a_list_never_leads_to_another_site(runner, source_at, site, listing, article) -> None:
    site.pages["/"] = listing(["http://192.0.2.1/a/20261122.html", "/a/20261123.html", "/a/20261124.html", "/a/20261125.html"])
    site.pages |= {f"/a/2026112{n}.html": article(n) for n in (3, 4, 5)}
    crawl = runner.run(source_at(site.url + "/"))
    assert len(crawl.pages) == 3
    assert not crawl.end.problems


def test_a_sitemap_index_that_names_itself_ends(runner, source_at, site, article) -> None:
    index = (
        '<?xml version="1.0"?><sitemapindex>'
        + "".join(f"<sitemap><loc>{site.url}/{name}.xml</loc></sitemap>" for name in ("sitemap", "one", "two"))
        + "</sitemapindex>"
    )
    one = f'<?xml version="1.0"?><urlset><url><loc>{site.url}/a/20261122.html</loc></url></urlset>'
    entities = '<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    bomb = f'<?xml version="1.0"?>{entities}<urlset><url><loc>&b;</loc></url></urlset>'
    kind = {"Content-Type": "application/xml"}
    site.pages |= {
        "/sitemap.xml": (200, kind, index.encode()),
        "/one.xml": (200, kind, one.encode()),
        "/two.xml": (200, kind, bomb.encode()),
    }
    site.pages["/a/20261122.html"] = article(1)
    crawl = runner.run(source_at(site.url + "/sitemap.xml"))
    assert crawl.titles == ["检修消息1"]
    assert len(site.hits) <= 5
