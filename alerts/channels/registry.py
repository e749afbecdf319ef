"""A channel of the office file → something that delivers and says how it ended."""

import os
from pathlib import Path
from typing import Protocol
from urllib.parse import quote, urlsplit

from apprise import Apprise, NotifyFormat
from apprise.plugins.base import NotifyBase

from alerts.channels import mail, wecom
from alerts.channels.outcome import Outcome, Result, result
from alerts.channels.plugins import register
from config.channels import Channel
from config.units import Person


class Deliverer(Protocol):
    """Sends one message and says how it ended; never raises for what a provider does."""

    def deliver(self, subject: str, body: str) -> Result:
        """Send it."""
        ...


class _Wrong:
    """A channel whose address can't be used."""

    def __init__(self, problem: str) -> None:
        self.problem = problem

    def deliver(self, subject: str, body: str) -> Result:
        """Say what is wrong, each time."""
        return result(Outcome.MISCONFIGURED, "address", self.problem)


def personal_address(url: str, person: Person | None) -> str:
    """The address with the person's own in its place; LookupError when the person has none."""
    for mark, own in (("{邮箱}", person.email if person else ""), ("{企业微信号}", person.wecom if person else "")):
        if mark in url:
            if not own:
                raise LookupError(mark)
            url = url.replace(mark, quote(own))
    return url


def host_and_port(channel: Channel) -> tuple[str, int] | None:
    """Where this channel connects to, for a look whether it can be reached; None where only apprise knows."""
    url = channel.url.replace("{邮箱}", "nobody@example.cn").replace("{企业微信号}", "nobody")
    try:
        if url.startswith("wecombot://") or (channel.kind == "企业微信" and "://" in url):
            parts = urlsplit(wecom.from_address(url).api)
            return (parts.hostname, parts.port or (80 if parts.scheme == "http" else 443)) if parts.hostname else None
        if url.startswith(("mailto://", "mailtos://")):
            server = mail.from_address(url)
            return (server.host, server.port) if server.host else None
    except ValueError:
        return None
    return None


def missing(code: str) -> Deliverer:
    """What stands for a channel the office file no longer has."""
    return _Wrong(f"渠道“{code}”不在渠道表中")


class _ViaApprise:
    """Any other service apprise knows; it says only yes or no."""

    def __init__(self, service: NotifyBase) -> None:
        self.target = Apprise()
        self.target.add(service)

    def deliver(self, subject: str, body: str) -> Result:
        """Send as plain text; a refusal may be anything, so it is tried again."""
        sent = self.target.notify(body=body, title=subject, body_format=NotifyFormat.TEXT)
        return result(Outcome.OK, "apprise") if sent else result(Outcome.RETRY, "apprise", "服务未接受")


def deliverer(channel: Channel, folder: Path, person: Person | None = None) -> Deliverer:
    """What delivers on this channel, to this person where its address has a place for one.

    A wrong address answers `misconfigured` on every use instead of failing here.
    """
    try:
        url = personal_address(address_of(channel, folder), person)
    except OSError:
        return _Wrong(f"渠道“{channel.name}”的地址保存在别处，但无法读取")
    except LookupError:
        return _Wrong(f"渠道“{channel.name}”需要收件人本人的邮箱或企业微信号")
    scheme = url.partition("://")[0].lower()
    if "verify=no" in url.lower().replace(" ", ""):
        return _Wrong(f"渠道“{channel.name}”关闭了证书校验，请删去 verify=no")
    try:
        if scheme == "wecombot" or channel.kind == "企业微信":
            return wecom.from_address(url)
        if scheme in ("mailto", "mailtos"):
            return mail.from_address(url)
    except ValueError:
        return _Wrong(f"渠道“{channel.name}”的地址无法识别")
    register()
    service = Apprise.instantiate(url, suppress_exceptions=True)
    return _ViaApprise(service) if isinstance(service, NotifyBase) else _Wrong(f"渠道“{channel.name}”的地址无法识别")


def address_of(channel: Channel, folder: Path) -> str:
    """The apprise address; `文件:NAME` stands in the office folder, `环境:NAME` in the environment. OSError when missing."""
    kind, colon, name = channel.url.partition(":")
    if colon and kind == "文件":
        return (folder / name.strip()).read_text(encoding="utf-8").strip()
    if colon and kind == "环境":
        value = os.environ.get(name.strip(), "")
        if not value:
            raise FileNotFoundError(name)
        return value
    return channel.url.strip()
