"""Our senders as apprise plugins, in the place of apprise's own for the same schemes.

apprise's plugins for 企业微信 and others report success for any HTTP 200, whatever the body says (measured on 2.2.0), so
no address of these schemes may reach them.
"""

import warnings
from typing import Any

from apprise import NotificationManager
from apprise.plugins.base import NotifyBase

from alerts.channels import mail, wecom
from alerts.channels.outcome import Result

# apprise does not annotate what plugins must set.
_Untyped: Any = NotifyBase


class _Own(_Untyped):  # type: ignore[misc]
    """What both plugins share: keep the address, send through our sender."""

    service_url = "https://developer.work.weixin.qq.com/"
    setup_url = service_url
    templates = ("{schema}://{address}",)
    title_maxlen = 250
    # The wait between messages is kept as rows, shared by all processes and restarts.
    request_rate_per_sec = 0

    def __init__(self, address: str = "", **kwargs: Any) -> None:
        """Keep the address."""
        super().__init__(**kwargs)
        self.address = address

    def deliver(self, subject: str, body: str) -> Result:
        """Send, and say how it ended."""
        raise NotImplementedError

    def send(self, body: str, title: str = "", **kwargs: Any) -> bool:
        """What apprise calls: true only when the provider said that it has the message."""
        return self.deliver(title, body).delivered

    def url(self, privacy: bool = False, *args: Any, **kwargs: Any) -> str:
        """The address, its secret hidden when asked."""
        return f"{self.address.partition('://')[0]}://****" if privacy else self.address

    @staticmethod
    def parse_url(url: str, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        """The arguments of an address."""
        results: dict[str, Any] | None = NotifyBase.parse_url(url, verify_host=False)
        return results and {**results, "address": url}


class WecomBotPlugin(_Own):
    """企业微信群机器人."""

    service_name = "企业微信群机器人"
    secure_protocol = "wecombot"
    body_maxlen = wecom.LIMITS["text"]

    def deliver(self, subject: str, body: str) -> Result:
        """Send, and say how it ended."""
        return wecom.from_address(self.address).deliver(subject, body)


class MailPlugin(_Own):
    """邮件."""

    service_name = "邮件"
    protocol = "mailto"
    secure_protocol = "mailtos"

    def deliver(self, subject: str, body: str) -> Result:
        """Send, and say how it ended."""
        return mail.from_address(self.address).deliver(subject, body)


def register() -> None:
    """Take the schemes over; doing it again changes nothing."""
    known = NotificationManager()  # type: ignore[no-untyped-call]
    with warnings.catch_warnings():
        # Looking up a scheme loads all of apprise's plugins; what their libraries find outdated is not ours to mend.
        warnings.simplefilter("ignore", DeprecationWarning)
        for plugin in (WecomBotPlugin, MailPlugin):
            if known[plugin.secure_protocol] is not plugin:
                known.add(plugin, force=True)  # type: ignore[no-untyped-call]
