"""A Discuz!-style forum: a board sorted by last answer, sticky threads on top, threads in pages of ten posts."""

from collections.abc import Iterable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from service.demo.pages import missing, page, paragraphs, robots
from service.demo.script import Item, Site
from service.demo.telling_time import discuz_ago, discuz_day, discuz_minute, discuz_second
from service.demo.unfolding import Unfolding

NAME = "望川论坛"
BOARD = "望川大小事"
THREADS_PER_PAGE = 20
POSTS_PER_PAGE = 10
FLOORS = {1: "楼主", 2: "沙发", 3: "板凳", 4: "地板"}


class Forum:
    """The pages of the forum at this moment."""

    def __init__(self, unfolding: Unfolding) -> None:
        self._unfolding = unfolding

    def app(self) -> Starlette:
        """The site."""
        return Starlette(
            routes=[
                robots(),
                Route("/", lambda _request: RedirectResponse("/forum-2-1.html")),
                Route("/forum-2-{number:int}.html", self.read_board),
                Route("/thread-{tid:int}-{number:int}-{back:int}.html", self.read_thread),
            ]
        )

    async def read_board(self, request: Request) -> Response:
        """One page of the board; sticky threads stand on the first."""
        number = request.path_params["number"]
        threads = sorted(self._threads().values(), key=lambda posts: posts[-1].serial, reverse=True)
        normal = [posts for posts in threads if not posts[0].sticky]
        here = normal[(number - 1) * THREADS_PER_PAGE : number * THREADS_PER_PAGE] if number > 0 else []
        if not here:
            return missing()
        rows = [*([posts for posts in threads if posts[0].sticky] if number == 1 else []), *here]
        return page(
            "forum_board.html",
            name=NAME,
            board=BOARD,
            rows=[self._row(posts) for posts in rows],
            number=number,
            pages=-(-len(normal) // THREADS_PER_PAGE),
        )

    async def read_thread(self, request: Request) -> Response:
        """One page of a thread."""
        tid, number = request.path_params["tid"], request.path_params["number"]
        posts = self._threads().get(tid, [])
        here = posts[(number - 1) * POSTS_PER_PAGE : number * POSTS_PER_PAGE] if number > 0 else []
        if not here:
            return missing()
        first = (number - 1) * POSTS_PER_PAGE + 1
        floors = [self._floor(item, floor) for floor, item in enumerate(here, first)]
        return page(
            "forum_thread.html",
            name=NAME,
            board=BOARD,
            tid=tid,
            opening=posts[0],
            floors=floors,
            number=number,
            pages=_pages(posts),
            replies=len(posts) - 1,
            views=self._views(posts),
        )

    def _threads(self) -> dict[int, list[Item]]:
        found: dict[int, list[Item]] = {}
        for item in reversed(self._unfolding.shown(Site.FORUM)):
            found.setdefault(self._unfolding.tid(item), []).append(item)
        return found

    def _views(self, posts: list[Item]) -> int:
        return self._unfolding.count(posts[0], "views") + 7 * len(posts)

    def _row(self, posts: list[Item]) -> dict[str, Any]:
        opening, last, now = posts[0], posts[-1], self._unfolding.now()
        opened, ended = self._unfolding.moment(opening), self._unfolding.moment(last)
        return {
            "tid": self._unfolding.tid(opening),
            "title": opening.title,
            "sticky": opening.sticky,
            "by": opening.nickname,
            "last_by": last.nickname,
            "replies": len(posts) - 1,
            "views": self._views(posts),
            "pages": _pages(posts),
            "day": discuz_day(opened),
            "ago": discuz_ago(opened, now),
            "last": discuz_minute(ended),
            "last_ago": discuz_ago(ended, now),
        }

    def _floor(self, item: Item, floor: int) -> dict[str, Any]:
        moment = self._unfolding.moment(item)
        return {
            "pid": self._unfolding.pid(item),
            "by": item.nickname,
            "floor": floor,
            "label": FLOORS.get(floor, ""),
            "exact": discuz_second(moment),
            "ago": discuz_ago(moment, self._unfolding.now()),
            "paragraphs": paragraphs(item.text),
        }


def _pages(posts: Iterable[Item]) -> int:
    return -(-len(list(posts)) // POSTS_PER_PAGE)
