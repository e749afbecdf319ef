"""E-mail: reads the SMTP reply code of every step.

Addresses: `mailtos://user:password@smtp.example.cn:465/?mode=ssl&from=a@example.cn&to=b@example.cn` (TLS from
the start), `mailtos://…:587/` (STARTTLS demanded), `mailto://127.0.0.1:2525/?…` (no TLS: no password goes out that way).
"""

import re
import smtplib
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import formatdate, make_msgid
from urllib.parse import parse_qsl, unquote, urlsplit

from alerts.channels.http_post import CONNECT_SECONDS, TOTAL_SECONDS, cut_line
from alerts.channels.outcome import Outcome, Result, result

_PORTS = {"ssl": 465, "starttls": 587, "plain": 25}
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_ADDRESS = re.compile(r"[^@\s<>,;]{1,64}@[^@\s<>,;]{1,190}")
_CONTENT = {552, 554, 555}
_SETTINGS = {430, 454, 501, 530, 534, 535, 538, 550, 551, 553, 556}


class _Failed(Exception):
    """A step was refused or broke."""

    def __init__(self, result: Result) -> None:
        super().__init__(result.code)
        self.result = result


@dataclass(frozen=True, slots=True)
class Mail:
    """One mailbox reached through one SMTP server; a wrong address is an error of each sending, not of start-up."""

    host: str
    port: int
    mode: str
    sender: str
    to: str
    user: str = ""
    password: str = ""
    verify: bool = True

    def __repr__(self) -> str:
        return f"Mail(host={self.host!r}, port={self.port}, mode={self.mode!r}, to={self.to!r})"

    def deliver(self, subject: str, body: str) -> Result:
        """Send one plain-text mail; accepted by the server is as much as SMTP can say."""
        problem = self._problem()
        if problem:
            return result(Outcome.MISCONFIGURED, "address", problem)
        try:
            return self._exchange(self._message(subject, body))
        except _Failed as failure:
            return failure.result

    def _problem(self) -> str:
        if not self.host:
            return "缺少邮件服务器地址"
        if not _ADDRESS.fullmatch(self.sender) or not _ADDRESS.fullmatch(self.to):
            return "发件人或收件人不是邮箱地址"
        if self.mode == "plain" and self.password and self.host not in _LOOPBACK:
            return "不加密的连接不得发送密码，请改用 mailtos://"
        if self.mode not in ("plain", "ssl", "starttls"):
            return "mode 只能是 ssl 或 starttls"
        if not self.verify:
            return "不允许关闭证书校验，请删去 verify=no"
        return ""

    def _message(self, subject: str, body: str) -> EmailMessage:
        message = EmailMessage(policy=WIRE)
        message["Subject"] = " ".join(subject.split())[:200]
        message["From"], message["To"] = self.sender, self.to
        message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain="huiying.invalid")
        message.set_content(body.encode("utf-8", "replace").decode(), subtype="plain", charset="utf-8", cte="base64")
        return message

    def _exchange(self, message: EmailMessage) -> Result:
        server = smtplib.SMTP_SSL(context=ssl.create_default_context()) if self.mode == "ssl" else smtplib.SMTP()
        server.timeout = CONNECT_SECONDS
        # smtplib notes the name that TLS checks only in its constructor, which would also connect, outside our deadline.
        server._host = self.host  # type: ignore[attr-defined]
        try:
            with _deadline(server):
                self._connect(server)
                self._introduce(server)
                return self._hand_over(server, message)
        finally:
            server.close()

    def _connect(self, server: smtplib.SMTP) -> None:
        try:
            code, words = server.connect(self.host, self.port)
        except ssl.SSLError as error:
            raise _Failed(result(Outcome.MISCONFIGURED, "tls", error.reason or "TLS")) from None
        except (OSError, smtplib.SMTPException) as error:
            raise _Failed(result(Outcome.RETRY, "connect", type(error).__name__)) from None
        if code != 220:
            raise _Failed(_read_code(code, words) if code != -1 else result(Outcome.RETRY, "connect", "no greeting"))

    def _introduce(self, server: smtplib.SMTP) -> None:
        """EHLO, STARTTLS and AUTH: until here nothing was handed over."""
        try:
            if server.sock is not None:
                server.sock.settimeout(TOTAL_SECONDS)
            server.ehlo_or_helo_if_needed()
            if self.mode == "starttls":
                server.starttls(context=ssl.create_default_context())
            if self.user and self.password:
                server.login(self.user, self.password)
        except smtplib.SMTPAuthenticationError as error:
            # The server's words may repeat the account; its code says enough.
            outcome = Outcome.RETRY if error.smtp_code == 454 else Outcome.MISCONFIGURED
            raise _Failed(result(outcome, error.smtp_code, "账号或密码不被接受")) from None
        except smtplib.SMTPNotSupportedError:
            raise _Failed(result(Outcome.MISCONFIGURED, "not_supported", "服务器不支持加密或登录，拒绝明文发送")) from None
        except ssl.SSLError as error:
            raise _Failed(result(Outcome.MISCONFIGURED, "tls", error.reason or "TLS")) from None
        except smtplib.SMTPResponseException as error:
            raise _Failed(_read_code(error.smtp_code, error.smtp_error)) from None
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise _Failed(result(Outcome.RETRY, "dropped", type(error).__name__)) from None

    def _hand_over(self, server: smtplib.SMTP, message: EmailMessage) -> Result:
        """MAIL, RCPT and DATA; a line lost after DATA may mean that the mail went out."""
        handing = False
        try:
            for code, words in (server.mail(self.sender), server.rcpt(self.to)):
                if code not in (250, 251):
                    return _read_code(code, words)
            handing = True
            code, words = server.data(message.as_bytes())
        except smtplib.SMTPDataError as error:
            return _read_code(error.smtp_code, error.smtp_error)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            return result(Outcome.AMBIGUOUS if handing else Outcome.RETRY, "dropped", type(error).__name__)
        return _read_code(code, words)


def from_address(address: str) -> Mail:
    """The mailbox of a `mailto://` or `mailtos://` address; ValueError when it is none."""
    parts = urlsplit(address)
    options = dict(parse_qsl(parts.query))
    host, user = parts.hostname or "", unquote(parts.username or "")
    default = "ssl" if parts.port == 465 else "starttls"
    mode = options.get("mode", default) if parts.scheme == "mailtos" else "plain"
    own = user if "@" in user else f"{user or 'huiying'}@{host}"
    return Mail(
        host,
        parts.port or _PORTS.get(mode, 25),
        mode,
        options.get("from", own),
        options.get("to", own),
        user,
        unquote(parts.password or ""),
        options.get("verify", "yes").lower() not in ("no", "false", "0", "off"),
    )


def _read_code(code: int, words: bytes | str) -> Result:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    if code == 250:
        return result(Outcome.OK, code, text)
    if code == 451 and "rate" in text.lower():
        return result(Outcome.RATE_LIMITED, code, text)
    if code in _CONTENT:
        return result(Outcome.REJECTED_CONTENT, code, text)
    if code in _SETTINGS:
        return result(Outcome.MISCONFIGURED, code, text)
    if code == -1:
        return result(Outcome.AMBIGUOUS, "dropped", text)
    return result(Outcome.RETRY, code, text)


@contextmanager
def _deadline(server: smtplib.SMTP) -> Iterator[None]:
    def cut() -> None:
        if server.sock is not None:
            cut_line(server.sock)

    timer = threading.Timer(TOTAL_SECONDS, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
