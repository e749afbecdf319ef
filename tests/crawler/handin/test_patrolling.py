"""A look at a platform is kept once; what was found becomes a post; a round without a look is missed."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from config.handin import NotTaken
from config.office import Office, OfficeSheet
from config.patrol import Patrol, Turn
from crawler.evidence import payload_of
from crawler.handin.form import Clerk
from crawler.handin.patrolling import Look, enter
from crawler.ingest import IngestCount
from store.engine import reading, writing
from store.evidence import evidence_of
from store.records import AuditEntry, PatrolCheck, Post
from store.rows import fetch
from tests.crawler.handin.conftest import VAULT

PNG = b"\x89PNG\r\n\x1a\n" + b"picture"
ROUNDS = [{"名称": "早巡", "时段": "08:30-10:00"}, {"名称": "晚巡", "时段": "20:00-21:30"}]
PATROL = Patrol.model_validate({"轮次": ROUNDS, "平台": [{"名称": "抖音"}, {"名称": "快手"}]})
MORNING = datetime(2026, 11, 22, 0, 40, tzinfo=UTC)
"""08:40 in China."""


@pytest.fixture
def office() -> Office:
    sheet = OfficeSheet.model_construct(code="county", name="望川县", level="县级")
    return Office.model_construct(sheet=sheet, sources=[], patrol=PATROL)


@pytest.fixture
def turn(office: Office) -> Turn:
    return next(turn for turn in office.patrol.begun(MORNING) if turn.platform == "抖音")


def look(engine: Engine, office: Office, turn: Turn, found: bool, note: str = "", picture: bytes = b"") -> IngestCount:
    with writing(engine) as connection:
        return enter(connection, office, VAULT, Look(turn, found, note, "", picture, Clerk("duty-lin")), MORNING)


def stored(engine: Engine, kind: type) -> list:
    with reading(engine) as connection:
        return fetch(connection, kind)


def test_nothing_found_is_kept_with_its_remark(sqlite_engine: Engine, office: Office, turn: Turn) -> None:
    for _ in range(2):
        look(sqlite_engine, office, turn, False, "只有宣传视频，发布者13812345678")
    (check,) = stored(sqlite_engine, PatrolCheck)
    assert (check.day, check.round, check.platform, check.found, check.note) == (
        "2026-11-22", "早巡", "抖音", False, "只有宣传视频，发布者138****5678",
    )  # fmt: skip
    assert [entry.action for entry in stored(sqlite_engine, AuditEntry)] == ["人工巡查"]
    assert stored(sqlite_engine, Post) == []


def test_what_was_found_is_a_post_and_its_picture_the_evidence(sqlite_engine: Engine, office: Office, turn: Turn) -> None:
    look(sqlite_engine, office, turn, True, "有人发石桥水库水色异常的视频，点赞三千，电话13812345678", PNG)
    (post,), (check,) = stored(sqlite_engine, Post), stored(sqlite_engine, PatrolCheck)
    assert (post.source_kind, post.source_name, check.post_id) == ("patrol", "抖音", post.id)
    assert "13812345678" not in post.body + check.note
    with reading(sqlite_engine) as connection:
        kept = evidence_of(connection, "county", post.evidence_id)
    assert (payload_of(kept, VAULT), check.evidence_id) == (PNG, post.evidence_id)
    assert PNG not in kept.sealed


def test_two_finds_of_one_round_are_two(sqlite_engine: Engine, office: Office, turn: Turn) -> None:
    look(sqlite_engine, office, turn, False)
    look(sqlite_engine, office, turn, True, "后来又看到水库视频")
    look(sqlite_engine, office, turn, True, "还有停水的抱怨视频")
    assert (len(stored(sqlite_engine, PatrolCheck)), len(stored(sqlite_engine, Post))) == (3, 2)


@pytest.mark.parametrize(
    ("found", "note", "picture"), [(True, " ", b""), (False, "", b"<svg>"), (False, "", PNG + b"x" * 5 * 1024 * 1024)]
)
def test_a_look_that_can_not_be_taken_leaves_nothing(
    sqlite_engine: Engine, office: Office, turn: Turn, found: bool, note: str, picture: bytes
) -> None:
    with pytest.raises(NotTaken):
        look(sqlite_engine, office, turn, found, note.strip(), picture)
    assert stored(sqlite_engine, PatrolCheck) == []


def test_a_round_is_missed_when_it_is_over_without_a_look() -> None:
    began = MORNING - timedelta(days=9)
    over = MORNING + timedelta(hours=2)
    done = {("2026-11-22", "早巡", "抖音"), ("2026-11-21", "晚巡", "抖音"), ("2026-11-21", "晚巡", "快手")}
    assert [turn.key for turn in PATROL.missed(done, began, over)] == [("2026-11-22", "早巡", "快手")]
    assert PATROL.missed(done, began, MORNING) == []


def test_nobody_missed_what_began_before_the_office_did() -> None:
    assert PATROL.missed(set(), MORNING, MORNING + timedelta(hours=5)) == []


def test_a_missed_round_is_told_for_a_day() -> None:
    began = MORNING - timedelta(days=9)
    assert len(PATROL.missed(set(), began, MORNING)) == 2
    assert {turn.round for turn in PATROL.missed(set(), began, MORNING)} == {"晚巡"}
