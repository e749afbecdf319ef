"""Files as plain cells: whatever wrote them, nothing evaluated, nothing that could fill the memory."""

import io
import zipfile
from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.handin.table import FORMULA_MARK, Unreadable, read_table
from tests.crawler.handin.sheets import HOTLINE_HEADS, HOTLINE_ROWS, csv_bytes, hotline, with_part, xlsx_bytes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_csv_file_is_read_in_whatever_encoding_it_was_saved(encoding: str) -> None:
    table = read_table(hotline(encoding))
    assert list(table.headings) == HOTLINE_HEADS
    assert [row.line for row in table.rows] == [2, 3]
    assert table.rows[1].cells[4] == "停水"


def test_a_workbook_is_read_with_dates_and_numbers_as_text() -> None:
    rows = [
        HOTLINE_HEADS,
        ["WC1", datetime(2026, 11, 22, 9, 40), "孙", 13812345678.0, 3, 2.5, None, True],
    ]
    table = read_table(xlsx_bytes(rows))
    assert table.rows[0].cells == ("WC1", "2026-11-22 09:40:00", "孙", "13812345678", "3", "2.5", "", "是")


def test_title_rows_above_the_headings_and_empty_rows_are_passed_over() -> None:
    rows = [["望川县12345热线工单明细"], [], ["导出时间", "2026-11-22"], HOTLINE_HEADS, HOTLINE_ROWS[0], [], HOTLINE_ROWS[1]]
    table = read_table(xlsx_bytes(rows))
    assert (table.heading_line, [row.line for row in table.rows]) == (4, [5, 7])


def test_a_cell_with_line_breaks_keeps_the_count_of_lines() -> None:
    table = read_table(csv_bytes([["标题", "内容"], ["甲", "一\n二\n三"], ["乙", "四"]]))
    assert [row.line for row in table.rows] == [2, 5]


def test_headings_written_twice_are_told_apart() -> None:
    assert read_table(csv_bytes([["标题", "内容", "内容", ""], ["甲", "乙", "丙", "丁"]])).headings == (
        "标题", "内容", "内容（第3列）", "第4列",
    )  # fmt: skip


def test_a_formula_is_not_computed_and_its_cached_value_not_believed() -> None:
    table = read_table(
        xlsx_bytes([["标题", "内容"], ["甲", '=CONCATENATE("a","b")'], ["乙", '=HYPERLINK("http://a.cn/1","看")']])
    )
    assert [row.cells[1] for row in table.rows] == [FORMULA_MARK, "http://a.cn/1"]


def test_text_that_looks_like_a_formula_stays_text_in_csv() -> None:
    rows = [["标题", "内容"], ['="0012"', "=cmd|' /C calc'!A0"]]
    assert read_table(csv_bytes(rows)).rows[0].cells == ("0012", "=cmd|' /C calc'!A0")


def bomb(size: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * size)
    return out.getvalue()


def one_row_of(cells: int) -> bytes:
    row = b"<worksheet><sheetData><row>" + b"<c/>" * cells + b"</row></sheetData></worksheet>"
    return with_part(xlsx_bytes([["标题"]]), "xl/worksheets/sheet1.xml", row)


def many_strings() -> bytes:
    strings = b"<sst>" + b"<si><t>abc</t></si>" * 2_500_000 + b"</sst>"
    return with_part(xlsx_bytes([["标题"]]), "xl/sharedStrings.xml", strings)


def nested() -> bytes:
    entities = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "cc"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    return with_part(xlsx_bytes([["标题", "内容"], ["甲", "乙"]]), "xl/workbook.xml", entities)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空的"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "另存为 .xlsx"),
        (b"<html><table><tr><td>1</td></tr></table>", "其实是网页"),
        (b"x" * (10 * 1024 * 1024 + 1), "超过 10 MB"),
        (bomb(200 * 1024 * 1024), "解压后过大"),
        (b"PK\x03\x04" + b"\0" * 100, "已损坏"),
        (one_row_of(1_000_000), "一行中内容过多"),
        (many_strings(), "解压后过大"),
        (nested(), "不允许的声明"),
        (csv_bytes([["标题", "内容"]]), "没有内容"),
        (csv_bytes([["标题", "内容"], *([["甲", "乙"]] * 20_001)]), "超过 20000 行"),
        (with_part(xlsx_bytes([["标题"]]), "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row"), "已损坏"),
    ],
)
def test_a_file_that_can_not_be_used_is_refused_with_what_to_do(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read_table(data)


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(Unreadable, match="不是 Excel"):
        read_table(out.getvalue())


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", "标题,内容\n".encode()]))
def test_no_bytes_make_it_fail_in_another_way(data: bytes, head: bytes) -> None:
    with suppress(Unreadable):
        assert read_table(head + data).rows


WORKBOOK = xlsx_bytes([HOTLINE_HEADS, *HOTLINE_ROWS])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(WORKBOOK) - 1), st.binary(min_size=1, max_size=8))
def test_a_damaged_workbook_is_read_or_refused(at: int, noise: bytes) -> None:
    with suppress(Unreadable):
        assert read_table(WORKBOOK[:at] + noise + WORKBOOK[at + len(noise) :]).rows
