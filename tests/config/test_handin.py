"""Office files about what is handed in: sources by hand, keys, rounds."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from config.check import check_office
from config.handin import FOLDER, folder_name, intake_source, intake_sources
from config.load import init_office
from config.patrol import Patrol

PATROL = """轮次:
  - {名称: 早巡, 时段: 08:30-09:30}
  - {名称: 夜巡, 时段: 23:00-次日01:00}
平台:
  - {名称: 抖音, 看什么: 搜索县名和各乡镇名}
  - {名称: 人民网领导留言板, 轮次: [早巡]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    init_office(tmp_path / "office", "demo-county")
    return tmp_path / "office"


def findings(folder: Path, file: str, text: str) -> list[tuple[str, str, int]]:
    (folder / file).write_text(text, encoding="utf-8")
    return [(found.id, found.file, found.line) for found in check_office(folder).findings]


SOURCE = '代码: in\n名称: 来信\n类型: 网络问政与信箱\n地址: "{}"\n'


def test_a_source_by_hand_or_by_folder_is_in_order(folder: Path) -> None:
    assert findings(folder, "sources/a.yaml", SOURCE.format("人工登记")) == []
    assert findings(folder, "sources/a.yaml", SOURCE.format("文件夹:inbox")) == []


@pytest.mark.parametrize("address", ["文件夹:", "文件夹:../x", "文件夹:/etc", "文件夹:a/../../b", "文件夹:C:x"])
def test_a_folder_outside_the_office_is_refused(folder: Path, address: str) -> None:
    assert findings(folder, "sources/a.yaml", SOURCE.format(address)) == [("C505", "sources/a.yaml", 4)]


@given(st.text(max_size=20))
def test_no_folder_name_leads_outside(name: str) -> None:
    found = folder_name(FOLDER + name)
    root = Path("/office").resolve()
    assert not found or (root / found).resolve().is_relative_to(root)


def test_kinds_without_a_source_have_a_built_in_one(folder: Path) -> None:
    office = check_office(folder).office
    assert [one.code for one in intake_sources(office) if one.kind.value == "hotline"] == ["hotline"]
    assert "intake-print" in [one.code for one in intake_sources(office)]
    assert intake_source(office, "forum") is None


def test_a_key_for_a_source_that_takes_nothing_is_told_by_line(folder: Path) -> None:
    entry = f'密钥:\n  - 信源: forum\n    摘要: "{"a" * 64}"\n'
    assert findings(folder, "apikeys.yaml", entry) == [("C506", "apikeys.yaml", 2)]
    assert findings(folder, "apikeys.yaml", entry.replace("forum", "intake-print")) == []


def test_the_rounds_of_a_list_are_read(folder: Path) -> None:
    assert findings(folder, "patrol.yaml", PATROL) == []
    patrol = check_office(folder).office.patrol
    start = datetime(2026, 11, 21, 16, 0, tzinfo=UTC)
    turns = list(patrol.turns(start, start + timedelta(days=1)))
    assert [(turn.round, turn.platform, turn.starts_at.hour, turn.ends_at.hour) for turn in turns] == [
        ("早巡", "抖音", 8, 9), ("早巡", "人民网领导留言板", 8, 9), ("夜巡", "抖音", 23, 1),
    ]  # fmt: skip
    assert turns[-1].ends_at - turns[-1].starts_at == timedelta(hours=2)


@pytest.mark.parametrize(
    "text",
    [PATROL.replace("轮次: [早巡]", "轮次: [午巡]"), PATROL.replace("夜巡", "早巡"), PATROL.replace("08:30-09:30", "一早")],
)
def test_a_mistake_in_the_list_is_a_finding(folder: Path, text: str) -> None:
    assert [found[:2] for found in findings(folder, "patrol.yaml", text)] == [("S004", "patrol.yaml")]


def test_no_turn_comes_twice_whatever_the_span() -> None:
    patrol = Patrol.model_validate(yaml.safe_load(PATROL.replace("08:30-09:30", '"08:30-09:30"')))
    start = datetime(2026, 11, 20, 3, 17, tzinfo=UTC)
    cut = [start + timedelta(hours=7 * step) for step in range(20)]
    pieces = [turn.key for since, until in pairwise(cut) for turn in patrol.turns(since, until)]
    assert pieces == [turn.key for turn in patrol.turns(cut[0], cut[-1])]
    assert len(set(pieces)) == len(pieces)
