"""From a shipped office's file through the public command to what a clause asks; each clause's YAML, mutated, turns it red."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.load import init_office
from tests.conformance.asking import differences, duties, of_rule, told
from tests.conformance.clauses import OFFICES
from tests.conformance.expected import ABSENT, ROWS, Absent, Row

_CLOCK = re.compile(r"(?<=- )(\d\d:\d\d)$", re.MULTILINE)
"""A time of day must stand in quotation marks in an office file."""
ROW_IDS = [f"{row.clause}:{number}" for number, row in enumerate(ROWS)]


@pytest.fixture(scope="session")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("offices")
    for code, office in OFFICES.items():
        init_office(folder / code, office)
    return folder


@pytest.mark.parametrize("row", ROWS, ids=ROW_IDS)
def test_clause_is_due_when_and_to_whom_the_paper_says(row: Row, offices: Path) -> None:
    assert differences(row, duties(offices / row.clause[:2], row.asked)) == []


@pytest.mark.parametrize("row", ABSENT, ids=[f"{row.clause}:{number}" for number, row in enumerate(ABSENT)])
def test_clause_is_not_asked_of_other_cases(row: Absent, offices: Path) -> None:
    answers = duties(offices / row.clause[:2], row.asked)
    if row.rule == "leader":
        assert "lead/principal" not in told([answer for answer in answers if answer["duty"] == "response"])
    else:
        assert of_rule(answers, row.rule) == []


@pytest.mark.parametrize("row", ROWS, ids=ROW_IDS)
def test_clause_turns_red_when_its_rule_is_changed(row: Row, offices: Path, tmp_path: Path) -> None:
    source = offices / row.clause[:2]
    read = yaml.safe_load((source / "regulation.yaml").read_text(encoding="utf-8"))
    _mutate(_rule(read, row.rule.split("/")[0]), row)
    (tmp_path / "units.yaml").write_bytes((source / "units.yaml").read_bytes())
    written = yaml.safe_dump(read, allow_unicode=True, sort_keys=False)
    (tmp_path / "regulation.yaml").write_text(_CLOCK.sub(r'"\1"', written), encoding="utf-8")
    assert differences(row, duties(tmp_path, row.asked)) != []


def _rule(read: dict[str, Any], code: str) -> dict[str, Any]:
    found = [rule for rules in read.values() if isinstance(rules, list) for rule in rules if _code(rule) == code]
    return next(rule for rule in found if "依据" in rule)


def _code(rule: Any) -> str:
    return str(rule.get("编号", "")) if isinstance(rule, dict) else ""


def _mutate(rule: dict[str, Any], row: Row) -> None:
    """Another limit where the limit shows, else other recipients, else other cases."""
    if "/" in row.rule:
        links = rule["随后"] if isinstance(rule["随后"], list) else [rule["随后"]]
        links[row.rule.count("/") - 1]["超时"] = "7分钟"
    elif "同时" in rule:
        rule["同时"] = ["新闻发言人"]
    elif row.due is None or rule.get("期限") == "交办件时限":
        rule["适用"] = {"处置类型": "无需办理", "等级": "较大"}
    elif "提前" in rule:
        rule["提前"] = "7分钟"
    else:
        rule["每隔" if "每隔" in rule else "期限"] = "7分钟"
