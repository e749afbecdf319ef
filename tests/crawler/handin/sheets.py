"""Spreadsheets as offices have them, made for the tests."""

import csv
import io
import zipfile
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

HOTLINE_HEADS = ["工单编号", "来电时间", "来电人", "联系电话", "诉求标题", "诉求内容", "事发地址", "承办单位"]
HOTLINE_ROWS = [
    ["WC0001", "2026-11-22 09:40", "孙某明", "13812345678", "路灯不亮", "孙某明来电反映路灯坏，回拨13812345678", "迎宾路", ""],
    ["WC0002", "2026/11/22 10:05:00", "匿名", "", "停水", "柳河镇已经停水两天，没有任何通知", "柳河镇", "水司"],
]  # fmt: skip
MONITORING_HEADS = ["序号", "标题", "摘要", "原文链接", "来源", "作者", "发布时间", "评论数", "转发数"]
MONITORING_ROWS = [
    ["1", "延期交房", "业主要说法", "http://bbs.example.cn/t/1", "望川论坛", "老李", "2026-11-22 08:00", "1.2万", "35"],
]  # fmt: skip


def csv_bytes(rows: Sequence[Sequence[Any]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def xlsx_bytes(rows: Sequence[Sequence[Any]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def hotline(encoding: str = "utf-8") -> bytes:
    return csv_bytes([HOTLINE_HEADS, *HOTLINE_ROWS], encoding)


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The same zip with one part replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return out.getvalue()
