"""A good edit takes effect while running; a broken one changes nothing and says so."""

import os
from pathlib import Path

import pytest

from config.load import init_office
from service.office_box import OfficeBox


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    init_office(tmp_path / "office", "demo-county")
    return tmp_path / "office"


def edit(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    before = path.stat().st_mtime_ns
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    os.utime(path, ns=(before + 1_000_000, before + 1_000_000))


def test_a_good_edit_takes_effect(folder: Path) -> None:
    box = OfficeBox(folder)
    assert not box.refresh()
    edit(folder, "office.yaml", "望川县人民政府办公室", "望川县政府办")
    assert box.refresh()
    assert box().sheet.name == "望川县政府办"


def test_a_broken_edit_keeps_the_old_version_until_it_is_mended(folder: Path) -> None:
    box = OfficeBox(folder)
    edit(folder, "regulation.yaml", "期限: 48小时", "期限: 两天")
    assert not box.refresh()
    assert box().regulation.duties[-1].limit is not None
    assert box().regulation.duties[-1].limit.text == "48小时"
    assert "两天" in box.findings[0].message
    edit(folder, "regulation.yaml", "期限: 两天", "期限: 36小时")
    assert box.refresh()
    assert not box.findings
