"""`make conformance`: runs the test of every clause and writes docs/conformance.md from what passed.

Exit code 1 when a clause has no passing test.
"""

import re
import sys
from collections import defaultdict
from importlib.resources import files
from pathlib import Path

import pytest

from tests.conformance.clauses import CLAUSES, OFFICES, PEOPLE
from tests.conformance.expected import PARTLY

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "conformance.md"
_ID = re.compile(r"\[((?:NC|TB|BL|CZ|YL|P)-\d[\d.]*[a-d]?)(?::|\])")


class Outcomes:
    """Counts passed and failed tests per clause while pytest runs."""

    def __init__(self) -> None:
        self.passed: dict[str, list[str]] = defaultdict(list)
        self.failed: dict[str, list[str]] = defaultdict(list)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note one test."""
        found = _ID.search(report.nodeid)
        if found is None:
            return
        name = report.nodeid.split("::")[-1].split("[")[0]
        if report.failed:
            self.failed[found[1]].append(name)
        elif report.when == "call" and report.passed:
            self.passed[found[1]].append(name)

    def covered(self, clause: str) -> bool:
        """Whether every test of a clause passed, and there is one."""
        return self._passed(clause) and clause not in PARTLY

    def state(self, clause: str) -> str:
        """How a clause stands, in the words of the page."""
        if self.failed[clause]:
            return "失败"
        if not self._passed(clause):
            return "未覆盖"
        return f"部分覆盖，尚缺：{PARTLY[clause]}" if clause in PARTLY else "已覆盖"

    def _passed(self, clause: str) -> bool:
        return bool(self.passed[clause]) and not self.failed[clause]


def cited(clause: str, text: str) -> bool:
    """Whether a regulation file names the clause."""
    return re.search(rf"{re.escape(clause)}(?![\d.a-z])", text) is not None


def rule_names(clause: str) -> list[str]:
    """The 编号 of the rules that carry a clause."""
    office = OFFICES.get(clause[:2])
    if office is None:
        return []
    text = files("config").joinpath("offices", office, "regulation.yaml").read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=  - )", text)
    carrying = [block for block in blocks if cited(clause, block)]
    return [found[1] for block in carrying if (found := re.search(r"编号: ([^\s,}]+)", block))]


def page(outcomes: Outcomes) -> str:
    """The whole table."""
    ids = [*CLAUSES, *PEOPLE]
    done = [clause for clause in ids if outcomes.covered(clause)]
    partly = [clause for clause in ids if outcomes.state(clause).startswith("部分")]
    lines = [
        "# 条款落实对照表",
        "",
        "由 `make conformance` 生成，请勿手改。每条：制度文件中的编号 → 通过的测试。",
        "测试只经公开命令读取随附的制度文件；每项时限另有一次改动规则必须变红的测试。",
        "“部分覆盖”指时限、收件人、审批或确认已有通过的测试而其他要求尚无；部分覆盖和未覆盖均不作数。",
        "",
        f"已覆盖 {len(done)} 条，部分覆盖 {len(partly)} 条，未覆盖 {len(ids) - len(done) - len(partly)} 条，共 {len(ids)} 条。",
        "",
        "| 条款 | 办公室 | 制度文件中的编号 | 测试 | 状态 |",
        "|---|---|---|---|---|",
    ]
    for clause in ids:
        office = OFFICES.get(clause[:2], "全部办公室")
        tests = "、".join(f"{name} ×{outcomes.passed[clause].count(name)}" for name in sorted(set(outcomes.passed[clause])))
        lines.append(
            f"| {clause} | {office} | {'、'.join(rule_names(clause)) or '—'} | {tests or '—'} | {outcomes.state(clause)} |"
        )
    return "\n".join(lines) + "\n"


def main() -> int:
    """Run, write, and say how many clauses are left."""
    outcomes = Outcomes()
    ended = pytest.main(["-q", "--no-header", str(HERE)], plugins=[outcomes])
    PAGE.write_text(page(outcomes), encoding="utf-8")
    missing = [clause for clause in (*CLAUSES, *PEOPLE) if not outcomes.covered(clause)]
    if missing:
        sys.stderr.write(f"尚未全部覆盖 {len(missing)} 条：{'、'.join(missing)}\n")
    return 1 if missing or ended else 0


if __name__ == "__main__":
    sys.exit(main())
