"""The console of the demonstration county over a store with made-up rows, as HTTP client and in a real browser."""

import re
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import Engine

from config.load import init_office, load_office
from config.office import Office
from service.intake import Intake
from service.web.app import create_app
from store.engine import connect, open_store
from store.vault import Vault
from tests.service.web.county import County

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
VAULT = Vault(b"k" * 32)
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP huiying.test 127.0.0.1",
]  # fmt: skip


class Visitor(httpx.Client):
    """A browser without script: keeps cookies, and posts forms with the token it was given."""

    @property
    def origin(self) -> str:
        """Where our pages come from."""
        return str(self.base_url).rstrip("/")

    def submit(self, path: str, **fields: Any) -> Any:
        """Post a form as one of our own pages would, without following where it leads."""
        if "huiying_csrf" not in self.cookies:
            self.get("/handler")
        data = {"csrf": self.cookies["huiying_csrf"], **fields}
        headers = {"Origin": self.origin, "Sec-Fetch-Site": "same-origin"}
        return self.post(path, data=data, headers=headers, follow_redirects=False)

    def upload(self, path: str, name: str, data: bytes, /, **fields: Any) -> Any:
        """Post a form with a file as one of our own pages would."""
        if "huiying_csrf" not in self.cookies:
            self.get("/handler")
        headers = {"Origin": self.origin, "Sec-Fetch-Site": "same-origin"}
        given = {"csrf": self.cookies["huiying_csrf"], **fields}
        return self.post(path, data=given, files={"file": (name, data)}, headers=headers, follow_redirects=False)

    def act_as(self, person: str) -> "Visitor":
        """Name the person who acts from here on."""
        assert self.submit("/handler", person=person).status_code == 303
        return self


class Watched:
    """A page whose console errors and policy violations are remembered."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        page.on("console", lambda message: self.errors.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("dialog", lambda dialog: (self.errors.append(f"dialog {dialog.message}"), dialog.dismiss()))


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    folder = tmp_path_factory.mktemp("office") / "demo"
    init_office(folder, "demo-county")
    office = load_office(folder)
    sheet = office.sheet.model_copy(update={"base_url": "http://huiying.test:8600"})
    return office.model_copy(update={"sheet": sheet})


@pytest.fixture
def clock(clock: Any) -> Any:
    clock.moment = NOW
    return clock


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store without rows, made once; each test gets a copy."""
    path = tmp_path_factory.mktemp("store") / "empty.db"
    opened = open_store(f"sqlite:///{path}")
    with opened.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    opened.dispose()
    return path


@pytest.fixture
def sqlite_engine(empty_store: Path, tmp_path: Path) -> Iterator[Engine]:
    """An empty store of this test alone."""
    path = shutil.copy(empty_store, tmp_path / "huiying.db")
    opened = connect(f"sqlite:///{path}")
    yield opened
    opened.dispose()


@pytest.fixture
def county(sqlite_engine: Engine, office: Office) -> County:
    return County(sqlite_engine, office, NOW)


@pytest.fixture
def inbox_file(tmp_path: Path) -> Path:
    return tmp_path / "inbox.db"


@pytest.fixture
def health() -> list[str]:
    """What is wrong with the program; a test may add to it."""
    return []


@pytest.fixture
def counter(county: County, office: Office, clock: Any) -> Intake:
    """Where things are handed in."""
    return Intake(county.engine, lambda: office, VAULT, clock)


@pytest.fixture
def app(county: County, office: Office, clock: Any, inbox_file: Path, health: list[str], counter: Intake) -> Any:
    return create_app(county.engine, lambda: office, clock, demo_inbox=inbox_file, health=lambda: list(health), counter=counter)


@contextmanager
def serving(app: Any) -> Iterator[int]:
    """The port of an application on a real socket."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
        thread = threading.Thread(target=lambda: server.run(sockets=[listening]), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.005)
        yield int(listening.getsockname()[1])
        server.should_exit = True
        thread.join(10)


@pytest.fixture
def served(app: Any) -> Iterator[int]:
    """The port of the console."""
    with serving(app) as port:
        yield port


@pytest.fixture
def visitor(served: int) -> Iterator[Visitor]:
    with Visitor(base_url=f"http://127.0.0.1:{served}", trust_env=False) as found:
        yield found


@pytest.fixture
def duty(visitor: Visitor) -> Visitor:
    """The officer on duty."""
    return visitor.act_as("duty-lin")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.fail("Chromium is not installed; run `make test`, which installs it where it may")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Watched]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN", has_touch=True)
    yield Watched(context.new_page())
    context.close()


@pytest.fixture
def desktop(browser: Browser) -> Iterator[Watched]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    yield Watched(context.new_page())
    context.close()


def text_of(html: str) -> str:
    """What a reader sees of a page, roughly."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))
