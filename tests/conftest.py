"""What all tests share: a real SQLite file and a real PostgreSQL server, and a clock that stands still."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from store.engine import open_store

SHARED = Path(__file__).parents[2] / "shared"


class StillClock:
    """A clock that moves only when told to."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.moment.timestamp()

    def advance(self, **span: float) -> datetime:
        self.moment += timedelta(**span)
        return self.moment


@pytest.fixture
def clock() -> StillClock:
    return StillClock(datetime(2026, 11, 20, 1, 0, tzinfo=UTC))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real pages and posts kept beside the repository; tests that need them are skipped where they are absent."""
    if not (SHARED / "data").is_dir():
        pytest.skip("real posts and pages are not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def starter_models(pytestconfig: pytest.Config) -> Path:
    """A models folder with the starter model, trained once and kept for later test runs."""
    from tests.running import trained_models

    return trained_models(pytestconfig.cache.mkdir("huiying-models"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server started for this test run, without a database name."""
    given = os.environ.get("HUIYING_TEST_POSTGRES")
    if given:
        yield given
        return
    binaries = _postgres_binaries()
    folder = Path(tempfile.mkdtemp(prefix="huiying-pg-"))
    prefix = _as_postgres_user(folder)
    port = _free_port()
    data = folder / "data"
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    subprocess.run([*prefix, binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust"], check=True, capture_output=True)
    start = [*prefix, binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start"]
    subprocess.run(start, check=True, capture_output=True)
    yield f"postgresql+psycopg://postgres@127.0.0.1:{port}"
    subprocess.run([*prefix, binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop"], check=False, capture_output=True)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """An empty PostgreSQL database of this test alone."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    admin = create_engine(f"{postgres_server}/postgres", isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield f"{postgres_server}/{name}"
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty store on each engine."""
    url = f"sqlite:///{tmp_path / 'huiying.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    opened = open_store(url)
    yield opened
    opened.dispose()


@pytest.fixture
def sqlite_engine(tmp_path: Path) -> Iterator[Engine]:
    """An empty store on SQLite, for tests of rules that do not depend on the engine."""
    opened = open_store(f"sqlite:///{tmp_path / 'huiying.db'}")
    yield opened
    opened.dispose()


def _postgres_binaries() -> Path:
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    raise RuntimeError("PostgreSQL is not installed; run `make test`, which installs it where it may")


def _as_postgres_user(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root, so root hands the folder over."""
    if os.geteuid() != 0:
        return []
    account = pwd.getpwnam("postgres")
    os.chown(folder, account.pw_uid, account.pw_gid)
    return ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


free_port: Callable[[], int] = _free_port
