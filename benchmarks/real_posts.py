"""The labelled real posts through the running daemon: served as three sites, crawled, judged, merged, routed, alerted.

The sites are made in memory from the data; nothing of it is kept. `python -m benchmarks.real_posts --units` also prints
thirty matters with the units chosen, for a person to judge.
"""

import json
import re
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Engine

from alerts import opening
from alerts.opening import Opening
from alerts.work import route_event
from benchmarks.county import CLOCK, SHARED, Place, county, daemon, sinks, sites, wait_until
from benchmarks.figure import Absent, Figure, remark, table
from config.load import load_office
from config.vocabulary import CaseState, Category, Locality
from service.demo.script import Item, Site
from service.demo.sites import applications
from service.demo.unfolding import Unfolding
from store import cases as case_rows
from store.engine import connect, reading
from store.records import Case, Event, EventPost, Message, Notice, Post
from store.rows import count, fetch
from store.tables import messages

INTERVAL = "3秒"
FIRST_SECONDS, EVERY_SECONDS = 15.0, 0.15
SETTLED_SECONDS, LIMIT_SECONDS = 8.0, 420.0
JUDGED_BY_HAND = 30
_ARTICLE = re.compile(r"t\d{8}_(\d+)\.html")
_FIRST_ARTICLE, _FIRST_THREAD, _MID_BITS = 100_200, 30_000, 22
_SITES = {"portal": Site.PORTAL, "microblog": Site.MICROBLOG, "forum": Site.FORUM, "message_board": Site.FORUM}
_TITLE = 30

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one event: what is done with it, what would be done were its place ours, and its posts' rows."""

    event: Event
    done: Opening
    were_it_ours: Opening
    posts: list[Post]
    rows: list[Row]
    state: str


def measure(show_units: bool = False) -> Iterator[Figure]:
    rows = labelled()
    with county(INTERVAL) as place:
        start = CLOCK.now()
        apps = applications(Unfolding(story(rows), lambda: start, CLOCK))
        with sites({getattr(place.ports, site.value): app for site, app in apps.items()}), sinks(place), daemon(place):
            engine = connect(place.settings.database_url)
            _let_settle(engine, place, len(rows), start + timedelta(seconds=FIRST_SECONDS + EVERY_SECONDS * len(rows)))
            inbox = place.inbox.messages(10_000)
        with reading(engine) as connection:
            outcomes = list(_outcomes(connection, place, rows))
            stored = {serial for post in fetch(connection, Post) if (serial := serial_of(post)) is not None}
            cases, notices = fetch(connection, Case), fetch(connection, Notice)
            yield Figure("real_posts.served", len(rows), "posts")
            yield Figure("real_posts.stored", len(stored), "posts")
            yield Figure("real_posts.events", len(outcomes), "events")
            yield Figure("real_posts.cases", sum(case.state != CaseState.TRIAGE for case in cases), "cases")
            yield Figure("real_posts.triage", sum(case.state == CaseState.TRIAGE for case in cases), "cases")
            yield Figure("real_posts.messages", len(inbox), "messages")
            yield Figure("real_posts.undelivered", sum(n.state not in ("delivered", "superseded") for n in notices), "notices")
            yield from _by_category(rows, outcomes)
            yield from _merging(outcomes)
            if show_units:
                _show_units(connection, place, outcomes)


def labelled() -> list[Row]:
    """The labelled posts; Absent where they do not lie beside this checkout."""
    file = SHARED / "data" / "gold_dev.jsonl"
    if not file.is_file():
        raise Absent("the labelled posts do not lie beside this checkout")
    return [json.loads(line) for line in file.open(encoding="utf-8")]


def story(rows: list[Row]) -> tuple[Item, ...]:
    """The posts as the sites show them, a few each second; serial 0 stays free for a post that was there before."""
    early = [Item("", site, -7200, "老用户", "今天天气不错，出门走走", title="今天天气不错", serial=0) for site in Site]
    return (*early, *(_item(row, number) for number, row in enumerate(rows, 1)))


def _item(row: Row, number: int) -> Item:
    site, text = _SITES.get(row.get("source_kind", ""), Site.MICROBLOG), row["text"]
    title = row.get("title") or ""
    body = text.removeprefix(title).strip() or text
    if site is not Site.MICROBLOG and not title:
        title = text[:_TITLE].split("\n", 1)[0]
    offset = int(FIRST_SECONDS + EVERY_SECONDS * number)
    nickname, shown = f"网友{number}", text if site is Site.MICROBLOG else body
    return Item("", site, offset, nickname, shown, title=title, source="融媒体中心", serial=number)


def serial_of(post: Post) -> int | None:
    """The serial of the item a stored post came from; None for the one that was there before."""
    if post.source == Site.MICROBLOG.value:
        serial = int(post.platform_id) & ((1 << _MID_BITS) - 1)
    elif post.source == Site.FORUM.value:
        serial = int(post.platform_id) - _FIRST_THREAD
    else:
        found = _ARTICLE.search(post.url)
        serial = int(found[1]) - _FIRST_ARTICLE if found else 0
    return serial or None


def _let_settle(engine: Engine, place: Place, wanted: int, end: Any) -> None:
    seen, since = (0, 0, 0), CLOCK.monotonic()

    def quiet() -> bool:
        nonlocal seen, since
        with reading(engine) as connection:
            waiting = count(connection, Message, messages.c.consumed_at.is_(None))
            now = (count(connection, Post), waiting, len(place.inbox.messages(10_000)))
        if now != seen:
            seen, since = now, CLOCK.monotonic()
        return CLOCK.now() > end and now[0] >= wanted and not waiting and CLOCK.monotonic() - since > SETTLED_SECONDS

    wait_until(quiet, LIMIT_SECONDS, "the posts were not all taken in", pause=1.0)


def _outcomes(connection: Connection, place: Place, rows: list[Row]) -> Iterator[Outcome]:
    members: dict[str, list[str]] = {}
    for member in fetch(connection, EventPost):
        members.setdefault(member.event_id, []).append(member.post_id)
    posts = {post.id: post for post in fetch(connection, Post)}
    states = {case.event_id: case.state for case in fetch(connection, Case)}
    for event in fetch(connection, Event):
        own = [posts[member] for member in members.get(event.id, [])]
        serials = dict.fromkeys(serial for post in own if (serial := serial_of(post)) is not None)
        first_look = bool(own) and all(post.first_look for post in own)
        ours = replace(event, locality=Locality.LOCAL.value)
        done, would = opening.decide(event, first_look), opening.decide(ours, first_look)
        yield Outcome(event, done, would, own, [rows[serial - 1] for serial in serials], states.get(event.id, ""))


def _by_category(rows: list[Row], outcomes: list[Outcome]) -> Iterator[Figure]:
    """For every labelled category how many posts stand in a case or in triage, and how many would without the place."""
    labels = Counter(row["category"] for row in rows)
    kinds: dict[str, Callable[[Outcome], Opening]] = {
        "as_it_is": lambda one: one.done,
        "without_place": lambda one: one.were_it_ours,
    }
    seen: dict[str, Counter[tuple[str, str]]] = {name: Counter() for name in kinds}
    right: dict[str, Counter[str]] = {name: Counter() for name in kinds}
    for name, decision in kinds.items():
        for one in outcomes:
            answer = decision(one)
            where = "" if not answer.opens else "triage" if answer.needs_triage else "case"
            for row in one.rows:
                seen[name][row["category"], where] += bool(where)
                right[name][row["category"]] += where == "case" and one.event.category == row["category"]
    for name in kinds:
        remark(f"posts by labelled category, place filter {name.replace('_', ' ')}")
        table(
            ["category", "posts", "in a case", "of these category right", "in triage", "neither"],
            [
                (
                    label,
                    total,
                    (case := seen[name][label, "case"]),
                    right[name][label],
                    (triage := seen[name][label, "triage"]),
                    total - case - triage,
                )
                for label, total in sorted(labels.items())
            ],
        )
        mattering = [label for label in labels if label != Category.NONE]
        found = sum(seen[name][label, where] for label in mattering for where in ("case", "triage"))
        yield Figure(f"real_posts.{name}.mattering_found", 100 * found / sum(labels[label] for label in mattering), "percent")
        firm = sum(seen[name][label, "case"] for label in mattering)
        yield Figure(f"real_posts.{name}.category_right", 100 * sum(right[name].values()) / max(1, firm), "percent_of_cases")
        for where in ("case", "triage"):
            share = 100 * seen[name][Category.NONE.value, where] / labels[Category.NONE.value]
            yield Figure(f"real_posts.{name}.none_in_{where}", share, "percent")


def _merging(outcomes: list[Outcome]) -> Iterator[Figure]:
    """Events of more than one post, and those whose posts people gave different categories."""
    several = [one for one in outcomes if len(one.rows) > 1]
    mixed = [one for one in several if len({row["category"] for row in one.rows}) > 1]
    yield Figure("real_posts.merged_events", len(several), "events")
    yield Figure("real_posts.merged_posts", sum(len(one.rows) for one in several), "posts")
    yield Figure("real_posts.merged_of_different_labels", len(mixed), "events")


def _show_units(connection: Connection, place: Place, outcomes: list[Outcome]) -> None:
    """Thirty matters that would be cases were they ours, in an order of chance that stays the same."""
    office = load_office(place.folder)
    able = [one for one in outcomes if one.were_it_ours.opens and one.rows and one.rows[0]["category"] != Category.NONE]
    able.sort(key=lambda one: zlib.crc32(one.rows[0]["id"].encode()))
    for one in able[:JUDGED_BY_HAND]:
        posts = case_rows.posts_behind(connection, office.tenant, one.event.id, 20)
        ours = replace(one.event, locality=Locality.LOCAL.value)
        routing = route_event(office, ours, posts, one.were_it_ours)
        row = one.rows[0]
        print("=" * 20, row["id"], row["category"], row["department"], "| said", one.event.category, one.event.department)
        print("done:", one.done, "| were it ours:", one.were_it_ours, "| triage:", routing.triage)
        print("lead:", routing.lead, "supporting:", routing.supporting, "coordinating:", routing.coordinating)
        for entry in routing.as_json():
            print("   ", entry)
        print(row["text"][:160].replace("\n", " "))


if __name__ == "__main__":
    for figure in measure("--units" in sys.argv):
        print(figure, flush=True)
