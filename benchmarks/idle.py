"""Memory and processor of the daemon while nothing happens: every source was looked at and none is due."""

from collections.abc import Iterator
from time import sleep

from benchmarks.county import CLOCK, Place, county, daemon, sinks, sites, wait_until
from benchmarks.figure import Figure, table
from benchmarks.processes import by_process, use_of
from service.demo.script import NOISE, Site, story
from service.demo.sites import applications
from service.demo.unfolding import Unfolding
from store.engine import connect, reading
from store.records import SourceState
from store.rows import fetch

INTERVAL = "6小时"
SETTLE_SECONDS = 15.0
WATCH_SECONDS = 60.0
TARGET_MB, TARGET_SHARE = 300.0, 2.0


def measure() -> Iterator[Figure]:
    with county(INTERVAL) as place:
        start = CLOCK.now()
        quiet = [item for item in story() if item.matter == NOISE and item.offset <= 0]
        apps = applications(Unfolding(quiet, lambda: start, CLOCK))
        with sites({getattr(place.ports, site.value): app for site, app in apps.items()}), sinks(place), daemon(place) as pid:
            _let_look(place)
            early = use_of(pid)
            table(["pid", "MB", "command"], [(child, f"{size:.0f}", words) for child, size, words in by_process(pid)])
            sleep(SETTLE_SECONDS)
            before, began = use_of(pid), CLOCK.monotonic()
            sleep(WATCH_SECONDS)
            after, passed = use_of(pid), CLOCK.monotonic() - began
            table(["pid", "MB", "command"], [(child, f"{size:.0f}", words) for child, size, words in by_process(pid)])
    yield Figure("idle.processes.after_a_round", early.processes, "processes")
    yield Figure("idle.resident.after_a_round", early.resident_mb, "MB")
    yield Figure("idle.resident", max(before.resident_mb, after.resident_mb), "MB")
    yield Figure("idle.resident.shared_once", max(before.shared_once_mb, after.shared_once_mb), "MB")
    yield Figure("idle.resident.target", TARGET_MB, "MB")
    yield Figure("idle.cpu", 100 * (after.cpu_seconds - before.cpu_seconds) / passed, "percent_of_one_core")
    yield Figure("idle.cpu.target", TARGET_SHARE, "percent_of_one_core")


def _let_look(place: Place) -> None:
    """Wait until every source had its first look."""
    engine = connect(place.settings.database_url)

    def done() -> bool:
        with reading(engine) as connection:
            states = fetch(connection, SourceState)
        return len(states) == len(Site) and all(state.rounds for state in states)

    wait_until(done, 60.0, "the first looks did not end")
    engine.dispose()
