"""What rounds teach, and the plan that follows, in the store."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from config.crawling import Crawling
from config.office import Office, OfficeSheet
from config.sources import Source
from crawler.coming_day import coming_day
from crawler.learning import bounds_of, learn, replan
from crawler.planning.rows import habit_in, plan_in
from crawler.schedule import crawled, finish_round
from crawler.wire import EndLine
from store import habits, sources
from store.engine import reading, writing
from store.records import Post, SourceState, Verdict
from store.rows import insert, insert_many

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def source(code: str = "a", **more: object) -> Source:
    fields = {"code": code, "name": code, "kind": "portal", "address": f"http://{code}.example.cn/"}
    return Source.model_validate(fields | more)


def office(*listed: Source, **crawling: object) -> Office:
    sheet = OfficeSheet.model_construct(code="county", name="望川县", level="县级", crawling=Crawling.model_validate(crawling))
    return Office.model_construct(sheet=sheet, sources=list(listed))


def end(code: str = "a", **more: object) -> EndLine:
    return EndLine.model_validate({"job": "j", "source": code, "list_read": True, "requests": 3} | more)


def post(number: int, published: datetime | None, found: datetime, code: str = "a") -> Post:
    texts = dict.fromkeys(
        ("source_kind", "platform_id", "url", "title", "body", "source_name", "author_hash", "content_hash", "evidence_id"), ""
    )
    counts = dict.fromkeys(("floor", "replies", "views", "reposts", "comments", "likes"))
    return Post(
        tenant="county",
        id=f"{code}-{number}",
        source=code,
        revision=1,
        published_at=published,
        discovered_at=found,
        flags=[],
        first_look=False,
        **texts | {"source_kind": "portal"},
        **counts,
    )


def verdict(post_id: str, category: str, tier: str) -> Verdict:
    empty = {"incident_grade": "", "handling": "", "department": "", "locality": "local"}
    lists: dict[str, list[object]] = {"reasons": [], "places": []}
    return Verdict(
        "county", post_id, "m", category, tier, **empty, probabilities={}, triage=False, accuses_own_people=False,
        decided_at=NOW, **lists,
    )  # fmt: skip


def round_at(engine: Engine, at: datetime, published: list[datetime | None], where: Office, code: str = "a") -> SourceState:
    with writing(engine) as connection:
        number = int(at.timestamp())
        insert_many(connection, [post(number + n, moment, at, code) for n, moment in enumerate(published)])
        state = finish_round(connection, where, end(code), at)
    assert state is not None
    return state


@pytest.mark.parametrize(
    ("fields", "shortest", "longest"),
    [
        ({}, 120, 14400),
        ({"interval": "10分钟"}, 600, 600),
        ({"interval": "10分钟", "longest": "1小时"}, 600, 3600),
        ({"longest": "1小时"}, 120, 3600),
        ({"longest": "1分钟"}, 60, 60),
    ],
)
def test_what_the_source_file_states_bounds_the_wait(fields: dict[str, str], shortest: int, longest: int) -> None:
    assert bounds_of(source(**fields), office()) == (shortest, longest)


def test_the_office_may_set_the_bounds_of_all_sources() -> None:
    assert bounds_of(source(), office(最短间隔="5分钟", 最长间隔="2小时")) == (300, 7200)


def test_a_busy_source_is_soon_looked_at_again_and_a_quiet_one_later(sqlite_engine: Engine) -> None:
    where = office(source("busy"), source("quiet"))
    busy = round_at(sqlite_engine, NOW, [NOW - n * HOUR / 4 for n in range(1, 41)], where, "busy")
    quiet = round_at(sqlite_engine, NOW, [NOW - timedelta(days=n) for n in (2, 4, 6)], where, "quiet")
    assert busy.next_check_at < NOW + timedelta(minutes=20)
    assert quiet.next_check_at > NOW + timedelta(minutes=40)
    assert quiet.next_check_at <= NOW + timedelta(hours=4)


def test_a_stated_interval_is_kept_however_busy_the_source(sqlite_engine: Engine) -> None:
    where = office(source(interval="30分钟"))
    state = round_at(sqlite_engine, NOW, [NOW - timedelta(minutes=n) for n in range(1, 60)], where)
    assert timedelta(minutes=27) <= state.next_check_at - NOW <= timedelta(minutes=33)


def test_failures_still_double_the_learned_wait(sqlite_engine: Engine) -> None:
    where = office(source(longest="10分钟"))
    good = round_at(sqlite_engine, NOW, [], where)
    with writing(sqlite_engine) as connection:
        bad = finish_round(connection, where, end(list_read=False, problems={"http": 1}), NOW + HOUR)
    assert bad is not None
    assert good.next_check_at - NOW <= timedelta(minutes=10)
    assert bad.next_check_at - NOW - HOUR > timedelta(minutes=15)


def test_a_host_that_asks_for_a_rest_gets_it_before_any_plan(sqlite_engine: Engine) -> None:
    where = office(source())
    with writing(sqlite_engine) as connection:
        state = finish_round(connection, where, end(holds={"a.example.cn": 3000.0}), NOW)
    assert state is not None
    assert state.next_check_at - NOW >= timedelta(seconds=3000)


def test_a_failed_round_teaches_only_what_it_cost(sqlite_engine: Engine) -> None:
    where = office(source())
    round_at(sqlite_engine, NOW, [NOW - HOUR], where)
    with writing(sqlite_engine) as connection:
        before = habits.habit_of(connection, "county", "a")
        learn(connection, where, source(), end(requests=7), read=False, now=NOW + HOUR)
        after = habits.habit_of(connection, "county", "a")
    assert before is not None
    assert after == replace(before, requests=before.requests + 7)


def test_what_was_judged_raises_the_worth_of_its_source_once(sqlite_engine: Engine) -> None:
    where = office(source("grave"), source("light"))
    for code, category, tier in (("grave", "emergency", "major"), ("light", "none", "ordinary")):
        round_at(sqlite_engine, NOW, [NOW - n * HOUR / 2 for n in range(1, 31)], where, code)
        with writing(sqlite_engine) as connection:
            for n in range(30):
                insert(connection, verdict(f"{code}-{int(NOW.timestamp()) + n}", category, tier))
    with writing(sqlite_engine) as connection:
        replan(connection, where, crawled(where), NOW)
        for hours in (1, 2):
            plan = replan(connection, where, crawled(where), NOW + hours * HOUR)
        learned = {code: habit_in(row) for code, row in habits.habits(connection, "county").items()}
        days = {day.source.code: day for day in coming_day(connection, where, NOW + 2 * HOUR).days}
    grave, light = learned["grave"], learned["light"]
    assert grave is not None
    assert light is not None
    assert (grave.judged, grave.points) == (30.0, 300.0)
    assert light.points == pytest.approx(1.5)
    assert len(days["grave"].looks) > len(days["light"].looks)
    assert "要紧的帖文比一般信源多" in days["grave"].why
    assert plan.usual > 1


def test_the_plan_survives_a_restart(sqlite_engine: Engine) -> None:
    where = office(source(), 每日请求=500)
    round_at(sqlite_engine, NOW, [NOW - n * HOUR for n in range(1, 20)], where)
    with writing(sqlite_engine) as connection:
        plan = replan(connection, where, crawled(where), NOW + HOUR)
    with reading(sqlite_engine) as connection:
        assert plan_in(habits.plan_of(connection, "county"), NOW) == plan


def test_the_coming_day_fits_the_budget_and_says_why(sqlite_engine: Engine) -> None:
    listed = [source(f"s{n}") for n in range(12)]
    where = office(*listed, source("fixed", interval="2小时"), source("off", enabled=False), 每日请求=600)
    for n, one in enumerate(listed):
        round_at(sqlite_engine, NOW, [NOW - k * timedelta(days=1) / (n + 1) for k in range(1, 3 * n + 3)], where, one.code)
    with writing(sqlite_engine) as connection:
        replan(connection, where, crawled(where), NOW)
        day = coming_day(connection, where, NOW)
    assert day.budget == 600
    assert day.requests == pytest.approx(600, rel=0.15)
    by_code = {one.source.code: one for one in day.days}
    assert "off" not in by_code
    assert len(by_code["fixed"].looks) == 12
    assert by_code["fixed"].why == "信源文件写明间隔2小时"
    assert len(by_code["s11"].looks) > len(by_code["s0"].looks)
    assert "平时每天约" in by_code["s11"].why


def test_the_coming_day_names_failures_and_sources_never_read(sqlite_engine: Engine) -> None:
    where = office(source("new"), source("broken"))
    with writing(sqlite_engine) as connection:
        sources.save(connection, SourceState("county", "broken", NOW + HOUR, failures=3, rounds=9))
        days = {one.source.code: one.why for one in coming_day(connection, where, NOW).days}
    assert days["broken"].startswith("连续3次没有采到")
    assert "还没有采过" in days["new"]
