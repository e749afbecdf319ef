"""Writing down how a sending ended, and what follows: retry, the next channel, an alarm, somebody else."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from alerts import alarms, messages, obligations, people, retrying
from alerts.case_view import barred_units, view
from alerts.channels.outcome import Outcome, Result
from alerts.messages import Kind
from alerts.people import channel_of
from alerts.queueing import queue
from alerts.retrying import Step
from config.office import Office
from store import audit, cases, duties, ids, outbox, receipts
from store.records import Notice, Receipt


def settle(connection: Connection, office: Office, leased: Notice, result: Result, now: datetime) -> Step | None:
    """Mark the message by its outcome; None when the lease had run out and the result belongs to nobody."""
    open_duties = duties.open_of_case(connection, leased.tenant, leased.case_id) if leased.case_id else []
    last_due_at = max((duty.due_at for duty in open_duties if duty.due_at), default=None)
    following = retrying.after(leased, result, now, last_due_at)
    values: dict[str, Any] = {
        "outcome": result.outcome.value,
        "provider_code": result.code,
        "provider_message": result.message,
        **_state(leased, following.step, following.at, now),
    }
    if not outbox.settle(connection, leased, values):
        return None
    if following.rest_channel:
        outbox.postpone(connection, leased.tenant, leased.channel, following.at)
    if result.outcome is Outcome.MISCONFIGURED:
        _channel_alarm(connection, office, leased, result, now)
    if following.step is Step.DELIVERED:
        _delivered(connection, leased, now)
    elif following.step is Step.NEXT_CHANNEL:
        outbox.queue(connection, on_next_channel(leased, now))
    elif following.step is Step.DEAD:
        _dead(connection, office, leased, result, now)
    return following.step


def on_next_channel(notice: Notice, now: datetime) -> Notice:
    """The same message for the next of its channels; it keeps when it was first queued."""
    code, *rest = notice.fallbacks
    return replace(
        notice,
        id=ids.notice_id(notice.case_id, notice.rule, notice.step, notice.recipient, code, notice.round),
        channel=code,
        fallbacks=rest,
        state="pending",
        attempts=0,
        next_try_at=now,
        lease_until=None,
        outcome="",
        provider_code="",
        provider_message="",
    )


def _state(leased: Notice, step: Step, at: datetime, now: datetime) -> dict[str, Any]:
    if step is Step.DELIVERED:
        return {"state": "delivered", "delivered_at": now}
    if step is Step.RETRY:
        return {"state": "retry", "next_try_at": at}
    if step is Step.SHORTEN:
        return {"state": "retry", "next_try_at": at, "body": messages.shortened(leased.body)}
    return {"state": "dead" if step is Step.DEAD else "superseded"}


def _delivered(connection: Connection, notice: Notice, now: datetime) -> None:
    receipt = Receipt(
        tenant=notice.tenant,
        id=ids.digest("receipt", notice.id, "delivered"),
        case_id=notice.case_id,
        kind="delivered",
        person=notice.recipient,
        unit=notice.unit,
        channel=notice.channel,
        note=notice.subject,
        at=now,
    )
    receipts.add(connection, receipt)
    case = cases.by_id(connection, notice.tenant, notice.case_id) if notice.kind == Kind.REPORT else None
    if case is not None:
        reported = [duty for duty in duties.open_of_case(connection, case.tenant, case.id) if duty.rule == notice.rule]
        obligations.meet(connection, case, reported, "system", now)


def _channel_alarm(connection: Connection, office: Office, notice: Notice, result: Result, now: datetime) -> None:
    channel = channel_of(office, notice.channel)
    name = channel.name if channel else notice.channel
    problem = f"渠道“{name}”无法使用：{result.code} {result.message}"
    remedy = "请核对该渠道的地址、密钥或账号；机器人可能已被移出群"
    alarms.raise_alarm(connection, office, f"channel:{notice.channel}", problem, remedy, now, avoid=notice.channel)


def _dead(connection: Connection, office: Office, notice: Notice, result: Result, now: datetime) -> None:
    """No channel of this recipient is left: operators hear of it, and the duty office must pass the message on."""
    subject, detail = notice.case_id or notice.id, {"notice": notice.id, "code": result.code}
    audit.record(connection, notice.tenant, now, "system", "通知未送达", subject, result.message, detail)
    if notice.kind == Kind.OPERATOR_ALARM:
        return
    problem = f"给{notice.recipient_name}的通知各渠道均未送达（{notice.subject[:30]}）"
    alarms.raise_alarm(
        connection, office, f"dead:{notice.id}", problem, "请电话通知收件人，并检查渠道", now, avoid=notice.channel
    )
    case = cases.by_id(connection, notice.tenant, notice.case_id)
    if case is None or notice.kind == Kind.RELAY:
        return
    text = messages.relay(view(connection, office, case, now), now, notice.recipient_name)
    if notice.kind == Kind.DIGEST:
        text = messages.Text(notice.subject, notice.body)
    others = people.others_on_duty(office, now, barred_units(case), without=notice.recipient)
    if others:
        queue(connection, office, case, others[:1], Kind.RELAY, text, f"relay:{notice.id}", now, urgent=True)
