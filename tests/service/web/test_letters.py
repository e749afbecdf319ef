"""未答复来信 (YL-4.3): by age, until answered; the duty office's page; an accusation only with its case."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from store.engine import reading, writing
from store.records import AuditEntry, EventPost, Post, Response, Verdict
from store.rows import fetch, insert, update
from tests.service.web.conftest import Visitor, text_of
from tests.service.web.county import ACCUSATION, HOUSING, County


def letter(county: County, words: str, *, days: int = 0, accuses: bool = False, **changes: Any) -> Post:
    county.made += 1
    at = county.now - timedelta(days=days)
    post = county.post(words, at, 0, f"{words}，请答复", **{"source_kind": "message_board", "replies": None, **changes})
    verdict = Verdict(
        post.tenant, post.id, "m", "none", "ordinary", "", "", "", {}, [], False, "local", [], accuses, county.now
    )  # fmt: skip
    with writing(county.engine) as connection:
        insert(connection, post)
        insert(connection, verdict)
    return post


@pytest.fixture
def shown(duty: Visitor) -> Any:
    return lambda: text_of(duty.get("/letters").text)


def test_the_letter_that_waits_longest_stands_first(county: County, shown: Any) -> None:
    letter(county, "路灯何时能修")
    letter(county, "公交线路能否延长", days=6)
    text = shown()
    assert text.index("公交线路能否延长") < text.index("路灯何时能修")
    assert "2封" in text


@pytest.mark.parametrize("changes", [{"replies": 1}, {"first_look": True}, {"source_kind": "forum"}, {"revision": 2}])
def test_what_is_answered_filed_or_no_letter_is_not_listed(county: County, shown: Any, changes: dict[str, Any]) -> None:
    letter(county, "路灯何时能修", **changes)
    assert "没有未答复的来信" in shown()


def test_a_person_says_how_it_was_answered(county: County, duty: Visitor, shown: Any, sqlite_engine: Engine) -> None:
    post = letter(county, "路灯何时能修")
    assert duty.submit("/letters/answered", letter=post.id, words=" ").status_code == 422
    assert duty.submit("/letters/answered", letter=post.id, words="已在网站公开答复").status_code == 303
    assert "没有未答复的来信" in shown()
    with reading(sqlite_engine) as connection:
        (entry,) = fetch(connection, AuditEntry)
    assert (entry.actor, entry.subject, entry.reason) == ("duty-lin", post.id, "已在网站公开答复")
    assert duty.submit("/letters/answered", letter=post.id, words="再来一次").status_code == 404


def test_a_response_of_its_case_answers_it(county: County, shown: Any) -> None:
    case = county.case(HOUSING)
    with writing(county.engine) as connection:
        (joined,) = fetch(connection, EventPost)
        update(connection, Post, {"id": joined.post_id}, {"source_kind": "message_board"})
    with writing(county.engine) as connection:
        update(connection, Post, {"id": joined.post_id}, {"replies": 0})
    assert case.number in shown()
    with writing(county.engine) as connection:
        insert(connection, Response(case.tenant, "r", case.id, "回应", "已答复", "", "", "duty-lin", county.now))
    assert "没有未答复的来信" in shown()


def test_only_the_duty_office_sees_the_letters(county: County, visitor: Visitor) -> None:
    post = letter(county, "路灯何时能修")
    for person in ("housing-handler", "education-handler"):
        visitor.act_as(person)
        assert visitor.get("/letters").status_code == 403
        assert visitor.submit("/letters/answered", letter=post.id, words="已答复").status_code == 403


def test_an_accusation_shows_only_together_with_its_case(county: County, shown: Any) -> None:
    letter(county, ACCUSATION, accuses=True)
    assert ACCUSATION not in shown()
