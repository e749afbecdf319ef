"""`init` and `check`: making and checking an office folder."""

from pathlib import Path
from typing import Annotated

import typer

from config.check import check_office
from config.findings import ERROR, OfficeError
from config.load import init_office, shipped_offices
from service.commands.output import console, fail, print_json, print_table

init = typer.Typer(add_completion=False)
check = typer.Typer(add_completion=False)

Folder = Annotated[Path, typer.Argument(help="办公室文件夹")]


@init.command()
def make(folder: Folder, office: Annotated[str, typer.Option(help="示例名称")] = "demo-county") -> None:
    """复制一份示例办公室文件夹，照着改成自己的。"""
    try:
        init_office(folder, office)
    except OfficeError as error:
        fail(str(error))
    console.print(f"已生成 {folder}（示例：{office}；可选：{'、'.join(shipped_offices())}）")
    console.print(f"改好后运行 huiying check {folder}，再运行 huiying run {folder}")


@check.command()
def examine(folder: Folder, json: Annotated[bool, typer.Option("--json", help="逐行输出 JSON")] = False) -> None:
    """检查办公室文件夹；有错误时退出码为 1。"""
    findings = check_office(folder).findings
    if json:
        print_json(finding.as_dict() for finding in findings)
    elif findings:
        rows = ((f.file, f.line, "错误" if f.severity == ERROR else "提醒", f.message, f.remedy, f.id) for f in findings)
        print_table(f"{folder} 有 {len(findings)} 处要看", ["文件", "行", "程度", "问题", "怎么改", "编号"], rows)
    else:
        console.print(f"{folder} 没有发现问题")
    if any(finding.severity == ERROR for finding in findings):
        raise typer.Exit(1)
