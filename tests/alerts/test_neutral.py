"""Crawled words stand in messages without markup, mentions, links, names that may not leave, or judgement."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.graphemes import clusters
from alerts.neutral import harmless, headline

ATTACKS = [
    "<@all>{0}", "@all {0}", "<@zhangsan>", "@所有人 速看{0}", "[点我](http://evil.example/x)",
    "![](http://evil.example/p.png)",
    "<font color=\"warning\">{0}</font>", "<at user_id=\"all\"></at>", "> 引用{0}", "`rm -rf`",
    "**加粗**", "<script>alert(1)</script>",
    "http://evil.example/s/AAAA", "https://evil.example", "//evil.example/x", "javascript:alert(1)",
    "data:text/html;base64,AAAA",
    "www.evil.example", "evil.com/签收", "mailto:a@evil.example", "ftp://evil.example", "{{签收:deadbeef}}",
    "\u202e反转", "a\u200bll @\u200ball",
    "＠all", "line\r\nBcc: x@y.cn", "\x00\x07", "&lt;b&gt;", "<a href=x>y</a>", "HTTP://EVIL.EXAMPLE", "［链接］(http://x.cn)",
]  # fmt: skip
CORPUS = [
    attack.format(filler) if "{0}" in attack else attack + filler
    for attack in ATTACKS
    for filler in (
        "",
        "停水",
        " 请看",
        "】",
        "\n第二行",
        "@x",
        "<",
        "👨‍👩‍👧",
        "a" * 200,
        "。",
        "!!",
        "#话题#",
        "|表|",
        "~~",
        "&",
        "1",
        "\t",
    )
]


def test_the_corpus_is_large_enough() -> None:
    assert len(set(CORPUS)) >= 500


@pytest.mark.parametrize("attack", CORPUS)
def test_no_attack_survives(attack: str) -> None:
    line = harmless(attack)
    assert not re.search(r"[<>\[\](){}@＠`*_|\\]|//|javascript:|data:|evil\.|\n|\r", line)
    assert not re.search(r"[\u200b-\u200c\u202a-\u202e\x00-\x1f]", line)


@given(st.text(max_size=300))
def test_a_headline_is_one_line_of_at_most_sixty_characters(text: str) -> None:
    line = headline(text)
    assert 1 <= len(list(clusters(line))) <= 60
    assert "\n" not in line
    line.encode("utf-8")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("学生李明被同学殴打", "学生李某被同学殴打"),
        ("死者张建国家属聚集", "死者张某家属聚集"),
        ("13岁的王小丽失联", "13岁的王某失联"),
        ("女童赵雨桐走失", "女童赵某走失"),
        ("王小丽（女，13岁）走失", "王某（女，13岁）走失"),
        ("李明同学受伤", "李某同学受伤"),
        ("遇难者：陈大海", "遇难者：陈某"),
        ("男孩名叫周子轩，已找到", "男孩名叫周某，已找到"),
        ("学生高考期间停电", "学生高考期间停电"),
        ("学生家长反映收费", "学生家长反映收费"),
        ("孩子方便上学的路断了", "孩子方便上学的路断了"),
        ("城东片区停水三天，居民聚集反映", "城东片区停水三天，居民聚集反映"),
        ("第三小学学生周末补课收费", "第三小学学生周末补课收费"),
    ],
)
def test_names_of_minors_and_victims_do_not_leave(text: str, shown: str) -> None:
    assert harmless(text) == shown


@pytest.mark.parametrize("text", ["网民恶意炒作停水", "有人造谣生事", "捏造事实歪曲政策", "别有用心者传播"])
def test_nobody_is_called_malicious(text: str) -> None:
    assert not re.search("恶意|造谣|捏造|别有用心", harmless(text))


def test_account_names_do_not_leave() -> None:
    assert harmless("@老张在柳河：停水了") == "某账号 停水了"
