"""Nothing in the audit can be altered afterwards without it showing."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from store.audit import record, verify
from store.engine import writing
from store.tables import audit

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def write_three(engine: Engine) -> None:
    with writing(engine) as connection:
        for action in ("立案", "签收", "回应"):
            record(connection, "t", NOON, "值班员", action, "case-1", "按制度办理", {"编号": "2026-1122-001"})


def test_an_untouched_chain_verifies(engine: Engine) -> None:
    write_three(engine)
    with writing(engine) as connection:
        assert verify(connection, "t") == []


@pytest.mark.parametrize("column", ["actor", "action", "reason", "subject"])
def test_a_changed_word_shows(engine: Engine, column: str) -> None:
    write_three(engine)
    with writing(engine) as connection:
        connection.execute(audit.update().where(audit.c.sequence == 2).values({column: "改"}))
        assert verify(connection, "t") == ["第 2 条审计记录内容被改动"]


def test_a_removed_entry_shows(engine: Engine) -> None:
    write_three(engine)
    with writing(engine) as connection:
        connection.execute(audit.delete().where(audit.c.sequence == 2))
        assert "第 2 条审计记录缺失" in verify(connection, "t")


def test_each_office_has_its_own_chain(engine: Engine) -> None:
    write_three(engine)
    with writing(engine) as connection:
        assert record(connection, "other", NOON, "a", "b", "c").sequence == 1
