"""What every answer carries."""

import re
from pathlib import Path

import pytest

import service.web
from service.web.console import NOTICE
from tests.service.web.conftest import Visitor
from tests.service.web.county import County

POLICY = "default-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
TEMPLATES = sorted(Path(service.web.__file__).parent.glob("templates/*.html"))
PAGES = ["/", "/cases", "/cases/2026-1122-001", "/sources", "/inbox", "/handler", "/s/x", "/none"]


@pytest.mark.parametrize("path", [*PAGES, "/healthz", "/static/htmx.js", "/static/console.css"])
def test_every_answer_carries_the_safe_headers(county: County, duty: Visitor, path: str) -> None:
    county.whole()
    headers = duty.get(path).headers
    assert headers["content-security-policy"].startswith(POLICY)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_that_it_is_no_place_for_secrets(county: County, duty: Visitor, path: str) -> None:
    county.whole()
    assert NOTICE in duty.get(path).text


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_inline_script_or_style(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\son\w+=|\sstyle=|javascript:|\|\s*safe\b|autoescape", text)


@pytest.mark.parametrize("path", PAGES)
def test_htmx_may_not_evaluate_text(county: County, duty: Visitor, path: str) -> None:
    text = duty.get(path).text
    assert '"allowEval":false' in text
    assert '"includeIndicatorStyles":false' in text


def test_no_interface_description_is_served(duty: Visitor) -> None:
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert duty.get(path).status_code == 404


def test_cookies_are_not_readable_by_script(visitor: Visitor) -> None:
    answer = visitor.get("/handler")
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "SameSite=lax" in answer.headers["set-cookie"]
