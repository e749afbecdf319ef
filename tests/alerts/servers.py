"""Local servers that answer like providers, well or badly; they record what reached them."""

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

HOLD = b"HOLD"
"""Stands for an answer that never comes."""


@dataclass
class Robot:
    """A 企业微信 stand-in: `answers` are raw HTTP answers, used in turn, the last one for ever."""

    answers: list[bytes]
    received: list[dict[str, Any]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    port: int = 0
    delay: float = 0.0

    @property
    def url(self) -> str:
        return f"wecombot://test-key?api=http://127.0.0.1:{self.port}"

    @property
    def texts(self) -> list[str]:
        return [message[message["msgtype"]]["content"] for message in self.received]

    def answer(self, line: socket.socket) -> None:
        line.settimeout(20)
        body = read_request(line)
        self.times.append(time.monotonic())
        self.raw.append(body)
        with contextlib.suppress(ValueError):
            self.received.append(json.loads(body))
        reply = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        time.sleep(self.delay)
        if reply == HOLD:
            with contextlib.suppress(OSError):
                line.recv(1)
        elif reply:
            line.sendall(reply)


def read_request(line: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        more = line.recv(65536)
        if not more:
            return b""
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(int(row.split(b":")[1]) for row in head.split(b"\r\n") if row.lower().startswith(b"content-length"))
    while len(body) < length:
        body += line.recv(65536)
    return body


def http(status: int = 200, body: bytes | str = b"", headers: str = "") -> bytes:
    data = body.encode() if isinstance(body, str) else body
    return f"HTTP/1.1 {status} X\r\nContent-Length: {len(data)}\r\nConnection: close\r\n{headers}\r\n".encode() + data


def said(code: object, words: str = "x") -> bytes:
    return http(200, json.dumps({"errcode": code, "errmsg": words}))


OK = said(0, "ok")


@contextlib.contextmanager
def listening(handle: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server on a free port that gives each connection to `handle` in a thread."""
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("127.0.0.1", 0))
        server.listen(64)
        stopping = threading.Event()

        def serve() -> None:
            while not stopping.is_set():
                try:
                    line, _ = server.accept()
                except OSError:
                    return
                threading.Thread(target=one, args=(line,), daemon=True).start()

        def one(line: socket.socket) -> None:
            with line, contextlib.suppress(OSError, StopIteration):
                handle(line)

        threading.Thread(target=serve, daemon=True).start()
        yield int(server.getsockname()[1])
        stopping.set()
        with contextlib.suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def robot(*answers: bytes, delay: float = 0.0) -> Iterator[Robot]:
    made = Robot(list(answers) or [OK], delay=delay)
    with listening(made.answer) as port:
        made.port = port
        yield made


@dataclass
class MailServer:
    """An SMTP stand-in whose reply to each step can be set; it keeps the mails it took."""

    replies: dict[str, str] = field(default_factory=dict)
    extensions: list[str] = field(default_factory=list)
    mails: list[bytes] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"mailto://127.0.0.1:{self.port}/?from=huiying@a.cn&to=duty@a.cn"

    def answer(self, line: socket.socket) -> None:
        line.settimeout(20)
        lines = line.makefile("rwb")

        def say(text: str) -> None:
            lines.write(text.encode() + b"\r\n")
            lines.flush()

        if self._drops(line, "connect"):
            return
        say(self.replies.get("connect", "220 hello"))
        for raw in lines:
            verb = raw.decode(errors="replace").split(" ")[0].strip().lower()
            self.commands.append(raw.decode(errors="replace").strip())
            if self._drops(line, verb):
                return
            if verb == "ehlo" and "ehlo" not in self.replies:
                say("\r\n".join([f"250-{item}" for item in ["here", *self.extensions]] + ["250 OK"]))
            elif verb == "data" and self.replies.get("data", "354").startswith("354"):
                say("354 go on")
                mail = self._mail(lines)
                if self._drops(line, "end"):
                    return
                reply = self.replies.get("end", "250 taken")
                if reply.startswith("250"):
                    self.mails.append(mail)
                say(reply)
            elif verb == "quit":
                say("221 bye")
                return
            else:
                say(self.replies.get(verb, "250 OK"))

    def _drops(self, line: socket.socket, step: str) -> bool:
        return self.replies.get(step) == "DROP"

    @staticmethod
    def _mail(lines: Any) -> bytes:
        mail = b""
        for raw in lines:
            if raw == b".\r\n":
                return mail
            mail += raw
        return mail


@contextlib.contextmanager
def mail_server(extensions: list[str] | None = None, **replies: str) -> Iterator[MailServer]:
    made = MailServer(replies, extensions or [])
    with listening(made.answer) as port:
        made.port = port
        yield made
