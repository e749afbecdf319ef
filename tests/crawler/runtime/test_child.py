"""The crawl child dies, hangs, floods or grows old: its rounds are reported, the next child starts, nothing waits."""

import os
import signal
import time

import pytest

from crawler.problems import Problem
from crawler.process import clean_environment
from crawler.worker import Bounds


def _wait(until, seconds: float = 15.0, tick=lambda: None) -> None:
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end
        tick()
        time.sleep(0.02)


@pytest.fixture
def slow_site(site, listing, article):
    paths = [f"/a/2026112{n}.html" for n in range(9)]
    site.pages["/"] = listing(paths)
    site.pages |= {path: article(n) for n, path in enumerate(paths)}
    return site


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_a_killed_child_costs_its_round_and_no_page(fresh_runner, source_at, slow_site, number) -> None:
    runner = fresh_runner()
    source = source_at(slow_site.url + "/", delay_seconds=0.1)
    job = runner.begin(source)
    _wait(lambda: len(runner.so_far(job).pages) >= 3)
    os.kill(runner.worker.pid, number)
    crawl = runner.wait(job)
    assert crawl.end.problems == {Problem.CRASHED.value: 1}
    assert not crawl.end.list_read
    assert not crawl.end.marks
    again = runner.run(source)
    assert len(again.pages) == 9
    assert runner.worker.children == 2


def test_pages_arrive_while_the_round_still_runs(fresh_runner, source_at, slow_site) -> None:
    runner = fresh_runner()
    job = runner.begin(source_at(slow_site.url + "/", delay_seconds=0.2))
    _wait(lambda: runner.so_far(job).pages)
    assert len(runner.so_far(job).pages) == len(runner.so_far(job).items) < 9
    first_article = next(hit for hit in slow_site.hits if hit.path.startswith("/a/"))
    assert time.monotonic() - first_article.at < 1.0
    runner.wait(job)


def test_a_child_that_hangs_is_terminated_and_then_killed(fresh_runner, source_at, slow_site) -> None:
    runner = fresh_runner(Bounds(silence=0.6, term_to_kill=0.6))
    job = runner.begin(source_at(slow_site.url + "/", delay_seconds=0.2))
    _wait(lambda: runner.so_far(job).pages)
    os.kill(runner.worker.pid, signal.SIGSTOP)
    crawl = runner.wait(job, 20)
    assert crawl.end.problems == {Problem.CRASHED.value: 1}


def test_a_round_that_takes_too_long_ends_with_what_it_has(fresh_runner, source_at, slow_site) -> None:
    runner = fresh_runner()
    crawl = runner.run(source_at(slow_site.url + "/", delay_seconds=0.4), round_seconds=1.2)
    assert 1 <= len(crawl.pages) < 9
    assert crawl.end.list_read


def test_a_child_is_replaced_after_its_share_of_rounds(fresh_runner, source_at, site, article) -> None:
    runner = fresh_runner(Bounds(rounds=2))
    site.pages["/"] = article(1)
    for _ in range(3):
        assert runner.run(source_at(site.url + "/")).titles == ["检修消息1"]
    assert runner.worker.children == 2


def test_an_idle_child_goes_and_a_new_one_comes_when_needed(fresh_runner, source_at, site, article) -> None:
    runner = fresh_runner(Bounds(idle=0.2))
    site.pages["/"] = article(1)
    runner.run(source_at(site.url + "/"))
    _wait(lambda: runner.worker.pid is None, tick=runner.worker.tick)
    assert runner.run(source_at(site.url + "/")).titles == ["检修消息1"]


def test_a_child_that_grew_fat_cuts_its_rounds_and_the_rest_is_read_next_time(
    fresh_runner, source_at, slow_site, article
) -> None:
    slow_site.pages["/one"] = article(1)
    runner = fresh_runner(Bounds(rss_mb=1.0))
    job = runner.begin(source_at(slow_site.url + "/", delay_seconds=0.2))
    _wait(lambda: runner.so_far(job).pages)
    runner.run(source_at(slow_site.url + "/one", code="other"))
    cut = runner.wait(job)
    assert cut.end.cut
    assert 1 <= len(cut.pages) < 9
    rest = runner.run(source_at(slow_site.url + "/"), seen=cut.end.marks)
    assert len(cut.pages) + len(rest.pages) == 9


def test_stopping_lets_the_round_report_and_leaves_no_process(fresh_runner, source_at, slow_site) -> None:
    runner = fresh_runner()
    job = runner.begin(source_at(slow_site.url + "/", delay_seconds=0.3))
    _wait(lambda: runner.so_far(job).pages)
    pid = runner.worker.pid
    runner.worker.stop()
    assert runner.so_far(job).end.cut
    assert not os.path.exists(f"/proc/{pid}")


@pytest.mark.parametrize("after", [0.0, 0.5])
def test_a_child_that_is_told_to_go_while_it_starts_says_so_and_goes(fresh_runner, source_at, slow_site, after) -> None:
    runner = fresh_runner()
    job = runner.begin(source_at(slow_site.url + "/", delay_seconds=0.3))
    time.sleep(after)
    runner.worker.stop()
    assert runner.so_far(job).end.cut
    assert not runner.so_far(job).end.problems


def test_a_source_is_never_in_two_rounds(fresh_runner, source_at, slow_site) -> None:
    runner = fresh_runner()
    source = source_at(slow_site.url + "/", delay_seconds=0.1)
    job = runner.begin(source)
    assert runner.worker.busy == {source.code}
    with pytest.raises(AssertionError):
        runner.begin(source)
    runner.wait(job)


def test_the_child_knows_no_secrets(fresh_runner, source_at, site, article, monkeypatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:planted-secret@db/x")
    runner = fresh_runner()
    site.pages["/"] = article(1)
    runner.run(source_at(site.url + "/"))
    with open(f"/proc/{runner.worker.pid}/environ", "rb") as environ:
        assert b"planted-secret" not in environ.read()
    assert "DATABASE_URL" not in clean_environment()
    with open(f"/proc/{runner.worker.pid}/limits", encoding="ascii") as limits:
        bounds = {line[:25].strip(): line.split()[-3:-1] for line in limits}
    assert bounds["Max address space"][0] == str(512 * 1024 * 1024)
    assert os.getpgid(runner.worker.pid) == runner.worker.pid


def test_the_child_listens_nowhere(fresh_runner, source_at, slow_site) -> None:
    runner = fresh_runner()
    job = runner.begin(source_at(slow_site.url + "/", delay_seconds=0.1))
    _wait(lambda: runner.so_far(job).pages)
    folder = f"/proc/{runner.worker.pid}"
    own = {os.readlink(f"{folder}/fd/{name}") for name in os.listdir(f"{folder}/fd")}
    listening = set()
    for table in ("tcp", "tcp6"):
        with open(f"{folder}/net/{table}", encoding="ascii") as rows:
            listening |= {f"socket:[{row.split()[9]}]" for row in rows if row.split()[3] == "0A"}
    assert any(name.startswith("socket:") for name in own)
    assert not own & listening
    runner.wait(job)


def test_a_broken_permit_is_a_finding_and_not_a_crash(fresh_runner, source_at) -> None:
    runner = fresh_runner()
    crawl = runner.run(source_at("http://127.0.0.1:1/", intranet=["内网"]))
    assert crawl.end.problems == {"configuration": 1}
    assert "内网许可" in crawl.end.detail


def test_many_rounds_leave_no_files_and_no_zombies_behind(fresh_runner, source_at, site, article) -> None:
    runner = fresh_runner(Bounds(rounds=3))
    site.pages["/"] = article(1)
    runner.run(source_at(site.url + "/"))
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(9):
        runner.run(source_at(site.url + "/"))
    assert abs(len(os.listdir("/proc/self/fd")) - before) <= 5
