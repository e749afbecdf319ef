"""`huiying apikey new` prints a key once and keeps only its hash."""

from pathlib import Path

import pytest

from config.apikeys import digest_of
from config.load import init_office, load_office
from tests.service.test_import_command import huiying


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    init_office(tmp_path / "office", "demo-county")
    return tmp_path / "office"


def test_a_new_key_is_printed_once_and_kept_as_a_hash(folder: Path) -> None:
    made = [huiying("apikey", "new", folder, "--source", "intake-hotline", "--note", "热线系统") for _ in range(2)]
    keys = [done.stdout.strip() for done in made]
    file = folder / "apikeys.yaml"
    assert [done.returncode for done in made] == [0, 0]
    assert len(set(keys)) == 2
    assert file.stat().st_mode & 0o077 == 0
    assert all(key not in file.read_text(encoding="utf-8") for key in keys)
    known = load_office(folder).api_keys
    assert [known.holder(key).digest for key in keys] == [digest_of(key) for key in keys]
    assert known.holder("hy_other") is None


def test_a_source_that_takes_nothing_is_refused(folder: Path) -> None:
    done = huiying("apikey", "new", folder, "--source", "forum")
    assert done.returncode == 1
    assert "没有代码为“forum”的登记信源" in done.stderr
    assert not (folder / "apikeys.yaml").exists()
