"""`apikey`: keys with which other programs hand in posts."""

import os
from pathlib import Path
from typing import Annotated

import typer

from config.apikeys import FILE, digest_of, new_key
from config.clock import SystemClock, in_china
from config.findings import OfficeError
from config.handin import intake_source, intake_sources
from config.load import load_office
from service.commands.output import complaints, fail

commands = typer.Typer(add_completion=False)
_HEAD = "# 接口密钥：只保存摘要，密钥本身只在建立时显示一次。删去一条即停用该密钥。\n密钥:\n"


@commands.callback()
def about() -> None:
    """接口密钥。"""


@commands.command()
def new(
    folder: Annotated[Path, typer.Argument(help="办公室文件夹")],
    source: Annotated[str, typer.Option(help="登记信源的代码")],
    note: Annotated[str, typer.Option(help="备注，例如对方系统的名称")] = "",
) -> None:
    """建立一个密钥，只显示这一次；正在运行的程序几秒后即认可。"""
    try:
        office = load_office(folder)
    except OfficeError as error:
        fail(str(error))
    if intake_source(office, source) is None:
        fail(f"没有代码为“{source}”的登记信源；可写：{'、'.join(one.code for one in intake_sources(office))}")
    if not note.isprintable() or '"' in note or "\\" in note or len(note) > 60:
        fail("备注只能是 60 字以内的一行文字，不含引号和反斜杠")
    key = new_key()
    day = in_china(SystemClock().now()).date().isoformat()
    entry = f'  - {{信源: "{source}", 摘要: "{digest_of(key)}", 建立: "{day}", 备注: "{note}"}}\n'
    _append(folder / FILE, entry)
    typer.echo(key)
    complaints.print(f"密钥只显示这一次，请立即交给对方保管；请求头写 X-Huiying-Key，地址 {office.sheet.base_url}/api/posts")


def _append(path: Path, entry: str) -> None:
    kept = path.read_text(encoding="utf-8") if path.exists() else _HEAD
    if "密钥:" not in kept:
        kept += "密钥:\n"
    draft = path.with_suffix(".new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(kept.rstrip("\n") + "\n" + entry)
        file.flush()
        os.fsync(file.fileno())
    # A kill at any moment leaves the old file or the new one.
    draft.replace(path)
