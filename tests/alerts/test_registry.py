"""A channel of the office file finds its sender, or says in Chinese what is wrong with it."""

from pathlib import Path

import pytest

from alerts.channels import mail, wecom
from alerts.channels.outcome import Outcome
from alerts.channels.registry import deliverer, host_and_port
from config.channels import Channel
from config.units import Person
from tests.alerts.servers import http, listening, read_request, robot


def channel(url: str, kind: str = "其他") -> Channel:
    return Channel.model_validate({"代码": "c", "名称": "某渠道", "类型": kind, "地址": url})


def test_our_schemes_get_our_senders(tmp_path: Path) -> None:
    assert isinstance(deliverer(channel("wecombot://k"), tmp_path), wecom.WecomBot)
    assert isinstance(deliverer(channel("mailtos://a@b.cn"), tmp_path), mail.Mail)


def test_a_secret_may_stand_in_a_file_or_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "robot").write_text("wecombot://from-file\n", encoding="utf-8")
    monkeypatch.setenv("ROBOT", "wecombot://from-environment")
    in_file, in_environment = deliverer(channel("文件:robot"), tmp_path), deliverer(channel("环境:ROBOT"), tmp_path)
    assert isinstance(in_file, wecom.WecomBot)
    assert isinstance(in_environment, wecom.WecomBot)
    assert (in_file.key, in_environment.key) == ("from-file", "from-environment")


@pytest.mark.parametrize(
    "url",
    ["文件:missing", "环境:NO_SUCH_VARIABLE", "nonsense", "unknown://x", "json://127.0.0.1/?verify=no", "mailto://a:b:c@[", ""],
)
def test_a_wrong_address_answers_misconfigured_on_every_use(tmp_path: Path, url: str) -> None:
    found = deliverer(channel(url), tmp_path).deliver("s", "b")
    assert found.outcome is Outcome.MISCONFIGURED
    assert "某渠道" in found.message or "邮箱" in found.message or "地址" in found.message


PERSON = Person.model_validate({"代码": "p", "姓名": "某人", "职务": "承办人", "邮箱": "p+1@a.cn"})
SHARED = "mailto://127.0.0.1:2525?from=h@a.cn&to={邮箱}"


def test_a_shared_address_takes_the_person_s_own(tmp_path: Path) -> None:
    found = deliverer(channel(SHARED), tmp_path, PERSON)
    assert isinstance(found, mail.Mail)
    assert found.to == "p+1@a.cn"


@pytest.mark.parametrize("url", [SHARED, "wecombot://k?to={企业微信号}"])
def test_without_the_person_s_address_the_channel_is_misconfigured(tmp_path: Path, url: str) -> None:
    lacking = PERSON.model_copy(update={"email": ""})
    for person in (None, lacking):
        assert deliverer(channel(url), tmp_path, person).deliver("s", "b").outcome is Outcome.MISCONFIGURED


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("wecombot://k", ("qyapi.weixin.qq.com", 443)),
        ("wecombot://k?host=127.0.0.1:8621", ("127.0.0.1", 8621)),
        (SHARED, ("127.0.0.1", 2525)),
        ("mailtos://a@mail.example.cn", ("mail.example.cn", 587)),
        ("json://somewhere", None),
        ("文件:secret", None),
    ],
)
def test_where_a_channel_connects_to(url: str, place: tuple[str, int] | None) -> None:
    assert host_and_port(channel(url)) == place


def test_any_other_service_goes_through_apprise(tmp_path: Path) -> None:
    received: list[bytes] = []

    def take(line: object) -> None:
        received.append(read_request(line))  # type: ignore[arg-type]
        line.sendall(http(200, "{}"))  # type: ignore[attr-defined]

    with listening(take) as port:
        found = deliverer(channel(f"json://127.0.0.1:{port}"), tmp_path).deliver("主题", "正文")
    assert found.outcome is Outcome.OK
    assert "正文" in received[0].decode("unicode_escape") or "正文".encode() in received[0]


def test_a_refusal_by_any_other_service_is_tried_again(tmp_path: Path) -> None:
    with robot(http(500, "")) as server:
        found = deliverer(channel(f"json://127.0.0.1:{server.port}"), tmp_path).deliver("s", "b")
    assert found.outcome is Outcome.RETRY
