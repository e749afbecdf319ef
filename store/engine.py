"""Opening the store, and the two ways to use it: one writer's transaction, or a reader's."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from importlib.resources import files
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from store.turns import Turns

BUSY_MILLISECONDS = 15_000

StoreError = SQLAlchemyError
"""Whatever the database may answer instead of rows."""


def open_store(url: str) -> Engine:
    """Open the database and bring its tables up to date.

    `sqlite:///path` is the embedded default (WAL, FULL: a crash loses nothing committed);
    `postgresql+psycopg://…` is the same code.
    """
    engine = connect(url)
    migrate(engine)
    return engine


def connect(url: str) -> Engine:
    """Open the database without touching its tables."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_MILLISECONDS / 1000, "check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    # SQLite lets one writer in and makes the others poll; our own threads queue here instead, first come, first served.
    return engine.execution_options(huiying_turn=Turns())


def migrate(engine: Engine) -> None:
    """Bring the tables to the newest revision."""
    if _revision_of(engine) == newest_revision():
        return
    # Rarely needed, and a tenth of a start's time to import.
    from alembic import command
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(files("store") / "migrations"))
    with engine.connect() as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")


def newest_revision() -> str:
    """The revision this program writes; migrations are numbered in their order."""
    scripts = files("store").joinpath("migrations", "versions").iterdir()
    return max(script.name[:4] for script in scripts if script.name[:4].isdigit())


def _revision_of(engine: Engine) -> str:
    with reading(engine) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return ""
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A write transaction: everything in it is kept, or nothing."""
    turn = engine.get_execution_options().get("huiying_turn") or nullcontext()
    with turn, engine.connect().execution_options(huiying_write=True) as connection, connection.begin():
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A consistent look at the store that changes nothing."""
    with engine.connect() as connection:
        yield connection


def _prepare_sqlite(raw: Any, record: Any) -> None:
    # Python's own transaction handling would begin late and deferred; we begin ourselves.
    raw.isolation_level = None
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", f"busy_timeout = {BUSY_MILLISECONDS}"):
        raw.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A read transaction that later writes fails at once with BUSY in SQLite: writers take the lock first.
    immediate = connection.get_execution_options().get("huiying_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
