"""The two sinks behave as the real ones do, limit by limit."""

import json
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from service.demo.inbox import MAIL, WECOM, Delivered, Inbox
from service.demo.sinks import PER_MINUTE, WecomSink, read_mail
from tests.conftest import StillClock

KEY, OTHER = "robot-one", "robot-two"


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path / "inbox.db")


@pytest.fixture
def sink(inbox: Inbox, clock: StillClock) -> WecomSink:
    return WecomSink(inbox, {KEY: "值班室工作群", OTHER: "联络群"}, clock)


def body(text: str, kind: str = "text") -> bytes:
    return json.dumps({"msgtype": kind, kind: {"content": text}}, ensure_ascii=False).encode()


def test_an_accepted_message_lies_in_the_inbox(sink: WecomSink, inbox: Inbox, clock: StillClock) -> None:
    assert sink.take(KEY, body("【重大】水位上涨")) == (0, "ok")
    assert inbox.messages() == [Delivered(clock.now(), WECOM, "值班室工作群", "", "【重大】水位上涨")]


@pytest.mark.parametrize(
    ("key", "content", "code"),
    [
        ("nobody", body("好"), 93000),
        ("", body("好"), 93000),
        (KEY, b"{", 40008),
        (KEY, b"[]", 40008),
        (KEY, b'"text"', 40008),
        (KEY, b"", 40008),
        (KEY, b"[" * 100_000, 40008),
        (KEY, body("好", "voice-message"), 40008),
        (KEY, b'{"msgtype": ["text"]}', 40008),
        (KEY, body("  "), 44004),
        (KEY, b'{"msgtype": "text"}', 44004),
        (KEY, b'{"msgtype": "text", "text": {"content": 7}}', 44004),
        (KEY, body("水" * 683), 40058),
        (KEY, body("水" * 1366, "markdown"), 40058),
    ],
)
def test_what_is_refused_is_not_kept(sink: WecomSink, inbox: Inbox, key: str, content: bytes, code: int) -> None:
    assert sink.take(key, content)[0] == code
    assert inbox.messages() == []


@pytest.mark.parametrize(("text", "kind"), [("水" * 682 + "ab", "text"), ("水" * 1365 + "a", "markdown")])
def test_bytes_up_to_the_limit_are_taken(sink: WecomSink, text: str, kind: str) -> None:
    assert sink.take(KEY, body(text, kind)) == (0, "ok")


def test_the_twenty_first_message_of_a_minute_is_refused(sink: WecomSink, inbox: Inbox) -> None:
    codes = [sink.take(KEY, body(f"第{number}条"))[0] for number in range(PER_MINUTE + 2)]
    assert codes == [0] * 20 + [45009, 45009]
    assert len(inbox.messages()) == 20


def test_the_minute_slides(sink: WecomSink, clock: StillClock) -> None:
    for number in range(PER_MINUTE):
        sink.take(KEY, body(f"第{number}条"))
        clock.advance(seconds=2)
    clock.advance(seconds=19)
    assert sink.take(KEY, body("早"))[0] == 45009
    clock.advance(seconds=2)
    assert sink.take(KEY, body("正好"))[0] == 0
    assert sink.take(KEY, body("又早"))[0] == 45009


def test_each_robot_has_its_own_limit(sink: WecomSink) -> None:
    for number in range(PER_MINUTE):
        sink.take(KEY, body(f"第{number}条"))
    assert sink.take(OTHER, body("好"))[0] == 0


def test_the_limit_survives_a_restart(sink: WecomSink, tmp_path: Path, clock: StillClock) -> None:
    for number in range(PER_MINUTE):
        sink.take(KEY, body(f"第{number}条"))
    again = WecomSink(Inbox(tmp_path / "inbox.db"), {KEY: "值班室工作群"}, clock)
    assert again.take(KEY, body("好"))[0] == 45009


def test_the_newest_messages_come_first(inbox: Inbox) -> None:
    for number in range(5):
        inbox.add(
            Delivered(datetime(2026, 11, 22, 1, number, tzinfo=UTC), MAIL, "a@wangchuan.example", f"第{number}封", "正文")
        )
    assert [message.subject for message in inbox.messages(2)] == ["第4封", "第3封"]


def test_a_mail_is_read_whatever_its_encoding() -> None:
    mail = EmailMessage()
    mail["Subject"] = "【较大】售楼部前聚集"
    mail.set_content("请在一小时内签收。", cte="base64")
    assert read_mail(mail.as_bytes()) == ("【较大】售楼部前聚集", "请在一小时内签收。")


def test_a_mail_without_text_is_kept_with_its_subject() -> None:
    assert read_mail(b"Subject: hm\r\nContent-Type: image/png\r\n\r\nx") == ("hm", "")
