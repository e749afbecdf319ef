"""Runs the demonstration's surroundings as one process: `python -m service.demo.world DIR`.

Three sites, the 企业微信 endpoint and the mail server listen until SIGTERM. One line of JSON on standard output says
where, once all of them do.
"""

import argparse
import asyncio
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette

from config.channels import Channel
from config.clock import Clock, SystemClock
from config.load import load_office
from config.office import Office
from service.demo.county import County, recall, remember
from service.demo.inbox import Inbox
from service.demo.script import story
from service.demo.sinks import MailSink, WecomSink
from service.demo.sites import applications
from service.demo.unfolding import Unfolding
from service.settings import LOOPBACK, Settings

_POLL_SECONDS = 0.05


class World:
    """The servers of one county."""

    def __init__(self, office: Office, beginning: "Beginning", inbox: Inbox, clock: Clock) -> None:
        county = beginning.county
        self._ports = county.ports
        self._mail = MailSink(inbox, clock)
        sites = applications(Unfolding(story(), beginning, clock))
        apps = {asdict(county.ports)[site.value]: app for site, app in sites.items()}
        apps[county.ports.wecom] = WecomSink(inbox, robots_of(office), clock).app()
        self._servers = [_server(app, port) for port, app in apps.items()]

    async def run(self, ready: Callable[[], None], ended: Awaitable[object]) -> None:
        """Serve until `ended` is; calls `ready` once every port answers."""
        mail = await asyncio.get_running_loop().create_server(self._mail.server, LOOPBACK, self._ports.mail)
        serving = [asyncio.create_task(server.serve()) for server in self._servers]
        try:
            while not all(server.started for server in self._servers):
                _raise_early_end(serving)
                await asyncio.sleep(_POLL_SECONDS)
            ready()
            await ended
        finally:
            mail.close()
            for server in self._servers:
                server.should_exit = True
            await asyncio.gather(*serving, return_exceptions=True)


class Beginning:
    """When the story began: with the first look at a page, so that nobody misses it while a model is trained."""

    def __init__(self, var: Path, clock: Clock) -> None:
        self._var, self._clock = var, clock
        self.county = recall(var) or County()

    def __call__(self) -> datetime:
        """The start; the first call of all sets it and puts it on disk."""
        if self.county.start is None:
            self.county = self.county.begun(self._clock.now())
            remember(self._var, self.county)
        assert self.county.start is not None
        return self.county.start


class _Server(uvicorn.Server):
    """A server that leaves signals to the process, which runs several of them."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _server(app: Starlette, port: int) -> uvicorn.Server:
    settings = uvicorn.Config(
        app,
        host=LOOPBACK,
        port=port,
        log_level="warning",
        access_log=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=1,
    )
    return _Server(settings)


def _raise_early_end(serving: list[asyncio.Task[None]]) -> None:
    # uvicorn answers a taken port with SystemExit, which must not be lost in a task.
    for task in serving:
        if task.done():
            raise RuntimeError("one of the county's ports was taken at the last moment; start again") from task.exception()


def robots_of(office: Office) -> dict[str, str]:
    """The group's name for each robot key of the office."""
    return {_key(channel): channel.name for channel in office.channels.channels if channel.url.startswith("wecombot://")}


def _key(channel: Channel) -> str:
    return urlsplit(channel.url).netloc


async def serve(folder: Path, clock: Clock, follow_parent: bool) -> None:
    """Run the county of an office folder until SIGTERM, Ctrl-C, or the parent's end if it is to be followed."""
    settings = Settings(folder)
    beginning = Beginning(settings.var, clock)
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    watching = asyncio.create_task(_watch_parent(ended)) if follow_parent else None
    world = World(load_office(folder), beginning, Inbox(settings.inbox_file), clock)
    await world.run(lambda: print(json.dumps(asdict(beginning.county.ports)), flush=True), ended.wait())
    if watching is not None:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


async def _watch_parent(ended: asyncio.Event) -> None:
    """A parent that was killed can not say so; its child then belongs to another process."""
    parent = os.getppid()
    while os.getppid() == parent:
        await asyncio.sleep(1)
    ended.set()


def main(arguments: list[str]) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="service.demo.world")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--follow-parent", action="store_true", help="end when the starting process ends")
    given = parser.parse_args(arguments)
    asyncio.run(serve(given.folder, SystemClock(), given.follow_parent))


if __name__ == "__main__":
    main(sys.argv[1:])
