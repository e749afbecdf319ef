"""The demonstration once, from an empty folder to its last post: how soon the first alert, which matters, what noise."""

import re
import shutil
import signal
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import sleep

import httpx

from benchmarks.county import CLOCK, STOP_SECONDS, command, environment, prepare_apart, wait_until
from benchmarks.figure import Figure, table
from config.vocabulary import CaseState
from service.commands.models import starter_model
from service.demo.inbox import Inbox
from service.demo.script import NOISE, Item, Site, story
from service.settings import LOOPBACK, Settings, own_cache
from store.engine import connect, reading
from store.records import Case, Event, EventPost, Post
from store.rows import fetch

TARGET_SECONDS = 180.0
READY_SECONDS = 180.0
AFTER_LAST_SECONDS = 30.0
REPEATED = 15
"""Characters of the most shared post that a copy of it repeats."""
EXPECTED: dict[str, tuple[str, frozenset[str]]] = {
    "flood": ("emergency", frozenset({"emergency", "water", "town-liuhe"})),
    "school": ("moral_baseline", frozenset({"education"})),
    "fee": ("policy_misreading", frozenset({"traffic-police", "public-security"})),
    "housing": ("public_interest", frozenset({"housing"})),
    "directive": ("superior_directed", frozenset({"ecology"})),
}
"""The category of each matter and the units that may lead it."""
_NUMBER = re.compile(r"(\d+)")
_ARTICLE = re.compile(r"t\d{8}_(\d+)\.html")


@dataclass(frozen=True, slots=True)
class Opened:
    """A case with the story's items its posts came from; `seed` is the one that opened it."""

    case: Case
    items: list[Item]
    seed: Item | None

    @property
    def matter(self) -> str:
        """What most of its posts speak of."""
        return Counter(item.matter for item in self.items).most_common(1)[0][0] if self.items else NOISE


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="huiying-bench-") as place:
        folder = Path(place) / "demo"
        with _shown(folder) as answered:
            inbox = Inbox(Settings(folder).inbox_file)
            wait_until(lambda: bool(inbox.messages(1)), TARGET_SECONDS * 2, "no alert came", pause=0.5)
            yield Figure("demo.first_alert", inbox.messages(10_000)[-1].at.timestamp() - answered, "s")
            yield Figure("demo.first_alert.target", TARGET_SECONDS, "s")
            sleep(max(item.offset for item in story()) + AFTER_LAST_SECONDS)
            opened = list(_opened(Settings(folder).database_url))
            yield Figure("demo.messages", len(inbox.messages(10_000)), "messages")
    yield from _figures(opened)


@contextmanager
def _shown(folder: Path) -> Iterator[float]:
    """`huiying demo` in a fresh folder with the starter model at hand; gives the moment its console answered."""
    trained = starter_model(own_cache() / "models")
    port = prepare_apart(folder).console
    # Training is not what is measured.
    shutil.copytree(trained, Settings(folder).models_folder / trained.name)
    log = folder.parent / "demo.log"
    start = command("demo", "--folder", str(folder), "--port", str(port))
    with log.open("wb") as file, subprocess.Popen(start, stdout=file, stderr=file, env=environment()) as running:
        try:
            wait_until(lambda: _answers(port), READY_SECONDS, "the demonstration did not start")
            yield CLOCK.now().timestamp()
        finally:
            running.send_signal(signal.SIGTERM)
            try:
                running.wait(2 * STOP_SECONDS)
            except subprocess.TimeoutExpired:
                running.kill()


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://{LOOPBACK}:{port}/", timeout=2.0).status_code == 200
    except httpx.HTTPError:
        return False


def _opened(database: str) -> Iterator[Opened]:
    told = story()
    with reading(connect(database)) as connection:
        posts = {post.id: post for post in fetch(connection, Post)}
        members: dict[str, list[Post]] = {}
        for member in fetch(connection, EventPost):
            members.setdefault(member.event_id, []).append(posts[member.post_id])
        seeds = {event.id: posts[event.seed_post_id] for event in fetch(connection, Event)}
        for case in fetch(connection, Case):
            own = members.get(case.event_id, [])
            serials = dict.fromkeys(serial for post in own if (serial := _serial(post, told)) is not None)
            first = _serial(seeds[case.event_id], told)
            yield Opened(case, [told[serial] for serial in serials], None if first is None else told[first])


def _serial(post: Post, told: tuple[Item, ...]) -> int | None:
    """The story's item a stored post came from, by the number its site gave it."""
    if post.source == Site.MICROBLOG.value:
        return int(post.platform_id) & ((1 << 22) - 1)
    if post.source == Site.FORUM.value:
        number = int(_NUMBER.findall(post.platform_id)[-1])
        return number - 880_000 if number >= 880_000 else number - 30_000
    found = _ARTICLE.search(post.url)
    return int(found[1]) - 100_200 if found and int(found[1]) - 100_200 < len(told) else None


def _figures(opened: list[Opened]) -> Iterator[Figure]:
    rows = [
        (one.matter, one.case.number, one.case.category, one.case.tier, one.case.lead_unit, one.case.state, len(one.items))
        for one in opened
    ]
    table(["matter", "case", "category", "tier", "lead", "state", "posts"], sorted(rows))
    found = right = well_led = 0
    for matter, (category, leads) in EXPECTED.items():
        own = [one for one in opened if one.matter == matter]
        handed = [one.case for one in own if one.case.state != CaseState.TRIAGE]
        fits = any(case.category == category for case in handed)
        led = any(case.category == category and case.lead_unit in leads for case in handed)
        found, right, well_led = found + bool(own), right + fits, well_led + led
        yield Figure(f"demo.{matter}.cases", len(handed), "cases")
        yield Figure(f"demo.{matter}.triage", len(own) - len(handed), "cases")
    yield Figure("demo.matters_found", found, f"of {len(EXPECTED)}")
    yield Figure("demo.matters_with_right_category", right, f"of {len(EXPECTED)}")
    yield Figure("demo.matters_with_right_unit", well_led, f"of {len(EXPECTED)}")
    noise = [one for one in opened if one.matter == NOISE]
    yield Figure("demo.noise_cases", sum(one.case.state != CaseState.TRIAGE for one in noise), "cases")
    yield Figure("demo.noise_triage", sum(one.case.state == CaseState.TRIAGE for one in noise), "cases")
    yield Figure("demo.accusations_with_units", _with_units(opened), "cases")
    yield from _reposts(opened)


def _with_units(opened: list[Opened]) -> int:
    """Cases of the accusation that a unit other than the duty office got to see (P-3: none)."""
    accusations = [one.case for one in opened if one.matter == "accusation"]
    return sum(case.state != CaseState.TRIAGE or not case.restricted for case in accusations)


def _reposts(opened: list[Opened]) -> Iterator[Figure]:
    """What the reposts of the most shared post did: cases they opened, and how many stand in another case than it."""
    told = story()
    serial = Counter(item.quotes for item in told if item.quotes is not None).most_common(1)[0][0]
    copies = {item.serial for item in told if item.quotes == serial or _copies(item, told[serial])} - {serial}
    homes = [one for one in opened if told[serial] in one.items]
    strayed = {item.serial for one in opened if one not in homes for item in one.items} & copies
    yield Figure("demo.reposts", len(copies), "posts")
    yield Figure("demo.repost_cases", sum(one.seed is not None and one.seed.serial in copies for one in opened), "cases")
    yield Figure("demo.reposts_in_another_case", len(strayed), "posts")


def _copies(item: Item, shared: Item) -> bool:
    """Whether an item repeats a good part of the shared post."""
    return item.matter == shared.matter and shared.text[2 : 2 + REPEATED] in item.text
