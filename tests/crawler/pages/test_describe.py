from datetime import datetime
from pathlib import Path

import pytest

from crawler.extract import describe_file, extract, long_text

FIELDS = "platform_id url title body published_at source_name floor replies views reposts comments likes flags"
FETCHED = datetime.fromisoformat("2026-11-22T10:00:00+08:00")
BLOG = (
    '{"ok":1,"data":{"cards":[{"mblog":{"mid":"9","text":"路灯坏了","created_at":"5分钟前",'
    '"user":{"screen_name":"某甲"},"reposts_count":1}}]}}'
)


def test_a_file_is_described_with_exactly_the_printed_fields(tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    file.write_text(BLOG, encoding="utf-8")
    described = describe_file(file, "microblog", "", FETCHED)
    (post,) = described["posts"]
    assert described["file"] == str(file)
    assert tuple(post) == tuple(FIELDS.split())
    assert post["published_at"] == "2026-11-22T09:55:00+08:00"


def test_the_author_is_read_but_never_printed(tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    file.write_text(BLOG, encoding="utf-8")
    assert extract("microblog", BLOG.encode())[0].author == "某甲"
    assert "某甲" not in str(describe_file(file, "microblog", "", FETCHED))


def test_relative_times_are_null_without_a_fetch_time() -> None:
    assert extract("microblog", BLOG.encode())[0].published_at is None


def test_a_long_text_answer_completes_a_post_and_is_none_of_its_own() -> None:
    answer = '{"ok":1,"data":{"longTextContent":"第一段。<br/>第二段。"}}'.encode()
    assert extract("microblog", answer) == []
    assert long_text(answer) == "第一段。\n第二段。"


@pytest.mark.parametrize("kind", ["hotline", "patrol", "no such kind"])
def test_kinds_that_are_handed_in_have_no_pages(kind: str) -> None:
    assert extract(kind, BLOG.encode()) == []
