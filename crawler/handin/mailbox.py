"""The folder of a mail source: letters are read, stored and then removed; what can't be read is put aside and told."""

import logging
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from config.handin import NotTaken, mail_folder
from config.office import Office
from crawler.handin.letter import MOST_BYTES, read_letter
from crawler.handin.storing import Counter, store
from crawler.ingest import IngestCount
from store import sources
from store.engine import reading, writing
from store.vault import Vault

ASIDE = "未能读取"
SETTLE_SECONDS = 3
"""A file changed later than this may still be being written."""
AT_ONCE = 50

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One source's folder."""

    counter: Counter
    folder: Path


def mailboxes(office: Office, vault: Vault) -> list[Mailbox]:
    """The mail folders of an office."""
    found = ((source, mail_folder(office, source)) for source in office.sources if source.enabled)
    return [Mailbox(Counter(office.tenant, source, vault), folder) for source, folder in found if folder is not None]


def collect(engine: Engine, mailbox: Mailbox, now: datetime) -> list[IngestCount]:
    """Store the letters that wait, each in its own transaction, and remove each once it is stored."""
    counted = []
    for path in letters(mailbox.folder, now):
        try:
            item = read_letter(_bytes(path))
        except NotTaken as reason:
            logger.warning("%s 的一封来信未能读取：%s", mailbox.counter.source.code, reason)
            _put_aside(path)
            continue
        with writing(engine) as connection:
            counted.append(store(connection, mailbox.counter, [item], now))
        # The whole letter is sealed evidence now; in the clear it shall not stay.
        path.unlink(missing_ok=True)
    _tell(engine, mailbox, now)
    return counted


def letters(folder: Path, now: datetime) -> Iterator[Path]:
    """The .eml files that are complete, oldest first; links and other things are left alone."""
    if not folder.is_dir():
        return
    with os.scandir(folder) as entries:
        files = [(entry.stat(follow_symlinks=False), entry) for entry in entries if entry.name.lower().endswith(".eml")]
    ready = [
        (about.st_mtime, entry.path)
        for about, entry in files
        if stat.S_ISREG(about.st_mode) and about.st_mtime <= now.timestamp() - SETTLE_SECONDS
    ]
    yield from (Path(path) for _, path in sorted(ready)[:AT_ONCE])


def finding_of(folder: Path) -> str:
    """What is wrong with a folder, and what to do; empty when all is well."""
    if not folder.is_dir():
        return f"来信文件夹不存在：请在办公室文件夹下建立“{folder.name}”，并由邮件程序把来信存为 .eml 放入"
    aside = folder / ASIDE
    left = sum(1 for entry in aside.iterdir() if entry.name.lower().endswith(".eml")) if aside.is_dir() else 0
    return f"{left} 封来信未能读取：请查看“{folder.name}/{ASIDE}”，人工登记后删去" if left else ""


def _bytes(path: Path) -> bytes:
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    with os.fdopen(handle, "rb") as file:
        return file.read(MOST_BYTES + 1)


def _put_aside(path: Path) -> None:
    aside = path.parent / ASIDE
    aside.mkdir(mode=0o700, exist_ok=True)
    path.replace(aside / path.name)


def _tell(engine: Engine, mailbox: Mailbox, now: datetime) -> None:
    tenant, code, finding = mailbox.counter.tenant, mailbox.counter.source.code, finding_of(mailbox.folder)
    with reading(engine) as connection:
        state = sources.state_of(connection, tenant, code)
    if (state.finding if state else "") != finding:
        with writing(engine) as connection:
            sources.tell(connection, tenant, code, finding, now)
