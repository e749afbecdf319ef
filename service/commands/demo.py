"""`demo`: the demonstration county with everything around it, in one command."""

import logging
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from config.findings import OfficeError
from service.commands.output import complaints, fail
from service.commands.run import serve
from service.demo.setup import prepare
from service.settings import DEFAULT_PORT, Settings

START_SECONDS = 30

demo = typer.Typer(add_completion=False)

WHAT_TO_LOOK_AT = """
示范县已启动：[bold]http://127.0.0.1:{port}/[/bold]

  1. 值班台　　　http://127.0.0.1:{port}/　　　　　约一分钟后出现第一件舆情，带倒计时
  2. 演示收件箱　http://127.0.0.1:{port}/inbox　　企业微信和邮件在这里，点开消息里的签收链接
  3. 信源　　　　http://127.0.0.1:{port}/sources　三个本地站点：门户、微博、论坛

五分钟内会发生：洪水、校园丑闻、收费传言、延期交房、上级交办；其余都是日常帖文，不会立件。
按 Ctrl-C 停止；再次运行会接着原来的进度（要从头看：--fresh）。
"""


@demo.command()
def show(
    folder: Annotated[Path, typer.Option(help="演示数据放在哪里")] = Path("demo"),
    port: Annotated[int, typer.Option(help="控制台端口")] = DEFAULT_PORT,
    fresh: Annotated[bool, typer.Option("--fresh", help="丢弃上次的演示数据，从头开始")] = False,
) -> None:
    """启动示范县，几分钟看完一件舆情从发现到签收。"""
    folder = folder.resolve()
    if fresh:
        _discard(folder)
    try:
        county = prepare(folder, port)
    except OfficeError as error:
        fail(str(error))
    settings = Settings(folder, port)
    with _world(folder):
        logging.getLogger().setLevel(logging.WARNING)
        serve(settings, lambda: complaints.print(WHAT_TO_LOOK_AT.format(port=county.ports.console)))


@contextmanager
def _world(folder: Path) -> Iterator[None]:
    """The county's sites and sinks, as a process of their own that ends with this one."""
    command = [sys.executable, "-m", "service.demo.world", str(folder), "--follow-parent"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as world:
        try:
            assert world.stdout is not None
            if not world.stdout.readline():
                fail("示范县的站点没有启动，请看上面的报错；端口被占用时换一个 --port 再试")
            yield
        finally:
            world.terminate()
            world.wait(START_SECONDS)


def _discard(folder: Path) -> None:
    # Only a folder we made is thrown away: it holds our own mark.
    if (folder / "office.yaml").is_file() and "demo-county" in (folder / "office.yaml").read_text(encoding="utf-8"):
        shutil.rmtree(folder)
