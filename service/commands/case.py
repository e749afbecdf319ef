"""`case`: what stands in the store, for people and programs."""

from pathlib import Path
from typing import Annotated

import typer

from config.clock import in_china
from config.findings import OfficeError
from config.load import load_office
from config.vocabulary import CaseState, Category, Tier
from service.commands.explain import explain_case
from service.commands.output import fail, print_json, print_table
from service.settings import Settings
from store.engine import connect, reading
from store.records import Case, Duty
from store.views import cases_with_duties

commands = typer.Typer(add_completion=False)


@commands.callback()
def about() -> None:
    """舆情件。"""


commands.command("explain")(explain_case)


@commands.command("list")
def list_cases(
    folder: Annotated[Path, typer.Argument(help="办公室文件夹")],
    json: Annotated[bool, typer.Option("--json", help="逐行输出 JSON")] = False,
    database: Annotated[str, typer.Option(help="数据库地址，默认用文件夹内的 SQLite")] = "",
) -> None:
    """列出全部舆情件和各自的时限。"""
    settings = Settings(folder.resolve(), database=database)
    try:
        tenant = load_office(settings.folder).tenant
    except OfficeError as error:
        fail(str(error))
    if not database and not (settings.var / "huiying.db").exists():
        fail("还没有数据：请先运行 huiying run")
    with reading(connect(settings.database_url)) as connection:
        cases = cases_with_duties(connection, tenant)
    if json:
        print_json(_as_json(case, duties) for case, duties in cases)
    else:
        heads = ["编号", "标题", "重点", "等级", "牵头", "状态", "发现", "时限"]
        print_table(f"共 {len(cases)} 件", heads, (_as_row(case, duties) for case, duties in cases))


def _as_json(case: Case, duties: list[Duty]) -> dict[str, object]:
    return {
        "number": case.number,
        "title": case.title,
        "category": case.category,
        "tier": case.tier,
        "incident_grade": case.incident_grade,
        "lead_unit": case.lead_unit,
        "state": case.state,
        "discovered_at": in_china(case.discovered_at).isoformat(),
        "duties": [
            {
                "duty": duty.kind,
                "due_at": in_china(duty.due_at).isoformat() if duty.due_at else None,
                "met_at": in_china(duty.met_at).isoformat() if duty.met_at else None,
            }
            for duty in duties
        ],
    }


def _as_row(case: Case, duties: list[Duty]) -> list[str]:
    clocks = "\n".join(f"{duty.name} {in_china(duty.due_at):%m-%d %H:%M}" for duty in duties if duty.due_at)
    return [
        case.number,
        case.title,
        Category(case.category).label,
        Tier(case.tier).label,
        case.lead_unit or "待定",
        CaseState(case.state).label,
        f"{in_china(case.discovered_at):%m-%d %H:%M}",
        clocks,
    ]
