"""One instance at a time: two daemons on one database would send everything twice."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, text

from service.settings import Settings
from store.ids import digest


class AlreadyRunning(Exception):
    """Another instance holds the office; the message says so in Chinese."""


@contextmanager
def only_instance(settings: Settings, engine: Engine) -> Iterator[None]:
    """Hold the office for as long as the block runs; AlreadyRunning when somebody else does.

    A file lock serves the embedded database, an advisory lock PostgreSQL, where the other instance may be on another
    machine. Both end with the process, however it ends.
    """
    with _file_lock(settings), _advisory_lock(engine):
        yield


@contextmanager
def _file_lock(settings: Settings) -> Iterator[None]:
    with settings.lock_file.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise AlreadyRunning(f"本单位的回应系统已在运行（进程 {file.read().strip() or '未知'}），不能再启动一个") from None
        file.seek(0)
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        yield


@contextmanager
def _advisory_lock(engine: Engine) -> Iterator[None]:
    if engine.dialect.name != "postgresql":
        yield
        return
    key = int(digest("huiying-instance")[:15], 16)
    with engine.connect() as connection:
        connection = connection.execution_options(isolation_level="AUTOCOMMIT")
        if not connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": key}).scalar_one():
            raise AlreadyRunning("数据库已被另一台机器上的回应系统使用，不能再启动一个")
        yield
