"""`doctor`: what is wrong with this installation and what to do."""

from pathlib import Path
from typing import Annotated

import typer

from config.clock import SystemClock
from service.commands.output import console, print_table
from service.doctor import examine
from service.settings import DEFAULT_PORT, Settings

doctor = typer.Typer(add_completion=False)


@doctor.command()
def look(
    folder: Annotated[Path, typer.Argument(help="办公室文件夹")],
    port: Annotated[int, typer.Option(help="控制台端口")] = DEFAULT_PORT,
    database: Annotated[str, typer.Option(help="数据库地址")] = "",
) -> None:
    """逐项检查本机安装，说明问题和处理办法；有问题时退出码为 1。"""
    found = list(examine(Settings(folder.resolve(), port, database), SystemClock().now()))
    rows = (("正常" if one.good else "要处理", one.topic, one.seen, "" if one.good else one.remedy) for one in found)
    print_table("体检结果", ["结论", "项目", "情况", "怎么办"], rows)
    bad = sum(not one.good for one in found)
    console.print(f"共 {len(found)} 项，{bad} 项要处理" if bad else f"共 {len(found)} 项，全部正常")
    if bad:
        raise typer.Exit(1)
