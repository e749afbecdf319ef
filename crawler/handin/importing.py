"""A spreadsheet from file to rows: look first, then save, in short transactions so that no other writer waits long."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Engine

from crawler.handin.rows import Sheet, read_rows
from crawler.handin.storing import ITEMS_PER_TRANSACTION, Counter, store, total
from crawler.handin.table import Unreadable, read_table
from crawler.ingest import IngestCount, is_first_look
from store import audit, column_maps, sources
from store.engine import reading, writing

NO_COLUMNS = "没有认出标题或正文所在的列，请指定"


def look(engine: Engine, counter: Counter, data: bytes, file_name: str = "", said: Mapping[str, str] | None = None) -> Sheet:
    """What the file says, storing nothing; Unreadable when it can't be used at all."""
    table = read_table(data)
    with reading(engine) as connection:
        known = column_maps.columns_of(connection, counter.tenant, counter.source.code)
    return read_rows(table, known, said, file_name)


def save(engine: Engine, counter: Counter, sheet: Sheet, by: str, now: datetime, file_name: str = "") -> IngestCount:
    """Store the good rows and remember the columns; Unreadable when the columns do not say where the text is."""
    if not sheet.usable:
        raise Unreadable(NO_COLUMNS)
    counts = []
    for start in range(0, len(sheet.items), ITEMS_PER_TRANSACTION):
        with writing(engine) as connection:
            counts.append(store(connection, counter, sheet.items[start : start + ITEMS_PER_TRANSACTION], now))
    counted = total(counts)
    with writing(engine) as connection:
        columns = {field.value: heading for field, heading in sheet.columns.items()}
        column_maps.settle(connection, counter.tenant, counter.source.code, columns, by, now)
        facts = {"file": file_name, "new": counted.new, "revised": counted.revised, "duplicate": counted.duplicate}
        audit.record(
            connection, counter.tenant, now, by, "导入表格", counter.source.code, "", facts | {"errors": len(sheet.errors)}
        )
    return counted


def only_filed(engine: Engine, counter: Counter, sheet: Sheet, now: datetime) -> int:
    """How many of the rows are 建档: too old, at the source's first time, to be alerted."""
    with reading(engine) as connection:
        first_look = sources.first_look_at(connection, counter.tenant, counter.source.code) or now
    return sum(is_first_look(item.post, first_look, len(item.post.published_at or "") > 10) for item in sheet.items)
