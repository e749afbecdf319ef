"""From a page to rows: new posts, revisions and counts, the evidence, and the message to the classifier, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from config.clock import CHINA
from config.office import Office
from config.sources import Source
from crawler.addresses import canonical, host_of, without_person
from crawler.cleaning.masking import masked
from crawler.evidence import evidence_of_page
from crawler.extracted import Extracted
from crawler.wire import TRUNCATED, GoneLine, Page
from store import evidence, posts, sources
from store.bus import publish
from store.ids import digest, post_id
from store.records import Post, SourceState
from store.rows import insert_many
from store.vault import Vault

TOPIC = "classify"
POSTS_PER_MESSAGE = 100
OLD = timedelta(hours=24)
"""A post published longer than this before the first look of its source belongs to 建档: stored and labelled, not alerted."""
CLOCKS_DIFFER = timedelta(minutes=10)
EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
_COUNTS = ("replies", "views", "reposts", "comments", "likes")


@dataclass(frozen=True, slots=True)
class IngestCount:
    """What became of the posts of a page; `ids` are the new rows (first editions and revisions)."""

    fetched: int = 0
    new: int = 0
    revised: int = 0
    duplicate: int = 0
    filtered: int = 0
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrival:
    """One page as it meets the store."""

    tenant: str
    source: Source
    first_look_at: datetime
    page: Page
    vault: Vault
    now: datetime


def ingest(connection: Connection, office: Office, vault: Vault, page: Page, now: datetime) -> IngestCount:
    """Store what is new on a page; running it twice changes nothing.

    1. Give every post its key; what is empty or twice on the page falls out.
    2. Compare with the newest revision: same text updates counts, other text is the next revision.
    3. If anything is new: seal the evidence, insert the rows, publish their ids for the classifier.
    4. Count, per source.
    """
    source = source_of(office, page.source)
    if source is None:
        return IngestCount()
    first_look_at = sources.first_look_at(connection, office.tenant, source.code) or now
    keyed = {key_of(post, page): without_numbers(post) for post in page.posts if not is_nothing(post)}
    known = posts.latest(connection, office.tenant, source.code, list(keyed))
    arrival = Arrival(office.tenant, source, first_look_at, page, vault, now)
    rows = [row for key, post in keyed.items() if (row := compare(connection, arrival, key, post, known.get(key)))]
    if rows:
        evidence.keep(connection, evidence_of_page(office.tenant, page, vault))
        insert_many(connection, rows)
        announce(connection, office.tenant, [row.id for row in rows], now)
    counted = _count(page, keyed, known, rows)
    brought = counted.new + counted.revised
    numbers = {"fetched": counted.fetched, "new": brought, "duplicate": counted.duplicate, "filtered": counted.filtered}
    sources.count_posts(connection, office.tenant, source.code, now, **numbers)
    return counted


def mark_gone(connection: Connection, office: Office, line: GoneLine) -> bool:
    """Mark the post of a page that is no longer there; its text and evidence stay."""
    key = canonical(without_person(line.url))
    known = posts.latest(connection, office.tenant, line.source, [key]).get(key)
    if known is None or "deleted" in known.flags:
        return False
    posts.change(connection, known, {"flags": [*known.flags, "deleted"]})
    return True


def source_of(office: Office, code: str) -> Source | None:
    """The source with this code; None when the office no longer has it."""
    return next((source for source in office.sources if source.code == code), None)


def fresh_state(office: Office, source: Source, now: datetime) -> SourceState:
    """The state of a source nobody looked at yet."""
    return SourceState(office.tenant, source.code, next_check_at=now)


def key_of(post: Extracted, page: Page) -> str:
    """What makes a post the same post tomorrow: the platform's id, else its address, else its place on the page."""
    if post.platform_id:
        return post.platform_id
    own, whole = canonical(without_person(post.url)), canonical(without_person(page.url))
    if len(page.posts) == 1:
        return own or whole
    if own and own != whole:
        return own
    place = str(post.floor) if post.floor is not None else digest(post.title, post.body)
    return f"{whole}#{place}"


def without_numbers(post: Extracted) -> Extracted:
    """The post with personal numbers masked: whichever way a post came in, nothing is stored without this."""
    return replace(post, title=masked(post.title), body=masked(post.body))


def is_nothing(post: Extracted) -> bool:
    """Whether there is nothing to keep: no text and no way to find it again, or a blank where something was deleted."""
    empty = not post.title.strip() and not post.body.strip()
    return empty and ("deleted" in post.flags or not (post.platform_id or post.url))


def moment_of(published_at: str | None) -> datetime | None:
    """The stated time; a bare date stands for its midnight in China."""
    if not published_at:
        return None
    try:
        stated = datetime.fromisoformat(published_at)
        return (stated if stated.tzinfo else stated.replace(tzinfo=CHINA)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def is_first_look(post: Extracted, first_look_at: datetime, tells_hour: bool) -> bool:
    """Whether the post was out more than a day before its source was first looked at; unknown times are news."""
    stated = moment_of(post.published_at)
    if stated is None:
        return False
    latest_possible = stated if tells_hour else stated + timedelta(days=1)
    return latest_possible < first_look_at - OLD


def compare(connection: Connection, arrival: Arrival, key: str, post: Extracted, known: Post | None) -> Post | None:
    """The row to insert, or None when the post is as we know it."""
    content = digest(post.title.strip(), post.body.strip())
    if known is None:
        return _row(arrival, key, post, posts.FIRST_REVISION, content)
    if "deleted" in post.flags:
        if "deleted" not in known.flags:
            posts.change(connection, known, {"flags": [*known.flags, "deleted"]})
        return None
    if content != known.content_hash and not _shows_less(post, known):
        return _row(arrival, key, post, known.revision + 1, content)
    counts = {name: value for name in _COUNTS if (value := getattr(post, name)) not in (None, getattr(known, name))}
    if counts:
        posts.change(connection, known, counts)
    return None


def _shows_less(post: Extracted, known: Post) -> bool:
    """A timeline's beginning of a post we hold whole, or a board's row of a thread we have read, is no edit."""
    is_beginning = TRUNCATED in post.flags and TRUNCATED not in known.flags
    return is_beginning or (not post.body.strip() and bool(known.body.strip()))


def _row(arrival: Arrival, key: str, post: Extracted, revision: int, content: str) -> Post:
    source, now = arrival.source, arrival.now
    stated = moment_of(post.published_at)
    tells_hour = len(post.published_at or "") > 10
    return Post(
        tenant=arrival.tenant,
        id=post_id(source.code, key, revision),
        source=source.code,
        source_kind=source.kind.value,
        platform_id=post.platform_id,
        url=canonical(without_person(post.url)) or canonical(without_person(arrival.page.url)),
        revision=revision,
        title=post.title,
        body=post.body,
        published_at=stated,
        discovered_at=now,
        source_name=post.source_name or source.name,
        author_hash=_author_hash(arrival, post),
        floor=post.floor,
        **{name: getattr(post, name) for name in _COUNTS},
        flags=_flags(post, stated, now),
        content_hash=content,
        evidence_id=arrival.page.evidence,
        first_look=is_first_look(post, arrival.first_look_at, tells_hour),
    )


def _flags(post: Extracted, stated: datetime | None, now: datetime) -> list[str]:
    more = []
    if stated is not None and not EARLIEST <= stated <= now + CLOCKS_DIFFER:
        more.append("time_suspect")
    if not post.body.strip():
        more.append("empty")
    return list(dict.fromkeys((*post.flags, *more)))


def _author_hash(arrival: Arrival, post: Extracted) -> str:
    if not post.author or "anonymous" in post.flags:
        return ""
    # The same nickname on two sites is two people.
    return arrival.vault.keyed_hash(f"{host_of(arrival.source.address)}\n{post.author}", "author")


def announce(connection: Connection, tenant: str, ids: Sequence[str], now: datetime) -> None:
    """Tell the classifier of new posts, about a hundred in a message."""
    for start in range(0, len(ids), POSTS_PER_MESSAGE):
        publish(connection, tenant, TOPIC, {"posts": list(ids[start : start + POSTS_PER_MESSAGE])}, now)


def _count(page: Page, keyed: dict[str, Extracted], known: dict[str, Post], rows: Sequence[Post]) -> IngestCount:
    filtered = sum(1 for post in page.posts if is_nothing(post))
    first = sum(1 for row in rows if row.revision == posts.FIRST_REVISION)
    return IngestCount(
        fetched=len(page.posts),
        new=first,
        revised=len(rows) - first,
        duplicate=len(page.posts) - filtered - len(rows),
        filtered=filtered,
        ids=tuple(row.id for row in rows),
    )
