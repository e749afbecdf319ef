"""`import`: a spreadsheet handed in at the command line."""

from pathlib import Path
from typing import Annotated

import typer

from config.clock import SystemClock
from config.findings import OfficeError
from config.handin import intake_source, intake_sources
from config.load import load_office
from config.office import Office
from config.sources import Source
from crawler.handin import importing
from crawler.handin.columns import Field
from crawler.handin.rows import Sheet
from crawler.handin.storing import Counter
from crawler.handin.table import MOST_BYTES, Unreadable
from crawler.ingest import IngestCount
from service.commands.output import console, fail, print_json, print_table
from service.settings import Settings
from store.engine import open_store
from store.vault import Vault, VaultError

COMMAND = "command"
"""Who acts in the audit when nobody is named."""

bring = typer.Typer(add_completion=False)


@bring.command()
def import_file(
    file: Annotated[Path, typer.Argument(help="表格文件（.xlsx 或 .csv）", exists=True, dir_okay=False)],
    folder: Annotated[Path, typer.Argument(help="办公室文件夹")],
    source: Annotated[str, typer.Option(help="登记信源的代码，例如 hotline")],
    column: Annotated[list[str], typer.Option("--column", help="指定列，例如 正文=诉求内容；可写多次")] = [],  # noqa: B006
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看读到什么，不入库")] = False,
    person: Annotated[str, typer.Option(help="办理人的人员代码，记入审计")] = COMMAND,
    json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
    database: Annotated[str, typer.Option(help="数据库地址，默认用文件夹内的 SQLite")] = "",
) -> None:
    """导入 12345 热线工单、舆情监测导出等表格；有错的行逐行列出，其余照常入库。"""
    settings = Settings(folder.resolve(), database=database)
    office = _office(settings)
    found = intake_source(office, source)
    if found is None:
        fail(f"没有代码为“{source}”的登记信源；可写：{'、'.join(one.code for one in intake_sources(office))}")
    settings.prepare()
    try:
        counter = Counter(office.tenant, found, Vault.from_file(settings.key_file))
        engine, now, data = open_store(settings.database_url), SystemClock().now(), _bytes(file)
        sheet = importing.look(engine, counter, data, file.name, _columns(column))
        counted = None if dry_run else importing.save(engine, counter, sheet, person, now, file.name)
    except (Unreadable, VaultError) as error:
        fail(str(error))
    _tell(file, found, sheet, counted, json)


def _office(settings: Settings) -> Office:
    try:
        return load_office(settings.folder)
    except OfficeError as error:
        fail(str(error))


def _bytes(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(MOST_BYTES + 1)


def _columns(said: list[str]) -> dict[str, str] | None:
    if not said:
        return None
    codes = {field.label: field.value for field in Field} | {field.value: field.value for field in Field}
    found = {}
    for pair in said:
        name, mark, heading = pair.partition("=")
        if not mark or name not in codes:
            fail(f"“{pair}”无法识别，应写成 字段=表头；字段可写：{'、'.join(field.label for field in Field)}")
        found[codes[name]] = heading
    return found


def _tell(file: Path, source: Source, sheet: Sheet, counted: IngestCount | None, json: bool) -> None:
    columns = {field.label: heading for field, heading in sheet.columns.items()}
    if json:
        print_json([_as_json(file, source, sheet, counted, columns)])
        return
    print_table(f"{file.name}：{sheet.why}", ["字段", "表头"], columns.items())
    if sheet.errors:
        rows = ((one.line, one.column, one.problem, one.remedy) for one in sheet.errors)
        print_table(f"{len(sheet.errors)} 行未导入", ["行", "列", "问题", "怎么改"], rows)
    if counted is None:
        console.print(f"可导入 {len(sheet.items)} 行，未入库（去掉 --dry-run 即导入）")
    else:
        console.print(f"新增 {counted.new} 条，更新 {counted.revised} 条，重复 {counted.duplicate} 条")


def _as_json(
    file: Path, source: Source, sheet: Sheet, counted: IngestCount | None, columns: dict[str, str]
) -> dict[str, object]:
    numbers = {name: getattr(counted, name) for name in ("new", "revised", "duplicate")} if counted else {}
    errors = [{"line": e.line, "column": e.column, "problem": e.problem, "remedy": e.remedy} for e in sheet.errors]
    head = {"file": file.name, "source": source.code, "why": sheet.why, "columns": columns, "readable": len(sheet.items)}
    return head | {"saved": counted is not None} | numbers | {"errors": errors}
