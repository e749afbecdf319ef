"""A county news portal on a government CMS: dated list pages and articles that carry their title and time in meta tags."""

import re

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from config.clock import in_china
from service.demo.pages import missing, page, paragraphs, robots, validated
from service.demo.script import Item, Site
from service.demo.unfolding import Unfolding

NAME = "望川新闻网"
COLUMN = "望川要闻"
PER_PAGE = 10
_LIST_FILE = re.compile(r"index(?:_(\d{1,4}))?\.html")


class Portal:
    """The pages of the portal at this moment."""

    def __init__(self, unfolding: Unfolding) -> None:
        self._unfolding = unfolding

    def app(self) -> Starlette:
        """The site."""
        return Starlette(
            routes=[
                robots(),
                Route("/", lambda _request: RedirectResponse("/news/")),
                Route("/news/", self.read_list),
                Route("/news/{file}", self.read_list),
                Route("/news/{month}/{file}", self.read_article),
            ]
        )

    async def read_list(self, request: Request) -> Response:
        """One page of the list; the first is `index.html`, the second `index_1.html`."""
        found = _LIST_FILE.fullmatch(request.path_params.get("file", "index.html"))
        number = int(found[1] or 0) if found else -1
        articles = self._unfolding.shown(Site.PORTAL)
        here = articles[number * PER_PAGE : (number + 1) * PER_PAGE] if number >= 0 else []
        if not here:
            return missing()
        pages = -(-len(articles) // PER_PAGE)
        rows = [{"href": f"./{self._path(item)}", "title": item.title, "day": self.time_of(item)[:10]} for item in here]
        files = [f"index_{index}.html" if index else "index.html" for index in range(pages)]
        return validated(request, page("portal_list.html", name=NAME, column=COLUMN, rows=rows, files=files, number=number))

    async def read_article(self, request: Request) -> Response:
        """One article; 404 while it has not appeared."""
        path = f"{request.path_params['month']}/{request.path_params['file']}"
        item = next((item for item in self._unfolding.shown(Site.PORTAL) if self._path(item) == path), None)
        if item is None:
            return missing()
        answer = page(
            "portal_article.html",
            name=NAME,
            column=COLUMN,
            item=item,
            time=self.time_of(item),
            address=str(request.url),
            made=self.time_of(item) + ":00",
            paragraphs=paragraphs(item.text),
            guid=path[-11:-5],
        )
        return validated(request, answer)

    def time_of(self, item: Item) -> str:
        """The time an article prints, to the minute."""
        return f"{in_china(self._unfolding.moment(item)):%Y-%m-%d %H:%M}"

    def _path(self, item: Item) -> str:
        return self._unfolding.article_path(item, f"{in_china(self._unfolding.moment(item)):%Y%m%d}")
