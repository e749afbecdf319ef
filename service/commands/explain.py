"""`case explain`: which article made this duty, this recipient, this clock."""

from pathlib import Path
from typing import Annotated

import typer

from alerts.explaining import explain
from alerts.snapshot import rules_of
from config.findings import OfficeError
from config.load import load_office
from service.commands.output import console, fail, print_json, print_table
from service.settings import Settings
from store import cases
from store.engine import connect, reading
from store.views import case_file, case_row


def explain_case(
    folder: Annotated[Path, typer.Argument(help="办公室文件夹")],
    number: Annotated[str, typer.Argument(help="舆情件编号")],
    json: Annotated[bool, typer.Option("--json", help="逐行输出 JSON")] = False,
    database: Annotated[str, typer.Option(help="数据库地址，默认用文件夹内的 SQLite")] = "",
) -> None:
    """说明一件舆情的每项时限、每个收件人、每次催办出自哪一条。"""
    settings = Settings(folder.resolve(), database=database)
    try:
        tenant = load_office(settings.folder).tenant
    except OfficeError as error:
        fail(str(error))
    if not database and not (settings.var / "huiying.db").exists():
        fail("还没有数据：请先运行 huiying run")
    with reading(connect(settings.database_url)) as connection:
        case, row = cases.by_number(connection, tenant, number), case_row(connection, tenant, number=number)
        if case is None or row is None:
            fail(f"没有编号为“{number}”的舆情件；可用 huiying case list {folder} 查看")
        file = case_file(connection, tenant, row)
    lines = explain(case, file.duties, file.notices, file.steps)
    if json:
        print_json(line.as_json() for line in lines)
        return
    regulation = rules_of(case.plan)
    console.print(f"{case.number} {case.title}", markup=False)
    console.print(f"按《{regulation.title}》{regulation.version} 版立件，此后修改制度文件不影响本件", markup=False)
    heads = ["类别", "内容", "何时", "编号", "为何适用", "依据"]
    print_table("", heads, ([i.what, i.name, i.when, i.rule, i.applies, i.article] for i in lines))
