"""Items become rows the way crawled pages do: cleaned, masked, with evidence, once, announced to the classifier."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection

from config.sources import Source
from crawler.evidence import evidence_of_page
from crawler.handin.item import Item
from crawler.ingest import Arrival, IngestCount, announce, compare, without_numbers
from crawler.wire import Page, bounded
from store import contacts, evidence, posts, sources
from store.records import Post
from store.rows import insert_many
from store.vault import Vault

ITEMS_PER_TRANSACTION = 100


@dataclass(frozen=True, slots=True)
class Counter:
    """Where things are handed in: the office's code, the source, and what seals the originals."""

    tenant: str
    source: Source
    vault: Vault
    keeps_first_look: bool = True
    """Whether what is older than a day at the source's first time is 建档 only; what a person types in never is."""


def store(connection: Connection, counter: Counter, items: Sequence[Item], now: datetime) -> IngestCount:
    """Store what is new of up to a few hundred items, in the caller's transaction; twice changes nothing."""
    code = counter.source.code
    first_look = sources.first_look_at(connection, counter.tenant, code) or now
    keyed = {item.key: item for item in items}
    known = posts.latest(connection, counter.tenant, code, list(keyed))
    rows: list[Post] = []
    for key, item in keyed.items():
        page = _page(counter.source, key, item, now)
        arrival = Arrival(counter.tenant, counter.source, first_look, page, counter.vault, now)
        row = compare(connection, arrival, key, without_numbers(page.posts[0]), known.get(key))
        if row is None:
            continue
        rows.append(row if counter.keeps_first_look else replace(row, first_look=False))
        evidence.keep(connection, evidence_of_page(counter.tenant, page, counter.vault))
        if item.writer.is_known:
            contacts.keep(connection, counter.tenant, row.id, counter.vault.seal(item.writer.as_json()), now)
    if rows:
        insert_many(connection, rows)
        announce(connection, counter.tenant, [row.id for row in rows], now)
    new = sum(row.revision == posts.FIRST_REVISION for row in rows)
    counts = {"fetched": len(items), "new": len(rows), "duplicate": len(items) - len(rows), "filtered": 0}
    sources.count_posts(connection, counter.tenant, code, now, **counts)
    return IngestCount(len(items), new, len(rows) - new, len(items) - len(rows), 0, tuple(row.id for row in rows))


def total(counts: Sequence[IngestCount]) -> IngestCount:
    """The counts of several transactions together."""
    return IngestCount(
        sum(one.fetched for one in counts),
        sum(one.new for one in counts),
        sum(one.revised for one in counts),
        sum(one.duplicate for one in counts),
        sum(one.filtered for one in counts),
        tuple(post for one in counts for post in one.ids),
    )


def _page(source: Source, key: str, item: Item, now: datetime) -> Page:
    """The original as a page without an address of the web."""
    evidence_id = sha256(item.original).hexdigest()
    url = f"urn:huiying:handin:{source.code}:{sha256(key.encode()).hexdigest()[:32]}"
    return Page("", source.code, url, 200, item.content_type, now, evidence_id, item.original, (bounded(item.post),))
