"""A second daemon on the same office is refused in words a clerk understands."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from service.settings import Settings
from service.single import AlreadyRunning, only_instance
from store.engine import connect, open_store


def test_the_second_instance_is_refused_and_the_next_one_after_it_may_start(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    settings.prepare()
    engine = open_store(settings.database_url)
    with only_instance(settings, engine), pytest.raises(AlreadyRunning, match="已在运行"), only_instance(settings, engine):
        pass
    with only_instance(settings, engine):
        pass
    engine.dispose()


def test_on_postgresql_a_second_machine_is_refused(tmp_path: Path, postgres_url: str) -> None:
    here, there = Settings(tmp_path / "a", database=postgres_url), Settings(tmp_path / "b", database=postgres_url)
    engines: list[Engine] = [connect(postgres_url), connect(postgres_url)]
    for settings in (here, there):
        settings.prepare()
    with only_instance(here, engines[0]), pytest.raises(AlreadyRunning, match="另一台机器"), only_instance(there, engines[1]):
        pass
    for engine in engines:
        engine.dispose()
