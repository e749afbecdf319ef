"""The county as a process: it listens, takes messages, ends cleanly, and remembers when its story began."""

import json
import os
import signal
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import astuple, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest

from alerts.channels import mail, wecom
from alerts.channels.outcome import Outcome
from config.check import check_office
from config.handin import is_handed_in
from config.limits import Limit
from config.load import load_office
from config.sources import Source
from service.demo.county import County, Ports, free_ports, recall, remember
from service.demo.inbox import Delivered, Inbox
from service.demo.setup import INTERVAL, move, prepare
from service.settings import Settings

ANY = Ports(0, 0, 0, 0, 0, 0)
PARENT = """
import subprocess, sys
command = [sys.executable, "-m", "service.demo.world", sys.argv[1], "--follow-parent"]
world = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
world.stdout.readline()
print(world.pid)
"""


def crawled(folder: Path) -> list[Source]:
    return [source for source in load_office(folder).sources if not is_handed_in(source.address)]


Start = Callable[[Path], "subprocess.Popen[str]"]


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A prepared office folder on ports that are free now."""
    folder = tmp_path / "office"
    prepare(folder)
    renumber(folder, free_ports(ANY))
    return folder


def renumber(folder: Path, ports: Ports) -> None:
    county = county_of(folder)
    move(folder, county.ports, ports)
    remember(Settings(folder).var, replace(county, ports=ports))


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts worlds and waits until they listen; ends them all."""
    running: list[subprocess.Popen[str]] = []

    def begin(folder: Path) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "service.demo.world", str(folder)]
        world = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        running.append(world)
        assert world.stdout is not None
        line = world.stdout.readline()
        assert line, world.stderr.read() if world.stderr else ""
        assert json.loads(line)["portal"]
        return world

    yield begin
    for world in running:
        world.kill()
        world.communicate()


def county_of(folder: Path) -> County:
    county = recall(Settings(folder).var)
    assert county is not None
    return county


def url(port: int, path: str = "") -> str:
    return f"http://127.0.0.1:{port}{path}"


def test_all_sites_answer_over_http(office: Path, start: Start) -> None:
    start(office)
    for source in crawled(office):
        answer = httpx.get(source.address)
        assert answer.status_code == 200
        assert len(answer.text) > 1000


def test_a_robot_message_reaches_the_inbox_through_our_own_sender(office: Path, start: Start) -> None:
    start(office)
    channel = next(channel for channel in load_office(office).channels.channels if channel.code == "wecom-units")
    assert wecom.from_address(channel.url).deliver("", "【演练】请签收").outcome is Outcome.OK
    assert [(message.recipient, message.text) for message in inbox_of(office)] == [("承办单位联络群", "【演练】请签收")]


def inbox_of(folder: Path) -> list[Delivered]:
    return Inbox(Settings(folder).inbox_file).messages()


def test_the_endpoint_answers_two_hundred_whatever_happens(office: Path, start: Start) -> None:
    start(office)
    wecom_port = county_of(office).ports.wecom
    for content in (b"{", b"\xff\xfe", b""):
        answer = httpx.post(url(wecom_port, "/cgi-bin/webhook/send?key=demo-duty-robot-key-0001"), content=content)
        assert (answer.status_code, answer.json()["errcode"]) == (200, 40008)
    assert httpx.post(url(wecom_port, "/cgi-bin/webhook/send?key=unknown"), json={}).json()["errcode"] == 93000


def test_twenty_messages_a_minute_and_no_more(office: Path, start: Start) -> None:
    start(office)
    address = url(county_of(office).ports.wecom, "/cgi-bin/webhook/send?key=demo-duty-robot-key-0001")
    message = {"msgtype": "text", "text": {"content": "好"}}
    codes = [httpx.post(address, json=message).json()["errcode"] for _ in range(22)]
    assert codes == [0] * 20 + [45009] * 2


def test_a_mail_reaches_the_inbox_through_our_own_sender(office: Path, start: Start) -> None:
    start(office)
    channel = next(channel for channel in load_office(office).channels.channels if channel.personal)
    address = channel.url.replace("{邮箱}", "duty-lin@wangchuan.example")
    assert mail.from_address(address).deliver("【重大】柳河镇", "请签收。").outcome is Outcome.OK
    (message,) = Inbox(Settings(office).inbox_file).messages()
    assert (message.recipient, message.subject, message.text) == ("duty-lin@wangchuan.example", "【重大】柳河镇", "请签收。")


def test_a_mail_to_two_people_lies_there_twice_and_a_huge_one_not_at_all(office: Path, start: Start) -> None:
    start(office)
    letter = EmailMessage()
    letter["Subject"], letter["From"] = "值班", "a@wangchuan.example"
    letter.set_content("两个人")
    with smtplib.SMTP("127.0.0.1", county_of(office).ports.mail) as server:
        server.send_message(letter, to_addrs=["b@wangchuan.example", "c@wangchuan.example"])
        letter.set_content("大" * 500_000)
        with pytest.raises(smtplib.SMTPException):
            server.send_message(letter, to_addrs=["b@wangchuan.example"])
    assert [message.recipient for message in Inbox(Settings(office).inbox_file).messages()] == [
        "c@wangchuan.example",
        "b@wangchuan.example",
    ]


def test_it_ends_cleanly_on_sigterm(office: Path, start: Start) -> None:
    world = start(office)
    world.send_signal(signal.SIGTERM)
    assert world.wait(timeout=10) == 0
    _, errors = world.communicate()
    assert errors == ""


def test_after_a_kill_the_story_goes_on_where_it_was(office: Path, start: Start) -> None:
    world = start(office)
    page = httpx.get(url(county_of(office).ports.forum, "/thread-30000-1-1.html")).text
    began = county_of(office)
    world.kill()
    world.wait()
    start(office)
    assert county_of(office) == began
    assert httpx.get(url(began.ports.forum, "/thread-30000-1-1.html")).text == page


def test_the_story_begins_with_the_first_look_at_a_page(office: Path, start: Start) -> None:
    start(office)
    httpx.get(url(county_of(office).ports.forum, "/robots.txt"))
    assert county_of(office).start is None
    httpx.get(url(county_of(office).ports.forum, "/forum-2-1.html"))
    assert county_of(office).start is not None


def test_a_story_begun_earlier_is_told_further(office: Path, start: Start) -> None:
    county = replace(county_of(office), start=datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=600))
    remember(Settings(office).var, county)
    start(office)
    assert "直接经济损失6800万元" in httpx.get(url(county.ports.portal, "/news/")).text


def test_it_ends_with_its_parent_when_asked_to(office: Path) -> None:
    told = subprocess.run([sys.executable, "-c", PARENT, str(office)], capture_output=True, text=True, check=True, timeout=30)
    wait_for_end(int(told.stdout))


def wait_for_end(pid: int) -> None:
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return
        time.sleep(0.1)
    pytest.fail("the world outlived its parent")


def test_a_prepared_office_has_no_findings_and_short_intervals(tmp_path: Path) -> None:
    prepare(tmp_path / "office")
    assert [finding for finding in check_office(tmp_path / "office").findings if finding.severity == "error"] == []
    assert {source.interval for source in crawled(tmp_path / "office")} == {Limit(INTERVAL)}


def test_taken_ports_are_left_to_their_owner_and_the_office_follows(tmp_path: Path) -> None:
    with socket.socket() as owner:
        owner.bind(("127.0.0.1", 0))
        owner.listen()
        taken = int(owner.getsockname()[1])
        folder = tmp_path / "office"
        before = prepare(folder)
        renumber(folder, replace(before.ports, forum=taken))
        after = prepare(folder)
    forum = next(source for source in load_office(folder).sources if source.code == "forum")
    assert after.ports.forum != taken
    assert f":{after.ports.forum}/" in forum.address
    assert forum.intranet == [f"127.0.0.1/32:{after.ports.forum}"]


def test_the_console_address_follows_the_port_asked_for(tmp_path: Path) -> None:
    prepare(tmp_path / "office", console=8699)
    assert load_office(tmp_path / "office").sheet.base_url == "http://127.0.0.1:8699"


def test_preparing_twice_keeps_everything(tmp_path: Path) -> None:
    first = prepare(tmp_path / "office")
    assert prepare(tmp_path / "office") == first


def test_ports_given_out_are_all_different() -> None:
    assert len(set(astuple(free_ports(ANY)))) == 6


def test_a_story_keeps_its_first_start() -> None:
    first = datetime(2026, 11, 22, 1, 2, 3, 999, tzinfo=UTC)
    begun = County().begun(first)
    assert begun.begun(first + timedelta(hours=1)) == begun
    assert begun.start == first.replace(microsecond=0)
