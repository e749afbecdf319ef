"""Spellings and detours that lead to loopback: the real crawl child tries them, a listener there must never be called."""

import socket
import time
from collections.abc import Callable

import pytest

# fmt: off
SPELLINGS = [
    "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0x7f.0x0.0x0.0x1", "0177.0.0.1",
    "017700000001", "0177.1", "127.0.0.1.", "localhost", "LOCALHOST", "localhost.", "0.0.0.0", "0", "[::1]", "[::]",
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]", "127.127.127.127", "①②⑦.0.0.1", "127。0。0。1", "１２７.0.0.1", "%31%32%37.0.0.1", "ip6-localhost",
    "user:pw@127.0.0.1", "127.0.0.1#@example.com", "1.1.1.1@127.0.0.1", "127.000.000.001", "00000177.0.0.1",
    "[fe80::1%25lo]",
]
# fmt: on


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_loopback_is_refused_however_it_is_spelled(runner, source_at, canary: Callable[[], int], spelling: str) -> None:
    head, mark, tail = spelling.partition("#")
    crawl = runner.run(source_at(f"http://{head}:{canary.port}/{mark}{tail}", permitted=False, code="spelled"))
    assert canary() == 0
    assert not crawl.pages
    assert not crawl.end.list_read


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_loopback_is_refused(runner, source_at, site, canary: Callable[[], int], status: int) -> None:
    site.pages["/robots.txt"] = b""
    site.pages["/"] = (status, {"Location": f"http://127.0.0.1:{canary.port}/"}, b"")
    crawl = runner.run(source_at(site.url + "/"))
    assert canary() == 0
    assert "refused" in crawl.end.problems


@pytest.mark.parametrize(
    "where", ["file:///etc/hostname", "data:text/html,<h1>x</h1>", "ftp://127.0.0.1/", "gopher://127.0.0.1/"]
)
def test_a_redirect_to_another_scheme_is_refused(runner, source_at, site, where: str) -> None:
    site.pages["/"] = (302, {"Location": where}, b"")
    crawl = runner.run(source_at(site.url + "/"))
    assert not crawl.pages
    assert not crawl.end.list_read


def test_links_robots_sitemap_and_refresh_to_loopback_are_refused(
    runner, source_at, site, canary: Callable[[], int], listing
) -> None:
    trap = f"http://127.0.0.1:{canary.port}"
    site.pages["/robots.txt"] = f"User-agent: *\nAllow: /\nSitemap: {trap}/sitemap.xml\n".encode()
    refresh = f'<meta http-equiv="refresh" content="0; url={trap}/r">'.encode()
    site.pages["/"] = listing([f"{trap}/article/20261122{n}.html" for n in range(3)]) + refresh
    crawl = runner.run(source_at(site.url + "/"))
    assert canary() == 0
    assert not crawl.pages


def test_a_robots_txt_that_redirects_to_loopback_calls_nobody(runner, source_at, site, canary: Callable[[], int]) -> None:
    site.pages["/robots.txt"] = (302, {"Location": f"http://127.0.0.1:{canary.port}/robots.txt"}, b"")
    runner.run(source_at(site.url + "/"))
    assert canary() == 0


def test_the_permit_of_one_source_does_not_open_anything_for_another(runner, source_at, site, article) -> None:
    site.pages["/a/1.html"] = article(1)
    allowed = runner.run(source_at(site.url + "/a/1.html", code="allowed"))
    refused = runner.run(source_at(site.url + "/a/1.html", permitted=False, code="other"))
    assert allowed.titles == ["检修消息1"]
    assert "refused" in refused.end.problems


def test_the_canary_does_count_calls(source_at, canary: Callable[[], int]) -> None:
    with socket.create_connection(("127.0.0.1", canary.port)):
        time.sleep(0.2)
    assert canary() == 1
