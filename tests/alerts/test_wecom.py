"""企业微信: what the provider answers decides, over real HTTP."""

import json
import logging
import time
from typing import Any

import pytest
from apprise import Apprise
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.channels import http_post, plugins, wecom
from alerts.channels.outcome import Outcome
from alerts.channels.registry import deliverer
from alerts.graphemes import size
from config.channels import Channel
from tests.alerts.offices import FOLDER
from tests.alerts.servers import HOLD, OK, http, listening, robot, said

OPEN_DATA = b"HTTP/1.1 200 X\r\nContent-Length: 40\r\n\r\n"

ANSWERS = [
    (OK, Outcome.OK),
    (http(200, '{"errcode":0}'), Outcome.OK),
    (http(200, ' \n{"errmsg":"ok","errcode":0,"extra":[1]}'), Outcome.OK),
    (said(45009, "api freq out of limit"), Outcome.RATE_LIMITED),
    (said(45033), Outcome.RATE_LIMITED),
    (http(429, "", "Retry-After: 30\r\n"), Outcome.RATE_LIMITED),
    (http(429, "", "Retry-After: Wed, 21 Oct 2099 07:28:00 GMT\r\n"), Outcome.RATE_LIMITED),
    (said(93000, "invalid webhook url"), Outcome.MISCONFIGURED),
    (said(40001), Outcome.MISCONFIGURED),
    (said(93004), Outcome.MISCONFIGURED),
    (said(41001), Outcome.MISCONFIGURED),
    (said(301002), Outcome.MISCONFIGURED),
    (http(404, "not found"), Outcome.MISCONFIGURED),
    (http(403, "no"), Outcome.MISCONFIGURED),
    (http(401, "no"), Outcome.MISCONFIGURED),
    (http(301, "", "Location: http://127.0.0.1:1/\r\n"), Outcome.MISCONFIGURED),
    (http(302, "", "Location: http://evil.example/\r\n"), Outcome.MISCONFIGURED),
    (http(307, "", "Location: http://evil.example/\r\n"), Outcome.MISCONFIGURED),
    (said(40058, "content too long"), Outcome.REJECTED_CONTENT),
    (said(45002), Outcome.REJECTED_CONTENT),
    (said(44004, "empty content"), Outcome.REJECTED_CONTENT),
    (http(413, "too large"), Outcome.REJECTED_CONTENT),
    (http(400, "bad"), Outcome.REJECTED_CONTENT),
    (said(-1, "system busy"), Outcome.RETRY),
    (said(99999, "something new"), Outcome.RETRY),
    (http(500, "oops"), Outcome.RETRY),
    (http(502, "<html>bad gateway</html>"), Outcome.RETRY),
    (http(503, ""), Outcome.RETRY),
    (http(204, ""), Outcome.RETRY),
    (http(201, '{"errcode":0}'), Outcome.RETRY),
    (http(200, "<html><body>请先登录上网认证</body></html>"), Outcome.RETRY),
    (http(200, "\r\n <!DOCTYPE html><p>ok</p>"), Outcome.RETRY),
    (http(200, ""), Outcome.RETRY),
    (http(200, "   "), Outcome.RETRY),
    (http(200, "null"), Outcome.RETRY),
    (http(200, "[]"), Outcome.RETRY),
    (http(200, '"ok"'), Outcome.RETRY),
    (http(200, "0"), Outcome.RETRY),
    (http(200, "{}"), Outcome.RETRY),
    (http(200, '{"errmsg":"ok"}'), Outcome.RETRY),
    (http(200, '{"errcode":"0"}'), Outcome.RETRY),
    (http(200, '{"errcode":false}'), Outcome.RETRY),
    (http(200, '{"errcode":null}'), Outcome.RETRY),
    (http(200, '{"errcode":0.0}'), Outcome.RETRY),
    (http(200, "ok"), Outcome.AMBIGUOUS),
    (http(200, '{"errcode":0,"errm'), Outcome.AMBIGUOUS),
    (http(200, b"\xff\xfe{\x00"), Outcome.AMBIGUOUS),
    (http(200, b"\x1f\x8b\x08\x00garbage"), Outcome.AMBIGUOUS),
    (http(200, "[" * 60_000), Outcome.AMBIGUOUS),
    (OPEN_DATA + b'{"errcode"', Outcome.AMBIGUOUS),
    (b"", Outcome.AMBIGUOUS),
    (b"SSH-2.0-nonsense\r\n", Outcome.AMBIGUOUS),
    (b"HTTP/1.1 200", Outcome.RETRY),
]


def test_the_table_is_large_enough() -> None:
    assert len(ANSWERS) >= 40


@pytest.mark.parametrize("index", range(len(ANSWERS)))
def test_an_answer_means(index: int) -> None:
    answer, outcome = ANSWERS[index]
    with robot(answer) as server:
        found = wecom.from_address(server.url).deliver("", "【重大】停水")
    assert found.outcome is outcome, found
    assert len(server.received) == 1


@pytest.mark.parametrize("index", range(len(ANSWERS)))
def test_our_apprise_plugin_reports_success_only_for_success(index: int) -> None:
    answer, outcome = ANSWERS[index]
    plugins.register()
    with robot(answer) as server:
        assert bool(Apprise.instantiate(server.url).notify(body="停水")) == (outcome is Outcome.OK)  # type: ignore[union-attr]


def test_the_payload_is_what_the_provider_documents() -> None:
    with robot() as server:
        wecom.from_address(server.url).deliver("主题", "【重大】停水\n第二行")
    assert server.received == [{"msgtype": "text", "text": {"content": "【重大】停水\n第二行"}}]


def test_nobody_listening_is_tried_again() -> None:
    found = wecom.from_address("wecombot://k?api=http://127.0.0.1:1").deliver("", "x")
    assert (found.outcome, found.code) == (Outcome.RETRY, "connect")


def test_a_host_that_does_not_exist_is_tried_again() -> None:
    assert wecom.from_address("wecombot://k?api=https://no-such.invalid").deliver("", "x").outcome is Outcome.RETRY


def test_a_redirect_is_not_followed() -> None:
    with robot() as other:
        moved = http(302, "", f"Location: http://127.0.0.1:{other.port}/\r\n")
        with robot(moved) as server:
            wecom.from_address(server.url).deliver("", "x")
    assert other.received == []


def test_a_server_that_never_answers_is_left_after_the_total_time() -> None:
    began = time.monotonic()
    with robot(HOLD) as server, pytest.raises(http_post.PerhapsSent):
        http_post.post(f"http://127.0.0.1:{server.port}/", b"{}", "application/json", connect=1, total=0.5)
    assert time.monotonic() - began < 1.5


def test_a_server_that_drips_bytes_is_left_after_the_total_time() -> None:
    def drip(line: Any) -> None:
        line.recv(65536)
        for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n" + b"x" * 900:
            line.sendall(bytes([byte]))
            time.sleep(0.1)

    began = time.monotonic()
    with listening(drip) as port, pytest.raises(http_post.PerhapsSent):
        http_post.post(f"http://127.0.0.1:{port}/", b"{}", "application/json", connect=1, total=0.5)
    assert time.monotonic() - began < 2


def test_the_time_limits_are_five_and_fifteen_seconds() -> None:
    assert (http_post.CONNECT_SECONDS, http_post.TOTAL_SECONDS) == (5.0, 15.0)


@pytest.mark.parametrize(
    ("given_key", "key"),
    [
        ("693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa", "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"),
        (" abc ", "abc"),
        ("ａｂｃ－１", "abc-1"),
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc-1", "abc-1"),
        ("", ""),
        ("有空格 的", ""),
    ],
)
def test_keys_as_people_paste_them(given_key: str, key: str) -> None:
    assert wecom.normal_key(given_key) == key


@pytest.mark.parametrize(
    ("option", "api"),
    [
        ("host=127.0.0.1:8621", "http://127.0.0.1:8621"),
        ("host=localhost:1", "http://localhost:1"),
        ("host=robot.example.cn", "https://robot.example.cn"),
        ("api=http://127.0.0.1:1/", "http://127.0.0.1:1"),
        ("", wecom.PROVIDER),
    ],
)
def test_a_stand_in_for_the_provider_can_be_named(option: str, api: str) -> None:
    assert wecom.from_address(f"wecombot://k?{option}").api == api


def test_the_whole_webhook_address_works_as_channel_address() -> None:
    found = wecom.from_address("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc-1")
    assert (found.key, found.api) == ("abc-1", wecom.PROVIDER)


@pytest.mark.parametrize(
    "address",
    [
        "wecombot://",
        "wecombot://k?verify=no",
        "wecombot://k?api=http://example.cn",
        "wecombot://k?api=ftp://x",
        "wecombot://k?msgtype=card",
    ],
)
def test_a_wrong_address_is_a_misconfiguration_in_chinese(address: str) -> None:
    found = wecom.from_address(address).deliver("", "x")
    assert found.outcome is Outcome.MISCONFIGURED
    assert any("\u4e00" <= character <= "\u9fff" for character in found.message)


@settings(max_examples=60)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=4000), st.sampled_from(["text", "markdown"]))
def test_what_leaves_is_within_the_limit_less_five_per_cent(text: str, kind: str) -> None:
    with robot() as server:
        wecom.from_address(server.url + f"&msgtype={kind}").deliver("", text * 3)
    for content in server.texts:
        assert size(content) <= {"text": 2048, "markdown": 4096}[kind] * 0.95


def test_secrets_are_in_no_log_no_repr_and_no_result(caplog: pytest.LogCaptureFixture) -> None:
    secret = "SECRET-KEY-693a91f6"
    channel = Channel.model_validate(
        {"代码": "c", "名称": "群", "类型": "企业微信", "地址": f"wecombot://{secret}?api=http://127.0.0.1:1"}
    )
    plugins.register()
    with caplog.at_level(logging.DEBUG), robot(said(93000)) as server:
        sender = deliverer(channel, FOLDER)
        results = [
            sender.deliver("", "x"),
            wecom.from_address(f"wecombot://{secret}?api=http://127.0.0.1:{server.port}").deliver("", "x"),
        ]
        Apprise.instantiate(channel.url).notify(body="x")  # type: ignore[union-attr]
    shown = caplog.text + repr(sender) + json.dumps([str(result) for result in results])
    assert secret not in shown
