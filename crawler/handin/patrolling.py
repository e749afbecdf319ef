"""A look at a platform becomes a row, its picture sealed evidence, and what was found a post like any other."""

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection

from config.handin import NotTaken, source_of_kind
from config.office import Office
from config.patrol import Turn
from config.vocabulary import SourceKind
from crawler.cleaning.masking import masked
from crawler.evidence import evidence_of_page
from crawler.handin.form import Clerk, read_form
from crawler.handin.item import Item
from crawler.handin.picture import picture_type
from crawler.handin.storing import Counter, store
from crawler.ingest import IngestCount
from crawler.wire import Page
from store import audit, evidence, patrol
from store.ids import digest
from store.records import PatrolCheck
from store.vault import Vault

FOUND_NEEDS_WORDS = "发现情况时请写明内容，并尽量附链接或截图"
LONGEST_NOTE = 7000


@dataclass(frozen=True, slots=True)
class Look:
    """What a person enters for one turn."""

    turn: Turn
    found: bool
    note: str
    link: str
    picture: bytes
    clerk: Clerk


def enter(connection: Connection, office: Office, vault: Vault, look: Look, now: datetime) -> IngestCount:
    """Keep a look in the caller's transaction; NotTaken with the reason. The same look twice changes nothing."""
    if look.found and len(look.note) < 4:
        raise NotTaken(FOUND_NEEDS_WORDS)
    kind = picture_type(look.picture) if look.picture else ""
    counted = IngestCount()
    if look.found:
        item = _item(look, kind, now)
        source = source_of_kind(office, SourceKind.PATROL)
        counted = store(connection, Counter(office.tenant, source, vault, keeps_first_look=False), [item], now)
    elif kind:
        evidence.keep(connection, evidence_of_page(office.tenant, _page(look, kind, now), vault))
    if patrol.keep(connection, _check(office.tenant, look, counted, now)):
        facts = {"day": look.turn.day.isoformat(), "round": look.turn.round, "found": look.found}
        audit.record(connection, office.tenant, now, look.clerk.code, "人工巡查", look.turn.platform, "", facts)
    return counted


def _item(look: Look, kind: str, now: datetime) -> Item:
    fields = {"text": look.note[:LONGEST_NOTE], "link": look.link, "outlet": look.turn.platform}
    item = read_form(SourceKind.PATROL, fields, look.clerk, now)
    return replace(item, original=look.picture, content_type=kind) if kind else item


def _page(look: Look, kind: str, now: datetime) -> Page:
    name = sha256(look.picture).hexdigest()
    url = f"urn:huiying:patrol:{digest(*look.turn.key)}"
    return Page("", "patrol", url, 200, kind, now, name, look.picture)


def _check(tenant: str, look: Look, counted: IngestCount, now: datetime) -> PatrolCheck:
    day, round_, platform = look.turn.key
    return PatrolCheck(
        tenant=tenant,
        id=patrol.check_id(day, round_, platform, look.found, look.note),
        day=day,
        round=round_,
        platform=platform,
        found=look.found,
        # What was found stands in the post, cleaned and masked; the row keeps only the remark on a look that found nothing.
        note="" if look.found else masked(look.note[:500]),
        person=look.clerk.code,
        at=now,
        evidence_id=sha256(look.picture).hexdigest() if look.picture else "",
        post_id=next(iter(counted.ids), ""),
    )
