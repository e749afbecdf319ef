import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.clean import clean
from crawler.extract import extract, links, trouble

FETCHED = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
KINDS = st.sampled_from([None, "portal", "microblog", "forum", "feed", "message_board", "official_account", "hotline"])
SHREDS = st.lists(
    st.sampled_from(
        [
            b"<div",
            b">",
            b"</div>",
            b'<tbody id="normalthread_',
            b'1">',
            b'<a class="s xst" href="',
            b"javascript:",
            b'<div id="post_7">',
            b'<td id="postmessage_7">',
            b'<li class="j_thread_list" data-field="{&quot;id&quot;:',
            b'"mblog":',
            b'{"ok":1,"data":',
            b'{"mid":"1","text":"',
            b'","reposts_count":',
            b"[",
            b"]",
            b"{",
            b"}",
            b"null",
            b"1e999",
            b"\\ud800",
            b'<div class="c" id="M_">',
            b'<span class="ctt">',
            b"<rss><channel><item>",
            b"<title>",
            b"<!--",
            b"-->",
            b'<script>var ct="',
            b"1581517074",
            "来源：".encode(),
            "来信内容：".encode(),
            "回复内容：".encode(),
            "2019年13月99日".encode(),
            "昨天 99:99".encode(),
            b"\x00",
            b"\xff\xfe",
            "，".encode(),
            b"<p>",
            b"&#x",
            b"&#1114112;",
            b"<svg><style>",
            b"<table>",
            b"<select>",
            b"<template>",
        ]
    ),
    max_size=40,
).map(b"".join)


@settings(max_examples=150, deadline=None)
@given(SHREDS | st.binary(max_size=300), KINDS)
def test_no_page_makes_the_extraction_raise(payload: bytes, kind: str | None) -> None:
    for post in extract(kind, payload, url="https://a.example.cn/x", fetched_at=FETCHED):
        clean(post)
    found = links(kind, payload, "https://a.example.cn/x")
    assert all(address.startswith(("http://", "https://")) for address in found.items)
    trouble(payload)


BOMBS = {
    "nested": b"<html><body>" + b"<div>" * 200_000 + "深处还有一句话，应当读得到。".encode() * 9,
    "reopened formatting": b"".join(b"<font color=%d>" % number for number in range(20_000)) + b"<p>" * 50_000,
    "attributes": b"<a " + b" ".join(b"x%d" % number for number in range(300_000)) + b">",
    "siblings": b"<p>" * (8 * 1024 * 1024 // 3),
    "less-than": b"<" * (8 * 1024 * 1024),
    "rows": b"<rss><channel>" + b"<item><title>a</title></item>" * 150_000,
    "json": b"[" * (8 * 1024 * 1024),
    "letters": "<p>来信内容：</p><p>回复内容：</p>".encode() * 60_000,
    "no encoding": bytes(range(128, 256)) * 65_536,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_read_in_less_than_two_seconds_of_work(name: str) -> None:
    started = time.process_time()
    extract(None, BOMBS[name])
    assert time.process_time() - started < 2.0


def test_text_below_the_deepest_level_is_kept_and_the_page_flagged() -> None:
    (post,) = extract(
        "portal", b"<title>\xe6\xb7\xb1\xe5\xa4\x84\xe7\x9a\x84\xe6\x96\x87\xe7\xab\xa0</title>" + BOMBS["nested"]
    )
    assert "深处还有一句话" in post.body
    assert "truncated" in post.flags
