"""`run`: the daemon of one office."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine

from classifier.engine import Classifier
from classifier.model_files import ModelError
from config.clock import SystemClock
from config.findings import OfficeError
from service.commands.models import starter_model
from service.commands.output import complaints, fail, log_to_stderr
from service.daemon import ConsoleError, Daemon, run_until_signal
from service.office_box import OfficeBox
from service.settings import DEFAULT_PORT, Settings
from service.single import AlreadyRunning, only_instance
from store.engine import StoreError, open_store
from store.vault import Vault, VaultError

ALREADY_RUNNING = 3

run = typer.Typer(add_completion=False)


@run.command()
def start(
    folder: Annotated[Path, typer.Argument(help="办公室文件夹")],
    port: Annotated[int, typer.Option(help="控制台端口")] = DEFAULT_PORT,
    database: Annotated[str, typer.Option(help="数据库地址，默认用文件夹内的 SQLite")] = "",
) -> None:
    """启动本单位的回应系统；Ctrl-C 或 SIGTERM 正常停止。"""
    log_to_stderr()
    serve(Settings(folder.resolve(), port, database), lambda: complaints.print(f"已启动，控制台：http://127.0.0.1:{port}/"))


def serve(settings: Settings, started: Callable[[], None]) -> None:
    """Run one office until a signal; says in Chinese why when it can not."""
    # Everything the program writes is for its own user only.
    os.umask(0o077)
    try:
        office = OfficeBox(settings.folder)
        settings.prepare()
        engine = _open(settings)
        with only_instance(settings, engine):
            classifier = Classifier.load(starter_model(settings.models_folder))
            vault = Vault.from_file(settings.key_file)
            run_until_signal(Daemon(settings, engine, office, vault, classifier, SystemClock()), started)
    except AlreadyRunning as error:
        fail(str(error), ALREADY_RUNNING)
    except (OfficeError, VaultError, ModelError, ConsoleError) as error:
        fail(str(error))


def _open(settings: Settings) -> Engine:
    try:
        return open_store(settings.database_url)
    except StoreError as error:
        seen = str(error.__cause__ or error).splitlines()[0][:120]
        fail(f"数据库打不开：{seen}；请检查地址、磁盘和权限，文件损坏时请从备份恢复（huiying doctor 可逐项检查）")
