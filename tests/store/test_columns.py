"""Times keep their offset, JSON keeps its Chinese."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import StatementError

from store.engine import reading, writing
from store.records import SourceState
from store.rows import fetch, insert


def state(next_check_at: datetime) -> SourceState:
    return SourceState(tenant="t", code="s", next_check_at=next_check_at, etag={"说明": "原样"})


def test_a_naive_time_is_refused(engine: Engine) -> None:
    with pytest.raises(StatementError, match="naive time refused"), writing(engine) as connection:
        insert(connection, state(datetime(2026, 11, 22, 13, 0)))


def test_a_time_in_another_zone_comes_back_as_the_same_moment_in_utc(engine: Engine) -> None:
    china = datetime(2026, 11, 22, 13, 0, tzinfo=timezone(timedelta(hours=8)))
    with writing(engine) as connection:
        insert(connection, state(china))
    with reading(engine) as connection:
        kept = fetch(connection, SourceState)[0]
    assert kept.next_check_at == china
    assert kept.next_check_at.tzinfo is UTC
    assert kept.etag == {"说明": "原样"}
