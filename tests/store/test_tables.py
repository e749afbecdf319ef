"""The records and the tables are the same nouns."""

import dataclasses
from importlib.resources import files

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import DateTime, Engine

from store import records
from store.engine import newest_revision
from store.tables import RECORD_TABLES, metadata


@pytest.mark.parametrize("record_type", RECORD_TABLES)
def test_a_record_has_the_columns_of_its_table(record_type: type) -> None:
    assert [field.name for field in dataclasses.fields(record_type)] == [c.name for c in RECORD_TABLES[record_type].columns]


def test_every_noun_has_a_table() -> None:
    nouns = {noun for noun in vars(records).values() if dataclasses.is_dataclass(noun)}
    assert nouns == set(RECORD_TABLES)


def test_every_table_names_the_office_it_belongs_to() -> None:
    assert all("tenant" in table.primary_key.columns for table in metadata.tables.values())


def test_no_column_drops_the_offset_of_a_time() -> None:
    columns = [column for table in metadata.tables.values() for column in table.columns]
    assert not [column for column in columns if isinstance(column.type, DateTime)]


def test_the_newest_revision_is_known_without_alembic(engine: Engine) -> None:
    settings = Config()
    settings.set_main_option("script_location", str(files("store") / "migrations"))
    assert newest_revision() == ScriptDirectory.from_config(settings).get_current_head()
    with engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == newest_revision()


def test_the_migrations_make_exactly_these_tables(engine: Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
