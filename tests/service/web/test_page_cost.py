"""A page asks the store a fixed number of questions, however many rows there are."""

from typing import Any

import pytest
from sqlalchemy import Engine, event

from tests.service.web.conftest import Visitor
from tests.service.web.county import FLOOD, County


def statements(engine: Engine, visit: Any) -> int:
    seen: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    assert visit().status_code == 200
    return len([text for text in seen if text.startswith("SELECT")])


@pytest.mark.parametrize("path", ["/", "/cases", "/sources", "/cases/2026-1122-001"])
def test_more_rows_cost_no_more_statements(county: County, duty: Visitor, path: str) -> None:
    first = county.case(FLOOD, posts=2)
    county.duty(first, "回应", 60)
    few = statements(county.engine, lambda: duty.get(path))
    for index in range(15):
        other = county.case(f"{FLOOD}之{index}", posts=3)
        county.duty(other, "回应", 60 + index)
        county.notice(first, "mail", "delivered", ago=index)
    assert statements(county.engine, lambda: duty.get(path)) <= few
    assert few <= 14
