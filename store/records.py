"""The nouns of huiying as frozen values; `store.tables` holds the same columns.

Every record carries `tenant`, the code of the office it belongs to. Times are aware and in UTC. Ids are deterministic
(`store.ids`), so that running a step twice changes nothing. JSON columns hold plain lists and dicts.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from store.machinery import ChannelSend as ChannelSend
from store.machinery import Message as Message
from store.machinery import Sketch as Sketch

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SourceState:
    """The running state of one source of the office file: when to look again, how it does."""

    tenant: str
    code: str
    next_check_at: datetime
    last_ok_at: datetime | None = None
    first_look_at: datetime | None = None
    failures: int = 0
    finding: str = ""
    finding_since: datetime | None = None
    rounds: int = 0
    fetched: int = 0
    new: int = 0
    duplicate: int = 0
    filtered: int = 0
    etag: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceHabit:
    """What was learned about one source (`crawler.planning.habit`), and all requests its rounds ever made."""

    tenant: str
    code: str
    requests: int
    learned: Json


@dataclass(frozen=True, slots=True)
class CrawlPlan:
    """What holds for all sources of an office until the next plan is made (`crawler.planning.office_plan`)."""

    tenant: str
    made_at: datetime
    learned: Json


@dataclass(frozen=True, slots=True)
class Post:
    """One item as published, one edit revision; text is simplified, cleaned and masked."""

    tenant: str
    id: str
    source: str
    source_kind: str
    platform_id: str
    url: str
    revision: int
    title: str
    body: str
    published_at: datetime | None
    discovered_at: datetime
    source_name: str
    author_hash: str
    floor: int | None
    replies: int | None
    views: int | None
    reposts: int | None
    comments: int | None
    likes: int | None
    flags: list[str]
    content_hash: str
    evidence_id: str
    first_look: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """The bytes as fetched, one WARC record, encrypted; `id` is the sha256 of the payload bytes."""

    tenant: str
    id: str
    url: str
    fetched_at: datetime
    sealed: bytes
    size: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one model version says of one post.

    `probabilities` maps the six categories to numbers that sum to 1. `reasons` is a list of objects with `field`,
    `text`, `start`, `end`, `weight` (spans in title + newline + body) or `rule` and `text`. `triage` means the machine
    is not sure enough to decide. `accuses_own_people` is regulations.md P-3.
    """

    tenant: str
    post_id: str
    model: str
    category: str
    tier: str
    incident_grade: str
    handling: str
    department: str
    probabilities: Json
    reasons: list[Json]
    triage: bool
    locality: str
    places: list[str]
    accuses_own_people: bool
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Event:
    """Posts about one matter: a star around the seed post.

    `factors` says what makes its tier: objects with `name`, `figure` (a number, or null for the content of the posts),
    `tier` (what the factor alone would give) and `raises` (whether the tier stands on it).
    """

    tenant: str
    id: str
    seed_post_id: str
    title: str
    category: str
    tier: str
    incident_grade: str
    handling: str
    department: str
    locality: str
    places: list[str]
    triage: bool
    accuses_own_people: bool
    post_count: int
    source_count: int
    voice_count: int
    opened_at: datetime
    updated_at: datetime
    factors: list[Json] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class EventPost:
    """One post belongs to one event, and why; `core` posts speak for the event when others are compared with it."""

    tenant: str
    event_id: str
    post_id: str
    reason: str
    score: float
    joined_at: datetime
    core: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """An event that must be answered; `plan` is the snapshot of rules, roles, waits and channels at opening."""

    tenant: str
    id: str
    number: str
    event_id: str
    title: str
    category: str
    tier: str
    incident_grade: str
    handling: str
    department: str
    locality: str
    state: str
    lead_unit: str
    supporting_units: list[str]
    coordinating_units: list[str]
    restricted: bool
    discovered_at: datetime
    opened_at: datetime
    signed_at: datetime | None
    signed_by: str
    closed_at: datetime | None
    plan: Json
    routing: list[Json]
    epoch: int = 0


@dataclass(frozen=True, slots=True)
class Duty:
    """One obligation of a case; `due_at` is computed once from its start and never moves silently."""

    tenant: str
    id: str
    case_id: str
    rule: str
    kind: str
    name: str
    article: str
    in_principle: bool
    unit: str
    starts_at: datetime
    due_at: datetime | None
    round: int
    next_reminder_at: datetime | None
    reminders_sent: list[str]
    met_at: datetime | None
    met_by: str


@dataclass(frozen=True, slots=True)
class Escalation:
    """The next step of one case's 逐级催办, a due row."""

    tenant: str
    id: str
    case_id: str
    step: int
    due_at: datetime
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to one recipient on one channel: the outbox row."""

    tenant: str
    id: str
    case_id: str
    kind: str
    rule: str
    step: str
    recipient: str
    recipient_name: str
    unit: str
    channel: str
    fallbacks: list[str]
    round: int
    subject: str
    body: str
    urgent: bool
    state: str
    attempts: int
    next_try_at: datetime
    lease_until: datetime | None
    queued_at: datetime
    delivered_at: datetime | None
    outcome: str
    provider_code: str
    provider_message: str


@dataclass(frozen=True, slots=True)
class SignLink:
    """A one-time link of a message; only the hash of its token is kept. `person` is empty for a group."""

    tenant: str
    token_hash: str
    case_id: str
    person: str
    unit: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a provider or a person said back: delivered, signed for, returned, phoned."""

    tenant: str
    id: str
    case_id: str
    kind: str
    person: str
    unit: str
    channel: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Response:
    """An answer to the public: text, form, where it stands, who speaks."""

    tenant: str
    id: str
    case_id: str
    form: str
    text: str
    url: str
    speaker: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Contact:
    """How to answer the writer of a letter or hotline call; sealed, opened only with a reason."""

    tenant: str
    id: str
    post_id: str
    sealed: bytes
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Which heading of a source's spreadsheets means what, as a person settled it: field code → heading."""

    tenant: str
    source: str
    columns: Json
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PatrolCheck:
    """One look of a person at a platform that can't be read automatically; `day` is the round's day in China, ISO."""

    tenant: str
    id: str
    day: str
    round: str
    platform: str
    found: bool
    note: str
    person: str
    at: datetime
    evidence_id: str
    post_id: str


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what, when, why; each entry's hash covers the one before."""

    tenant: str
    sequence: int
    at: datetime
    actor: str
    action: str
    subject: str
    reason: str
    detail: Json
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class Label:
    """An analyst's or a case's correction of one post."""

    tenant: str
    id: str
    post_id: str
    category: str
    tier: str
    handling: str
    department: str
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class ModelCard:
    """A trained model with its manifest and scores."""

    tenant: str
    id: str
    path: str
    manifest: Json
    active: bool
    created_at: datetime
