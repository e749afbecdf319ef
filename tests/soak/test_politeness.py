"""Ten thousand requests to hosts that count: no pause shortened, no closed page asked for, every rest kept."""

from pathlib import Path

import pytest

from tests.counted import crawled_politely

REQUESTS = 10_000
HOSTS = 12


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_ten_thousand_requests_break_no_rule(tmp_path: Path) -> None:
    hosts = crawled_politely(tmp_path, HOSTS, REQUESTS, seconds=1700)
    assert [problem for host in hosts for problem in host.violations()] == []
    assert sum(hit.hold > 0 for host in hosts for hit in host.hits) > 20
