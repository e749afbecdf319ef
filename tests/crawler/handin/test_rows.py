"""Rows become posts; what is wrong with a row is told by line, column and remedy, the others are kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.handin.columns import HOTLINE, MONITORING, Field, guess
from crawler.handin.rows import REMEMBERED, SAID, read_rows
from crawler.handin.table import read_table
from tests.crawler.handin.sheets import (
    HOTLINE_HEADS,
    HOTLINE_ROWS,
    MONITORING_HEADS,
    MONITORING_ROWS,
    csv_bytes,
    hotline,
    xlsx_bytes,
)


def test_a_hotline_export_is_recognised_by_its_headings() -> None:
    sheet = read_rows(read_table(hotline()))
    assert sheet.why == HOTLINE
    assert {field: sheet.columns[field] for field in (Field.KEY, Field.BODY, Field.PLACE, Field.PHONE)} == {
        Field.KEY: "工单编号", Field.BODY: "诉求内容", Field.PLACE: "事发地址", Field.PHONE: "联系电话",
    }  # fmt: skip
    first = sheet.items[0]
    assert (first.post.platform_id, first.post.published_at, first.line) == ("WC0001", "2026-11-22T09:40:00+08:00", 2)
    assert first.writer.phone == "13812345678"


def test_the_writer_stands_nowhere_in_the_post() -> None:
    post = read_rows(read_table(hotline())).items[0].post
    assert "13812345678" not in post.body
    assert "孙某明" not in post.body
    assert "孙某来电反映" in post.body
    assert post.body.endswith("地点：迎宾路")


def test_an_export_of_a_monitoring_service_is_recognised() -> None:
    sheet = read_rows(read_table(xlsx_bytes([MONITORING_HEADS, *MONITORING_ROWS])))
    post = sheet.items[0].post
    assert sheet.why == MONITORING
    assert (post.url, post.source_name, post.comments, post.reposts) == ("http://bbs.example.cn/t/1", "望川论坛", 12000, 35)


@pytest.mark.parametrize(
    ("column", "value", "problem", "remedy"),
    [
        ("来电时间", "上上周", "时间“上上周”无法识别", "请写成如"),
        ("诉求内容", "", "没有内容", "请补上内容"),
        ("诉求内容", "=A1", "是公式，不予计算", "选择性粘贴"),
    ],
)
def test_a_bad_row_is_told_and_the_good_ones_are_kept(column: str, value: str, problem: str, remedy: str) -> None:
    bad = list(HOTLINE_ROWS[0])
    bad[HOTLINE_HEADS.index("诉求标题")] = ""
    bad[HOTLINE_HEADS.index(column)] = value
    sheet = read_rows(read_table(xlsx_bytes([HOTLINE_HEADS, HOTLINE_ROWS[1], bad])))
    (error,) = sheet.errors
    assert len(sheet.items) == 1
    assert (error.line, error.column) == (3, column)
    assert problem in error.problem
    assert remedy in error.remedy


def test_a_link_that_is_none_and_a_count_that_is_none_are_told() -> None:
    rows = [list(MONITORING_ROWS[0]), list(MONITORING_ROWS[0])]
    rows[0][3], rows[1][7] = "javascript:alert(1)", "很多"
    errors = read_rows(read_table(csv_bytes([MONITORING_HEADS, *rows]))).errors
    assert [(error.line, error.column) for error in errors] == [(2, "原文链接"), (3, "评论数")]


def test_the_same_number_with_other_words_is_told_and_an_exact_repeat_is_not() -> None:
    other = [*HOTLINE_ROWS[0]]
    other[HOTLINE_HEADS.index("诉求内容")] = "另一件完全不同的事情"
    sheet = read_rows(read_table(csv_bytes([HOTLINE_HEADS, HOTLINE_ROWS[0], HOTLINE_ROWS[0], other])))
    assert len(sheet.items) == 1
    assert [(error.line, error.problem) for error in sheet.errors] == [(4, "编号与第 2 行相同而内容不同")]


def test_two_callers_with_the_same_words_and_no_number_are_two() -> None:
    rows = [
        ["来电时间", "联系电话", "诉求内容"],
        ["2026-11-22 09:00", "13800000001", "路灯不亮"],
        ["2026-11-22 09:00", "13800000002", "路灯不亮"],
    ]
    assert len({item.key for item in read_rows(read_table(csv_bytes(rows))).items}) == 2


def test_settled_columns_are_used_again_and_forgotten_when_the_headings_change() -> None:
    table = read_table(csv_bytes([["甲", "乙", "内容"], ["柳河镇停水两天", "x", "备注"]]))
    known = {"body": "甲", "source_name": "乙"}
    assert (read_rows(table, known).why, read_rows(table, known).items[0].post.body) == (REMEMBERED, "柳河镇停水两天")
    assert read_rows(table, {"body": "丙"}).why != REMEMBERED


def test_what_a_person_says_comes_first() -> None:
    table = read_table(hotline())
    sheet = read_rows(table, {"body": "诉求内容"}, {"body": "诉求标题", "nonsense": "x", "place": "没有这列"})
    assert (sheet.why, dict(sheet.columns)) == (SAID, {Field.BODY: "诉求标题"})
    assert [item.post.body for item in sheet.items] == ["路灯不亮"]
    assert not read_rows(table, None, {}).usable


def test_a_spreadsheet_date_kept_as_a_number_is_a_date() -> None:
    table = read_table(xlsx_bytes([["来电时间", "诉求内容"], [46348.5, "柳河镇停水"], [46348, "石桥镇停电"]]))
    assert [item.post.published_at for item in read_rows(table).items] == ["2026-11-22T12:00:00+08:00", "2026-11-22"]


@given(st.lists(st.text(max_size=12), max_size=30))
def test_no_heading_is_two_things(headings: list[str]) -> None:
    columns = guess(headings).columns
    assert len(set(columns.values())) == len(columns)
    assert set(columns.values()) <= set(headings)
