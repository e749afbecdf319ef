"""From table rows to items: what can be read is read, each row that can't is told with its line, column and remedy."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from crawler.addresses import is_web
from crawler.extracted import Extracted
from crawler.handin.columns import COUNTS, Field, Guess, Mapped, guess, is_enough, remembered
from crawler.handin.item import Item, Writer, item_of, original_json
from crawler.handin.secrecy import REFUSAL, REMEDY, is_marked_secret
from crawler.handin.table import ERROR_MARK, FORMULA_MARK, Row, Table
from crawler.pages.text import number
from crawler.times import SHANGHAI, read_time

_SERIAL = re.compile(r"[34567]\d{4}(?:\.\d+)?")
_SERIAL_START = datetime(1899, 12, 30, tzinfo=SHANGHAI)
"""Spreadsheets count days from here; five digits are 1982 to 2119."""
SHORTEST = 4
REMEMBERED = "沿用上次确认的列"
SAID = "按指定的列"


@dataclass(frozen=True, slots=True)
class RowError:
    """A row that was not read: its line, the column, what is wrong, what to do."""

    line: int
    column: str
    problem: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a table says: its columns and why they are these, the good rows, the others."""

    why: str
    columns: Mapped
    headings: tuple[str, ...]
    items: tuple[Item, ...]
    errors: tuple[RowError, ...]

    @property
    def usable(self) -> bool:
        """Whether the columns are known well enough to read rows."""
        return is_enough(self.columns)


def read_rows(
    table: Table,
    known: Mapping[str, str] | None = None,
    said: Mapping[str, str] | None = None,
    file_name: str = "",
) -> Sheet:
    """Read a table with the columns a person said, else those settled before, else those its headings suggest."""
    found = _columns(table, known, said)
    items: list[Item] = []
    errors: list[RowError] = []
    seen: dict[str, Item] = {}
    if is_enough(found.columns):
        for row in table.rows:
            read = _read(_Reading(table, found.columns, row), seen, file_name)
            if isinstance(read, Item):
                items.append(read)
            elif read is not None:
                errors.append(read)
    return Sheet(found.preset, found.columns, table.headings, tuple(items), tuple(errors))


def _columns(table: Table, known: Mapping[str, str] | None, said: Mapping[str, str] | None) -> Guess:
    if said is not None:
        fields = {field.value: field for field in Field}
        chosen = {fields[code]: heading for code, heading in said.items() if code in fields and heading in table.headings}
        return Guess(SAID, chosen)
    settled = remembered(known, table.headings) if known else None
    return Guess(REMEMBERED, settled) if settled is not None else guess(table.headings)


def _read(reading: "_Reading", seen: dict[str, Item], file_name: str) -> Item | RowError | None:
    read = reading.item(file_name)
    return _not_twice(read, seen, reading.columns) if isinstance(read, Item) else read


def _not_twice(item: Item, seen: dict[str, Item], columns: Mapped) -> Item | RowError | None:
    """The item unless the file had it before: the same once more is nothing, the same number with other words a mistake."""
    first = seen.setdefault(item.key, item)
    if first is item:
        return item
    if (first.post.title, first.post.body) == (item.post.title, item.post.body):
        return None
    return RowError(
        item.line, columns.get(Field.KEY, ""), f"编号与第 {first.line} 行相同而内容不同", "请核对编号，或改用另一列作编号"
    )


class _Stop(Exception):
    """Ends the reading of a row with its error."""


@dataclass(frozen=True, slots=True)
class _Reading:
    table: Table
    columns: Mapped
    row: Row

    def item(self, file_name: str) -> Item | RowError:
        try:
            return self._item(file_name)
        except _Stop as stop:
            field, problem, remedy = stop.args
            return RowError(self.row.line, self.columns.get(field, ""), problem, remedy)

    def _item(self, file_name: str) -> Item:
        title, body = self._text(Field.TITLE), self._text(Field.BODY)
        if len(title) + len(body) < SHORTEST:
            raise _Stop(Field.BODY if Field.BODY in self.columns else Field.TITLE, "没有内容", "请补上内容，或删去这一行")
        if is_marked_secret(title, body):
            raise _Stop(Field.BODY, REFUSAL, REMEDY)
        counts = {field.value: self._count(field) for field in COUNTS}
        post = Extracted(
            platform_id=self._text(Field.KEY)[:200],
            url=self._url(),
            title="" if title == body else title,
            body=body,
            published_at=self._moment(),
            source_name=self._text(Field.SOURCE_NAME)[:200],
            author=self._text(Field.AUTHOR)[:200],
            flags=("handed_in",),
            page_kind="handin",
        )
        writer = Writer(self._text(Field.NAME)[:100], self._text(Field.PHONE)[:100], self._text(Field.OTHER)[:300])
        return item_of(
            replace(post, **counts),  # type: ignore[arg-type]
            writer,
            original_json(
                {"文件": file_name, "行": self.row.line, "内容": dict(zip(self.table.headings, self.row.cells, strict=True))}
            ),
            self._text(Field.PLACE)[:200],
            line=self.row.line,
        )

    def _text(self, field: Field) -> str:
        heading = self.columns.get(field)
        if heading is None:
            return ""
        cell = self.row.cells[self.table.headings.index(heading)]
        if cell == FORMULA_MARK:
            raise _Stop(field, "是公式，不予计算", "请复制该列，选择性粘贴为“数值”后再导入")
        if cell == ERROR_MARK:
            raise _Stop(field, "是错误值（如 #N/A）", "请在 Excel 中改正这一格")
        return cell

    def _url(self) -> str:
        text = self._text(Field.URL)
        if text and not is_web(text):
            raise _Stop(Field.URL, f"“{text[:40]}”不是网址", "应以 http:// 或 https:// 开头；没有链接请留空")
        return text

    def _moment(self) -> str | None:
        text = self._text(Field.PUBLISHED_AT)
        if not text:
            return None
        found = _serial(text) if _SERIAL.fullmatch(text) else read_time(text)
        if found is None:
            raise _Stop(Field.PUBLISHED_AT, f"时间“{text[:40]}”无法识别", "请写成如 2026-11-22 09:40")
        return found

    def _count(self, field: Field) -> int | None:
        text = self._text(field)
        found = number(text) if text else None
        if text and found is None and text not in ("-", "--", "—", "无"):
            raise _Stop(field, f"“{text[:40]}”不是数目", "请写成数字，或留空")
        return found


def _serial(text: str) -> str:
    moment = _SERIAL_START + timedelta(days=float(text))
    return moment.date().isoformat() if "." not in text else moment.replace(microsecond=0).isoformat()
