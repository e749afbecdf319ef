"""E-mail: the reply code of each step decides, over real SMTP."""

import email
import email.policy
import socket
import time
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from apprise import Apprise

from alerts.channels import mail, plugins
from alerts.channels.outcome import Outcome
from tests.alerts.servers import listening, mail_server

REPLIES = [
    ({}, Outcome.OK),
    ({"rcpt": "251 forwarded"}, Outcome.OK),
    ({"connect": "421 too busy"}, Outcome.RETRY),
    ({"connect": "554 no service"}, Outcome.REJECTED_CONTENT),
    ({"connect": "DROP"}, Outcome.RETRY),
    ({"ehlo": "DROP"}, Outcome.RETRY),
    ({"mail": "421 closing"}, Outcome.RETRY),
    ({"mail": "451 try later"}, Outcome.RETRY),
    ({"mail": "530 authentication required"}, Outcome.MISCONFIGURED),
    ({"mail": "552 too much"}, Outcome.REJECTED_CONTENT),
    ({"mail": "DROP"}, Outcome.RETRY),
    ({"rcpt": "450 mailbox busy"}, Outcome.RETRY),
    ({"rcpt": "451 greylisted, come back"}, Outcome.RETRY),
    ({"rcpt": "451 rate limit exceeded"}, Outcome.RATE_LIMITED),
    ({"rcpt": "452 full"}, Outcome.RETRY),
    ({"rcpt": "550 no such user"}, Outcome.MISCONFIGURED),
    ({"rcpt": "551 not local"}, Outcome.MISCONFIGURED),
    ({"rcpt": "553 bad name"}, Outcome.MISCONFIGURED),
    ({"rcpt": "DROP"}, Outcome.RETRY),
    ({"data": "451 not now"}, Outcome.RETRY),
    ({"data": "554 no valid recipients"}, Outcome.REJECTED_CONTENT),
    ({"end": "250 2.0.0 queued as 7"}, Outcome.OK),
    ({"end": "421 closing"}, Outcome.RETRY),
    ({"end": "451 local error"}, Outcome.RETRY),
    ({"end": "552 too large"}, Outcome.REJECTED_CONTENT),
    ({"end": "554 looks like spam"}, Outcome.REJECTED_CONTENT),
    ({"end": "DROP"}, Outcome.AMBIGUOUS),
    ({"end": "garbage"}, Outcome.AMBIGUOUS),
]


@pytest.mark.parametrize("index", range(len(REPLIES)))
def test_a_reply_means(index: int) -> None:
    replies, outcome = REPLIES[index]
    with mail_server(**replies) as server:
        found = mail.from_address(server.url).deliver("主题", "正文")
    assert found.outcome is outcome, found
    assert len(server.mails) == (outcome is Outcome.OK)


@pytest.mark.parametrize(
    ("extensions", "replies", "outcome"),
    [
        ([], {}, Outcome.MISCONFIGURED),
        (["AUTH PLAIN"], {"auth": "535 wrong password"}, Outcome.MISCONFIGURED),
        (["AUTH PLAIN"], {"auth": "454 temporary"}, Outcome.RETRY),
        (["AUTH PLAIN"], {"auth": "235 welcome"}, Outcome.OK),
    ],
)
def test_logging_in(extensions: list[str], replies: dict[str, str], outcome: Outcome) -> None:
    with mail_server(extensions, **replies) as server:
        address = f"mailto://me:geheim@127.0.0.1:{server.port}/?from=h@a.cn&to=d@a.cn"
        found = mail.from_address(address).deliver("s", "b")
    assert found.outcome is outcome, found
    assert "geheim" not in found.message


@pytest.mark.parametrize("replies", [{}, {"starttls": "454 not available"}, {"starttls": "220 go"}])
def test_a_server_without_working_tls_gets_no_mail_and_no_password(replies: dict[str, str]) -> None:
    extensions = ["STARTTLS"] if replies else []
    with mail_server(extensions, **replies) as server:
        address = f"mailtos://me:geheim@127.0.0.1:{server.port}/?mode=starttls&from=h@a.cn&to=d@a.cn"
        found = mail.from_address(address).deliver("s", "b")
    assert not found.delivered
    assert server.mails == []
    assert not any("AUTH" in command.upper() for command in server.commands)


@pytest.mark.parametrize(
    "address",
    [
        "mailto://me:pw@mail.example.cn/?from=h@a.cn&to=d@a.cn",
        "mailtos://mail.example.cn/?from=h@a.cn&to=nobody",
        "mailtos://mail.example.cn/?from=h@a.cn&to=d@a.cn%0d%0aBcc:x@y.cn",
        "mailtos://mail.example.cn/?from=h@a.cn&to=d@a.cn&verify=no",
        "mailtos://mail.example.cn/?mode=insecure&from=h@a.cn&to=d@a.cn",
    ],
)
def test_a_wrong_address_is_a_misconfiguration(address: str) -> None:
    assert mail.from_address(address).deliver("s", "b").outcome is Outcome.MISCONFIGURED


def test_nobody_listening_is_tried_again() -> None:
    assert mail.from_address("mailto://127.0.0.1:1/?from=h@a.cn&to=d@a.cn").deliver("s", "b").outcome is Outcome.RETRY


class Keep:
    def __init__(self) -> None:
        self.mails: list[bytes] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mails.append(envelope.content)
        return "250 OK"


def test_a_real_server_gets_plain_text_with_the_same_words() -> None:
    keep = Keep()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(keep, hostname="127.0.0.1", port=port)
    controller.start()
    subject, body = "【重大】停水三天（2026-1122-007）\r\nBcc: x@y.cn", "【重大】停水\n<img src=x>\n.\n签收 http://a/s/T"
    found = mail.from_address(f"mailto://127.0.0.1:{port}/?from=h@a.cn&to=d@a.cn").deliver(subject, body)
    controller.stop()
    assert found.delivered
    parsed = email.message_from_bytes(keep.mails[0], policy=email.policy.default)
    assert parsed.get_content_type() == "text/plain"
    assert parsed.get_content().replace("\r\n", "\n").strip() == body
    assert parsed["Subject"] == "【重大】停水三天（2026-1122-007） Bcc: x@y.cn"
    assert parsed["Bcc"] is None


@pytest.mark.parametrize("greeting", [b"", b"220 hello\r\n"])
def test_a_server_that_hangs_is_left(monkeypatch: pytest.MonkeyPatch, greeting: bytes) -> None:
    monkeypatch.setattr(mail, "TOTAL_SECONDS", 0.4)
    monkeypatch.setattr(mail, "CONNECT_SECONDS", 0.4)

    def hold(line: socket.socket) -> None:
        line.sendall(greeting)
        for _ in range(50):
            line.sendall(b"2")
            time.sleep(0.1)

    with listening(hold) as port:
        began = time.monotonic()
        found = mail.from_address(f"mailto://127.0.0.1:{port}/?from=h@a.cn&to=d@a.cn").deliver("s", "b")
    assert found.outcome is Outcome.RETRY
    assert time.monotonic() - began < 2


def test_the_apprise_plugin_for_mail_reads_the_reply_too() -> None:
    plugins.register()
    with mail_server() as good, mail_server(rcpt="550 no") as bad:
        assert Apprise.instantiate(good.url).notify(body="x", title="s")  # type: ignore[union-attr]
        assert not Apprise.instantiate(bad.url).notify(body="x", title="s")  # type: ignore[union-attr]
