"""Asking the public command, as any other program would."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from service.cli import app
from tests.conformance.expected import FOUND, Row

Answer = dict[str, Any]


def duties(folder: Path, asked: dict[str, str]) -> list[Answer]:
    """What `huiying regulation due` says of a case; each question is asked once."""
    return _asked(folder, tuple(asked.items()))


@cache
def _asked(folder: Path, asked: tuple[tuple[str, str], ...]) -> list[Answer]:
    options = [part for key, value in (("discovered", FOUND), *asked) for part in (f"--{key}", value)]
    done = CliRunner().invoke(app, ["regulation", "due", str(folder), *options, "--json"])
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def of_rule(answers: list[Answer], rule: str) -> list[Answer]:
    """The duties one rule laid."""
    return [answer for answer in answers if answer["code"] == rule]


def told(answers: list[Answer]) -> list[str]:
    """Everybody these duties reach, as unit/role."""
    return [f"{item['unit']}/{item['role']}" for answer in answers for item in answer["recipients"]]


def differences(row: Row, answers: list[Answer]) -> list[str]:
    """What the answers of a rule say otherwise than the table."""
    found = of_rule(answers, row.rule)
    if not found:
        return [f"{row.rule} 不在其中"]
    first = found[0]
    marks = {mark for mark in ("immediate", "in_principle", "optional") if first[mark]}
    said = [
        ("duty", first["duty"], row.duty),
        ("due_at", first["due_at"], row.due),
        ("starts", first["starts"], row.starts),
        ("marks", marks, set(row.marks)),
        ("repeats_every", first["repeats_every"], row.repeats),
        ("cites", any(row.article in article for article in first["articles"]), True),
    ]
    wrong = [f"{name}: {is_!r} 应为 {ought!r}" for name, is_, ought in said if is_ != ought]
    reached = told(found)
    leaders = {"lead/principal", "lead/deputy"} - set(row.recipients)
    if row.recipients and [one for one in reached if one not in leaders or row.duty == "first_report"] != list(row.recipients):
        wrong.append(f"recipients: {reached}")
    return wrong
