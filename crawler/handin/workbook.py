"""Cells of an .xlsx file. It is a zip of XML from outside: its size is bounded and its entities refused before it is read."""

import io
import lzma
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from config.handin import NotTaken

MOST_UNPACKED = 64 * 1024 * 1024
MOST_STRINGS = 40 * 1024 * 1024
MOST_OTHER = 8 * 1024 * 1024
"""Bytes of a part that is read whole: the shared texts, and everything that is neither them nor a sheet."""
MOST_TAGS = 100_000
"""Tags of one row, or before, between and after rows: they are in memory together."""
MOST_PARTS = 2_000
MOST_LINES = 60_000
"""Rows of a sheet, empty ones included."""
FORMULA_MARK = "\x01公式"
"""Stands for a cell whose value would have to be computed; no cell can hold this text."""
ERROR_MARK = "\x01错误值"
_CHUNK = 256 * 1024
_ROW = re.compile(rb"</?(?:\w+:)?row\b")
_DECLARATIONS = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_LINK = re.compile(r'^=\s*HYPERLINK\(\s*"([^"]{1,2083})"', re.IGNORECASE)
_ODD = (KeyError, ValueError, TypeError, IndexError, AttributeError, OverflowError, SyntaxError, zipfile.BadZipFile, OSError)
"""What openpyxl lets out on a damaged file (its XML errors are SyntaxErrors)."""
_BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError, zlib.error,
    lzma.LZMAError,
)  # fmt: skip
"""What zipfile lets out: damage, passwords, unknown compression."""

Lines = list[tuple[int, Sequence[str]]]


class Unreadable(NotTaken):
    """The file can't be read; the message says in Chinese why and what to do."""


def rows_of_workbook(data: bytes, most_rows: int, most_columns: int) -> Lines:
    """The filled rows of the first sheet that has any, with their numbers; Unreadable when the file can't be used."""
    _inspect(data)
    # Takes a tenth of a second to import, and few processes ever need it.
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
            for sheet in book.worksheets:
                found = _rows(sheet.iter_rows(max_row=MOST_LINES + 1, max_col=most_columns), most_rows)
                if found:
                    return found
    except _ODD as error:
        raise Unreadable("文件已损坏或不是 Excel 工作簿，请用 Excel 打开后另存为 .xlsx 再导入") from error
    return []


def _inspect(data: bytes) -> None:
    """Refuse what unpacks to too much or declares entities, counting what really comes out of each part."""
    unpacked = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS:
                raise Unreadable("文件结构异常（内含文件过多），不予读取")
            if not any(part.filename == "[Content_Types].xml" for part in parts):
                raise Unreadable("这个压缩包不是 Excel 工作簿，请用 Excel 另存为 .xlsx 再导入")
            for part in parts:
                unpacked += _inspect_part(archive, part, MOST_UNPACKED - unpacked)
    except _BROKEN as error:
        raise Unreadable("文件已损坏，请用 Excel 打开后另存为 .xlsx 再导入") from error


def _inspect_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, allowance: int) -> int:
    name = part.filename.lower()
    is_markup, is_sheet = name.endswith((".xml", ".rels", ".vml")), "worksheets/" in name
    most = min(allowance, allowance if is_sheet or not is_markup else _most_of(name))
    size, tags, tail = 0, 0, b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > most:
                raise Unreadable("文件解压后过大，不予读取；请只保留要导入的表再试")
            if not is_markup:
                continue
            if size == len(chunk) and b"\0" in chunk[:200]:
                raise Unreadable("文件内部编码异常，请用 Excel 打开后另存为 .xlsx 再导入")
            if _DECLARATIONS.search(tail + chunk):
                raise Unreadable("文件内含不允许的声明（DOCTYPE/ENTITY），不予读取")
            tail = chunk[-16:]
            tags = _tags_since_row(chunk, tags) if is_sheet else 0
    return size


def _most_of(name: str) -> int:
    return MOST_STRINGS if name.endswith("sharedstrings.xml") else MOST_OTHER


def _tags_since_row(chunk: bytes, before: int) -> int:
    """The tags since the last row began or ended; Unreadable when a row has more than any real one."""
    counts = [piece.count(b"<") for piece in _ROW.split(chunk)]
    counts[0] += before
    if max(counts) > MOST_TAGS:
        raise Unreadable("表格结构异常（一行中内容过多），不予读取；请只保留要导入的列再试")
    return counts[-1]


def _rows(rows: Iterable[Sequence[Any]], most_rows: int) -> Lines:
    found: Lines = []
    for number, cells in enumerate(rows, 1):
        if number > MOST_LINES:
            raise Unreadable(f"表格超过 {MOST_LINES} 行（含空行），请删去多余的空行或分成几个文件")
        texts = [_text(cell) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if not texts:
            continue
        found.append((number, texts))
        if len(found) > most_rows + 100:
            raise Unreadable(f"超过 {most_rows} 行，请分成几个文件导入")
    return found


def _text(cell: Any) -> str:
    value, kind = cell.value, cell.data_type
    if value is None:
        return ""
    if kind == "e":
        return ERROR_MARK
    if kind == "f":
        return _formula(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
    return str(value).replace("\x01", "")


def _formula(value: Any) -> str:
    """A link's own address stands in its formula as text; any other formula would have to be computed."""
    found = _LINK.match(value) if isinstance(value, str) else None
    return found[1] if found else FORMULA_MARK
