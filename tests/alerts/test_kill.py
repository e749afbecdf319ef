"""kill -9 at random moments of sending: nothing is lost, and each kill costs at most one duplicate."""

import random
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine

from store.engine import open_store, reading, writing
from store.records import Case, Notice
from store.rows import fetch
from tests.alerts.matters import happen, post
from tests.alerts.offices import channels, office
from tests.alerts.servers import robot
from tests.invariants import Arrival, address_in, duplicates_are_excused, sinks_hold_what_is_delivered

KILLS, CASES = 10, 60

CHILD = """
import sys, time
from datetime import timedelta
from alerts.sender import Sender
from store.engine import connect
from tests.alerts.matters import NOW
from tests.alerts.offices import channels, office

class Clock:
    began = time.monotonic()
    def now(self):
        return NOW + timedelta(seconds=float(sys.argv[3]) + time.monotonic() - self.began)
    def monotonic(self):
        return time.monotonic()

listed = [{**entry, "每分钟上限": 10_000} for entry in channels(**{"wecom-duty": sys.argv[2]})]
where = office(channels=listed)
sender = Sender(connect(sys.argv[1]), lambda: where, Clock())
while True:
    sender.tick()
    time.sleep(0.01)
"""


def left(engine: Engine) -> bool:
    with reading(engine) as connection:
        return any(notice.state != "delivered" for notice in fetch(connection, Notice))


@pytest.mark.slow
def test_kills_lose_nothing_and_duplicate_at_most_once_each(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'kill.db'}"
    engine = open_store(url)
    chance = random.Random(7)
    with robot(delay=0.02) as server:
        where = office(channels=channels(**{"wecom-duty": server.url}))
        with writing(engine) as connection:
            for number in range(CASES):
                happen(connection, where, post(f"kill{number}"), triage=True)
        for turn in range(KILLS + 1):
            # Each restart comes after the leases of the one before ended.
            before = len(server.received)
            child = subprocess.Popen(
                [sys.executable, "-c", CHILD, url, server.url, str(70 * turn)], cwd=Path(__file__).parents[2]
            )
            # The last child finishes the work; the others are killed soon after they began to send.
            patience = time.monotonic() + 20
            while len(server.received) == before and time.monotonic() < patience:
                time.sleep(0.001)
            while turn == KILLS and left(engine) and time.monotonic() < patience:
                time.sleep(0.05)
            time.sleep(chance.uniform(0, 0.12))
            child.kill()
            child.wait()
    with reading(engine) as connection:
        numbers = {case.number for case in fetch(connection, Case)}
        notices = fetch(connection, Notice)
    received = {found for text in server.texts for found in re.findall(r"2026-1120-\d{3}", text)}
    arrivals, address = [Arrival("值班群", text) for text in server.texts], address_in(where)
    assert received == numbers
    assert {notice.state for notice in notices} == {"delivered"}
    assert sinks_hold_what_is_delivered(notices, arrivals, address) == []
    assert duplicates_are_excused(notices, arrivals, address, KILLS) == []
