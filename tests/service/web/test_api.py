"""`POST /api/posts` with a key of the office."""

import json
from typing import Any

import pytest
from sqlalchemy import Engine

from config.apikeys import ApiKey, ApiKeyList, digest_of, new_key
from config.office import Office
from service.intake import Intake
from service.web.app import create_app
from store.engine import reading
from store.records import AuditEntry, Contact, Post
from store.rows import fetch
from tests.service.web.conftest import VAULT, Visitor, serving
from tests.service.web.county import County

KEY = new_key()
POST = {"text": "柳河镇已经停水两天", "id": "A1", "contact": {"phone": "13900001111"}}


@pytest.fixture
def program(county: County, office: Office, clock: Any) -> Any:
    """Another program, on the same machine, with its key."""
    key = ApiKey(source="intake-hotline", digest=digest_of(KEY))
    keyed = office.model_copy(update={"api_keys": ApiKeyList(keys=[key])})
    counter = Intake(county.engine, lambda: keyed, VAULT, clock)
    app = create_app(county.engine, lambda: keyed, clock, counter=counter)
    with serving(app) as port, Visitor(base_url=f"http://127.0.0.1:{port}", trust_env=False) as visitor:

        def send(body: Any, key: str = KEY, kind: str = "application/json") -> Any:
            content = body if isinstance(body, bytes) else json.dumps({"posts": body}).encode()
            return visitor.post("/api/posts", content=content, headers={"X-Huiying-Key": key, "Content-Type": kind})

        yield send


def rows(engine: Engine, kind: Any = Post) -> list[Any]:
    with reading(engine) as connection:
        return fetch(connection, kind)


def test_posts_are_stored_once_for_the_source_of_the_key(program: Any, sqlite_engine: Engine) -> None:
    assert program([POST]).json() == {"new": 1, "revised": 0, "duplicate": 0, "rejected": []}
    assert program([POST]).json()["duplicate"] == 1
    (post,) = rows(sqlite_engine)
    assert (post.source, post.source_kind, post.platform_id) == ("intake-hotline", "hotline", "A1")
    assert len(rows(sqlite_engine, Contact)) == 1
    (entry,) = rows(sqlite_engine, AuditEntry)
    assert (entry.actor, entry.action) == (f"api:{digest_of(KEY)[:8]}", "接口登记")


def test_good_posts_are_kept_and_bad_ones_told(program: Any, sqlite_engine: Engine) -> None:
    answer = program([{"text": "x"}, POST])
    assert (answer.status_code, answer.json()["rejected"][0]["index"]) == (200, 0)
    assert len(rows(sqlite_engine)) == 1
    assert program([{"text": "x"}]).status_code == 422


@pytest.mark.parametrize(
    "key", ["", "hy_wrong", "x" * 5000, KEY[:-1], digest_of(KEY)], ids=["none", "wrong", "long", "cut", "digest"]
)
def test_without_the_key_nothing_is_read(program: Any, sqlite_engine: Engine, key: str) -> None:
    assert program([POST], key).status_code == 401
    assert rows(sqlite_engine) == []


def test_what_a_page_of_another_site_could_send_is_refused(program: Any, sqlite_engine: Engine) -> None:
    assert program([POST], kind="text/plain").status_code == 403
    assert program([POST], kind="application/x-www-form-urlencoded").status_code == 403


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"x" * (1024 * 1024 + 1), 413), (b"{", 422), (b"[" * 10_000, 422), (b'{"posts":[NaN]}', 422)],
    ids=["huge", "cut", "deep", "nan"],
)
def test_bad_bodies_are_refused(program: Any, body: bytes, status: int) -> None:
    assert program(body).status_code == status


def test_more_than_sixty_requests_a_minute_must_wait(program: Any, clock: Any) -> None:
    answers = [program([POST]).status_code for _ in range(62)]
    assert answers == [200] * 60 + [429] * 2
    clock.advance(seconds=61)
    assert program([POST]).status_code == 200
