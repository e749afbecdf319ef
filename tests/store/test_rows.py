"""Records go in and come out as they are, and a claim can be checked."""

from datetime import UTC, datetime

from sqlalchemy import Engine

from store.engine import reading, writing
from store.records import SourceState
from store.rows import count, fetch_one, insert_new, update
from store.tables import source_states

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def test_adding_a_record_twice_is_no_error_and_adds_one_row(engine: Engine) -> None:
    with writing(engine) as connection:
        assert insert_new(connection, SourceState("t", "s", NOON))
        assert not insert_new(connection, SourceState("t", "s", NOON, failures=3))
        assert count(connection, SourceState) == 1


def test_of_two_claims_only_the_first_finds_the_row(engine: Engine) -> None:
    with writing(engine) as connection:
        insert_new(connection, SourceState("t", "s", NOON))
        assert update(connection, SourceState, {"code": "s", "last_ok_at": None}, {"last_ok_at": NOON}) == 1
        assert update(connection, SourceState, {"code": "s", "last_ok_at": None}, {"last_ok_at": NOON}) == 0


def test_a_failed_transaction_leaves_nothing(engine: Engine) -> None:
    try:
        with writing(engine) as connection:
            insert_new(connection, SourceState("t", "s", NOON))
            raise RuntimeError("power cut")
    except RuntimeError:
        pass
    with reading(engine) as connection:
        assert fetch_one(connection, SourceState, source_states.c.code == "s") is None
