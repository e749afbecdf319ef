"""What people do from the page of a case."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from store import audit, cases
from store.engine import reading
from store.records import AuditEntry, Label, Receipt, Response
from store.rows import fetch
from tests.service.web.conftest import Visitor
from tests.service.web.county import ACCUSATION, FEE, HOUSING, County

ONE = "/cases/2026-1122-001"


@pytest.fixture
def stored(sqlite_engine: Engine) -> Any:
    """The rows of one kind, or the first case."""

    def look(kind: Any = None) -> Any:
        with reading(sqlite_engine) as connection:
            if kind:
                return fetch(connection, kind)
            return cases.by_number(connection, "demo-county", "2026-1122-001")

    return look


def test_signing_keeps_the_person(county: County, visitor: Visitor, stored: Any) -> None:
    county.case(HOUSING)
    answer = visitor.act_as("housing-handler").submit(f"{ONE}/sign")
    assert answer.status_code == 303
    assert stored().signed_by == "housing-handler"
    assert [entry.actor for entry in stored(AuditEntry) if entry.action == "签收"] == ["housing-handler"]


def test_a_person_typed_into_the_form_is_remembered(county: County, visitor: Visitor, stored: Any) -> None:
    county.case(HOUSING)
    assert visitor.submit(f"{ONE}/sign", person="housing-handler").status_code == 303
    assert visitor.cookies["huiying_person"] == "housing-handler"


@pytest.mark.parametrize(("person", "words"), [("", "请填写办理人"), ("nobody", "没有这个人员代码")])
def test_nothing_happens_without_a_known_person(county: County, visitor: Visitor, stored: Any, person: str, words: str) -> None:
    county.case(HOUSING)
    answer = visitor.submit(f"{ONE}/sign", person=person)
    assert answer.status_code == 422
    assert words in answer.text
    assert stored().signed_at is None


def test_a_unit_gives_the_case_back_with_a_reason(county: County, visitor: Visitor, stored: Any) -> None:
    county.case(HOUSING)
    visitor.act_as("housing-handler")
    assert "请填写退回理由" in visitor.submit(f"{ONE}/return", reason=" ").text
    assert visitor.submit(f"{ONE}/return", reason="不属本局职责", belongs_to="县城管局").status_code == 303
    assert (stored().state, stored().lead_unit) == ("returned", "county-office")


def test_the_duty_officer_hands_a_case_to_its_units(county: County, duty: Visitor, stored: Any) -> None:
    county.case(FEE, state="triage", lead_unit="county-office")
    data = {"lead": "traffic-police", "supporting": ["finance", "public-security"], "tier": "significant", "reason": "已核"}
    assert duty.submit(f"{ONE}/assign", **data).status_code == 303
    case = stored()
    assert (case.state, case.lead_unit, case.tier) == ("assigned", "traffic-police", "significant")
    assert case.supporting_units == ["finance", "public-security"]


def test_only_the_duty_office_decides(county: County, visitor: Visitor, stored: Any) -> None:
    county.case(FEE, state="triage", lead_unit="county-office")
    answer = visitor.act_as("housing-handler").submit(f"{ONE}/assign", lead="finance")
    assert "研判由值班室办理" in answer.text
    assert stored().state == "triage"


def test_an_accusation_is_never_handed_to_the_accused(county: County, duty: Visitor, stored: Any) -> None:
    accused = [{"unit": "education", "name": "", "relation": "accused", "reason": "", "detail": ""}]
    county.case(ACCUSATION, state="triage", lead_unit="county-office", restricted=True, routing=accused)
    answer = duty.submit(f"{ONE}/assign", lead="education")
    assert answer.status_code == 422
    assert "不得交被反映单位办理" in answer.text
    assert stored().lead_unit == "county-office"


def test_a_person_of_the_accused_unit_can_do_nothing_to_it(county: County, visitor: Visitor, stored: Any) -> None:
    accused = [{"unit": "education", "name": "", "relation": "accused", "reason": "", "detail": ""}]
    county.case(ACCUSATION, state="triage", lead_unit="county-office", restricted=True, routing=accused)
    visitor.act_as("education-head")
    for name in ("sign", "return", "assign", "false-alarm", "respond", "phone"):
        assert visitor.submit(f"{ONE}/{name}", reason="x", text="x", lead="education").status_code == 404
    assert stored().state == "triage"


def test_a_false_alarm_ends_the_case_and_teaches(county: County, duty: Visitor, stored: Any) -> None:
    county.case(FEE, state="triage", lead_unit="county-office")
    assert "请填写理由" in duty.submit(f"{ONE}/false-alarm", reason="").text
    assert duty.submit(f"{ONE}/false-alarm", reason="往年旧闻").status_code == 303
    assert stored().state == "false_alarm"
    assert [label.category for label in stored(Label)] == ["none"]


def test_an_answer_meets_its_duty(county: County, visitor: Visitor, stored: Any) -> None:
    county.duty(county.case(HOUSING), "回应", 60)
    data = {"text": "已责成项目方公布复工计划", "url": "https://www.wangchuan.example/a", "form": "回应"}
    assert visitor.act_as("housing-handler").submit(f"{ONE}/respond", **data).status_code == 303
    assert [(answer.text, answer.by) for answer in stored(Response)] == [("已责成项目方公布复工计划", "housing-handler")]
    assert stored().state == "responded"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//host/x", "ftp://host/x", "http://a@b/x"])
def test_an_answer_stands_at_a_plain_web_address_only(county: County, visitor: Visitor, stored: Any, url: str) -> None:
    county.case(HOUSING)
    answer = visitor.act_as("housing-handler").submit(f"{ONE}/respond", text="答复", url=url)
    assert answer.status_code == 422
    assert "答复" in answer.text
    assert stored(Response) == []


def test_a_telephone_call_signs_and_is_logged_with_who_whom_when_what(county: County, duty: Visitor, stored: Any) -> None:
    county.case(HOUSING)
    data = {"called": "housing-handler", "at": "2026-11-22T08:55", "words": "已知悉，马上派人", "signs": "yes"}
    assert duty.submit(f"{ONE}/phone", **data).status_code == 303
    phoned = next(receipt for receipt in stored(Receipt) if receipt.kind == "phoned")
    assert (phoned.person, phoned.at) == ("housing-handler", county.now - timedelta(minutes=5))
    assert "duty-lin 致电 金干事：已知悉，马上派人" in phoned.note
    assert stored().signed_by == "housing-handler"


def test_a_call_that_did_not_sign_leaves_the_case_unsigned(county: County, duty: Visitor, stored: Any) -> None:
    county.case(HOUSING)
    assert duty.submit(f"{ONE}/phone", called="housing-handler", words="无人接听").status_code == 303
    assert stored().signed_at is None


@pytest.mark.parametrize("at", ["tomorrow", "2026-11-23T09:00", "1970-01-01T00:00"])
def test_a_call_at_a_senseless_time_is_refused(county: County, duty: Visitor, stored: Any, at: str) -> None:
    county.case(HOUSING)
    assert "通话时间无法识别" in duty.submit(f"{ONE}/phone", called="housing-handler", words="x", at=at).text
    assert stored(Receipt) == []


def test_what_was_typed_is_kept_when_a_form_is_refused(county: County, duty: Visitor) -> None:
    county.case(HOUSING)
    answer = duty.submit(f"{ONE}/phone", called="nobody", words="说了很久的话")
    assert "说了很久的话" in answer.text


def test_everything_done_stands_in_an_unbroken_audit(county: County, duty: Visitor, sqlite_engine: Engine) -> None:
    county.case(FEE, state="triage", lead_unit="county-office")
    duty.submit(f"{ONE}/assign", lead="finance")
    duty.submit(f"{ONE}/sign", person="finance-handler")
    duty.submit(f"{ONE}/respond", person="finance-handler", text="并无此项收费")
    with reading(sqlite_engine) as connection:
        assert audit.verify(connection, "demo-county") == []
        assert {entry.action for entry in fetch(connection, AuditEntry)} >= {"交办", "签收", "回应"}
