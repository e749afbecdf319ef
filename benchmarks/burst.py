"""From a page being fetched to the alert leaving, with 300 posts arriving in one burst: real sites, daemon and sinks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import Connection, Engine

from benchmarks.burst_posts import POSTS, burst_story
from benchmarks.county import CLOCK, Place, Watched, county, daemon, sinks, sites, wait_until
from benchmarks.figure import Figure, percentile, remark
from service.demo.inbox import Delivered
from service.demo.script import Site
from service.demo.sites import applications
from service.demo.unfolding import Unfolding
from store.engine import connect, reading
from store.records import Case, Event, EventPost, Evidence, Notice, Post, SourceState
from store.rows import count, fetch
from store.tables import event_posts, notices, posts

TARGET_SECONDS = 3.0
INTERVAL = "3秒"
START = timedelta(seconds=45)
"""After the sites open: time for the daemon to start and to have its first look at every source."""
SETTLED_SECONDS = 5.0
LIMIT_SECONDS = 90.0


@dataclass(frozen=True, slots=True)
class Sample:
    """One alert: what it says, when the page with the post behind it was served, when the sink had it."""

    what: str
    served: float
    arrived: float

    @property
    def seconds(self) -> float:
        """From the page to the alert."""
        return self.arrived - self.served


def measure() -> Iterator[Figure]:
    with county(INTERVAL) as place:
        start = CLOCK.now() + START
        told = burst_story()
        watched = {site: Watched(app) for site, app in applications(Unfolding(told, lambda: start, CLOCK)).items()}
        apps = {getattr(place.ports, site.value): app for site, app in watched.items()}
        with sites(apps), sinks(place), daemon(place):
            engine = connect(place.settings.database_url)
            wait_until(lambda: _looked(engine), (start - CLOCK.now()).total_seconds(), "the first looks came too late")
            wait_until(lambda: CLOCK.now() >= start, START.total_seconds(), "the burst did not start")
            _let_settle(engine, place)
            yield from _figures(engine, place, watched, start)


def _looked(engine: Engine) -> bool:
    with reading(engine) as connection:
        states = fetch(connection, SourceState)
    return len(states) == len(Site) and all(state.rounds for state in states)


def _let_settle(engine: Engine, place: Place) -> None:
    """Wait until every post is stored and nothing has moved in store or inbox for a while."""
    seen, since = (0, 0, 0), CLOCK.monotonic()

    def quiet() -> bool:
        nonlocal seen, since
        with reading(engine) as connection:
            now = (count(connection, Post), count(connection, Case), len(place.inbox.messages(10_000)))
        if now != seen:
            seen, since = now, CLOCK.monotonic()
        return now[0] >= POSTS and CLOCK.monotonic() - since > SETTLED_SECONDS

    wait_until(quiet, LIMIT_SECONDS, "the burst did not settle")


def _figures(engine: Engine, place: Place, watched: dict[Site, Watched], start: datetime) -> Iterator[Figure]:
    with reading(engine) as connection:
        inbox = place.inbox.messages(10_000)[::-1]
        cases = fetch(connection, Case)
        samples = [*_opened(connection, cases, inbox, watched), *_raised(connection, cases, inbox, watched)]
        stored = count(connection, Post, posts.c.discovered_at >= start)
        last = max(post.discovered_at for post in fetch(connection, Post))
        waiting = [notice for notice in fetch(connection, Notice) if notice.state not in ("delivered", "superseded")]
    for sample in sorted(samples, key=lambda one: -one.seconds)[:5]:
        remark(f"slowest: {sample.seconds:.2f} s {sample.what}")
    seconds = [sample.seconds for sample in samples]
    yield Figure("burst.posts", stored, "posts")
    yield Figure("burst.arrival", (last - start).total_seconds(), "s")
    yield Figure("burst.cases", len(cases), "cases")
    yield Figure("burst.alerts", len(samples), "alerts")
    yield Figure("burst.messages", len(inbox), "messages")
    yield Figure("burst.unsent", len(waiting), "messages")
    yield Figure("burst.page_to_alert.p50", percentile(seconds, 0.5), "s")
    yield Figure("burst.page_to_alert.p99", percentile(seconds, 0.99), "s")
    yield Figure("burst.page_to_alert.max", max(seconds, default=0.0), "s")
    yield Figure("burst.page_to_alert.target", TARGET_SECONDS, "s")


def _opened(
    connection: Connection, cases: list[Case], inbox: list[Delivered], watched: dict[Site, Watched]
) -> Iterator[Sample]:
    events = {event.id: event for event in fetch(connection, Event)}
    for case in cases:
        post = fetch(connection, Post, posts.c.id == events[case.event_id].seed_post_id)[0]
        arrived = _first_naming(inbox, case.number, case.opened_at)
        yield Sample(f"{case.number} {case.title}", _served(connection, post, watched), arrived)


def _raised(
    connection: Connection, cases: list[Case], inbox: list[Delivered], watched: dict[Site, Watched]
) -> Iterator[Sample]:
    """Alerts of a tier that rose, from the latest post that had joined by then."""
    numbers = {case.id: case for case in cases}
    raised = {(notice.case_id, notice.queued_at) for notice in fetch(connection, Notice, notices.c.kind == "tier_raised")}
    for case_id, queued_at in sorted(raised):
        case = numbers[case_id]
        mine = (event_posts.c.event_id == case.event_id, event_posts.c.joined_at <= queued_at)
        member = fetch(connection, EventPost, *mine, order_by=[event_posts.c.joined_at.desc()], limit=1)[0]
        post = fetch(connection, Post, posts.c.id == member.post_id)[0]
        yield Sample(f"{case.number} raised", _served(connection, post, watched), _first_naming(inbox, case.number, queued_at))


def _first_naming(inbox: list[Delivered], number: str, since: datetime) -> float:
    """When the first message that names the case arrived; now, where none has."""
    arrived = (message.at.timestamp() for message in inbox if message.at >= since and number in message.text)
    return next(arrived, CLOCK.now().timestamp())


def _served(connection: Connection, post: Post, watched: dict[Site, Watched]) -> float:
    """When the page that holds the post was served: the last time before the crawler says it had it."""
    page = next(one for one in fetch(connection, Evidence) if one.id == post.evidence_id)
    address = urlsplit(page.url)
    path = address.path + (f"?{address.query}" if address.query else "")
    fetched = page.fetched_at.astimezone(UTC).timestamp()
    served = watched[Site(post.source)].served(path, fetched)
    return fetched if served is None else served
