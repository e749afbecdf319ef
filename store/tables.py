"""The tables, column for column the records beside them; a test keeps both equal."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy import Text as LongText

from store import records
from store.columns import JsonText, UtcTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _tenant() -> Column[str]:
    return Column("tenant", String(80), primary_key=True)


def _key(name: str = "id") -> Column[str]:
    return Column(name, String(200), primary_key=True)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _count(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=True)


def _whole(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False)


def _json(name: str) -> Column[object]:
    return Column(name, JsonText, nullable=False)


def _at(name: str, nullable: bool = False) -> Column[object]:
    return Column(name, UtcTime, nullable=nullable)


def _bytes(name: str) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=False)


source_states = Table(
    "source_states",
    metadata,
    _tenant(),
    _key("code"),
    _at("next_check_at"),
    _at("last_ok_at", True),
    _at("first_look_at", True),
    _whole("failures"),
    _text("finding"),
    _at("finding_since", True),
    *(_whole(name) for name in ("rounds", "fetched", "new", "duplicate", "filtered")),
    _json("etag"),
    Index(None, "tenant", "next_check_at"),
)

source_habits = Table("source_habits", metadata, _tenant(), _key("code"), _whole("requests"), _json("learned"))

crawl_plans = Table("crawl_plans", metadata, _tenant(), _at("made_at"), _json("learned"))

posts = Table(
    "posts",
    metadata,
    _tenant(),
    _key(),
    *(_text(name) for name in ("source", "source_kind", "platform_id", "url")),
    _whole("revision"),
    _text("title"),
    Column("body", LongText, nullable=False),
    _at("published_at", True),
    _at("discovered_at"),
    _text("source_name"),
    _text("author_hash"),
    *(_count(name) for name in ("floor", "replies", "views", "reposts", "comments", "likes")),
    _json("flags"),
    _text("content_hash"),
    _text("evidence_id"),
    _flag("first_look"),
    Index(None, "tenant", "source", "platform_id", "revision"),
    Index(None, "tenant", "discovered_at"),
    Index(None, "tenant", "source", "discovered_at"),
)

evidence = Table(
    "evidence",
    metadata,
    _tenant(),
    _key(),
    _text("url"),
    _at("fetched_at"),
    _bytes("sealed"),
    _whole("size"),
)

verdicts = Table(
    "verdicts",
    metadata,
    _tenant(),
    _key("post_id"),
    _key("model"),
    *(_text(name) for name in ("category", "tier", "incident_grade", "handling", "department")),
    _json("probabilities"),
    _json("reasons"),
    _flag("triage"),
    _text("locality"),
    _json("places"),
    _flag("accuses_own_people"),
    _at("decided_at"),
)

events = Table(
    "events",
    metadata,
    _tenant(),
    _key(),
    *(
        _text(name)
        for name in ("seed_post_id", "title", "category", "tier", "incident_grade", "handling", "department", "locality")
    ),
    _json("places"),
    _flag("triage"),
    _flag("accuses_own_people"),
    *(_whole(name) for name in ("post_count", "source_count", "voice_count")),
    _at("opened_at"),
    _at("updated_at"),
    Column("factors", JsonText, nullable=False, server_default="[]"),
    Index(None, "tenant", "updated_at"),
)

event_posts = Table(
    "event_posts",
    metadata,
    _tenant(),
    _key("event_id"),
    _key("post_id"),
    _text("reason"),
    Column("score", Float, nullable=False),
    _at("joined_at"),
    Column("core", Boolean, nullable=False, server_default=false()),
    Index(None, "tenant", "post_id"),
)

cases = Table(
    "cases",
    metadata,
    _tenant(),
    _key(),
    Column("number", String(40), nullable=False),
    Column("event_id", String(200), nullable=False),
    *(
        _text(name)
        for name in (
            "title",
            "category",
            "tier",
            "incident_grade",
            "handling",
            "department",
            "locality",
            "state",
            "lead_unit",
        )
    ),
    _json("supporting_units"),
    _json("coordinating_units"),
    _flag("restricted"),
    _at("discovered_at"),
    _at("opened_at"),
    _at("signed_at", True),
    _text("signed_by"),
    _at("closed_at", True),
    _json("plan"),
    _json("routing"),
    _whole("epoch"),
    UniqueConstraint("tenant", "number"),
    UniqueConstraint("tenant", "event_id", "epoch"),
    Index(None, "tenant", "opened_at"),
)

duties = Table(
    "duties",
    metadata,
    _tenant(),
    _key(),
    Column("case_id", String(200), nullable=False),
    *(_text(name) for name in ("rule", "kind", "name", "article")),
    _flag("in_principle"),
    _text("unit"),
    _at("starts_at"),
    _at("due_at", True),
    _whole("round"),
    _at("next_reminder_at", True),
    _json("reminders_sent"),
    _at("met_at", True),
    _text("met_by"),
    Index(None, "tenant", "case_id"),
    Index(None, "tenant", "next_reminder_at"),
)

escalations = Table(
    "escalations",
    metadata,
    _tenant(),
    _key(),
    Column("case_id", String(200), nullable=False),
    Column("step", Integer, nullable=False),
    _at("due_at"),
    _at("done_at", True),
    Index(None, "tenant", "done_at", "due_at"),
    Index(None, "tenant", "case_id"),
)

notices = Table(
    "notices",
    metadata,
    _tenant(),
    _key(),
    Column("case_id", String(200), nullable=False),
    *(_text(name) for name in ("kind", "rule", "step", "recipient", "recipient_name", "unit")),
    Column("channel", String(80), nullable=False),
    _json("fallbacks"),
    _whole("round"),
    *(_text(name) for name in ("subject", "body")),
    _flag("urgent"),
    Column("state", String(20), nullable=False),
    _whole("attempts"),
    _at("next_try_at"),
    _at("lease_until", True),
    _at("queued_at"),
    _at("delivered_at", True),
    *(_text(name) for name in ("outcome", "provider_code", "provider_message")),
    Index(None, "tenant", "state", "next_try_at"),
    Index(None, "tenant", "case_id"),
)

sign_links = Table(
    "sign_links",
    metadata,
    _tenant(),
    _key("token_hash"),
    Column("case_id", String(200), nullable=False),
    *(_text(name) for name in ("person", "unit")),
    _at("created_at"),
    _at("expires_at"),
    _at("used_at", True),
    Index(None, "tenant", "case_id"),
)

receipts = Table(
    "receipts",
    metadata,
    _tenant(),
    _key(),
    Column("case_id", String(200), nullable=False),
    *(_text(name) for name in ("kind", "person", "unit", "channel", "note")),
    _at("at"),
    Index(None, "tenant", "case_id"),
)

responses = Table(
    "responses",
    metadata,
    _tenant(),
    _key(),
    Column("case_id", String(200), nullable=False),
    *(_text(name) for name in ("form", "text", "url", "speaker", "by")),
    _at("at"),
    Index(None, "tenant", "case_id"),
)

contacts = Table(
    "contacts",
    metadata,
    _tenant(),
    _key(),
    Column("post_id", String(200), nullable=False),
    _bytes("sealed"),
    _at("created_at"),
    Index(None, "tenant", "post_id"),
)

column_maps = Table(
    "column_maps",
    metadata,
    _tenant(),
    _key("source"),
    _json("columns"),
    _text("by"),
    _at("at"),
)

patrol_checks = Table(
    "patrol_checks",
    metadata,
    _tenant(),
    _key(),
    Column("day", String(10), nullable=False),
    *(_text(name) for name in ("round", "platform")),
    _flag("found"),
    *(_text(name) for name in ("note", "person")),
    _at("at"),
    *(_text(name) for name in ("evidence_id", "post_id")),
    Index(None, "tenant", "day"),
)

audit = Table(
    "audit",
    metadata,
    _tenant(),
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    _at("at"),
    *(_text(name) for name in ("actor", "action")),
    Column("subject", String(200), nullable=False),
    _text("reason"),
    _json("detail"),
    *(_text(name) for name in ("previous_hash", "hash")),
    Index(None, "tenant", "subject"),
)

labels = Table(
    "labels",
    metadata,
    _tenant(),
    _key(),
    Column("post_id", String(200), nullable=False),
    *(_text(name) for name in ("category", "tier", "handling", "department", "by")),
    _at("at"),
    _text("reason"),
    Index(None, "tenant", "post_id"),
)

models = Table(
    "models",
    metadata,
    _tenant(),
    _key(),
    _text("path"),
    _json("manifest"),
    _flag("active"),
    _at("created_at"),
)

messages = Table(
    "messages",
    metadata,
    _tenant(),
    Column("id", String(40), primary_key=True),
    Column("topic", String(40), nullable=False),
    _json("payload"),
    _at("published_at"),
    _at("available_at"),
    _at("lease_until", True),
    _whole("attempts"),
    _text("error"),
    _at("consumed_at", True),
    _at("dead_at", True),
    Index(None, "topic", "consumed_at", "dead_at", "available_at"),
)

sketches = Table(
    "sketches",
    metadata,
    _tenant(),
    Column("shingle", BigInteger, primary_key=True, autoincrement=False),
    _key("post_id"),
    _text("event_id"),
    _at("at"),
    Index(None, "tenant", "at"),
)

channel_sends = Table(
    "channel_sends",
    metadata,
    _tenant(),
    _key("channel"),
    _key("attempt"),
    _at("at"),
    Index(None, "tenant", "channel", "at"),
)

RECORD_TABLES: dict[type, Table] = {
    records.SourceState: source_states,
    records.SourceHabit: source_habits,
    records.CrawlPlan: crawl_plans,
    records.Post: posts,
    records.Evidence: evidence,
    records.Verdict: verdicts,
    records.Event: events,
    records.EventPost: event_posts,
    records.Case: cases,
    records.Duty: duties,
    records.Escalation: escalations,
    records.Notice: notices,
    records.SignLink: sign_links,
    records.Receipt: receipts,
    records.Response: responses,
    records.Contact: contacts,
    records.ColumnMap: column_maps,
    records.PatrolCheck: patrol_checks,
    records.AuditEntry: audit,
    records.Label: labels,
    records.ModelCard: models,
    records.Message: messages,
    records.Sketch: sketches,
    records.ChannelSend: channel_sends,
}


def table_of(record_type: type) -> Table:
    """The table that holds records of this type."""
    return RECORD_TABLES[record_type]
