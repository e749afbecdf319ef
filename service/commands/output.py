"""How commands speak: JSON Lines for programs on standard output, Chinese for people, logs to standard error."""

import json
import logging
import sys
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

import typer
from rich.console import Console
from rich.table import Table

console = Console()
complaints = Console(stderr=True, soft_wrap=True, highlight=False)


def print_json(rows: Iterable[Mapping[str, Any]]) -> None:
    """One object a line, Chinese as it is, each line flushed so that a pipe sees it at once."""
    for row in rows:
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
        sys.stdout.flush()


def print_table(title: str, heads: list[str], rows: Iterable[Iterable[object]]) -> None:
    """A table for people."""
    table = Table(title=title, title_justify="left", header_style="bold")
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    console.print(table)


def fail(message: str, code: int = 1) -> NoReturn:
    """Say in Chinese what is wrong and end."""
    complaints.print(message, markup=False)
    raise typer.Exit(code)


def log_to_stderr(level: int = logging.INFO) -> None:
    """Logs go to standard error with the time in front; standard output stays clean for programs."""
    logging.basicConfig(level=level, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    # These tell every request; our own words tell what matters.
    for noisy in ("httpx", "httpcore", "apscheduler", "alembic", "uvicorn.error", "mail.log"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
