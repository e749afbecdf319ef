"""The audit: append-only, each entry's hash covers the one before, so that any later change shows."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from store.columns import canonical
from store.records import AuditEntry
from store.rows import fetch, insert
from store.tables import audit

GENESIS = "0" * 64


def record(
    connection: Connection,
    tenant: str,
    at: datetime,
    actor: str,
    action: str,
    subject: str,
    reason: str = "",
    detail: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Append one entry in the caller's transaction; `subject` is the id of what was changed."""
    newest = _newest(connection, tenant)
    sequence, previous = (newest.sequence + 1, newest.hash) if newest else (1, GENESIS)
    facts = dict(detail or {})
    entry = AuditEntry(
        tenant=tenant,
        sequence=sequence,
        at=at,
        actor=actor,
        action=action,
        subject=subject,
        reason=reason,
        detail=facts,
        previous_hash=previous,
        hash=_hash(tenant, sequence, at, actor, action, subject, reason, facts, previous),
    )
    insert(connection, entry)
    return entry


def verify(connection: Connection, tenant: str) -> list[str]:
    """What is wrong with the chain, in Chinese, first break first; empty when it holds."""
    problems: list[str] = []
    previous, expected = GENESIS, 1
    for entry in fetch(connection, AuditEntry, audit.c.tenant == tenant, order_by=[audit.c.sequence]):
        if entry.sequence != expected:
            problems.append(f"第 {expected} 条审计记录缺失")
        if entry.previous_hash != previous:
            problems.append(f"第 {entry.sequence} 条审计记录与上一条不衔接")
        if entry.hash != _rehash(entry):
            problems.append(f"第 {entry.sequence} 条审计记录内容被改动")
        previous, expected = entry.hash, entry.sequence + 1
    return problems


def _newest(connection: Connection, tenant: str) -> AuditEntry | None:
    if connection.dialect.name == "postgresql":
        # Writers run side by side there. A lock on the newest row is not enough: who waited for it would go on with the
        # row that was the newest before the wait.
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"audit:{tenant}"))))
    statement = select(audit).where(audit.c.tenant == tenant).order_by(audit.c.sequence.desc()).limit(1)
    row = connection.execute(statement).mappings().first()
    return AuditEntry(**row) if row else None


def _rehash(entry: AuditEntry) -> str:
    return _hash(
        entry.tenant,
        entry.sequence,
        entry.at,
        entry.actor,
        entry.action,
        entry.subject,
        entry.reason,
        entry.detail,
        entry.previous_hash,
    )


def _hash(
    tenant: str,
    sequence: int,
    at: datetime,
    actor: str,
    action: str,
    subject: str,
    reason: str,
    detail: Mapping[str, Any],
    previous: str,
) -> str:
    milliseconds = round(at.timestamp() * 1000)
    text = canonical([tenant, sequence, milliseconds, actor, action, subject, reason, dict(detail), previous])
    return hashlib.sha256(text.encode()).hexdigest()
