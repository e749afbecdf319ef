"""Servers that count find no impolite request; `make soak` asks ten thousand times."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.counted import CLOSED, Hit, Host, crawled_politely


@pytest.mark.timeout(120)
def test_two_hosts_that_count_see_no_impolite_request(tmp_path: Path) -> None:
    hosts = crawled_politely(tmp_path, hosts=2, requests=150, seconds=100)
    assert [host.violations() for host in hosts] == [[], []]
    assert all(any(hit.path == "/robots.txt" for hit in host.hits) for host in hosts)


def test_the_counting_host_would_notice() -> None:
    calm = Hit("/list-news", 10.0, 10.01, 0.0)
    host = Host(0, None, [calm, replace(calm, began=10.1, ended=10.11)])  # type: ignore[arg-type]
    assert host.violations() == []
    host.hits.append(Hit("/list-news", 10.12, 10.13, 2.0))
    assert len(host.violations()) == 1
    host.hits.append(Hit(f"{CLOSED}x", 11.0, 11.0, 0.0))
    assert len(host.violations()) == 3
    host.overlapping = 1
    assert len(host.violations()) == 4
