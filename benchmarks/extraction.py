"""Real saved pages, read as files and crawled over HTTP by the spiders, scored by the rules of the tool beside them."""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from benchmarks.county import CLOCK, SHARED, command, free_port, program, sites, wait_until
from benchmarks.figure import Absent, Figure, remark
from config.clock import in_china
from config.load import init_office, load_office
from config.office import Office
from config.sources import Source
from crawler.rounds import Rounds
from service.settings import LOOPBACK
from store.engine import open_store, reading
from store.records import Evidence, Post, SourceState
from store.rows import fetch
from store.vault import Vault

KINDS = {"portal": "portal", "microblog": "weibo", "forum": "forum"}
"""The kind of source for each folder of pages."""
LABELS = {"portal": "门户", "microblog": "微博", "forum": "论坛"}
LIMIT_SECONDS = 180.0
_SCORE = re.compile(r"(\w+) (\d+)/(\d+)=")
_COUNTS = ("floor", "replies", "views", "reposts", "comments", "likes", "flags")


def measure() -> Iterator[Figure]:
    tool, pages = SHARED / "tools" / "score_extract.py", SHARED / "pages"
    if not tool.is_file() or not pages.is_dir():
        raise Absent("the saved pages and their tool do not lie beside this checkout")
    with tempfile.TemporaryDirectory(prefix="huiying-bench-") as place:
        work = Path(place)
        files = program(work / "files", command())
        stored = program(work / "stored", [sys.executable, "-m", "benchmarks.stored_pages", str(work / "answers.json")])
        (work / "answers.json").write_text(json.dumps(crawl(pages, work), ensure_ascii=False), encoding="utf-8")
        for form, answering in (("files", files), ("crawled", stored)):
            for kind, folder in KINDS.items():
                yield from _score(tool, kind, pages / folder, answering, form)


def _score(tool: Path, kind: str, folder: Path, answering: Path, form: str) -> Iterator[Figure]:
    run = subprocess.run([sys.executable, tool, kind, folder, answering, "-v"], capture_output=True, text=True, check=True)
    *missed, rates = run.stdout.strip().splitlines()
    for field, good, total in _SCORE.findall(rates):
        yield Figure(f"extraction.{form}.{kind}.{field}", 100 * int(good) / int(total), f"percent ({good} of {total})")
    for line in missed:
        # File and field only: what the page says stays where it is.
        remark(form, kind, *line.split()[1:3])


def crawl(pages: Path, work: Path) -> dict[str, list[dict[str, Any]]]:
    """Serve the pages over HTTP, crawl them with the spiders, and return the stored posts of each file."""
    port = free_port()
    with sites({port: _site(pages)}):
        office = _office(pages, work / "office", port)
        engine = open_store(f"sqlite:///{work / 'pages.db'}")
        rounds = Rounds(engine, lambda: office, Vault.from_file(work / "key"), CLOCK)

        def done() -> bool:
            rounds.step()
            with reading(engine) as connection:
                states = fetch(connection, SourceState)
            return len(states) == len(office.sources) and all(state.rounds for state in states)

        try:
            wait_until(done, LIMIT_SECONDS, "the pages were not crawled in time", pause=0.5)
        finally:
            rounds.stop()
    with reading(engine) as connection:
        files = {page.id: urlsplit(page.url).path.rpartition("/")[2] for page in fetch(connection, Evidence)}
        posts = fetch(connection, Post)
    answers: dict[str, list[dict[str, Any]]] = {}
    for post in sorted(posts, key=lambda post: (post.floor or 0, post.discovered_at)):
        answers.setdefault(_file(files[post.evidence_id]), []).append(_described(post))
    return answers


def _site(pages: Path) -> Starlette:
    """A list of the articles, and every page under an address such as its platform gives."""

    async def contents(_: Request) -> Response:
        files = sorted((pages / "portal").glob("*.html"))
        rows = [f'<li><a href="/{_article(file)}">第{number}篇存下来的文章在这里</a></li>' for number, file in enumerate(files)]
        return HTMLResponse(f"<html><head><title>目录</title></head><body><ul>{''.join(rows)}</ul></body></html>")

    async def one(request: Request) -> Response:
        name = _file(request.path_params["path"].rpartition("/")[2])
        file = next((found for folder in KINDS.values() if (found := pages / folder / name).is_file()), None)
        if file is None:
            return PlainTextResponse("", status_code=404)
        kind = "application/json; charset=utf-8" if file.suffix == ".json" else "text/html"
        return Response(file.read_bytes(), headers={"content-type": kind})

    return Starlette(routes=[Route("/list/", contents), Route("/{path:path}", one)])


def _article(file: Path) -> str:
    return f"202611/t20261122_{file.name}"


def _file(name: str) -> str:
    return name.removeprefix("t20261122_")


def _office(pages: Path, folder: Path, port: int) -> Office:
    """The shipped county with one source per page of a list or thread, and one for the portal."""
    init_office(folder, "demo-county")
    addresses = [("portal", "portal", "list/")]
    for kind in ("microblog", "forum"):
        named = [json.loads(line)["file"] for line in (pages / KINDS[kind] / "truth.jsonl").open(encoding="utf-8")]
        addresses += [(kind, f"{kind}-{number}", name) for number, name in enumerate(named)]
    sources = [_source(kind, code, f"http://{LOOPBACK}:{port}/{path}", port) for kind, code, path in addresses]
    return load_office(folder).model_copy(update={"sources": sources})


def _source(kind: str, code: str, address: str, port: int) -> Source:
    own = {"代码": code, "名称": code, "类型": LABELS[kind], "地址": address, "平台": "auto"}
    return Source.model_validate({**own, "间隔": "6小时", "最小间隔秒": 0, "内网许可": [f"{LOOPBACK}/32:{port}"]})


def _described(post: Post) -> dict[str, Any]:
    stated = in_china(post.published_at).isoformat() if post.published_at else None
    own = {name: getattr(post, name) for name in ("platform_id", "url", "title", "body", "source_name", *_COUNTS)}
    return own | {"published_at": stated}
