"""`huiying regulation`, `route test` and `case explain`: what other programs read, from files alone."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from alerts.explaining import explain, words_of
from config.load import init_office, shipped_offices
from config.selectors import Selector
from service.cli import app
from store.engine import open_store, reading, writing
from store.views import case_file, case_row
from tests.alerts.matters import happen, post
from tests.alerts.offices import office as small_office


def huiying(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def office(tmp_path: Path) -> Path:
    init_office(tmp_path / "office", "changzhi-energy-bureau")
    return tmp_path / "office"


CASE = ("--priority", "emergency", "--tier", "major", "--incident-grade", "major", "--discovered", "2026-11-20T21:30")


def test_due_tells_each_duty_with_its_moment_in_china_time(office: Path) -> None:
    duties = [json.loads(line) for line in huiying("regulation", "due", office, *CASE, "--json").stdout.splitlines()]
    first = duties[0]
    assert (first["duty"], first["due_at"]) == ("first_information", "2026-11-20T22:30:00+08:00")
    assert first["in_principle"]
    assert not first["immediate"]
    assert first["articles"] == ["第三条（CZ-3.3）", "国办发〔2016〕80号"]
    assert {"unit": "lead", "role": "principal", "name": "主要负责人"} in first["recipients"]


def test_due_needs_only_the_regulation(office: Path) -> None:
    for name in ("units.yaml", "roster.yaml", "channels.yaml", "office.yaml"):
        (office / name).unlink()
    assert huiying("regulation", "due", office, *CASE, "--json").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--priority", "火灾", "--discovered", "2026-11-20"), "重点“火灾”无法识别"),
        (("--priority", "emergency", "--tier", "很大", "--discovered", "2026-11-20"), "等级“很大”无法识别"),
        (("--priority", "emergency", "--discovered", "昨天"), "时间“昨天”无法识别"),
    ],
)
def test_a_wrong_word_is_told_with_what_may_stand(office: Path, arguments: tuple[str, ...], words: str) -> None:
    done = huiying("regulation", "due", office, *arguments)
    assert done.exit_code == 1
    assert words in done.output


def test_a_broken_regulation_is_told_with_its_line(office: Path) -> None:
    path = office / "regulation.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("48小时", "两天"), encoding="utf-8")
    done = huiying("regulation", "due", office, *CASE)
    assert done.exit_code == 1
    assert "regulation.yaml 第" in done.output


@pytest.mark.parametrize("code", shipped_offices())
def test_a_timetable_names_every_priority_and_tier(code: str, tmp_path: Path) -> None:
    init_office(tmp_path / code, code)
    rows = [json.loads(line) for line in huiying("regulation", "timetable", tmp_path / code, "--json").stdout.splitlines()]
    places = {(row["priority"], row["tier"]) for row in rows}
    assert len(places) == 6 * len({row["tier"] for row in rows})
    assert all(duty["articles"] for row in rows for duty in row["duties"])
    assert "新闻发布会" in huiying("regulation", "timetable", tmp_path / code).stdout


def test_the_schema_is_json() -> None:
    schema = json.loads(huiying("regulation", "schema").stdout)
    assert "时限" in schema["properties"]


def test_a_case_explains_its_duties_and_recipients(tmp_path: Path) -> None:
    engine = open_store(f"sqlite:///{tmp_path / 'x.db'}")
    with writing(engine) as connection:
        case = happen(connection, small_office(), post(), tier="extraordinary")
    assert case is not None
    with reading(engine) as connection:
        row = case_row(connection, case.tenant, number=case.number)
        assert row is not None
        file = case_file(connection, case.tenant, row)
    lines = explain(case, file.duties, file.notices, file.steps)
    engine.dispose()
    answer = next(line for line in lines if line.what == "时限" and line.name == "回应")
    assert (answer.rule, answer.article, answer.applies) == ("T4", "第三条", "其他：是")
    assert answer.when.startswith("48小时，发现起算")
    assert {line.what for line in lines} == {"派单", "时限", "催办", "通知"}
    assert any(line.what == "通知" and line.article == "第四条" for line in lines)


def test_whom_a_rule_is_for_reads_like_the_file() -> None:
    selector = Selector.model_validate({"重点": "突发事件", "等级": "重大及以上", "除外": {"来源": "热线电话"}})
    assert words_of(selector) == "重点：突发事件，等级：重大及以上，除外：（来源：热线电话）"
    assert words_of(Selector.model_validate("全部")) == "全部"
