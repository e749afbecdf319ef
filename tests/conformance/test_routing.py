"""From a text through `huiying route test` to the units that must answer it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from config.load import init_office
from service.cli import app
from tests.conformance.clauses import OFFICES


@dataclass(frozen=True)
class Sent:
    """A text of one office, and who must answer it."""

    clause: str
    text: str
    lead: str
    supporting: str = ""
    coordinating: tuple[str, ...] = ()


LAMPS = "南昌县向塘镇河头村的村道路灯坏了三个月没人修，晚上走路摔伤了好几个人，什么时候能修好？"
SEWAGE = "南昌县武阳镇一家化工厂长期偷排污水，臭气熏天，附近几百户村民苦不堪言，多次投诉没人管，请环保局查处"
POWER = "长治市潞州区小区连续两天停电，电力部门也不通知，上千户居民怎么办？"
ROUTES = (
    Sent("NC-1.2", LAMPS, "", "town-xiangtang"),
    Sent("NC-3.3", LAMPS, "", "town-xiangtang", ("county-office", "publicity")),
    Sent("NC-3.5", SEWAGE, "ecology", "town-wuyang", ("city-ecology", "county-office", "publicity")),
    Sent("CZ-1.1", POWER, "power", "", ("bureau-office",)),
    Sent("CZ-3.1", POWER, "power"),
)


@pytest.fixture(scope="session")
def model(starter_models: Path) -> Path:
    return next(folder for folder in sorted(starter_models.iterdir()) if (folder / "manifest.json").is_file())


def route(office: str, text: str, model: Path, folder: Path) -> dict[str, Any]:
    """What `huiying route test` says."""
    init_office(folder / "office", office)
    arguments = ["route", "test", str(folder / "office"), "--text", text, "--model", str(model), "--json"]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


NOBODY = (
    ("NC-1.2", "河北省石家庄市长安区一小区连续停水三天，居民没水用，物业不管", "外地事项，不立件", []),
    ("NC-1.2", "小区连续停水三天没人管，上千户居民没水用，什么时候恢复？", "事发地不明，由值班室研判", ["county-office"]),
)


@pytest.mark.parametrize(("clause", "text", "decision", "told"), NOBODY, ids=[f"{row[0]}:{n}" for n, row in enumerate(NOBODY)])
def test_clause_sends_matters_of_elsewhere_to_no_unit(
    clause: str, text: str, decision: str, told: list[str], model: Path, tmp_path: Path
) -> None:
    found = route(OFFICES[clause[:2]], text, model, tmp_path)
    assert found["decision"] == decision
    assert [notice["unit"] for notice in found["notices"]] == told


@pytest.mark.parametrize("sent", ROUTES, ids=[f"{sent.clause}:{number}" for number, sent in enumerate(ROUTES)])
def test_clause_finds_the_units_that_answer(sent: Sent, model: Path, tmp_path: Path) -> None:
    found = route(OFFICES[sent.clause[:2]], sent.text, model, tmp_path)
    leads = [found["lead"]["unit"]]
    assert len(leads) == 1
    assert leads[0] == sent.lead or not sent.lead
    assert not sent.supporting or sent.supporting in [share["unit"] for share in found["supporting"]]
    assert set(sent.coordinating) <= {share["unit"] for share in found["coordinating"]}
    told = {notice["unit"] for notice in found["notices"]}
    assert {leads[0], *(unit for unit in sent.coordinating if unit != "city-ecology")} <= told
    assert all(notice["text"] and notice["channel"] for notice in found["notices"])
