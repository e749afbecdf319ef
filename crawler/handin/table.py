"""A spreadsheet file as plain text cells, whatever wrote it; nothing in it is ever evaluated."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crawler.charset import decode
from crawler.handin.columns import HEADINGS_NEEDED, knows
from crawler.handin.workbook import ERROR_MARK, FORMULA_MARK, Unreadable, rows_of_workbook

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 100
HEADING_WITHIN = 12
"""Tables carry a title and remarks above their headings."""
LONGEST_CELL = 40_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_MARKUP = re.compile(rb"^\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|table|meta|\?xml|head)", re.IGNORECASE)
_TEXT_FORMULA = re.compile(r'^="([^"]*)"$')

__all__ = ["ERROR_MARK", "FORMULA_MARK", "MOST_BYTES", "MOST_ROWS", "Row", "Table", "Unreadable", "read_table"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the headings; `line` is its number as the spreadsheet program shows it."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and rows; rows without any text are left out."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    heading_line: int


def read_table(data: bytes) -> Table:
    """The table of an .xlsx or .csv file; Unreadable, with what to do in Chinese, when it can't be used."""
    if len(data) > MOST_BYTES:
        raise Unreadable("文件超过 10 MB，请分成几个文件导入")
    if not data.strip(b"\x00 \r\n\t"):
        raise Unreadable("文件是空的")
    if data.startswith(_OLE):
        raise Unreadable("这是旧版 .xls 文件或加了打开密码，请在 Excel 中另存为 .xlsx（不加密码）再导入")
    if _MARKUP.match(data[:400]):
        raise Unreadable("这个文件其实是网页（有些系统导出时只改了扩展名），请用 Excel 打开后另存为 .xlsx 再导入")
    rows = rows_of_workbook(data, MOST_ROWS, MOST_COLUMNS) if data.startswith(_ZIP) else _rows_of_text(data)
    return _table([(line, tuple(_cell(cell) for cell in cells)) for line, cells in rows])


def _rows_of_text(data: bytes) -> list[tuple[int, Sequence[str]]]:
    text = decode(data).text.replace("\0", "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    found: list[tuple[int, Sequence[str]]] = []
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((line, [_literal(cell) for cell in cells[:MOST_COLUMNS]]))
            line = reader.line_num + 1
            if len(found) > MOST_ROWS + HEADING_WITHIN:
                raise Unreadable(f"超过 {MOST_ROWS} 行，请分成几个文件导入")
    except csv.Error as error:
        raise Unreadable(f"第 {line} 行附近格式有误，可能是引号没有成对；请用 Excel 打开检查后另存为 .xlsx 再导入") from error
    return found


def _delimiter(text: str) -> str:
    head = text[:20_000].splitlines()[:HEADING_WITHIN]
    return max(",\t;", key=lambda mark: max((line.count(mark) for line in head), default=0))


def _literal(cell: str) -> str:
    # Programs write ="0012" so that Excel keeps the zeros: a literal in formula's dress.
    found = _TEXT_FORMULA.match(cell)
    return found[1] if found else cell


def _cell(text: str) -> str:
    return text.replace("\r\n", "\n").replace("_x000D_", "").strip()[:LONGEST_CELL]


def _table(rows: Iterable[tuple[int, tuple[str, ...]]]) -> Table:
    filled = [(line, cells) for line, cells in rows if any(cells)]
    if not filled:
        raise Unreadable("表里没有内容")
    top = filled[:HEADING_WITHIN]
    best = max(range(len(top)), key=lambda index: (knows(top[index][1]), -index))
    if knows(top[best][1]) < HEADINGS_NEEDED:
        # No headings we know: the first row with several cells is taken for them, and a person names the columns.
        best = next((index for index, (_, cells) in enumerate(top) if sum(map(bool, cells)) >= HEADINGS_NEEDED), 0)
    line, cells = filled[best]
    headings = _distinct(cells)
    below = tuple(Row(number, _padded(found, len(headings))) for number, found in filled[best + 1 :])
    if len(below) > MOST_ROWS:
        raise Unreadable(f"超过 {MOST_ROWS} 行，请分成几个文件导入")
    if not below:
        raise Unreadable("表头下面没有内容")
    return Table(headings, below, line)


def _padded(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    return (*cells, *([""] * (width - len(cells))))[:width]


def _distinct(cells: Sequence[str]) -> tuple[str, ...]:
    """Headings on one line, none empty, none twice."""
    found: list[str] = []
    for number, cell in enumerate(cells, 1):
        name = " ".join(cell.split())[:60] or f"第{number}列"
        found.append(name if name not in found else f"{name}（第{number}列）")
    return tuple(found)
