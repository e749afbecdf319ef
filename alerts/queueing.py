"""Messages into the outbox: one row a recipient and channel, in the caller's transaction."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from alerts import alarms
from alerts.messages import Kind, Text
from alerts.people import Recipient, channel_of
from config.office import Office
from store import ids, outbox
from store.records import Case, Notice


def queue(
    connection: Connection,
    office: Office,
    case: Case,
    recipients: Iterable[Recipient],
    kind: Kind,
    text: Text,
    step: str,
    now: datetime,
    *,
    urgent: bool,
    rule: str = "",
) -> list[Recipient]:
    """Queue one text for each recipient and say who got it; nobody at all raises an operator alarm.

    Somebody named twice is told once, and a group is not told the same thing for each of its members.
    """
    told: list[Recipient] = []
    for recipient in recipients:
        if not _told_already(office, told, recipient):
            outbox.queue(connection, _notice(case, recipient, kind, text, step, now, urgent=urgent, rule=rule))
            told.append(recipient)
    if not told:
        problem = f"舆情件 {case.number} 的“{text.subject[:20]}”无人可通知"
        alarms.raise_alarm(connection, office, f"nobody:{case.id}:{step}", problem, "请检查单位人员、值班表和渠道设置", now)
    return told


def _told_already(office: Office, told: list[Recipient], recipient: Recipient) -> bool:
    channel = channel_of(office, recipient.channel)
    shared = channel is not None and not channel.personal
    return any(other.key == recipient.key or (shared and other.channel == recipient.channel) for other in told)


def _notice(
    case: Case, recipient: Recipient, kind: Kind, text: Text, step: str, now: datetime, *, urgent: bool, rule: str
) -> Notice:
    return Notice(
        tenant=case.tenant,
        id=ids.notice_id(case.id, rule, step, recipient.key, recipient.channel, case.epoch),
        case_id=case.id,
        kind=kind.value,
        rule=rule,
        step=step,
        recipient=recipient.key,
        recipient_name=recipient.name,
        unit=recipient.unit,
        channel=recipient.channel,
        fallbacks=list(recipient.fallbacks),
        round=case.epoch,
        subject=text.subject,
        body=text.body,
        urgent=urgent,
        state="pending",
        attempts=0,
        next_try_at=now,
        lease_until=None,
        queued_at=now,
        delivered_at=None,
        outcome="",
        provider_code="",
        provider_message="",
    )
