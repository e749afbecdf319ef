"""What pages read, on both engines."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from config.load import init_office, load_office
from config.office import Office
from store.engine import reading
from store.views import (
    Filters,
    PostRow,
    case_file,
    case_list,
    case_row,
    cases_with_duties,
    channel_trouble,
    desk,
    posts_of,
    restricted_cases,
)
from tests.service.web.county import ACCUSATION, FLOOD, HOUSING, SCHOOL, County

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
TENANT = "demo-county"


@pytest.fixture
def county(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> County:
    made = County(engine, _office(tmp_path_factory), NOW)
    made.whole()
    return made


def test_the_desk_has_every_case_that_waits_nearest_limit_first(county: County) -> None:
    with reading(county.engine) as connection:
        rows = desk(connection, TENANT)
    assert [row.case.title for row in rows][:2] == [HOUSING, FLOOD]
    assert len(rows) == 6
    flood = next(row for row in rows if row.case.title == FLOOD)
    assert [duty.name for duty in flood.duties] == ["首次信息发布", "新闻发布会"]
    assert flood.next_step is not None
    assert flood.next_step.step == 1


def test_another_office_sees_nothing(county: County) -> None:
    with reading(county.engine) as connection:
        assert desk(connection, "other") == []
        assert case_list(connection, "other", Filters(), [], 1) == ([], 0)
        assert channel_trouble(connection, "other", NOW - timedelta(days=1)) == []
        assert case_row(connection, "other", number="2026-1122-001") is None


def test_restricted_cases_are_listed_only_when_named(county: County) -> None:
    with reading(county.engine) as connection:
        kept = restricted_cases(connection, TENANT)
        assert [case.title for case in kept] == [ACCUSATION]
        assert case_list(connection, TENANT, Filters(), [], 1)[1] == 5
        assert case_list(connection, TENANT, Filters(), [kept[0].id], 1)[1] == 6


@pytest.mark.parametrize("words", ["100%", "_", "%", "'; DROP TABLE cases; --", "\\"])
def test_words_are_searched_as_they_are(county: County, words: str) -> None:
    with reading(county.engine) as connection:
        assert case_list(connection, TENANT, Filters(words=words), [], 1) == ([], 0)


def test_a_case_comes_with_everything_that_belongs_to_it(county: County) -> None:
    with reading(county.engine) as connection:
        case = case_row(connection, TENANT, number="2026-1122-001")
        assert case is not None
        file = case_file(connection, TENANT, case)
    assert (len(file.posts), len(file.duties), len(file.steps), len(file.notices)) == (9, 2, 2, 3)
    assert file.posts[0].verdict is not None
    assert file.posts[0].reason == "首帖"
    assert [entry.action for entry in file.history] == ["立件"]


def test_the_first_post_stands_first_and_then_the_newest(county: County) -> None:
    with reading(county.engine) as connection:
        case = case_row(connection, TENANT, number="2026-1122-002")
        assert case is not None
        joined = [post.joined_at for post in posts_of(connection, TENANT, case.event_id)]
    assert joined[0] == min(joined)
    assert joined[1:] == sorted(joined[1:], reverse=True)
    assert case.title == SCHOOL


def test_no_row_of_a_page_has_a_place_for_an_author() -> None:
    assert not [name for name in PostRow.__slots__ if "author" in name]


def test_trouble_is_counted_by_channel_and_answer(county: County) -> None:
    with reading(county.engine) as connection:
        found = channel_trouble(connection, TENANT, NOW - timedelta(days=1))
    assert {(item.channel, item.provider_code, item.count) for item in found} == {
        ("wecom-units", "45009", 1),
        ("wecom-leaders", "93000", 1),
    }


def test_every_case_is_listed_with_its_duties(county: County) -> None:
    with reading(county.engine) as connection:
        found = {case.title: [duty.name for duty in duties] for case, duties in cases_with_duties(connection, TENANT)}
    assert found[FLOOD] == ["首次信息发布", "新闻发布会"]
    assert len(found) == 6


def _office(folders: pytest.TempPathFactory) -> Office:
    folder = folders.mktemp("office") / "demo"
    init_office(folder, "demo-county")
    return load_office(folder)
