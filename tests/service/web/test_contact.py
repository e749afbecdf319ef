"""查看联系方式: sealed, opened once with a reason by those who answer, and in the audit."""

import pytest
from sqlalchemy import Engine

from config.office import Office
from store import contacts
from store.engine import reading, writing
from store.records import AuditEntry, Case, EventPost
from store.rows import fetch
from tests.service.web.conftest import VAULT, Visitor
from tests.service.web.county import HOUSING, County

ONE = "/cases/2026-1122-001"
PHONE = "13900001111"


@pytest.fixture
def case(county: County) -> Case:
    made = county.case(HOUSING, posts=2)
    with writing(county.engine) as connection:
        (first, _) = fetch(connection, EventPost)
        sealed = VAULT.seal('{"name": "周某芳", "phone": "13900001111", "other": ""}'.encode())
        contacts.keep(connection, made.tenant, first.post_id, sealed, county.now)
    return made


@pytest.fixture
def post(case: Case, sqlite_engine: Engine) -> str:
    with reading(sqlite_engine) as connection:
        return fetch(connection, EventPost)[0].post_id


def audited(engine: Engine) -> list[AuditEntry]:
    with reading(engine) as connection:
        return [entry for entry in fetch(connection, AuditEntry) if entry.action == "查看联系方式"]


@pytest.mark.parametrize("person", ["duty-lin", "housing-handler"])
def test_who_answers_sees_it_once_with_a_reason(visitor: Visitor, post: str, sqlite_engine: Engine, person: str) -> None:
    visitor.act_as(person)
    answer = visitor.submit(f"{ONE}/contact", post=post, reason="电话答复办理结果")
    assert answer.status_code == 200
    assert PHONE in answer.text
    assert answer.headers["cache-control"] == "no-store"
    (entry,) = audited(sqlite_engine)
    assert (entry.actor, entry.reason, entry.detail) == (person, "电话答复办理结果", {"post": post})
    assert PHONE not in repr(entry)
    assert visitor.get(f"{ONE}/contact").status_code == 405


def test_it_stands_on_no_page_of_the_case(duty: Visitor, case: Case, post: str) -> None:
    shown = duty.get(ONE).text
    assert "查看联系方式" in shown
    assert all(PHONE not in text for text in (shown, duty.get("/").text, duty.get("/cases").text))


@pytest.mark.parametrize(
    ("person", "reason", "status"), [("duty-lin", " ", 422), ("education-handler", "想看看是谁", 403), ("", "想看看", 422)]
)
def test_without_reason_or_part_in_the_case_nothing_is_opened(
    visitor: Visitor, post: str, sqlite_engine: Engine, person: str, reason: str, status: int
) -> None:
    if person:
        visitor.act_as(person)
    answer = visitor.submit(f"{ONE}/contact", post=post, reason=reason)
    assert answer.status_code == status
    assert PHONE not in answer.text
    assert audited(sqlite_engine) == []


def test_a_post_of_another_case_is_not_opened(county: County, duty: Visitor, post: str, sqlite_engine: Engine) -> None:
    county.case("石桥镇停水")
    answer = duty.submit("/cases/2026-1122-002/contact", post=post, reason="电话答复办理结果")
    assert (answer.status_code, audited(sqlite_engine)) == (404, [])


def test_a_unit_beside_the_case_is_not_offered_it(visitor: Visitor, case: Case, post: str, office: Office) -> None:
    assert "查看联系方式" not in visitor.act_as("education-handler").get(ONE).text


def test_what_is_sealed_is_not_readable_in_the_file(county: County, post: str) -> None:
    with reading(county.engine) as connection:
        raw = contacts.contact_of(connection, "demo-county", post).sealed
    assert PHONE.encode() not in raw
    assert "周".encode() not in raw
