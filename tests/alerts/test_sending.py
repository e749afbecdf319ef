"""The outbox leaves over real HTTP and SMTP: nothing lost, nothing counted as delivered that was not."""

import base64
import re
import threading
import time
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from alerts import sender, work
from alerts.leasing import LEASE, lease_next
from alerts.sender import Sender, send_due
from config.office import Office
from store import cases, links, outbox, receipts
from store.engine import reading, writing
from store.records import Case, Notice
from store.rows import fetch, insert_new
from tests.alerts.matters import NOW, event, happen, message, post
from tests.alerts.offices import REGULATION, channels, office
from tests.alerts.servers import HOLD, OK, http, mail_server, robot, said


class Clock:
    def __init__(self) -> None:
        self.moment = NOW

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.moment.timestamp()

    def advance(self, **span: float) -> None:
        self.moment += timedelta(**span)


def ask_duty(engine: Engine, where: Office, now: datetime = NOW, **changes: Any) -> Case:
    """A case in triage: exactly one message, to the duty officer on `wecom-duty`, then `mail-duty`."""
    with writing(engine) as connection:
        case = happen(connection, where, post(), now, triage=True, **changes)
    assert case is not None
    return case


def notices(engine: Engine) -> list[Notice]:
    with reading(engine) as connection:
        return sorted(fetch(connection, Notice), key=lambda notice: (notice.queued_at, notice.channel))


def states(engine: Engine, kind: str = "triage") -> dict[str, str]:
    return {notice.channel: notice.state for notice in notices(engine) if notice.kind == kind}


def test_a_message_is_delivered_with_a_link_whose_token_is_nowhere_in_the_store(engine: Engine) -> None:
    with robot() as server:
        where = office(channels=channels(**{"wecom-duty": server.url}))
        case = ask_duty(engine, where)
        assert send_due(engine, where, Clock()) == 1
    token = re.search(r"/s/([\w-]{12})", server.texts[0])
    assert token is not None
    with reading(engine) as connection:
        link = links.find(connection, "demo", token[1])
        assert link is not None
        assert (link.case_id, link.person, link.unit) == (case.id, "", "county-office")
        assert [receipt.kind for receipt in receipts.of_case(connection, "demo", case.id)] == ["delivered"]
        assert token[1] not in str(fetch(connection, Notice))
    assert states(engine) == {"wecom-duty": "delivered"}


def test_a_personal_channel_gets_a_personal_link(sqlite_engine: Engine) -> None:
    with mail_server() as server:
        where = office(channels=channels(**{"mail-housing": server.url}))
        with writing(sqlite_engine) as connection:
            happen(connection, where, post())
        send_due(sqlite_engine, where, Clock())
    body = base64.b64decode(server.mails[0].split(b"\r\n\r\n", 1)[1]).decode()
    token = re.search(r"/s/([\w-]{12})", body)
    assert token is not None
    with reading(sqlite_engine) as connection:
        link = links.find(connection, "demo", token[1])
    assert link is not None
    assert link.person == "housing-1"


FAILURES = [said(45009), said(93000), http(200, "<html>login</html>"), http(200, ""), http(500, ""), said(40058)]


@pytest.mark.parametrize("index", range(len(FAILURES)))
def test_an_error_in_the_body_never_counts_as_delivered_and_the_next_channel_is_tried(
    sqlite_engine: Engine, index: int
) -> None:
    clock = Clock()
    with robot(FAILURES[index]) as bad, mail_server() as good, mail_server() as operators:
        where = office(channels=channels(**{"wecom-duty": bad.url, "mail-duty": good.url, "mail-ops": operators.url}))
        ask_duty(sqlite_engine, where)
        for _ in range(8):
            send_due(sqlite_engine, where, clock)
            clock.advance(seconds=61)
    assert states(sqlite_engine) == {"wecom-duty": "superseded", "mail-duty": "delivered"}
    assert len(good.mails) == 1
    assert 1 <= len(bad.received) <= 3


def test_an_urgent_message_does_not_sit_out_a_rate_limit(sqlite_engine: Engine) -> None:
    with robot(said(45009)) as bad, mail_server() as good:
        where = office(channels=channels(**{"wecom-duty": bad.url, "mail-duty": good.url}))
        ask_duty(sqlite_engine, where, tier="major")
        send_due(sqlite_engine, where, Clock())
        send_due(sqlite_engine, where, Clock())
    assert len(good.mails) == 1


def test_a_misconfigured_channel_raises_an_operator_alarm_on_another_one(sqlite_engine: Engine) -> None:
    with robot(said(93000, "invalid webhook url")) as bad, mail_server() as good, mail_server() as operators:
        where = office(channels=channels(**{"wecom-duty": bad.url, "mail-duty": good.url, "mail-ops": operators.url}))
        ask_duty(sqlite_engine, where)
        for _ in range(2):
            send_due(sqlite_engine, where, Clock())
    assert (len(good.mails), len(operators.mails)) == (1, 1)
    alarm = next(notice for notice in notices(sqlite_engine) if notice.kind == "operator_alarm")
    assert "值班群" in alarm.body
    assert "93000" in alarm.body


def test_when_no_channel_of_somebody_is_left_operators_and_another_person_hear_of_it(sqlite_engine: Engine) -> None:
    with robot(said(93000)) as bad, mail_server(rcpt="550 no") as gone, mail_server() as operators, mail_server() as boss:
        urls = {"wecom-duty": bad.url, "mail-duty": gone.url, "mail-ops": operators.url, "mail-boss": boss.url}
        where = office(channels=channels(**urls))
        ask_duty(sqlite_engine, where)
        for _ in range(6):
            send_due(sqlite_engine, where, Clock())
    states_of = {(notice.kind, notice.recipient): notice.state for notice in notices(sqlite_engine)}
    assert states_of[("triage", "duty-1")] in ("dead", "superseded")
    assert len(operators.mails) >= 2
    relayed = [notice for notice in notices(sqlite_engine) if notice.kind == "relay"]
    assert relayed
    assert "丁一各渠道均未送达" in relayed[0].body


def test_refused_content_goes_out_in_its_shortest_form(sqlite_engine: Engine) -> None:
    with robot(said(40058), OK) as server:
        where = office(channels=channels(**{"wecom-duty": server.url}))
        case = ask_duty(sqlite_engine, where)
        send_due(sqlite_engine, where, Clock())
    assert "停水" in server.texts[0]
    assert "停水" not in server.texts[1]
    assert case.number in server.texts[1]
    assert "/s/" in server.texts[1]


def test_an_answer_that_never_comes_gives_at_most_one_duplicate(sqlite_engine: Engine) -> None:
    clock = Clock()
    with robot(b"") as mute, mail_server() as good:
        where = office(channels=channels(**{"wecom-duty": mute.url, "mail-duty": good.url}))
        ask_duty(sqlite_engine, where)
        for _ in range(6):
            send_due(sqlite_engine, where, clock)
            clock.advance(minutes=6)
    assert (len(mute.received), len(good.mails)) == (2, 1)


def test_a_crash_between_sending_and_marking_gives_one_duplicate_and_no_loss(sqlite_engine: Engine) -> None:
    clock = Clock()
    with robot() as server:
        where = office(channels=channels(**{"wecom-duty": server.url}))
        ask_duty(sqlite_engine, where)
        with writing(sqlite_engine) as connection:
            leased = lease_next(connection, where, "wecom-duty", clock.now())
        assert leased is not None
        sender.deliverer_for(where, leased.notice).deliver("", leased.body)
        assert send_due(sqlite_engine, where, clock) == 0
        clock.advance(seconds=LEASE.total_seconds() + 1)
        assert send_due(sqlite_engine, where, clock) == 1
    assert len(server.received) == 2
    assert states(sqlite_engine) == {"wecom-duty": "delivered"}


def test_after_a_crash_the_next_start_sends_at_once(sqlite_engine: Engine) -> None:
    clock = Clock()
    with robot() as server:
        where = office(channels=channels(**{"wecom-duty": server.url}))
        ask_duty(sqlite_engine, where)
        with writing(sqlite_engine) as connection:
            lease_next(connection, where, "wecom-duty", clock.now())
        clock.advance(seconds=1)
        assert send_due(sqlite_engine, where, clock) == 0
        with writing(sqlite_engine) as connection:
            assert outbox.release(connection, where.tenant, clock.now()) == 1
        clock.advance(seconds=1)
        assert send_due(sqlite_engine, where, clock) == 1
    assert states(sqlite_engine) == {"wecom-duty": "delivered"}


def test_a_crash_before_sending_loses_nothing(sqlite_engine: Engine) -> None:
    clock = Clock()
    with robot() as server:
        where = office(channels=channels(**{"wecom-duty": server.url}))
        ask_duty(sqlite_engine, where)
        with writing(sqlite_engine) as connection:
            lease_next(connection, where, "wecom-duty", clock.now())
        clock.advance(seconds=200)
        send_due(sqlite_engine, where, clock)
    assert len(server.received) == 1
    assert server.texts[0].startswith("【补发 延迟03:20】")


def test_two_senders_send_a_message_once(engine: Engine) -> None:
    with robot(delay=0.05) as server:
        where = office(channels=channels(**{"wecom-duty": server.url}))
        ask_duty(engine, where)
        workers = [threading.Thread(target=send_due, args=(engine, where, Clock())) for _ in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    assert len(server.received) == 1


def test_a_hung_channel_delays_no_other(sqlite_engine: Engine) -> None:
    with robot(HOLD) as hung, mail_server() as good:
        where = office(channels=channels(**{"wecom-duty": hung.url, "mail-other": good.url}))
        ask_duty(sqlite_engine, where, locality="unknown", category="emergency", department="emergency_mgmt")
        running = Sender(sqlite_engine, lambda: where, Clock())
        began = time.monotonic()
        running.tick()
        while not good.mails and time.monotonic() - began < 5:
            time.sleep(0.01)
        assert time.monotonic() - began < 1
        assert running.tick() == 0
        running.stop(seconds=0.1)
        assert running.tick() == 0


def flood(engine: Engine, where: Office, count: int, **changes: Any) -> None:
    with writing(engine) as connection:
        for number in range(count):
            seed = post(f"flood{number}")
            one = event(seed, triage=True, **changes)
            insert_new(connection, seed)
            insert_new(connection, one)
            work.handle_events(connection, where, message(one), NOW)


def test_a_flood_keeps_the_budget_and_names_every_case_highest_tier_first(sqlite_engine: Engine) -> None:
    clock = Clock()
    sent_at: list[datetime] = []
    with robot() as server:
        where = office(channels=channels(**{"wecom-duty": server.url}), regulation=_few_duties())
        flood(sqlite_engine, where, 150)
        with writing(sqlite_engine) as connection:
            one = happen(connection, where, post("worst"), NOW, triage=True, tier="extraordinary")
        assert one is not None
        for _ in range(20):
            sent_at += [clock.now()] * send_due(sqlite_engine, where, clock)
            clock.advance(seconds=13)
    assert one.number in server.texts[0]
    named = set(re.findall(r"2026-1120-\d{3,}", "\n".join(server.texts)))
    with reading(sqlite_engine) as connection:
        assert named == {case.number for case in fetch(connection, Case)}
    assert all(len([at for at in sent_at if start <= at < start + timedelta(seconds=60)]) <= 18 for start in sent_at)
    assert any("【汇总】" in text for text in server.texts)
    assert not [notice for notice in notices(sqlite_engine) if notice.state not in ("delivered", "superseded")]


def test_the_budget_survives_a_restart(sqlite_engine: Engine) -> None:
    with robot() as server:
        where = office(channels=channels(**{"wecom-duty": server.url}), regulation=_few_duties())
        for part in range(4):
            with writing(sqlite_engine) as connection:
                for number in range(10):
                    happen(connection, where, post(f"r{part}-{number}"), NOW, triage=True)
            send_due(sqlite_engine, where, Clock())
    assert len(server.received) == 9, "half of 18 places; the others gather for a second, restart or not"


def test_what_finds_a_group_full_for_the_minute_goes_by_mail(sqlite_engine: Engine) -> None:
    clock = Clock()
    with robot() as server, mail_server() as post_office:
        where = office(channels=channels(**{"wecom-duty": server.url, "mail-duty": post_office.url}), regulation=_few_duties())
        for number in range(20):
            with writing(sqlite_engine) as connection:
                happen(connection, where, post(f"full-{number}"), clock.now(), triage=True)
            send_due(sqlite_engine, where, clock)
            clock.advance(seconds=1.5)
            send_due(sqlite_engine, where, clock)
        send_due(sqlite_engine, where, clock)
    told = len(server.received) + len(post_office.mails)
    assert (len(server.received), told) == (15, 20)


def test_every_case_is_heard_of_before_anybody_is_told_twice(sqlite_engine: Engine) -> None:
    with mail_server() as server:
        urls = dict.fromkeys(("mail-housing", "mail-boss", "mail-other"), server.url)
        where = office(channels=channels(**urls))
        cases_told = []
        with writing(sqlite_engine) as connection:
            for number in range(3):
                happen(connection, where, post(f"first-{number}"), NOW)
            made = fetch(connection, Notice)
            for notice in made:
                outbox.supersede(connection, "demo", [notice.id], "x")
            for notice in made:
                for copy in range(2):
                    outbox.queue(connection, replace(notice, id=f"{notice.id}{copy}", channel="mail-other", state="pending"))
            for _ in range(3):
                due = outbox.due_on(connection, "demo", "mail-other", NOW, urgent=made[0].urgent)[0]
                outbox.lease(connection, due, NOW, NOW + timedelta(seconds=60))
                cases_told.append(due.case_id)
    assert len(set(cases_told)) == 3


def test_a_message_for_an_escalation_does_not_begin_after_the_signature(sqlite_engine: Engine) -> None:
    with robot() as server:
        where = office(channels=channels(**{"wecom-duty": server.url}))
        case = ask_duty(sqlite_engine, where)
        with writing(sqlite_engine) as connection:
            outbox.supersede(connection, "demo", [notice.id for notice in fetch(connection, Notice)], "x")
            made = Notice(
                "demo", "esc", case.id, "escalation", "", "1", "duty-1", "丁一", "county-office", "wecom-duty", [], 0,
                "s", "b", True, "pending", 0, NOW, None, NOW, None, "", "", "",
            )  # fmt: skip
            outbox.queue(connection, made)
            cases.claim_signature(connection, case, "triage", "duty-1", NOW)
        assert send_due(sqlite_engine, where, Clock()) == 0
    assert server.received == []


def _few_duties() -> dict[str, Any]:
    return {**REGULATION, "逐级催办": [{"未签收": "9小时", "催办": ["值班室"]}]}
