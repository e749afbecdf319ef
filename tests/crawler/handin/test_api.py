"""What other programs send is strict JSON of bounded size; a bad post is told, the others are kept."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.handin import NotTaken
from crawler.handin.api import read_batch

POST = {"text": "柳河镇已经停水两天", "id": "A1", "url": "http://a.example.cn/1", "published_at": "2026-11-22T09:40:00+08:00"}


def batch(*posts: object) -> bytes:
    return json.dumps({"posts": posts}, ensure_ascii=False).encode()


def test_a_post_is_read_with_its_writer_apart() -> None:
    contact = {"name": "周某芳", "phone": "13900001111"}
    (item,), rejected = read_batch(batch({**POST, "place": "石桥镇", "contact": contact}))
    assert (item.post.platform_id, item.post.body, item.writer.phone) == (
        "A1",
        "柳河镇已经停水两天\n地点：石桥镇",
        "13900001111",
    )
    assert rejected == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": "短"}, "text"),
        ({"text": 5}, "text"),
        ({"role": "admin"}, "role"),
        ({"due_at": "x"}, "due_at"),
        ({"url": "javascript:x"}, "url"),
        ({"published_at": "昨天"}, "published_at"),
        ({"published_at": "2026-11-22T09:40:00"}, "published_at"),
        ({"text": "秘密★3年 某文件"}, "text"),
        ({"contact": {"wechat": "x"}}, "contact"),
    ],
)
def test_a_bad_post_is_told_and_the_good_one_kept(changes: dict[str, object], field: str) -> None:
    items, rejected = read_batch(batch(POST | changes, POST))
    assert len(items) == 1
    assert [(one.index, one.field) for one in rejected] == [(0, field)]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"posts": []}',
        b'{"posts": [1]}',
        b"\xef\xbb\xbf" + batch(POST),
        batch(POST).decode().encode("utf-16"),
        "{\"posts\": [{\"text\": \"四个字的\"}]}".encode("gbk"),
        b'{"posts": [{"text": "aaaa", "text": "bbbb"}]}',
        b'{"posts": [{"text": "aaaa", "views": NaN}]}',
        b'{"posts": [{"text": "aaaa", "views": 1e999}]}',
        b'{"posts": [{"text": "aaaa", "views": ' + b"9" * 10_000 + b"}]}",
        b'{"posts": ' + b"[" * 10_000 + b"]" * 10_000 + b"}",
        b'{"posts": ' + b"[" * 30 + b"]" * 30 + b"}",
        batch(*([POST] * 201)),
        b" " * (1024 * 1024 + 1),
        b'{"posts": [{"text": "aaaa"}]} x',
    ],
)  # fmt: skip
def test_what_is_not_plain_json_is_refused_whole(body: bytes) -> None:
    with pytest.raises(NotTaken):
        read_batch(body)


def test_brackets_inside_text_are_not_depth() -> None:
    assert read_batch(batch({"text": "[" * 50 + '\\"{'}))[0]


@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail_in_another_way(body: bytes) -> None:
    with pytest.raises(NotTaken):
        read_batch(body)
