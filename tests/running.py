"""The program as a user runs it: the daemon and the demonstration's world as processes of their own."""

import fcntl
import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from classifier.starter import ensure_starter, starter_folder
from service.demo.county import County, Ports, free_ports, recall, remember
from service.demo.setup import move, prepare
from service.settings import LOOPBACK, Settings

REPOSITORY = Path(__file__).parents[1]
HUIYING = [sys.executable, "-c", "from service.cli import main; main()"]
START_SECONDS = 60.0
ANY = Ports(0, 0, 0, 0, 0, 0)


def environment() -> dict[str, str]:
    """Ours, but with byte code kept: each start of the daemon would compile the whole program anew."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPATH": str(REPOSITORY), "PYTHONWARNINGS": "default"}


def trained_models(keep: Path) -> Path:
    """The models folder of a county, trained once a corpus and kept below `keep` for later test runs."""
    keep.mkdir(parents=True, exist_ok=True)
    with (keep / "lock").open("w") as lock:
        # Test workers are processes: the second waits for the first one's training.
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = starter_folder(keep)
        for other in keep.iterdir():
            if other.is_dir() and other != wanted:
                shutil.rmtree(other)
        ensure_starter(keep)
    return keep


def make_county(folder: Path, models: Path, began: timedelta = timedelta(0)) -> County:
    """A demonstration county on free ports whose story began some time ago."""
    prepare(folder)
    settings = Settings(folder)
    before = recall(settings.var)
    assert before is not None
    ports = free_ports(ANY)
    move(folder, before.ports, ports)
    county = County(ports, datetime.now(UTC).replace(microsecond=0) - began)
    remember(settings.var, county)
    give_models(folder, models)
    return county


def give_models(folder: Path, models: Path) -> None:
    """Copy trained models where the daemon looks for them."""
    shutil.copytree(models, Settings(folder).models_folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("lock"))


def change(folder: Path, pattern: str, old: str, new: str) -> None:
    """Edit the office's files of a name pattern; the words must be there."""
    texts = {file: file.read_text(encoding="utf-8") for file in sorted(folder.glob(pattern))}
    assert any(old in text for text in texts.values()), f"{old!r} stands in no {pattern}"
    for file, text in texts.items():
        file.write_text(text.replace(old, new), encoding="utf-8")


@contextmanager
def world_of(folder: Path) -> Iterator[None]:
    """The county's sites and sinks; they outlive every daemon."""
    command = [sys.executable, "-m", "service.demo.world", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=REPOSITORY, env=environment()) as world:
        try:
            assert world.stdout is not None
            assert world.stdout.readline(), "the world did not start"
            yield
        finally:
            world.terminate()
            world.wait(START_SECONDS)


class Daemon:
    """One `huiying run`; what it says goes to a file."""

    def __init__(self, folder: Path, port: int, *arguments: str) -> None:
        self.log = folder / "var" / "daemon.log"
        self.port = port
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("a", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [*HUIYING, "run", str(folder), "--port", str(port), *arguments],
                stdout=log,
                stderr=log,
                cwd=folder,
                env=environment(),
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        """Everything the daemons of this folder said."""
        return self.log.read_text(encoding="utf-8")

    def wait_ready(self, seconds: float = START_SECONDS) -> None:
        """Wait until /healthz answers, whatever it answers."""
        self.wait_for(lambda: self.health() is not None, seconds, "it did not become ready")

    def wait_for(self, done: Callable[[], bool], seconds: float, complaint: str) -> None:
        """Wait until something holds while the daemon runs."""
        end = time.monotonic() + seconds
        while not done():
            assert self.process.poll() is None, f"the daemon ended with {self.process.returncode}:\n{self.said[-3000:]}"
            assert time.monotonic() < end, f"{complaint}:\n{self.said[-3000:]}"
            time.sleep(0.05)

    def health(self) -> tuple[int, list[str]] | None:
        """Status and problems as /healthz answers; None while nobody answers."""
        try:
            status, text = self.get("/healthz")
        except OSError:
            return None
        return status, json.loads(text)["problems"]

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page of the console."""
        # Asked many times a second while it starts; a client of httpx costs more than the answer.
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=10.0)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def children(self) -> list[int]:
        """The processes the daemon started and that still run, their children too."""
        return descendants(self.process.pid)

    def kill(self, children: bool = True) -> None:
        """SIGKILL the daemon's process group, and its children's groups unless they are to find out by themselves."""
        doomed = self.children() if children else []
        os.killpg(self.process.pid, signal.SIGKILL)
        for child in doomed:
            kill_group(child)
        self.process.wait()

    def stop(self, seconds: float = 30.0) -> int:
        """SIGTERM, as a service manager does; returns the exit code."""
        self.process.terminate()
        return self.process.wait(seconds)


@contextmanager
def running(folder: Path, port: int, *arguments: str) -> Iterator[Daemon]:
    """A daemon that is ready, and gone at the end."""
    daemon = Daemon(folder, port, *arguments)
    try:
        daemon.wait_ready()
        yield daemon
    finally:
        if daemon.process.poll() is None:
            daemon.kill()


def huiying(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run a command of the program to its end."""
    command = [*HUIYING, *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env=environment(), timeout=120, check=False
    )


def descendants(pid: int) -> list[int]:
    """The living processes below one, the deepest last."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(word) for word in task.read_text().split()]
        except OSError:
            continue
        for child in children:
            found += [child, *descendants(child)]
    return found


def alive(pid: int) -> bool:
    """Whether a process still runs; one that ended and waits to be reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def kill_group(pid: int) -> None:
    """SIGKILL a child and its group, which it leads."""
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
