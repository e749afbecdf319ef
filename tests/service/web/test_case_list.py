"""The list of cases."""

from typing import Any

import pytest

from tests.service.web.conftest import Visitor, text_of
from tests.service.web.county import ACCUSATION, FEE, FLOOD, HOUSING, ORDER, SCHOOL, County

ALL = {FLOOD, SCHOOL, FEE, HOUSING, ORDER, ACCUSATION}


def shown(answer: Any) -> set[str]:
    return {title for title in ALL if title in answer.text}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ALL),
        ("?tier=major", {FLOOD, ORDER}),
        ("?category=moral_baseline", {SCHOOL, ACCUSATION}),
        ("?state=signed", {HOUSING}),
        ("?unit=education", {SCHOOL}),
        ("?words=锦绣", {HOUSING}),
        ("?words=2026-1122-003", {FEE}),
        ("?words=%25", set()),
        ("?state=closed", set()),
    ],
)
def test_the_address_narrows_the_list(county: County, duty: Visitor, query: str, expected: set[str]) -> None:
    county.whole()
    assert shown(duty.get(f"/cases{query}")) == expected


def test_restricted_cases_are_neither_listed_nor_counted_for_others(county: County, visitor: Visitor) -> None:
    county.whole()
    for person in (None, "education-handler", "housing-handler"):
        if person:
            visitor.act_as(person)
        answer = visitor.get("/cases?state=all")
        assert ACCUSATION not in answer.text
        assert "共 5 件" in text_of(answer.text)


def test_searching_does_not_find_a_restricted_case_for_others(county: County, visitor: Visitor) -> None:
    county.whole()
    assert "共 0 件" in text_of(visitor.act_as("education-handler").get("/cases?words=捂着").text)


def test_a_long_list_has_pages(county: County, duty: Visitor) -> None:
    for index in range(52):
        county.case(f"第{index}件")
    assert "第 1 页，共 2 页" in text_of(duty.get("/cases").text)
    assert duty.get("/cases?page=2").text.count('class="main"') == 2


@pytest.mark.parametrize("page", ["0", "-1", "99999999999", "x"])
def test_a_senseless_page_number_is_refused_kindly(duty: Visitor, page: str) -> None:
    answer = duty.get(f"/cases?page={page}")
    assert answer.status_code == 422
    assert "地址或填写内容有误" in answer.text
