"""When to look again: a column per source, written after each round.

A source that states its 间隔 is looked at that often; any other when `crawler.planning` finds a look worth its price.
Both later after failures, and when the host said so. Everything else only reads the column.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from config.crawling import wait_of
from config.office import Office
from config.sources import Source
from config.vocabulary import SourceKind
from crawler.addresses import host_of, is_web
from crawler.health import finding, has_failed, problems_of
from crawler.ingest import fresh_state, source_of
from crawler.learning import learn, learns, next_wait
from crawler.memory import kept
from crawler.problems import Problem
from crawler.wire import EndLine, Mark
from store import posts, sources
from store.ids import digest
from store.records import SourceState

LONGEST_BACK_OFF = timedelta(minutes=60)
SHORTEST = timedelta(seconds=1)
DEFAULT = timedelta(minutes=30)
AT_ONCE = timedelta(seconds=1)
JITTER = 0.1

_SPIDERS = {
    SourceKind.PORTAL: "portal",
    SourceKind.PRINT: "portal",
    SourceKind.OFFICIAL_ACCOUNT: "portal",
    SourceKind.MESSAGE_BOARD: "portal",
    SourceKind.MICROBLOG: "microblog",
    SourceKind.FORUM: "forum",
}
_FEED_PLATFORMS = frozenset({"feed", "rss", "atom"})


def spider_of(source: Source) -> str | None:
    """Which spider reads the source; None for sources that hand their posts in or have no web address."""
    if not is_web(source.address):
        return None
    return "feed" if source.platform in _FEED_PLATFORMS else _SPIDERS.get(source.kind)


def interval_of(source: Source) -> timedelta:
    """The wait between two rounds that the source file states."""
    span = wait_of(source.interval) if source.interval is not None else None
    return max(SHORTEST, span or (SHORTEST if span is not None else DEFAULT))


def wait_after(source: Source, failures: int, rounds: int, planned: timedelta | None = None) -> timedelta:
    """The wait until the next round: doubled with each failure in a row up to an hour, spread by a tenth.

    `planned` is a learned wait; it is spread to the shorter side only, so that the longest wait stays the longest.
    """
    wait = planned if planned is not None else interval_of(source)
    doubled: timedelta = wait * 2 ** min(failures, 12)
    backed_off = min(doubled, max(wait, LONGEST_BACK_OFF))
    # Deterministic, so that running a step twice changes nothing, yet no two sources keep step.
    spread = int(digest(source.code, rounds)[:8], 16) / 0xFFFFFFFF * 2 - 1
    return backed_off * (1 + JITTER * (spread if planned is None else (spread - 1) / 2))


def crawled(office: Office) -> list[Source]:
    """The enabled sources that a spider reads."""
    return [source for source in office.sources if source.enabled and spider_of(source) is not None]


def due_sources(connection: Connection, office: Office, now: datetime) -> list[Source]:
    """The enabled sources whose next look has come, longest waiting first; new sources are due at once."""
    known = sources.next_checks(connection, office.tenant)
    waiting = [(known.get(source.code, now), source) for source in crawled(office)]
    return [source for at, source in sorted(waiting, key=lambda pair: pair[0]) if at <= now]


def marks_of(state: SourceState | None) -> dict[str, Mark]:
    """What the source's pages were like when last read."""
    if state is None:
        return {}
    return {name: Mark.model_validate(mark) for name, mark in state.etag.get("marks", {}).items()}


def finish_round(
    connection: Connection, office: Office, end: EndLine, now: datetime, stored: bool = True
) -> SourceState | None:
    """Write what a round means for its source; `stored` is False when one of its pages could not be stored.

    What was learned is kept only when everything the round sent was stored: else the next round must fetch it again.
    """
    source = source_of(office, end.source)
    if source is None:
        return None
    state = sources.state_of(connection, office.tenant, source.code) or fresh_state(office, source, now)
    failed = has_failed(end) or not stored
    failures = state.failures + 1 if failed else (state.failures if end.cut else 0)
    rounds = state.rounds + 1
    text = finding(end, state, posts.arrivals(connection, office.tenant, source.code), now)
    # The child's death is rarely this source's fault: the first time its round is simply done again.
    again = end.cut or (failures == 1 and Problem.CRASHED in problems_of(end))
    learn(connection, office, source, end, read=not (failed or end.cut), now=now)
    planned = next_wait(connection, office, source, now) if learns(source) else None
    wait = AT_ONCE if again else wait_after(source, failures, rounds, planned)
    state = replace(
        state,
        next_check_at=now + max(wait, _hold_of(source, end.holds)),
        last_ok_at=state.last_ok_at if failed or end.cut else now,
        first_look_at=state.first_look_at or (None if failed else now),
        failures=failures,
        finding=text,
        finding_since=(state.finding_since if state.finding == text else now) if text else None,
        rounds=rounds,
        etag=_remember(state, end.marks) if stored else state.etag,
    )
    sources.save(connection, state)
    _hold_neighbours(connection, office, source, end.holds, now)
    return state


def _remember(state: SourceState, learned: Mapping[str, Mark]) -> dict[str, object]:
    marks = kept(marks_of(state) | dict(learned))
    return {"marks": {name: mark.model_dump(exclude_defaults=True) for name, mark in marks.items()}}


def _hold_of(source: Source, holds: Mapping[str, float]) -> timedelta:
    return timedelta(seconds=min(3600.0, max(0.0, holds.get(host_of(source.address), 0.0))))


def _hold_neighbours(connection: Connection, office: Office, source: Source, holds: Mapping[str, float], now: datetime) -> None:
    """A host that asked to be left alone is left alone by all sources on it."""
    for other in office.sources:
        hold = _hold_of(other, holds)
        if other.code == source.code or not hold:
            continue
        state = sources.state_of(connection, office.tenant, other.code) or fresh_state(office, other, now)
        sources.save(connection, replace(state, next_check_at=max(state.next_check_at, now + hold)))
