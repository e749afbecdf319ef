"""The page behind a message's link."""

from typing import Any

import pytest
from sqlalchemy import Engine, select

from store.engine import reading, writing
from store.records import Case, Receipt, Response
from store.rows import fetch, update
from store.tables import metadata
from tests.service.web.conftest import Visitor, text_of
from tests.service.web.county import ACCUSATION, HOUSING, County


def everything(engine: Engine) -> dict[str, Any]:
    with reading(engine) as connection:
        return {table.name: connection.execute(select(table)).all() for table in metadata.sorted_tables}


@pytest.fixture
def case(county: County) -> Any:
    made = county.case(HOUSING, posts=2)
    county.duty(made, "回应", 42)
    return made


@pytest.fixture
def stored(sqlite_engine: Engine) -> Any:
    def look(kind: Any = Case) -> Any:
        with reading(sqlite_engine) as connection:
            return fetch(connection, kind)

    return look


def test_looking_changes_nothing(county: County, case: Case, visitor: Visitor, sqlite_engine: Engine) -> None:
    links = [county.link(case, "housing-handler", "housing"), county.link(case, "", "housing")]
    before = everything(sqlite_engine)
    for token in links:
        for _ in range(10):
            assert visitor.get(f"/s/{token}").status_code == 200
            assert visitor.head(f"/s/{token}").status_code == 200
    assert everything(sqlite_engine) == before


def test_the_page_needs_no_login_and_shows_what_and_until_when(county: County, case: Case, visitor: Visitor) -> None:
    shown = text_of(visitor.get(f"/s/{county.link(case, 'housing-handler', 'housing')}").text)
    assert HOUSING in shown
    assert "11月22日 09:42 剩42分" in shown
    assert "金干事（县住房和城乡建设局）" in shown


def test_posting_signs_for_the_person_of_the_link(county: County, case: Case, visitor: Visitor, stored: Any) -> None:
    token = county.link(case, "housing-handler", "housing")
    assert visitor.submit(f"/s/{token}").status_code == 303
    assert stored()[0].signed_by == "housing-handler"
    assert "金干事 已于 11月22日 09:00 签收" in text_of(visitor.get(f"/s/{token}").text)


def test_signing_twice_signs_once(county: County, case: Case, visitor: Visitor, stored: Any) -> None:
    token = county.link(case, "housing-handler", "housing")
    visitor.submit(f"/s/{token}")
    assert visitor.submit(f"/s/{token}").status_code == 303
    assert len([receipt for receipt in stored(Receipt) if receipt.kind == "signed"]) == 1


def test_a_groups_link_asks_who_signs(county: County, case: Case, visitor: Visitor, stored: Any) -> None:
    token = county.link(case, "", "housing")
    shown = visitor.get(f"/s/{token}").text
    assert 'name="name"' in shown
    assert 'name="code"' in shown
    assert visitor.submit(f"/s/{token}", name="金干事", code="housing-handler").status_code == 303
    assert stored()[0].signed_by == "housing-handler"


@pytest.mark.parametrize(("name", "code"), [("", ""), ("金干事", ""), ("金干事", "housing-head"), ("某某", "housing-handler")])
def test_a_groups_link_refuses_a_name_that_does_not_fit_its_code(
    county: County, case: Case, visitor: Visitor, stored: Any, name: str, code: str
) -> None:
    answer = visitor.submit(f"/s/{county.link(case, '', 'housing')}", name=name, code=code)
    assert answer.status_code == 422
    assert "姓名与代码不符" in answer.text
    assert stored()[0].signed_at is None


def test_somebody_of_another_unit_can_not_sign_with_a_groups_link(
    county: County, case: Case, visitor: Visitor, stored: Any
) -> None:
    answer = visitor.submit(f"/s/{county.link(case, '', 'housing')}", name="云干事", code="education-handler")
    assert "该件未派送给您所在单位" in answer.text
    assert stored()[0].signed_at is None


def test_after_signing_the_same_page_takes_an_answer(county: County, case: Case, visitor: Visitor, stored: Any) -> None:
    token = county.link(case, "housing-handler", "housing")
    visitor.submit(f"/s/{token}")
    assert f'action="/s/{token}/respond"' in visitor.get(f"/s/{token}").text
    answer = visitor.submit(f"/s/{token}/respond", text="下周复工", url="https://www.wangchuan.example/b", form="回应")
    assert answer.status_code == 303
    assert [item.text for item in stored(Response)] == ["下周复工"]
    assert "下周复工" in visitor.get(f"/s/{token}").text


def test_after_signing_the_same_page_takes_the_case_back(county: County, case: Case, visitor: Visitor, stored: Any) -> None:
    token = county.link(case, "housing-handler", "housing")
    visitor.submit(f"/s/{token}")
    assert visitor.submit(f"/s/{token}/return", reason="").status_code == 422
    assert visitor.submit(f"/s/{token}/return", reason="不属本局职责").status_code == 303
    assert stored()[0].state == "returned"


def test_a_member_of_the_group_returns_with_name_and_code(county: County, case: Case, visitor: Visitor, stored: Any) -> None:
    token = county.link(case, "", "housing")
    refused = visitor.submit(f"/s/{token}/return", reason="不属本局", name="金干事", code="x")
    assert refused.status_code == 422
    assert visitor.submit(f"/s/{token}/return", reason="不属本局", name="金干事", code="housing-handler").status_code == 303
    assert stored()[0].state == "returned"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://x/y"])
def test_an_answer_with_a_dangerous_address_is_refused(
    county: County, case: Case, visitor: Visitor, stored: Any, url: str
) -> None:
    token = county.link(case, "housing-handler", "housing")
    visitor.submit(f"/s/{token}")
    assert visitor.submit(f"/s/{token}/respond", text="x", url=url).status_code == 422
    assert stored(Response) == []


@pytest.mark.parametrize("token", ["x", "a" * 22, "%2e%2e", "%00", "a%0d%0ab"])
def test_an_unknown_link_says_what_to_do(visitor: Visitor, token: str) -> None:
    answer = visitor.get(f"/s/{token}")
    assert answer.status_code == 404
    assert "致电值班室签收" in answer.text


def test_an_expired_link_signs_nothing(county: County, case: Case, visitor: Visitor, clock: Any, stored: Any) -> None:
    token = county.link(case, "housing-handler", "housing")
    clock.advance(days=8)
    assert visitor.get(f"/s/{token}").status_code == 404
    assert visitor.submit(f"/s/{token}").status_code == 404
    assert stored()[0].signed_at is None


def test_a_link_that_went_out_before_the_case_became_an_accusation_shows_nothing(
    county: County, visitor: Visitor, sqlite_engine: Engine
) -> None:
    case = county.case(ACCUSATION, lead_unit="education")
    token = county.link(case, "education-handler", "education")
    assert ACCUSATION in visitor.get(f"/s/{token}").text
    accused = [{"unit": "education", "relation": "accused", "reason": ""}]
    with writing(sqlite_engine) as connection:
        values = {"restricted": True, "routing": accused, "lead_unit": "county-office", "state": "triage"}
        update(connection, Case, {"id": case.id}, values)
    answer = visitor.get(f"/s/{token}")
    assert answer.status_code == 404
    assert ACCUSATION not in answer.text


def test_phones_reach_the_sign_page_under_the_offices_address_and_nothing_else(
    visitor: Visitor, county: County, case: Case
) -> None:
    outside = {"Host": "huiying.test:8600"}
    assert visitor.get(f"/s/{county.link(case, 'housing-handler', 'housing')}", headers=outside).status_code == 200
    for path in ("/", "/cases", "/inbox", "/handler", "/sources"):
        assert visitor.get(path, headers=outside).status_code == 421


def test_a_unit_beside_the_lead_is_heard_after_the_lead_signed(
    county: County, case: Case, visitor: Visitor, stored: Any
) -> None:
    first = county.link(case, "housing-handler", "housing")
    beside = county.link(case, "town-chengdong-handler", "town-chengdong")
    visitor.submit(f"/s/{first}")
    assert "收悉</button>" in visitor.get(f"/s/{beside}").text
    assert visitor.submit(f"/s/{beside}").status_code == 303
    assert [receipt.person for receipt in stored(Receipt) if receipt.kind == "received"] == ["town-chengdong-handler"]
    assert "收悉</button>" not in visitor.get(f"/s/{beside}").text
    assert stored()[0].signed_by == "housing-handler"
