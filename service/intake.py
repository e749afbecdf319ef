"""Everything that is handed in, as console, commands and daemon use it: forms, spreadsheets, and sealed contacts."""

import json
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine

from config.apikeys import ApiKey
from config.clock import Clock
from config.handin import NotTaken, intake_source, intake_sources, source_of_kind
from config.office import Office
from config.patrol import Turn
from config.sources import Source
from config.vocabulary import SourceKind
from crawler.handin import importing
from crawler.handin.api import Rejected, read_batch
from crawler.handin.columns import Field
from crawler.handin.form import Clerk, read_form
from crawler.handin.mailbox import collect, mailboxes
from crawler.handin.patrolling import Look, enter
from crawler.handin.rows import Sheet
from crawler.handin.storing import Counter, store
from crawler.ingest import IngestCount
from store import audit
from store.contacts import contact_of
from store.engine import writing
from store.vault import Vault

WAITING_FILES = 4
REQUESTS_A_MINUTE = 60
WAITS = timedelta(minutes=30)
NO_SOURCE = "没有这个登记信源"
GONE = "预览已失效，请重新选择文件"


@dataclass(frozen=True, slots=True)
class Preview:
    """A file somebody looks at before saving it; it waits in memory only, for whoever holds its token."""

    token: str
    source: Source
    file_name: str
    data: bytes
    sheet: Sheet
    only_filed: int
    by: str
    at: datetime

    @property
    def choices(self) -> list[tuple[str, str, str]]:
        """Code, name and present heading of each field a column can be."""
        return [(field.value, field.label, self.sheet.columns.get(field, "")) for field in Field]


class Intake:
    """One office's hand-in counter; `stored` wakes the classifier after each commit."""

    def __init__(
        self,
        engine: Engine,
        office: Callable[[], Office],
        vault: Vault,
        clock: Clock,
        stored: Callable[[], None] = lambda: None,
    ) -> None:
        self._engine, self._office, self._vault, self._clock, self._stored = engine, office, vault, clock, stored
        self._waiting: OrderedDict[str, Preview] = OrderedDict()
        self._asked: dict[str, list[float]] = {}
        self._lock = threading.Lock()

    @property
    def sources(self) -> list[Source]:
        """Where things can be handed in."""
        return intake_sources(self._office())

    def register(self, kind: SourceKind, fields: Mapping[str, str], by: str, unit_name: str) -> IngestCount:
        """Store what a person typed; NotTaken with the reason."""
        office, now = self._office(), self._clock.now()
        item = read_form(kind, fields, Clerk(by, unit_name), now)
        counter = Counter(office.tenant, source_of_kind(office, kind), self._vault, keeps_first_look=False)
        with writing(self._engine) as connection:
            counted = store(connection, counter, [item], now)
            for post in counted.ids:
                audit.record(connection, office.tenant, now, by, "登记", post, kind.label)
        self._stored()
        return counted

    def look(self, code: str, file_name: str, data: bytes, by: str) -> Preview:
        """Read a file without storing it; NotTaken with the reason."""
        source = intake_source(self._office(), code)
        if source is None:
            raise NotTaken(NO_SOURCE)
        return self._keep(self._preview(source, file_name, data, by, None))

    def look_again(self, token: str, said: Mapping[str, str]) -> Preview:
        """Read a waiting file once more with the columns a person said."""
        kept = self._waiting_file(token)
        return self._keep(self._preview(kept.source, kept.file_name, kept.data, kept.by, said))

    def save(self, token: str, by: str) -> tuple[Preview, IngestCount]:
        """Store a file somebody has looked at."""
        kept = self._waiting_file(token)
        if kept.by != by:
            raise NotTaken(GONE)
        counted = importing.save(self._engine, self._counter(kept.source), kept.sheet, by, self._clock.now(), kept.file_name)
        with self._lock:
            self._waiting.pop(token, None)
        self._stored()
        return kept, counted

    def enter_look(self, turn: Turn, found: bool, note: str, link: str, picture: bytes, by: str) -> IngestCount:
        """Keep a person's look at a platform; NotTaken with the reason."""
        look = Look(turn, found, note.strip(), link.strip(), picture, Clerk(by))
        with writing(self._engine) as connection:
            counted = enter(connection, self._office(), self._vault, look, self._clock.now())
        if counted.ids:
            self._stored()
        return counted

    def may_ask(self, key: ApiKey) -> bool:
        """Whether a program keeps to its 60 requests a minute (reliability.md R-5.21)."""
        now = self._clock.monotonic()
        with self._lock:
            recent = [at for at in self._asked.get(key.digest, []) if at > now - 60]
            self._asked[key.digest] = [*recent, now][-REQUESTS_A_MINUTE - 1 :]
        return len(recent) < REQUESTS_A_MINUTE

    def take_batch(self, key: ApiKey, body: bytes) -> tuple[IngestCount, list[Rejected]]:
        """Store what a program sent for the source of its key; NotTaken with the reason."""
        office, now = self._office(), self._clock.now()
        source = intake_source(office, key.source)
        if source is None:
            raise NotTaken(NO_SOURCE)
        items, rejected = read_batch(body)
        with writing(self._engine) as connection:
            counted = store(connection, Counter(office.tenant, source, self._vault), items, now)
            if counted.ids or rejected:
                facts = {"new": counted.new, "revised": counted.revised, "rejected": len(rejected)}
                audit.record(connection, office.tenant, now, key.name, "接口登记", source.code, "", facts)
        self._stored()
        return counted, rejected

    def collect_letters(self) -> int:
        """Store the letters that wait in the folders of mail sources; how many posts are new."""
        office, now = self._office(), self._clock.now()
        counts = [one for mailbox in mailboxes(office, self._vault) for one in collect(self._engine, mailbox, now)]
        new = sum(len(one.ids) for one in counts)
        if new:
            self._stored()
        return new

    def open_contact(self, connection: Connection, post: str, case: str, by: str, reason: str) -> dict[str, str] | None:
        """The writer of a post, once, with an audit entry in the same transaction; None when nothing is known of them."""
        office = self._office()
        sealed = contact_of(connection, office.tenant, post)
        if sealed is None:
            return None
        found: dict[str, str] = json.loads(self._vault.unseal(sealed.sealed))
        audit.record(connection, office.tenant, self._clock.now(), by, "查看联系方式", case, reason, {"post": post})
        return found

    def _counter(self, source: Source) -> Counter:
        return Counter(self._office().tenant, source, self._vault)

    def _preview(self, source: Source, file_name: str, data: bytes, by: str, said: Mapping[str, str] | None) -> Preview:
        now, counter = self._clock.now(), self._counter(source)
        sheet = importing.look(self._engine, counter, data, file_name, said)
        early = importing.only_filed(self._engine, counter, sheet, now)
        return Preview(secrets.token_urlsafe(24), source, file_name, data, sheet, early, by, now)

    def _keep(self, preview: Preview) -> Preview:
        with self._lock:
            self._waiting[preview.token] = preview
            while len(self._waiting) > WAITING_FILES:
                self._waiting.popitem(last=False)
        return preview

    def _waiting_file(self, token: str) -> Preview:
        with self._lock:
            kept = self._waiting.get(token)
        if kept is None or kept.at < self._clock.now() - WAITS:
            raise NotTaken(GONE)
        return kept
