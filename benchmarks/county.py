"""A county of its own for a measurement: an office folder, public sites and sinks in this process, the real daemon beside."""

import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import sleep

import httpx
import uvicorn
from aiosmtpd.controller import Controller
from starlette.applications import Starlette
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from config.clock import SystemClock
from config.load import load_office
from service.commands.models import starter_model
from service.demo.county import County, Ports, free_ports, remember
from service.demo.inbox import Inbox
from service.demo.setup import INTERVAL, move, prepare
from service.demo.sinks import MailSink, WecomSink
from service.demo.world import robots_of
from service.settings import LOOPBACK, Settings, own_cache

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
READY_SECONDS = 120.0
STOP_SECONDS = 30.0
APART = Ports(portal=18611, microblog=18612, forum=18613, wecom=18621, mail=18625, console=18600)
"""Away from the demonstration's own ports, and from those the system gives to connections."""
CLOCK = SystemClock()


@dataclass(frozen=True, slots=True)
class Served:
    """One answer a site gave: the path with its query, and when its last byte was handed to the connection."""

    path: str
    at: float


class Watched:
    """A site that writes down what it served and when (wall time, seconds since 1970)."""

    def __init__(self, app: ASGIApp) -> None:
        self.log: list[Served] = []
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and note the end of the answer."""

        async def note(message: Message) -> None:
            await send(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                query = scope.get("query_string", b"").decode()
                self.log.append(Served(scope["path"] + (f"?{query}" if query else ""), CLOCK.now().timestamp()))

        await self._app(scope, receive, note)

    def served(self, path: str, before: float) -> float | None:
        """When the path was last served before a moment."""
        return max((entry.at for entry in self.log if entry.path == path and entry.at <= before), default=None)


@dataclass(frozen=True, slots=True)
class Place:
    """The folder of the office and where everything listens."""

    folder: Path
    ports: Ports

    @property
    def settings(self) -> Settings:
        """Where the office keeps its things."""
        return Settings(self.folder, self.ports.console)

    @property
    def inbox(self) -> Inbox:
        """What the sinks accepted."""
        return Inbox(self.settings.inbox_file)


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def command(*arguments: str) -> list[str]:
    """The program's own command line, run by this interpreter from this checkout."""
    return [sys.executable, "-c", "from service.cli import main; main()", *arguments]


def environment() -> dict[str, str]:
    """Where the checkout's packages are found."""
    return os.environ | {"PYTHONPATH": str(ROOT)}


def program(path: Path, words: list[str]) -> Path:
    """A command line as one executable file, for tools that want a program's path."""
    line = " ".join(map(shlex.quote, words))
    path.write_text(f'#!/bin/sh\nexport PYTHONPATH={shlex.quote(str(ROOT))}\nexec {line} "$@"\n', encoding="utf-8")
    path.chmod(0o700)
    return path


def prepare_apart(folder: Path) -> Ports:
    """Prepare a demonstration office at ports of its own, so that one that is being shown is not disturbed."""
    usual = prepare(folder).ports
    own = free_ports(APART)
    move(folder, usual, own)
    remember(Settings(folder).var, County(own))
    return own


@contextmanager
def county(interval: str = INTERVAL) -> Iterator[Place]:
    """A fresh office of the demonstration county with a trained model, in a folder that goes away."""
    trained = starter_model(own_cache() / "models")
    with tempfile.TemporaryDirectory(prefix="huiying-bench-") as place:
        folder = Path(place) / "office"
        ports = prepare_apart(folder)
        for file in folder.glob("sources/*.yaml"):
            text = file.read_text(encoding="utf-8").replace(f"间隔: {INTERVAL}", f"间隔: {interval}")
            file.write_text(text, encoding="utf-8")
        shutil.copytree(trained, Settings(folder).models_folder / trained.name)
        yield Place(folder, ports)


@contextmanager
def sites(apps: Mapping[int, ASGIApp]) -> Iterator[None]:
    """Serve applications on loopback, each in a thread, until the block ends."""
    servers = [uvicorn.Server(_quiet(app, port)) for port, app in apps.items()]
    threads = [threading.Thread(target=server.run, daemon=True) for server in servers]
    for thread in threads:
        thread.start()
    try:
        wait_until(lambda: all(server.started for server in servers), 30.0, "the sites did not start")
        yield
    finally:
        for server in servers:
            server.should_exit = True
        for thread in threads:
            thread.join(STOP_SECONDS)


@contextmanager
def sinks(place: Place) -> Iterator[None]:
    """The 企业微信 endpoint and the mail server of the office, until the block ends."""
    office = load_office(place.folder)
    wecom: Starlette = WecomSink(place.inbox, robots_of(office), CLOCK).app()
    mail = Controller(MailSink(place.inbox, CLOCK), LOOPBACK, place.ports.mail, enable_SMTPUTF8=True)
    with ExitStack() as open_:
        open_.enter_context(sites({place.ports.wecom: wecom}))
        mail.start()
        open_.callback(mail.stop)
        yield


@contextmanager
def daemon(place: Place) -> Iterator[int]:
    """The real daemon of the office as a process of its own; gives its process id once `/healthz` answers 200."""
    log = place.folder.parent / "daemon.log"
    start = command("run", str(place.folder), "--port", str(place.ports.console))
    with log.open("wb") as file, subprocess.Popen(start, stderr=file, env=environment()) as running:
        try:
            wait_until(lambda: _answers(place.ports.console, running), READY_SECONDS, "the daemon did not become ready")
            yield running.pid
        finally:
            running.send_signal(signal.SIGTERM)
            try:
                running.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                running.kill()


def wait_until(holds: Callable[[], bool], seconds: float, complaint: str, pause: float = 0.1) -> None:
    """Look again and again until it holds; TimeoutError with the complaint when it takes longer."""
    end = CLOCK.monotonic() + seconds
    while not holds():
        if CLOCK.monotonic() > end:
            raise TimeoutError(complaint)
        sleep(pause)


def _answers(port: int, running: subprocess.Popen[bytes]) -> bool:
    if running.poll() is not None:
        raise RuntimeError(f"the daemon ended with {running.returncode}")
    try:
        return httpx.get(f"http://{LOOPBACK}:{port}/healthz", timeout=2.0).status_code == 200
    except httpx.HTTPError:
        return False


def _quiet(app: ASGIApp, port: int) -> uvicorn.Config:
    return uvicorn.Config(app, host=LOOPBACK, port=port, log_level="warning", access_log=False, lifespan="off", ws="none")
