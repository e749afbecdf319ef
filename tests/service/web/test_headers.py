"""What every answer carries."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest

import service.web
from config.office import Office
from service.web.app import create_app
from service.web.console import NOTICE
from tests.service.web.conftest import Visitor, serving
from tests.service.web.county import County

POLICY = "default-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
TEMPLATES = sorted(Path(service.web.__file__).parent.glob("templates/*.html"))
PAGES = ["/", "/cases", "/cases/2026-1122-001", "/sources", "/inbox", "/handler", "/s/x", "/none"]


def test_every_answer_carries_the_safe_headers(county: County, duty: Visitor) -> None:
    county.whole()
    for path in [*PAGES, "/healthz", "/static/htmx.js", "/static/console.css"]:
        headers = duty.get(path).headers
        assert headers["content-security-policy"].startswith(POLICY), path
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["referrer-policy"] == "no-referrer", path


def test_every_page_says_that_it_is_no_place_for_secrets(county: County, duty: Visitor) -> None:
    county.whole()
    pages = [f"/s/{county.link(county.case('停水'), 'housing-handler', 'housing')}", *PAGES]
    assert [path for path in pages if NOTICE not in duty.get(path).text] == []


def test_a_fault_is_told_without_its_details(county: County, office: Office, clock: Any) -> None:
    def broken() -> list[str]:
        raise RuntimeError("the secret detail")

    with serving(create_app(county.engine, lambda: office, clock, health=broken)) as port:
        answer = httpx.get(f"http://127.0.0.1:{port}/", trust_env=False)
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert NOTICE in answer.text
    assert answer.headers["content-security-policy"].startswith(POLICY)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_inline_script_or_style(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\son\w+=|\sstyle=|javascript:|\|\s*safe\b|autoescape", text)


def test_htmx_may_not_evaluate_text(visitor: Visitor) -> None:
    text = visitor.get("/").text
    assert '"allowEval":false' in text
    assert '"includeIndicatorStyles":false' in text


def test_no_interface_description_is_served(duty: Visitor) -> None:
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert duty.get(path).status_code == 404


def test_cookies_are_not_readable_by_script(visitor: Visitor) -> None:
    answer = visitor.get("/handler")
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "SameSite=lax" in answer.headers["set-cookie"]
