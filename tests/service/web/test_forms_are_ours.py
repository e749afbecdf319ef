"""A change is made only by a form of ours."""

from typing import Any

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import Engine

from store.engine import reading
from store.records import Case
from store.rows import fetch
from tests.service.web.conftest import Visitor
from tests.service.web.county import HOUSING, County

SIGN = "/cases/2026-1122-001/sign"


def post_paths(app: Any) -> list[str]:
    found = []
    for route in app.routes:
        nested = getattr(getattr(route, "original_router", None), "routes", [route])
        found += [item.path for item in nested if isinstance(item, APIRoute) and "POST" in item.methods]
    return found


def attempt(
    visitor: Visitor,
    *,
    token: str | None = None,
    origin: Any = "ours",
    site: Any = "same-origin",
    kind: Any = None,
    path: str = SIGN,
) -> Any:
    visitor.get("/handler")
    origin = visitor.origin if origin == "ours" else origin
    headers = {name: value for name, value in {"Origin": origin, "Sec-Fetch-Site": site, "Content-Type": kind}.items() if value}
    data = {"csrf": visitor.cookies["huiying_csrf"] if token is None else token, "person": "housing-handler"}
    return visitor.post(path, data=data, headers=headers, follow_redirects=False)


@pytest.fixture
def signed(sqlite_engine: Engine) -> Any:
    def look() -> Any:
        with reading(sqlite_engine) as connection:
            return fetch(connection, Case)[0].signed_at is not None

    return look


def test_an_honest_form_is_taken(county: County, visitor: Visitor, signed: Any) -> None:
    county.case(HOUSING)
    assert attempt(visitor).status_code == 303
    assert signed()


def test_a_phone_over_plain_http_tells_only_its_origin(county: County, visitor: Visitor, signed: Any) -> None:
    county.case(HOUSING)
    assert attempt(visitor, site=None).status_code == 303


@pytest.mark.parametrize(
    "changes",
    [
        {"token": ""},
        {"token": "forged-token-of-some-length-x"},
        {"token": "字" * 10},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "http://127.0.0.1.evil.example"},
        {"origin": None, "site": None},
        {"site": "cross-site"},
        {"site": "same-site"},
        {"site": "none"},
        {"kind": "text/plain"},
        {"kind": "application/json"},
        {"kind": "multipart/form-data; boundary=x"},
    ],
)
def test_a_form_of_somebody_else_changes_nothing(
    county: County, visitor: Visitor, signed: Any, changes: dict[str, Any]
) -> None:
    county.case(HOUSING)
    assert attempt(visitor, **changes).status_code == 403
    assert not signed()


def test_every_address_that_changes_something_asks_for_the_token(app: Any, county: County, visitor: Visitor) -> None:
    county.case(HOUSING)
    paths = post_paths(app)
    assert len(paths) >= 10
    for path in paths:
        filled = path.replace("{number}", "2026-1122-001").replace("{token}", "x")
        assert attempt(visitor, token="wrong", path=filled).status_code == 403, path


def test_a_huge_form_is_refused_before_it_is_read(county: County, visitor: Visitor) -> None:
    county.case(HOUSING)
    assert visitor.submit(SIGN, person="x" * 70_000).status_code == 413


def test_a_long_field_is_refused(county: County, visitor: Visitor) -> None:
    county.case(HOUSING)
    assert visitor.submit(SIGN, person="x" * 9_000).status_code == 422


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_refused(visitor: Visitor, method: str) -> None:
    assert visitor.request(method, SIGN).status_code == 405


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "huiying.test.evil.example", "", "[", "localhost@evil.example"]
)
def test_a_foreign_host_name_is_not_answered(visitor: Visitor, host: str) -> None:
    assert visitor.get("/", headers={"Host": host}).status_code in (400, 421)


@pytest.mark.parametrize(
    "back", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/a\r\nb: c"]
)
def test_naming_a_person_never_leads_to_another_site(visitor: Visitor, back: str) -> None:
    answer = visitor.submit("/handler", person="duty-lin", back=back)
    assert answer.headers["location"] == "/"
