"""What must hold after any fault, in one place for every fault test (I1–I8).

A `Witness` looks into the store again and again while faults happen and remembers what may never change; at the end
`violations` compares the store with what the sites published and with what the sinks accepted. The sinks' own log is
the oracle for sending, never the store.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from alerts.channels.registry import address_of
from alerts.people import channel_of, find_person
from config.office import Office
from store import audit
from store.ids import digest
from store.records import AuditEntry, Case, ChannelSend, Duty, Escalation, EventPost, Message, Notice, Post, Verdict
from store.rows import count, fetch
from store.tables import audit as audit_table
from store.tables import messages

GRACE = timedelta(seconds=30)
"""A due step may be this late before it counts as forgotten."""

_ABSENT = object()
Address = Callable[[Notice], str]

_LINK = re.compile(r"https?://[^\s/]+/s/[\w-]+|\{签收:[\w-]+\}")
_LATE = re.compile(r"\A【补发 [^】]*】\n")


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message as a sink accepted it; `address` is a robot's group or a mailbox."""

    address: str
    text: str


@dataclass
class Witness:
    """Remembers over all restarts what must stay as it is."""

    tenant: str
    due: dict[str, tuple[str, datetime | None]] = field(default_factory=dict)
    """Duty id → its case and its limit."""
    chain: dict[int, str] = field(default_factory=dict)
    """Audit sequence → hash."""
    found: list[str] = field(default_factory=list)

    def look(self, connection: Connection) -> None:
        """Note limits and audit entries; what differs from an earlier look is a finding (I7, I8)."""
        self.found += self._due_changes(connection)
        self.due |= {duty.id: (duty.case_id, duty.due_at) for duty in fetch(connection, Duty)}
        hashes = {entry.sequence: entry.hash for entry in fetch(connection, AuditEntry, audit_table.c.tenant == self.tenant)}
        self.found += [f"I8: audit entry {number} changed or vanished" for number in _lost(self.chain, hashes)]
        self.chain |= hashes

    def _due_changes(self, connection: Connection) -> Iterable[str]:
        now = {duty.id: (duty.case_id, duty.due_at) for duty in fetch(connection, Duty)}
        explained = {entry.subject for entry in fetch(connection, AuditEntry) if "due_at" in entry.detail}
        for duty_id in _lost(self.due, now):
            if not explained & {duty_id, self.due[duty_id][0]}:
                yield f"I7: due_at of {duty_id} went from {self.due[duty_id]} to {now.get(duty_id)} without an audit entry"


def violations(
    connection: Connection,
    witness: Witness,
    office: Office,
    accepted: Collection[str],
    arrivals: Sequence[Arrival],
    faults: int,
    now: datetime,
) -> list[str]:
    """All that does not hold; `accepted` are the ids of the posts that must be stored.

    `faults` counts kills and answers that left open whether a message was taken: each excuses one duplicate.
    """
    witness.look(connection)
    notices = fetch(connection, Notice)
    address = address_in(office)
    return [
        *witness.found,
        *posts_stored_once(connection, accepted),
        *due_steps_have_messages(connection, notices, now),
        *messages_have_ended(notices),
        *sinks_hold_what_is_delivered(notices, arrivals, address),
        *duplicates_are_excused(notices, arrivals, address, faults),
        *nothing_begins_after_a_signature(connection, notices),
        *(f"I8: {line}" for line in audit.verify(connection, witness.tenant)),
        *one_case_for_one_event(connection),
    ]


def posts_stored_once(connection: Connection, accepted: Collection[str]) -> list[str]:
    """I1: each accepted post is stored once for each revision, whole, read by the classifier, and in at most one event."""
    posts = fetch(connection, Post)
    known = {post.id for post in posts}
    found = [f"I1: post {one} is lost" for one in accepted if one not in known]
    editions = Counter((post.source, post.platform_id or post.url, post.revision) for post in posts)
    found += [f"I1: {edition} is stored {times} times" for edition, times in editions.items() if times > 1]
    revisions: dict[tuple[str, str], dict[int, str]] = {}
    for post in posts:
        revisions.setdefault((post.source, post.platform_id or post.url), {})[post.revision] = post.content_hash
        if post.content_hash != digest(post.title.strip(), post.body.strip()):
            found.append(f"I1: post {post.id} is torn: its text does not match its hash")
    for name, hashes in revisions.items():
        if sorted(hashes) != list(range(1, len(hashes) + 1)):
            found.append(f"I1: {name} has revisions {sorted(hashes)}")
        found += [f"I1: {name} has the same text in revision {n} and {n + 1}" for n in hashes if hashes[n] == hashes.get(n + 1)]
    waiting = count(connection, Message, messages.c.consumed_at.is_(None))
    found += [f"I1: {waiting} messages between stages are not handled"] if waiting else []
    read = {verdict.post_id for verdict in fetch(connection, Verdict)}
    found += [f"I1: post {one} was never classified" for one in known - read]
    members = Counter(member.post_id for member in fetch(connection, EventPost))
    return found + [f"I1: post {one} stands in {times} events" for one, times in members.items() if times > 1]


def due_steps_have_messages(connection: Connection, notices: Sequence[Notice], now: datetime) -> list[str]:
    """I2: whatever was due was done, and what was done has its rows in the outbox."""
    steps = {notice.step for notice in notices}
    alarms = {notice.step for notice in notices if notice.kind == "operator_alarm"}
    cases = {case.id: case for case in fetch(connection, Case)}
    told = {notice.case_id for notice in notices}
    explained = {(entry.subject, entry.at): entry.action for entry in fetch(connection, AuditEntry)}
    found = [f"I2: nobody was told of case {case.number}" for case in cases.values() if case.id not in told]
    for rung in fetch(connection, Escalation):
        if rung.done_at is None and rung.due_at < now - GRACE:
            found.append(f"I2: escalation {rung.id} was due at {rung.due_at} and did not fire")
        # A step is also done, without a message, when its case was signed for or handed on: the audit says so.
        why = explained.get((rung.case_id, rung.done_at), "") if rung.done_at else ""
        over = cases[rung.case_id].signed_at or cases[rung.case_id].closed_at
        if rung.done_at and not why and not over:
            found.append(f"I2: escalation {rung.id} is marked done and the audit does not know why")
        if why == "逐级催办" and rung.id not in steps and f"nobody:{rung.case_id}:{rung.id}" not in alarms:
            found.append(f"I2: escalation {rung.id} fired and has no message")
    for duty in fetch(connection, Duty):
        if duty.met_at is None and duty.next_reminder_at and duty.next_reminder_at < now - GRACE:
            found.append(f"I2: the reminder of {duty.id} was due at {duty.next_reminder_at} and did not fire")
        reminded = any(f"{duty.id}:" in step for step in steps)
        if duty.reminders_sent and "chain" not in duty.reminders_sent and not reminded:
            found.append(f"I2: duty {duty.id} is marked reminded and has no message")
    return found


def messages_have_ended(notices: Sequence[Notice]) -> list[str]:
    """I3: every message is delivered, superseded, or dead with an alarm."""
    alarms = {notice.step for notice in notices if notice.kind == "operator_alarm"}
    found = []
    for notice in notices:
        if notice.state not in ("delivered", "superseded", "dead"):
            found.append(f"I3: message {notice.id} ({notice.kind} on {notice.channel}) is still {notice.state}")
        if notice.state == "dead" and notice.kind != "operator_alarm" and f"dead:{notice.id}" not in alarms:
            found.append(f"I3: message {notice.id} is dead and nobody was alarmed")
    return found


def sinks_hold_what_is_delivered(notices: Sequence[Notice], arrivals: Sequence[Arrival], address: Address) -> list[str]:
    """I4: whatever the store calls delivered lies in a sink, and a sink holds nothing that was never queued."""
    held = Counter(_key(one.address, one.text) for one in arrivals)
    delivered = Counter(_key(address(notice), notice.body) for notice in notices if notice.state == "delivered")
    queued = {_key(address(notice), notice.body) for notice in notices}
    lost = [f"I4: delivered but in no sink: {key}" for key in (delivered - held)]
    return lost + [f"I4: in a sink but never queued: {key}" for key in held if key not in queued]


def duplicates(notices: Sequence[Notice], arrivals: Sequence[Arrival], address: Address) -> int:
    """How many messages lie in the sinks more often than they were queued."""
    held = Counter(_key(one.address, one.text) for one in arrivals)
    queued = Counter(_key(address(notice), notice.body) for notice in notices)
    return (held - queued).total()


def duplicates_are_excused(notices: Sequence[Notice], arrivals: Sequence[Arrival], address: Address, faults: int) -> list[str]:
    """I5: at most one duplicate for each fault."""
    twice = duplicates(notices, arrivals, address)
    return [f"I5: {twice} duplicates after {faults} faults"] if twice > faults else []


def nothing_begins_after_a_signature(connection: Connection, notices: Sequence[Notice]) -> list[str]:
    """I6: once a case is signed for, no step of 逐级催办 is queued and no sending of one begins."""
    signed = {case.id: case.signed_at for case in fetch(connection, Case) if case.signed_at}
    begun = {attempt.attempt.partition(":")[0]: attempt.at for attempt in fetch(connection, ChannelSend)}
    found = []
    for notice in notices:
        at = signed.get(notice.case_id)
        if notice.kind == "escalation" and at and max(notice.queued_at, begun.get(notice.id, at)) > at:
            found.append(f"I6: escalation {notice.id} began after case {notice.case_id} was signed for at {at}")
    return found


def one_case_for_one_event(connection: Connection) -> list[str]:
    """No event has a second case unless the first was over, and no two cases share a number."""
    cases = fetch(connection, Case)
    open_ = Counter(case.event_id for case in cases if case.closed_at is None)
    numbers = Counter(case.number for case in cases)
    found = [f"event {event} has {times} open cases" for event, times in open_.items() if times > 1]
    return found + [f"{times} cases have the number {number}" for number, times in numbers.items() if times > 1]


def address_in(office: Office) -> Address:
    """Where a message of this office arrives: the name of a robot's group, or a mailbox."""

    def address(notice: Notice) -> str:
        channel = channel_of(office, notice.channel)
        assert channel is not None, f"message {notice.id} names the unknown channel {notice.channel}"
        if channel.url.startswith("wecombot://"):
            return channel.name
        found = find_person(office, notice.recipient)
        fixed = address_of(channel, office.folder).partition("to=")[2].partition("&")[0]
        return found[1].email if found and "{邮箱}" in fixed else fixed

    return address


def _key(address: str, text: str) -> tuple[str, str]:
    """What makes two messages the same: links are made anew for each sending, and a late one is marked as such."""
    plain = _LATE.sub("", text.replace("\r\n", "\n").strip())
    return address, _LINK.sub("LINK", plain).strip()


def _lost(before: Mapping[Any, Any], now: Mapping[Any, Any]) -> list[Any]:
    return [key for key, value in before.items() if now.get(key, _ABSENT) != value]
