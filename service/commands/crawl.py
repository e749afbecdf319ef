"""`extract`, `clean` and `crawl`: what the crawler reads, without storing anything."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from config.findings import OfficeError
from config.reading import read_source_file
from crawler import clean as cleaning
from crawler import extract as extraction
from crawler.dry_run import try_out
from crawler.jobs import NotCrawlable
from service.commands.output import fail, print_json, print_table

extract = typer.Typer(add_completion=False)
clean = typer.Typer(add_completion=False)
crawl = typer.Typer(add_completion=False)

Json = Annotated[bool, typer.Option("--json", help="逐行输出 JSON")]
Files = Annotated[list[Path], typer.Argument(help="保存的网页或文本文件", exists=True, dir_okay=False)]
COLUMNS = ["标题", "正文", "时间", "来源", "楼层", "回复", "浏览", "转发", "评论", "赞", "标记"]
KEYS = ["title", "body", "published_at", "source_name", "floor", "replies", "views", "reposts", "comments", "likes", "flags"]
SHOWN = 60


@extract.command()
def read_files(
    files: Files,
    kind: Annotated[str, typer.Option(help="portal、microblog、forum 或 feed；不写则自动识别")] = "",
    url: Annotated[str, typer.Option(help="网页原来的地址")] = "",
    fetched_at: Annotated[str, typer.Option("--fetched-at", help="抓取时间（ISO），用于换算“5分钟前”")] = "",
    json: Json = False,
) -> None:
    """从保存的网页文件中读出帖文；不联网，不入库。"""
    moment = _moment(fetched_at)
    rows = (extraction.describe_file(file, kind or None, url, moment) for file in files)
    _show(rows, json)


@clean.command()
def clean_files(files: Files, json: Json = False) -> None:
    """显示清洗、简体化、去重、脱敏后的帖文。"""
    _show((cleaning.describe_file(file) for file in files), json)


@crawl.command()
def try_source(
    source: Annotated[Path, typer.Option("--source", help="信源文件（YAML）", exists=True, dir_okay=False)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看不存")] = True,
    json: Json = False,
) -> None:
    """试采一个信源：显示读到的每一条，不入库。"""
    try:
        sources = read_source_file(source)
    except OfficeError as error:
        fail(str(error))
    for one in sources:
        try:
            run = try_out(one)
        except NotCrawlable as error:
            fail(str(error))
        _show([{"file": one.code, "posts": run.posts}], json, lines=True)
        if run.finding:
            fail(run.finding)


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        fail(f"抓取时间“{text}”无法识别，应写成如 2026-11-22T09:00:00+08:00")
    if moment.tzinfo is None:
        fail("抓取时间要带时区，例如 +08:00")
    return moment


def _show(rows: object, json: bool, lines: bool = False) -> None:
    if json:
        print_json((post for row in rows for post in row["posts"]) if lines else rows)  # type: ignore[attr-defined,arg-type]
        return
    for row in rows:  # type: ignore[attr-defined]
        posts = row["posts"]
        print_table(f"{row['file']}：{len(posts)} 条", COLUMNS, ([_cell(post.get(key)) for key in KEYS] for post in posts))


def _cell(value: object) -> str:
    if isinstance(value, list | tuple):
        return "、".join(map(str, value))
    text = "" if value is None else str(value)
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
