"""The list of clauses is complete, cited in the files, and every test names a clause of it."""

from pathlib import Path

from config.load import init_office
from tests.conformance.clauses import CLAUSES, OFFICES
from tests.conformance.expected import ABSENT, ROWS
from tests.conformance.report import cited


def test_there_are_114_clauses() -> None:
    assert len(set(CLAUSES)) == len(CLAUSES) == 114


def test_every_clause_is_cited_in_the_file_of_its_office(tmp_path: Path) -> None:
    for code, office in OFFICES.items():
        init_office(tmp_path / code, office)
        text = (tmp_path / code / "regulation.yaml").read_text(encoding="utf-8")
        assert [clause for clause in CLAUSES if clause.startswith(code) and not cited(clause, text)] == []


def test_every_row_names_a_clause_of_the_list() -> None:
    assert {row.clause for row in (*ROWS, *ABSENT)} <= set(CLAUSES)
