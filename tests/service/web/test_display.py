"""Values in the words of a page."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.web.display import ago, left, matter, moment, safe_link, urgency

NOW = datetime(2026, 11, 22, 1, 40, tzinfo=UTC)


def test_moments_are_chinas_and_name_another_year() -> None:
    assert moment(NOW, NOW) == "11月22日 09:40"
    assert moment(datetime(2025, 12, 31, 16, 0, tzinfo=UTC), NOW) == "11月22日 09:40".replace("11月22日 09:40", "1月1日 00:00")
    assert moment(datetime(2024, 1, 1, tzinfo=UTC), NOW) == "2024年1月1日 08:00"
    assert moment(None, NOW) == "—"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (2520, "剩42分"),
        (599, "剩9分59秒"),
        (61, "剩1分01秒"),
        (7, "剩7秒"),
        (-5, "已到期"),
        (-720, "超时12分"),
        (172800, "剩48小时"),
    ],
)
def test_time_left_in_words(seconds: int, words: str) -> None:
    assert left(NOW + timedelta(seconds=seconds), NOW) == words


@given(st.integers(-10_000_000, 10_000_000))
def test_what_is_late_says_so_and_looks_so(seconds: int) -> None:
    due = NOW + timedelta(seconds=seconds)
    assert (urgency(due, NOW) == "late") == left(due, NOW).startswith(("超时", "已到期"))


def test_how_long_ago() -> None:
    assert ago(NOW - timedelta(minutes=3), NOW) == "3分前"
    assert ago(NOW + timedelta(minutes=3), NOW) == "3分后"
    assert ago(NOW, NOW) == "刚刚"


@pytest.mark.parametrize("url", ["http://a.cn/x?y=1", "https://a.cn", "http://127.0.0.1:8613/thread-1-1-1.html"])
def test_plain_web_addresses_are_links(url: str) -> None:
    assert safe_link(url) == url


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:x", "java\tscript:x", "data:text/html,x", "vbscript:x",
     "//a.cn",
     "http:", "http://", "http:a", "http://user@host/", "ftp://a", "", "http://[", "/x", "http://a\\b", "HTTP\n://a"],
)  # fmt: skip
def test_anything_else_is_no_link(url: str) -> None:
    assert safe_link(url) == ""


@given(st.text())
def test_a_link_is_always_web(url: str) -> None:
    assert safe_link(url) == "" or safe_link(url).lower().startswith(("http://", "https://"))


def test_the_office_calls_nobody_malicious_and_names_no_victim() -> None:
    assert "恶意" not in matter("有人恶意炒作停水")
    assert "小明" not in matter("小学生李小明被打")
