"""One POST with hard time limits: 5 s to connect, 15 s in all, no redirects, no proxy, TLS verified.

Whether bytes of the request had left decides between "not delivered" and "perhaps delivered"; so this speaks HTTP with
the standard library, where that is known.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 15.0
LARGEST_ANSWER = 64 * 1024


class NotSent(Exception):
    """The provider has not received the message."""


class PerhapsSent(Exception):
    """The request had left when the connection failed or time ran out."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said; `body` is cut at 64 KiB."""

    status: int
    body: bytes
    retry_after: str


def post(url: str, body: bytes, content_type: str, connect: float = CONNECT_SECONDS, total: float = TOTAL_SECONDS) -> Answer:
    """Send the body; NotSent or PerhapsSent when no whole answer came."""
    parts = urlsplit(url)
    connection = _connection(parts.scheme, parts.hostname or "", parts.port, connect)
    try:
        with _deadline(connection, total):
            return _exchange(connection, urlunsplit(("", "", parts.path, parts.query, "")), body, content_type, total)
    finally:
        connection.close()


def _connection(scheme: str, host: str, port: int | None, connect: float) -> http.client.HTTPConnection:
    if scheme == "https":
        return http.client.HTTPSConnection(host, port, timeout=connect, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, port, timeout=connect)


def _exchange(connection: http.client.HTTPConnection, path: str, body: bytes, kind: str, total: float) -> Answer:
    try:
        connection.connect()
    except ssl.SSLError as error:
        raise NotSent(f"TLS: {error.reason or 'failed'}") from None
    except OSError as error:
        raise NotSent(f"{type(error).__name__}: {error.strerror or error}") from None
    connection.sock.settimeout(total)
    try:
        connection.request("POST", path, body, {"Content-Type": kind, "User-Agent": "huiying"})
        response = connection.getresponse()
        answer = response.read(LARGEST_ANSWER)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise PerhapsSent(type(error).__name__) from None
    return Answer(response.status, answer, response.headers.get("Retry-After", ""))


@contextmanager
def _deadline(connection: http.client.HTTPConnection, total: float) -> Iterator[None]:
    """Cut the line when the time is up: a socket's own timeout starts anew with every byte of a slow answer."""

    def cut() -> None:
        line = connection.sock
        if line is not None:
            cut_line(line)

    timer = threading.Timer(total, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def cut_line(line: socket.socket) -> None:
    """End a connection under whoever is reading it, without a TLS farewell that could itself hang."""
    try:
        socket.socket.shutdown(line, socket.SHUT_RDWR)
    except OSError:
        return
