"""Operator alarms: trouble with the system itself, on a channel that is not the one in trouble."""

import logging
from datetime import datetime

from sqlalchemy import Connection

from alerts import people
from alerts.messages import Kind, operator_alarm
from config.office import Office
from store import audit, ids, outbox
from store.records import Notice

OPERATORS = "operators"

logger = logging.getLogger(__name__)


def raise_alarm(
    connection: Connection, office: Office, key: str, problem: str, remedy: str, now: datetime, avoid: str = ""
) -> bool:
    """Tell the operators once an hour for each key; False when that was done or nobody can be told.

    `avoid` is the channel in trouble: it is tried last.
    """
    codes = _channels(office, now, avoid)
    if not codes:
        logger.error("operator alarm with no channel to send it on: %s", problem)
        audit.record(connection, office.tenant, now, "system", "告警无法发出", key, problem)
        return False
    text = operator_alarm(problem, remedy)
    hour = int(now.timestamp() // 3600)
    notice = Notice(
        tenant=office.tenant,
        id=ids.notice_id("", "alarm", key, OPERATORS, "", hour),
        case_id="",
        kind=Kind.OPERATOR_ALARM.value,
        rule="alarm",
        step=key,
        recipient=OPERATORS,
        recipient_name="运维人员",
        unit=office.units.duty_office,
        channel=codes[0],
        fallbacks=codes[1:],
        round=hour,
        subject=text.subject,
        body=text.body,
        urgent=True,
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
    if not outbox.queue(connection, notice):
        return False
    audit.record(connection, office.tenant, now, "system", "系统告警", key, problem)
    return True


def _channels(office: Office, now: datetime, avoid: str) -> list[str]:
    codes = [*office.channels.operators]
    officer = people.duty_officers(office, now)
    if officer is not None:
        codes += [officer.channel, *officer.fallbacks]
    # The alarm is for no one person, so a channel that asks for somebody's own address can't carry it.
    open_to_all = [
        code
        for code in dict.fromkeys(codes)
        if (channel := people.channel_of(office, code)) and people.has_address(channel, None)
    ]
    return [code for code in open_to_all if code != avoid] + [code for code in open_to_all if code == avoid]
