"""`audit`: proving that nothing was altered afterwards."""

from pathlib import Path
from typing import Annotated

import typer

from config.findings import OfficeError
from config.load import load_office
from service.commands.output import console, fail
from service.settings import Settings
from store.audit import verify as broken_links
from store.engine import connect, reading

commands = typer.Typer(add_completion=False)


@commands.callback()
def about() -> None:
    """审计记录。"""


@commands.command()
def verify(
    folder: Annotated[Path, typer.Argument(help="办公室文件夹")],
    database: Annotated[str, typer.Option(help="数据库地址，默认用文件夹内的 SQLite")] = "",
) -> None:
    """核验审计链；有改动、缺失时逐条列出，退出码为 1。"""
    settings = Settings(folder.resolve(), database=database)
    try:
        tenant = load_office(settings.folder).tenant
    except OfficeError as error:
        fail(str(error))
    with reading(connect(settings.database_url)) as connection:
        problems = broken_links(connection, tenant)
    if problems:
        fail("\n".join(problems))
    console.print("审计链完整")
