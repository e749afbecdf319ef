"""`source`: trying and adding a source, how the sources do, and the plan of the coming day."""

import json as codec
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from config.clock import SystemClock, in_china
from config.findings import OfficeError
from config.load import load_office
from config.office import Office
from crawler.coming_day import SourceDay, coming_day
from crawler.dry_run import DryRun, fetch_once, try_out
from crawler.planning.reasons import span
from crawler.proposing import Proposal, Unsuitable, first_guess, inner_permits, proposed
from crawler.schedule import spider_of
from crawler.wire import Page
from service.commands.output import complaints, fail, print_json, print_table
from service.settings import Settings
from store.engine import open_store, reading
from store.records import SourceState
from store.sources import states

TRIED_PAGES = 6
SHOWN_POSTS = 8
SHOWN_TITLE = 50

commands = typer.Typer(add_completion=False)

Folder = Annotated[Path, typer.Argument(help="办公室文件夹")]
Json = Annotated[bool, typer.Option("--json", help="供程序读取")]
Database = Annotated[str, typer.Option(help="数据库地址，默认用文件夹内的 SQLite")]


@commands.callback()
def about() -> None:
    """信源：试采并添加、运行情况、明日计划。"""


@commands.command()
def add(
    url: Annotated[str, typer.Argument(help="栏目、版块、话题或订阅源的网址")],
    folder: Annotated[Path | None, typer.Option("--folder", help="办公室文件夹；写明则存为其中的信源文件")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问")] = False,
    json: Json = False,
) -> None:
    """识别网址的平台，试采几页给你看，再写出信源文件；不收个人主页。"""
    try:
        guess = first_guess(url, permitted=_permitted(url, yes))
        complaints.print("正在识别和试采，按礼貌间隔访问，约需半分钟……")
        page, finding = fetch_once(guess)
        if page is None:
            fail(finding or "没有读到页面")
        proposal = proposed(guess, page)
    except Unsuitable as error:
        fail(str(error))
    pages: list[Page] = []
    run = try_out(proposal.source.model_copy(update={"follow": TRIED_PAGES}), seen=pages.append)
    _show_pages(proposal, pages, run)
    if not run.posts and proposal.platform == "article":
        fail("没有读出帖文，不宜作为信源；请换用列出文章的栏目页")
    text = yaml_of(proposal)
    if json:
        print_json([{**proposal.fields, "平台": proposal.source.platform}])
    else:
        typer.echo(text, nl=False)
    if folder is not None and (yes or typer.confirm("存入信源文件夹？", err=True)):
        _save(folder, proposal, text)


@commands.command("list")
def list_sources(folder: Folder, json: Json = False, database: Database = "") -> None:
    """列出信源和各自的运行情况，异常的在最上面。"""
    office, known = _office_and_states(folder, database)
    lines = [_line(office, code, known) for code in (source.code for source in office.sources)]
    lines.sort(key=lambda line: (line["status"] != "异常", str(line["code"])))
    if json:
        print_json(lines)
        return
    heads = ["状态", "信源", "上次成功", "下次采集", "取得/新增/重复/略过", "情况"]
    print_table(f"信源 {len(lines)} 个", heads, map(_row, lines))


@commands.command()
def plan(folder: Folder, json: Json = False, database: Database = "") -> None:
    """今后二十四小时何时采集各信源，为什么。"""
    settings, office = _settings_and_office(folder, database)
    with reading(open_store(settings.database_url)) as connection:
        day = coming_day(connection, office, SystemClock().now())
    if json:
        print_json(map(_plan_line, day.days))
        return
    heads = ["代码", "名称", "下次", "间隔", "24小时次数", "原因"]
    title = f"{len(day.days)} 个信源，预计请求 {day.requests:.0f} 次，预算 {day.budget:.0f} 次"
    print_table(title, heads, map(_plan_row, day.days))


def yaml_of(proposal: Proposal) -> str:
    """The source file as a clerk would write it, with what was recognised beside the kind."""
    lines = []
    for key, value in proposal.fields.items():
        note = f"    # 识别为{proposal.recognised}" if key == "类型" else ""
        lines.append(f"{key}: {codec.dumps(value, ensure_ascii=False)}{note}\n")
    return "".join(lines)


def _permitted(url: str, yes: bool) -> bool:
    inner = inner_permits(url)
    if not inner:
        return False
    complaints.print(f"该地址在内网或本机，信源文件将写明内网许可：{'、'.join(inner)}", markup=False)
    return yes or typer.confirm("允许采集这个地址和端口？", err=True)


def _show_pages(proposal: Proposal, pages: list[Page], run: DryRun) -> None:
    complaints.print(f"识别为{proposal.recognised}；请求 {run.requests} 次，读到 {len(run.posts)} 条", markup=False)
    for page in pages:
        complaints.print(f"\n{page.url}　{len(page.posts)} 条", markup=False)
        for post in page.posts[:SHOWN_POSTS]:
            told = (post.title or post.body)[:SHOWN_TITLE]
            complaints.print(f"  {post.published_at or '时间不明'}　{told}", markup=False)
        if len(page.posts) > SHOWN_POSTS:
            complaints.print(f"  ……还有 {len(page.posts) - SHOWN_POSTS} 条")
    if run.finding:
        complaints.print(run.finding, markup=False)


def _save(folder: Path, proposal: Proposal, text: str) -> None:
    target = folder / "sources" / f"{proposal.source.code}.yaml"
    if target.exists():
        fail(f"{target} 已存在，不予覆盖")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    complaints.print(f"已存为 {target}；请运行 huiying check {folder}", markup=False)


def _settings_and_office(folder: Path, database: str) -> tuple[Settings, Office]:
    settings = Settings(folder.resolve(), database=database)
    try:
        office = load_office(settings.folder)
    except OfficeError as error:
        fail(str(error))
    settings.prepare()
    return settings, office


def _office_and_states(folder: Path, database: str) -> tuple[Office, dict[str, SourceState]]:
    settings, office = _settings_and_office(folder, database)
    with reading(open_store(settings.database_url)) as connection:
        return office, states(connection, office.tenant)


def _line(office: Office, code: str, known: dict[str, SourceState]) -> dict[str, object]:
    source = next(one for one in office.sources if one.code == code)
    state = known.get(code)
    line: dict[str, object] = {"code": code, "name": source.name, "kind": source.kind.value, "address": source.address}
    if not source.enabled:
        line["status"] = "停用"
    elif spider_of(source) is None:
        line["status"] = "人工"
    elif state is None or not state.rounds:
        line["status"] = "待首采"
    else:
        line["status"] = "异常" if state.finding else "正常"
    counts = ("rounds", "fetched", "new", "duplicate", "filtered", "failures")
    line |= {name: getattr(state, name) if state else 0 for name in counts}
    for name in ("last_ok_at", "next_check_at"):
        moment = getattr(state, name) if state else None
        line[name] = in_china(moment).isoformat(timespec="seconds") if moment else None
    return line | {"finding": state.finding if state else ""}


def _row(line: dict[str, object]) -> list[str]:
    counts = "/".join(str(line[name]) for name in ("fetched", "new", "duplicate", "filtered"))
    times = [_short(line[name]) for name in ("last_ok_at", "next_check_at")]
    return [str(line["status"]), f"{line['name']}\n{line['code']}", *times, counts, str(line["finding"])]


def _short(value: object) -> str:
    text = "" if value is None else str(value)
    return text[5:16].replace("T", " ") if text.endswith("+08:00") else text


def _plan_line(day: SourceDay) -> dict[str, object]:
    return {
        "code": day.source.code,
        "name": day.source.name,
        "looks": [in_china(look).isoformat(timespec="seconds") for look in day.looks],
        "wait_seconds": round(day.wait / timedelta(seconds=1)),
        "posts_a_day": round(day.rate, 2) if day.rate is not None else None,
        "why": day.why,
    }


def _plan_row(day: SourceDay) -> list[object]:
    first = f"{in_china(day.looks[0]):%m-%d %H:%M}" if day.looks else "明日以后"
    return [day.source.code, day.source.name, first, span(day.wait.total_seconds()), len(day.looks), day.why]
