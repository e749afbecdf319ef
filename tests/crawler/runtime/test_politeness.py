"""What a web site sees of us: pauses, one request at a time, robots.txt, Retry-After, conditional requests, our name."""

import threading
import time
from itertools import pairwise

import pytest

from crawler.wire import Mark


def _closest(times: list[float]) -> float:
    return min(later - earlier for earlier, later in pairwise(times))


@pytest.fixture
def six_articles(site, listing, article):
    paths = [f"/a/2026112{n}.html" for n in range(6)]
    site.pages["/"] = listing(paths)
    site.pages |= {path: article(n) for n, path in enumerate(paths)}
    return site


def test_no_two_requests_come_closer_than_the_pause(runner, source_at, six_articles) -> None:
    crawl = runner.run(source_at(six_articles.url + "/", delay_seconds=0.3))
    times = [hit.at for hit in six_articles.hits]
    assert len(crawl.pages) == 6
    assert len(times) == 8  # robots.txt, the list, six articles
    assert _closest(times) >= 0.3


def test_two_sources_on_one_host_share_its_pause_and_its_robots_txt(runner, source_at, six_articles) -> None:
    six_articles.pages["/b/"] = six_articles.pages["/"]
    jobs = [
        runner.begin(source_at(six_articles.url + path, delay_seconds=0.2, code=code), follow=4)
        for path, code in (("/", "first"), ("/b/", "second"))
    ]
    for job in jobs:
        runner.wait(job)
    times = [hit.at for hit in six_articles.hits]
    assert _closest(times) >= 0.2
    assert 1 <= six_articles.paths().count("/robots.txt") <= 2


def test_one_request_at_a_time(runner, source_at, six_articles) -> None:
    active, most, lock = [0], [0], threading.Lock()
    plain = six_articles.answer

    def slowly(handler) -> None:
        with lock:
            active[0] += 1
            most[0] = max(most[0], active[0])
        time.sleep(0.03)
        plain(handler)
        with lock:
            active[0] -= 1

    six_articles.answer = slowly
    assert len(runner.run(source_at(six_articles.url + "/")).pages) == 6
    assert most == [1]


def test_robots_txt_is_obeyed(runner, source_at, six_articles) -> None:
    six_articles.pages["/robots.txt"] = b"User-agent: *\nDisallow: /a/20261122.html\n"
    crawl = runner.run(source_at(six_articles.url + "/"))
    assert "/a/20261122.html" not in six_articles.paths()
    assert len(crawl.pages) == 5
    assert crawl.end.problems == {"robots": 1}


def test_a_source_robots_txt_forbids_is_not_read_and_says_so(runner, source_at, six_articles) -> None:
    six_articles.pages["/robots.txt"] = b"User-agent: *\nDisallow: /\n"
    crawl = runner.run(source_at(six_articles.url + "/"))
    assert six_articles.paths() == ["/robots.txt"]
    assert crawl.end.problems == {"robots": 1}
    assert not crawl.end.list_read


def test_the_pause_robots_txt_asks_for_is_kept(runner, source_at, six_articles) -> None:
    six_articles.pages["/robots.txt"] = b"User-agent: *\nCrawl-delay: 0.4\n"
    runner.run(source_at(six_articles.url + "/"), follow=3)
    times = [hit.at for hit in six_articles.hits[1:]]
    assert _closest(times) >= 0.4


@pytest.mark.parametrize(
    ("status", "headers", "expected"), [(429, {}, 60), (429, {"Retry-After": "7"}, 7), (503, {"Retry-After": "9"}, 9)]
)
def test_a_host_that_asks_for_a_rest_gets_it_at_once(runner, source_at, six_articles, status, headers, expected) -> None:
    six_articles.pages["/a/20261121.html"] = (status, headers, b"")
    crawl = runner.run(source_at(six_articles.url + "/"))
    assert six_articles.paths()[-1] == "/a/20261121.html"
    assert list(crawl.end.holds.values()) == [expected]
    again = runner.run(source_at(six_articles.url + "/"))
    assert six_articles.paths()[-1] == "/a/20261121.html"
    assert "hold" in again.end.problems


def test_an_unchanged_list_is_answered_with_304_and_nothing_is_fetched(runner, source_at, site, listing, article) -> None:
    def answer(handler) -> None:
        fresh = handler.headers.get("If-None-Match") != '"v1"'
        site.pages["/list"] = (200, {"ETag": '"v1"'}, listing(["/a/20261122.html"])) if fresh else (304, {}, b"")
        handler.path = "/list"
        type(site).answer(site, handler)

    site.pages |= {"/": answer, "/a/20261122.html": article(1)}
    first = runner.run(source_at(site.url + "/"))
    second = runner.run(source_at(site.url + "/"), seen=first.end.marks)
    assert len(first.pages) == 1
    assert second.items == [second.end]
    assert (second.end.unchanged, second.end.list_read) == (1, True)
    assert site.paths().count("/a/20261122.html") == 1


def test_after_a_round_with_a_failed_article_the_list_is_read_in_full_again(runner, source_at, site, listing, article) -> None:
    site.pages["/"] = (200, {"ETag": '"v1"'}, listing(["/a/20261122.html", "/a/20261123.html"]))
    site.pages |= {"/a/20261122.html": article(1), "/a/20261123.html": (500, {}, b"")}
    first = runner.run(source_at(site.url + "/"))
    site.pages["/a/20261123.html"] = article(2)
    second = runner.run(source_at(site.url + "/"), seen=first.end.marks)
    assert (first.titles, second.titles) == (["检修消息1"], ["检修消息2"])
    assert all("If-None-Match" not in hit.headers for hit in site.hits if hit.path == "/")


def test_we_say_who_we_are_and_nothing_about_where_we_come_from(runner, source_at, six_articles) -> None:
    runner.run(source_at(six_articles.url + "/"))
    for hit in six_articles.hits:
        assert hit.headers["User-Agent"] == "huiying/test"
        assert not {"Referer", "Cookie", "Authorization"} & set(hit.headers)


def test_cookies_are_not_kept(runner, source_at, six_articles) -> None:
    body = six_articles.pages["/"]
    six_articles.pages["/"] = (200, {"Set-Cookie": "sid=1; Path=/"}, body)
    runner.run(source_at(six_articles.url + "/"))
    assert all("Cookie" not in hit.headers for hit in six_articles.hits)


def test_a_known_article_is_left_alone_until_its_next_look(runner, source_at, six_articles) -> None:
    now = int(time.time())
    first = runner.run(source_at(six_articles.url + "/"))
    fresh = runner.run(source_at(six_articles.url + "/"), seen=first.end.marks)
    assert fresh.pages == []
    older = {key: Mark.model_validate(mark.model_dump() | {"last": now - 2 * 3600}) for key, mark in first.end.marks.items()}
    site_hits = len(six_articles.hits)
    again = runner.run(source_at(six_articles.url + "/"), seen=older)
    assert len(six_articles.hits) - site_hits == 7
    assert again.pages == []
    assert again.end.unchanged == 6
