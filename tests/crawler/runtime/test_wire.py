"""Lines between parent and child: what is right arrives as it was, everything else is refused."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extracted import Extracted
from crawler.wire import (
    LONGEST_LINE,
    POSTS_PER_LINE,
    BadLine,
    EndLine,
    GoneLine,
    Job,
    Mark,
    Page,
    PageLine,
    bounded,
    page_lines,
    page_of,
    read_line,
    write_line,
)

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
POST = Extracted(platform_id="7", url="http://a.cn/7", title="标题", body="正文", replies=3, flags=("sticky",), author="x")


def page(posts: tuple[Extracted, ...] = (POST,), payload: bytes = b"\x00\xff<html>") -> Page:
    return Page("job", "source", "http://a.cn/", 200, "text/html", NOW, sha256(payload).hexdigest(), payload, posts)


def _arrive(sent: Page) -> list[Page]:
    lines = [read_line(write_line(line)) for line in page_lines(sent)]
    return [page_of(line) for line in lines if isinstance(line, PageLine)]


def test_a_page_arrives_as_it_was_sent() -> None:
    assert _arrive(page()) == [page()]


def test_a_page_of_ten_thousand_posts_makes_bounded_lines() -> None:
    posts = tuple(replace(POST, platform_id=str(number)) for number in range(10_000))
    arrived = _arrive(page(posts))
    assert max(len(one.posts) for one in arrived) == POSTS_PER_LINE
    assert tuple(post for one in arrived for post in one.posts) == posts


def test_jobs_and_ends_arrive_as_they_were_sent() -> None:
    mark = Mark(first=1, last=2, etag='"x"')
    job = Job(id="j", source="s", spider="forum", address="http://a.cn/", seen={"http://a.cn/": mark})
    assert Job.model_validate_json(write_line(job)) == job
    end = EndLine(job="j", source="s", marks={"k": mark}, problems={"http": 2}, holds={"a.cn": 60.0})
    assert read_line(write_line(end)) == end
    gone = GoneLine(job="j", source="s", url="http://a.cn/1", fetched_at=NOW)
    assert read_line(write_line(gone)) == gone


def test_a_lone_surrogate_does_not_cost_the_page() -> None:
    (arrived,) = _arrive(page((replace(POST, title="前\ud800后\x00\u202e"),)))
    assert arrived.posts[0].title == "前?后\u202e"


GOOD = json.loads(write_line(page_lines(page())[0]))


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "order"},
        {"kind": None},
        {"status": 99},
        {"status": ""},
        {"fetched_at": "2026-11-22T04:00:00"},
        {"fetched_at": 1e400},
        {"evidence": "x" * 64},
        {"evidence": "0" * 64},
        {"payload": "§"},
        {"payload": base64.b64encode(b"other").decode()},
        {"extra": 1},
        {"url": "file:///etc/passwd"},
        {"url": "javascript:1"},
        {"posts": [{"title": 5}]},
        {"posts": {}},
        {"job": "j" * 101},
        {"posts": [{"unknown": "x"}]},
        {"posts": [{"replies": -1}]},
        {"posts": [{"replies": 10**15}]},
        {"posts": [{"url": "javascript:1"}]},
        {"posts": [{"title": "长" * 2001}]},
        {"posts": [{}] * 201},
    ],
    ids=lambda change: "-".join(change),
)
def test_a_wrong_page_line_is_refused(change: dict[str, object]) -> None:
    raw = json.dumps(GOOD | change).encode()
    with pytest.raises(BadLine):
        page_of(read_line(raw))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "raw", [b"", b"\n", b"{", b"[]", b"null", b"\xff\xfe", b'{"kind":"page"}', b"[" * 100_000, b" " * (LONGEST_LINE + 1)]
)
def test_what_is_no_line_is_refused(raw: bytes) -> None:
    with pytest.raises(BadLine):
        read_line(raw)


@given(st.binary(max_size=200))
def test_no_bytes_make_the_parent_stumble(raw: bytes) -> None:
    try:
        read_line(raw)
    except BadLine:
        return


@given(st.text(max_size=30), st.text(max_size=30), st.one_of(st.none(), st.integers()))
def test_whatever_the_child_read_fits_after_bounding(title: str, url: str, count: int | None) -> None:
    wild = replace(POST, title=title * 100, url=url, replies=count)
    tame = bounded(wild)
    assert bounded(tame) == tame
    assert _arrive(page((tame,)))
