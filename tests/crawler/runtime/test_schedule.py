"""When a source is looked at again, and what a round leaves behind."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from config.office import Office, OfficeSheet
from config.sources import Source
from crawler.jobs import NotCrawlable, job_for
from crawler.schedule import LONGEST_BACK_OFF, due_sources, finish_round, interval_of, marks_of, spider_of, wait_after
from crawler.wire import EndLine, Mark
from store import sources
from store.engine import reading, writing
from store.records import SourceState

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
MARK = Mark(first=1, last=2)


def source(code: str = "a", **more: object) -> Source:
    fields = {"code": code, "name": code, "kind": "portal", "address": f"http://{code}.example.cn/", "interval": "10分钟"}
    return Source.model_validate(fields | more)


def office(*listed: Source) -> Office:
    sheet = OfficeSheet.model_construct(code="county", name="望川县", level="县级")
    return Office.model_construct(sheet=sheet, sources=list(listed))


def end(code: str = "a", **more: object) -> EndLine:
    return EndLine.model_validate({"job": "j", "source": code, "list_read": True, "read": 1, "requests": 2, "links": 3} | more)


def finish(engine: Engine, what: EndLine, *listed: Source, at: datetime = NOW, stored: bool = True) -> SourceState:
    with writing(engine) as connection:
        state = finish_round(connection, office(*(listed or (source(),))), what, at, stored)
    assert state is not None
    return state


def due(engine: Engine, at: datetime, *listed: Source) -> list[str]:
    with reading(engine) as connection:
        return [one.code for one in due_sources(connection, office(*listed), at)]


@pytest.mark.parametrize(
    ("fields", "spider"),
    [
        ({"kind": "portal"}, "portal"),
        ({"kind": "forum"}, "forum"),
        ({"kind": "microblog"}, "microblog"),
        ({"kind": "message_board"}, "portal"),
        ({"kind": "portal", "platform": "feed"}, "feed"),
        ({"kind": "hotline"}, None),
        ({"kind": "patrol"}, None),
        ({"kind": "portal", "address": "./inbox"}, None),
        ({"kind": "portal", "address": "file:///etc/passwd"}, None),
    ],
)
def test_the_kind_of_a_source_chooses_its_spider(fields: dict[str, str], spider: str | None) -> None:
    assert spider_of(source(**fields)) == spider


def test_a_source_that_is_not_on_the_web_makes_no_job() -> None:
    with pytest.raises(NotCrawlable, match="不能自动采集"):
        job_for(source(kind="hotline"), None, "huiying", NOW)


@pytest.mark.parametrize(
    ("written", "span"), [("10分钟", 600), ("2小时", 7200), ("1日", 86400), ("立即", 1), ("1个工作日", 1800)]
)
def test_the_interval_is_what_the_file_says(written: str, span: int) -> None:
    assert interval_of(source(interval=written)) == timedelta(seconds=span)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_failures_make_the_wait_longer_but_never_much_longer_than_an_hour(failures: int, rounds: int) -> None:
    wait = wait_after(source(), failures, rounds)
    assert timedelta(minutes=9) <= wait <= LONGEST_BACK_OFF * 1.1
    assert wait_after(source(interval="4小时"), failures, rounds) <= timedelta(hours=4) * 1.1


def test_five_failures_reach_the_longest_wait() -> None:
    assert wait_after(source(), 5, 1) >= LONGEST_BACK_OFF * 0.9


def test_new_sources_are_due_at_once_and_waiting_ones_in_order(engine: Engine) -> None:
    with writing(engine) as connection:
        sources.save(connection, SourceState("county", "a", NOW - timedelta(minutes=5)))
        sources.save(connection, SourceState("county", "b", NOW - timedelta(minutes=9)))
        sources.save(connection, SourceState("county", "c", NOW + timedelta(seconds=1)))
    listed = [source("a"), source("b"), source("c"), source("new"), source("off", enabled=False), source("h", kind="hotline")]
    assert due(engine, NOW, *listed) == ["b", "a", "new"]


def test_a_good_round_is_followed_by_the_interval(sqlite_engine: Engine) -> None:
    state = finish(sqlite_engine, end(marks={"http://a.example.cn/1": MARK}))
    assert timedelta(minutes=9) <= state.next_check_at - NOW <= timedelta(minutes=11)
    assert (state.rounds, state.failures, state.finding, state.last_ok_at) == (1, 0, "", NOW)
    assert marks_of(state) == {"http://a.example.cn/1": MARK}
    assert due(sqlite_engine, NOW, source()) == []
    assert due(sqlite_engine, NOW + timedelta(minutes=11), source()) == ["a"]


def test_failures_add_up_and_one_good_round_forgives_them(sqlite_engine: Engine) -> None:
    bad = end(list_read=False, read=0, links=0, problems={"http": 1}, detail="HTTP错误：500 http://a.example.cn/")
    states = [finish(sqlite_engine, bad, at=NOW + timedelta(hours=hour)) for hour in range(4)]
    assert [state.failures for state in states] == [1, 2, 3, 4]
    assert states[3].next_check_at - (NOW + timedelta(hours=3)) > timedelta(minutes=50)
    assert states[3].finding.startswith("HTTP错误：")
    assert states[3].finding_since == NOW
    assert states[3].last_ok_at is None
    assert finish(sqlite_engine, end(), at=NOW + timedelta(hours=5)).failures == 0


def test_a_round_whose_pages_could_not_be_stored_learns_nothing(sqlite_engine: Engine) -> None:
    finish(sqlite_engine, end(marks={"http://a.example.cn/1": MARK}))
    state = finish(sqlite_engine, end(marks={"http://a.example.cn/2": MARK}), stored=False)
    assert set(marks_of(state)) == {"http://a.example.cn/1"}
    assert state.failures == 1


def test_a_round_cut_short_goes_on_at_once_and_is_no_failure(sqlite_engine: Engine) -> None:
    state = finish(sqlite_engine, end(cut=True, list_read=False))
    assert state.next_check_at - NOW == timedelta(seconds=1)
    assert state.failures == 0


def test_a_round_whose_child_died_is_done_again_once_at_once(sqlite_engine: Engine) -> None:
    died = end(list_read=False, problems={"crashed": 1})
    first, second = finish(sqlite_engine, died), finish(sqlite_engine, died)
    assert first.next_check_at - NOW == timedelta(seconds=1)
    assert second.next_check_at - NOW > timedelta(minutes=15)
    assert second.finding.startswith("采集进程中断：")


def test_a_host_that_wants_rest_is_left_alone_by_all_its_sources(sqlite_engine: Engine) -> None:
    here, there = source("a", address="http://gov.cn/x"), source("b", address="http://gov.cn/y")
    far = source("c", address="http://other.cn/")
    finish(sqlite_engine, end(holds={"gov.cn": 99999.0}), here, there, far)
    assert due(sqlite_engine, NOW + timedelta(minutes=59), here, there, far) == ["c"]
    assert due(sqlite_engine, NOW + timedelta(minutes=61), here, there, far) == ["a", "b", "c"]


def test_only_the_newest_marks_are_kept(sqlite_engine: Engine) -> None:
    marks = {f"http://a.example.cn/{number}": Mark(first=number, last=number) for number in range(3500)}
    kept = marks_of(finish(sqlite_engine, end(marks=marks)))
    assert len(kept) == 3000
    assert "http://a.example.cn/499" not in kept
    assert kept["http://a.example.cn/3499"].first == 3499
