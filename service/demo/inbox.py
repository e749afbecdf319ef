"""The demonstration's inbox: what the two sinks accepted, on disk before the sender hears of it."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

WECOM = "企业微信"
MAIL = "邮件"

_TABLE = """
CREATE TABLE IF NOT EXISTS inbox (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, channel TEXT NOT NULL, recipient TEXT NOT NULL,
    subject TEXT NOT NULL, text TEXT NOT NULL, account TEXT NOT NULL DEFAULT '')
"""


@dataclass(frozen=True, slots=True)
class Delivered:
    """One accepted message; `recipient` is a group's name or a mail address."""

    at: datetime
    channel: str
    recipient: str
    subject: str
    text: str


class Inbox:
    """A file of accepted messages. Every call opens its own connection, so that processes and threads can share it."""

    def __init__(self, path: Path) -> None:
        """Make the file if it is not there."""
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = self._open()
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            with connection:
                connection.execute(_TABLE)
        finally:
            connection.close()

    def add(self, message: Delivered, account: str = "") -> None:
        """Keep a message; it is on disk when this returns. `account` is the robot whose limit it counts against."""
        connection = self._open()
        try:
            with connection:
                connection.execute(
                    "INSERT INTO inbox (at, channel, recipient, subject, text, account) VALUES (?, ?, ?, ?, ?, ?)",
                    (message.at.isoformat(), message.channel, message.recipient, message.subject, message.text, account),
                )
        finally:
            connection.close()

    def messages(self, limit: int = 200) -> list[Delivered]:
        """The newest messages, newest first."""
        connection = self._open()
        try:
            rows = connection.execute(
                "SELECT at, channel, recipient, subject, text FROM inbox ORDER BY id DESC LIMIT ?", (limit,)
            ).fetchall()
        finally:
            connection.close()
        return [Delivered(datetime.fromisoformat(at), *rest) for at, *rest in rows]

    def sent_since(self, account: str, since: datetime) -> int:
        """How many messages a robot sent after a moment; all moments are written in UTC, so their texts sort."""
        connection = self._open()
        try:
            row = connection.execute("SELECT count(*) FROM inbox WHERE account = ? AND at > ?", (account, since.isoformat()))
            return int(row.fetchone()[0])
        finally:
            connection.close()

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=30)
        connection.execute("PRAGMA synchronous=FULL")
        return connection
