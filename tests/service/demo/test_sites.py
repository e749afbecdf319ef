"""The pages, read by our own extraction as the spiders read them, tell the whole story and nothing else."""

import asyncio
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache

import httpx
import pytest
from starlette.applications import Starlette

from config.clock import CHINA
from crawler.extract import extract, links
from crawler.extracted import Extracted, Links
from service.demo.microblog import LONGEST
from service.demo.script import Item, Site, story
from service.demo.sites import applications
from service.demo.unfolding import Unfolding, short_id

HERE = "http://127.0.0.1:8600"
START = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
LISTS = {
    Site.PORTAL: "/news/",
    Site.MICROBLOG: "/api/container/getIndex?containerid=100103type%3D61%26q%3D%E6%9C%9B%E5%B7%9D",
    Site.FORUM: "/forum-2-1.html",
}


class StoryClock:
    """A clock at so many seconds of the story."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds


class Client:
    """Asks an application over ASGI."""

    def __init__(self, app: Starlette) -> None:
        self._app = app

    def get(self, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(self._app), base_url=HERE) as client:
                return await client.get(path, headers=headers)

        return asyncio.run(ask())


class Visitor:
    """Reads a site as a spider does: list pages, then what they lead to."""

    def __init__(self, site: Site, seconds: float) -> None:
        self.site, self.clock = site, StoryClock(seconds)
        self.unfolding = Unfolding(story(), lambda: START, self.clock)
        self.client = Client(applications(self.unfolding)[site])

    def get(self, path: str) -> bytes:
        answer = self.client.get(path)
        assert answer.status_code == 200, path
        return answer.content

    def read(self, path: str) -> list[Extracted]:
        url = path if path.startswith("http") else HERE + path
        return extract(self.site.value, self.get(path), url=url, fetched_at=self.clock.now())

    def pages(self, path: str) -> list[str]:
        found = [path]
        while (following := self.links(found[-1]).next_page) is not None:
            found.append(following)
        return found

    def links(self, path: str) -> Links:
        url = path if path.startswith("http") else HERE + path
        return links(self.site.value, self.get(path), url)

    def everything(self) -> list[Extracted]:
        return everything(self.site, self.clock.seconds)

    def read_all(self) -> list[Extracted]:
        lists = self.pages(LISTS[self.site])
        if self.site is Site.MICROBLOG:
            return [post for page in lists for post in self.read(page)]
        items = dict.fromkeys(item for page in lists for item in self.links(page).items)
        return [post for item in items for page in self.pages(item) for post in self.read(page)]

    def out(self) -> list[Item]:
        return self.unfolding.shown(self.site)


@cache
def everything(site: Site, seconds: float) -> list[Extracted]:
    return Visitor(site, seconds).read_all()


def squashed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.fixture(params=[0, 65, 600], ids=["at the start", "after a minute", "when all is told"])
def visit(request: pytest.FixtureRequest) -> Callable[[Site], Visitor]:
    return lambda site: Visitor(site, request.param)


@pytest.mark.parametrize("site", [Site.PORTAL, Site.FORUM])
def test_every_post_that_is_out_is_read_once_with_its_words(visit: Callable[[Site], Visitor], site: Site) -> None:
    visitor = visit(site)
    read = sorted(squashed(post.body) for post in visitor.everything())
    assert read == sorted(squashed(item.text) for item in visitor.out())


def test_every_microblog_post_is_read_once_with_its_words(visit: Callable[[Site], Visitor]) -> None:
    visitor = visit(Site.MICROBLOG)
    read = {post.platform_id: squashed(post.body) for post in visitor.everything()}
    assert len(read) == len(visitor.out())
    for item in visitor.out():
        assert read[str(visitor.unfolding.mid(item))].startswith(squashed(item.text[:LONGEST]).rstrip("."))


@pytest.mark.parametrize("site", list(Site))
def test_every_post_tells_its_moment(visit: Callable[[Site], Visitor], site: Site) -> None:
    visitor = visit(site)
    exact = timedelta(minutes=1) if site is Site.PORTAL else timedelta(seconds=1)
    told = sorted(datetime.fromisoformat(post.published_at or "").astimezone(UTC) for post in visitor.everything())
    for moment, item in zip(told, sorted(visitor.out(), key=visitor.unfolding.moment), strict=True):
        assert timedelta(0) <= visitor.unfolding.moment(item) - moment < exact


def test_articles_carry_title_and_source() -> None:
    visitor = Visitor(Site.PORTAL, 600)
    assert sorted((post.title, post.source_name) for post in visitor.everything()) == sorted(
        (item.title, item.source) for item in visitor.out()
    )


def test_threads_carry_title_and_counts_on_their_opening_post() -> None:
    visitor = Visitor(Site.FORUM, 600)
    openings = {post.title: post for post in visitor.everything() if post.floor == 1}
    assert len(openings) == len({item.thread for item in visitor.out()})
    housing = openings["锦绣华庭延期一年半仍未交房，1200户业主何时能回家"]
    assert housing.replies == 6
    assert (housing.views or 0) > 100


def test_the_board_shows_reply_counts_and_the_sticky_thread() -> None:
    rows = Visitor(Site.FORUM, 600).read("/forum-2-1.html")
    assert [row.platform_id for row in rows if "sticky" in row.flags] == ["30000"]
    assert all(row.replies is not None and row.views is not None and row.published_at for row in rows)


def test_a_new_answer_lifts_its_thread_and_its_count() -> None:
    before, after = Visitor(Site.FORUM, 46).read("/forum-2-1.html"), Visitor(Site.FORUM, 48).read("/forum-2-1.html")
    assert "柳河涨大水了" in after[1].title
    count = {row.platform_id: row.replies for row in before}[after[1].platform_id]
    assert (count, after[1].replies) == (0, 1)


def test_forwards_say_what_they_forward() -> None:
    read = Visitor(Site.MICROBLOG, 600).everything()
    forwards = [post for post in read if "retweet" in post.flags]
    assert len(forwards) > 25
    assert all("\n转发：急！柳河镇下湾村三组" in post.body for post in forwards)


def test_counts_grow_and_then_stand() -> None:
    def reposts(seconds: float) -> int:
        visitor = Visitor(Site.MICROBLOG, seconds)
        call = next(item for item in visitor.out() if item.nickname == "小禾要回家")
        mid = str(visitor.unfolding.mid(call))
        return next(post.reposts or 0 for post in visitor.everything() if post.platform_id == mid)

    assert reposts(30) < reposts(200) < reposts(600) == reposts(9000)


def test_the_whole_of_a_long_post_stands_behind_the_list() -> None:
    visitor = Visitor(Site.MICROBLOG, 600)
    long = [item for item in visitor.out() if len(item.text) > LONGEST]
    assert len(long) == 2
    for item in long:
        answer = visitor.client.get(f"/statuses/extend?id={visitor.unfolding.mid(item)}").json()
        assert squashed(item.text[-20:]) in squashed(re.sub("<[^>]+>", "", answer["data"]["longTextContent"]))


def test_the_plain_pages_tell_the_same_posts() -> None:
    visitor = Visitor(Site.MICROBLOG, 600)
    read = {post.platform_id: post for page in visitor.pages("/search/mblog") for post in visitor.read(page)}
    assert set(read) == {short_id(visitor.unfolding.mid(item)) for item in visitor.out()}
    assert sum("retweet" in post.flags for post in read.values()) > 25


def test_the_plain_list_leads_to_the_whole_text() -> None:
    visitor = Visitor(Site.MICROBLOG, 600)
    cut = [link for page in visitor.pages("/search/mblog") for link in visitor.links(page).items]
    assert len(cut) == 2
    read = [post for link in cut for post in visitor.read(link)]
    assert sorted(post.body for post in read) == sorted(item.text for item in visitor.out() if len(item.text) > LONGEST)


def test_the_page_of_one_post_reads_as_that_post() -> None:
    visitor = Visitor(Site.MICROBLOG, 600)
    item = visitor.out()[0]
    (post,) = visitor.read(f"/status/{visitor.unfolding.mid(item)}")
    assert post.body == item.text


def test_a_post_appears_when_its_moment_has_come() -> None:
    item = next(item for item in story() if item.offset > 0 and item.site is Site.PORTAL)
    early, late = Visitor(Site.PORTAL, item.offset - 1), Visitor(Site.PORTAL, item.offset)
    assert item.title not in early.get("/news/").decode()
    assert item.title in late.get("/news/").decode()


def test_what_has_not_appeared_has_no_page() -> None:
    told, untold = Visitor(Site.PORTAL, 600), Visitor(Site.PORTAL, 0)
    newest = told.links("/news/").items[0]
    assert untold.client.get(newest).status_code == 404


@pytest.mark.parametrize("site", list(Site))
def test_ids_and_moments_are_the_same_after_a_restart(site: Site) -> None:
    def seen(seconds: float) -> dict[str, tuple[str, str | None]]:
        return {post.platform_id or post.url: (post.body, post.published_at) for post in Visitor(site, seconds).everything()}

    assert seen(100).items() <= seen(700).items()


@pytest.mark.parametrize("site", list(Site))
def test_robots_may_read_everything(site: Site) -> None:
    assert Visitor(site, 0).get("/robots.txt") == b"User-agent: *\nAllow: /\n"


def test_an_unchanged_article_is_not_sent_again() -> None:
    client = Visitor(Site.PORTAL, 0).client
    tag = client.get("/news/").headers["etag"]
    assert client.get("/news/", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("path", ["/news/index_9.html", "/news/x.html", "/news/202611/t20261122_1.html"])
def test_pages_that_never_were_are_missing(path: str) -> None:
    assert Visitor(Site.PORTAL, 0).client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/forum-2-0.html", "/forum-2-99.html", "/thread-1-1-1.html", "/thread-30000-2-1.html"])
def test_threads_that_never_were_are_missing(path: str) -> None:
    assert Visitor(Site.FORUM, 0).client.get(path).status_code == 404


def test_times_stand_in_chinese_time() -> None:
    read = Visitor(Site.MICROBLOG, 20).everything()
    assert all((post.published_at or "").endswith("+08:00") for post in read)
    assert max(datetime.fromisoformat(post.published_at or "") for post in read).astimezone(CHINA).hour == 10
