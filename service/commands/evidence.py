"""`evidence`: opening and verifying the bytes as fetched; both leave an audit entry."""

import getpass
import hashlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection

from config.clock import SystemClock, in_china
from config.findings import OfficeError
from config.load import load_office
from crawler.evidence import payload_of
from service.commands.output import console, fail, print_json
from service.settings import Settings
from store import audit
from store.engine import connect, writing
from store.evidence import evidence_of
from store.posts import by_ids
from store.records import Evidence, Post
from store.vault import Vault, VaultError

LEAST_REASON = 4

commands = typer.Typer(add_completion=False)

PostId = Annotated[str, typer.Argument(help="帖文编号")]
Folder = Annotated[Path, typer.Argument(help="办公室文件夹，默认当前文件夹")]
HERE = Path()
Database = Annotated[str, typer.Option(help="数据库地址，默认用文件夹内的 SQLite")]


@dataclass(frozen=True, slots=True)
class Opened:
    """A post and its evidence, unsealed; `payload` is None where the bytes are not those the id names."""

    post: Post
    evidence: Evidence
    payload: bytes | None


@commands.callback()
def about() -> None:
    """证据：查看、核验采集时的网页原文。"""


@commands.command()
def show(
    post: PostId,
    folder: Folder = HERE,
    reason: Annotated[str, typer.Option("--reason", help="查看理由，记入审计")] = "",
    output: Annotated[Path | None, typer.Option("--output", help="存为文件；不写则输出原文")] = None,
    database: Database = "",
) -> None:
    """查看一条帖文采集时的网页原文；须写明理由，记入审计。"""
    if len(reason.strip()) < LEAST_REASON:
        fail("请写明查看理由（不少于四个字）")
    with _opened(post, folder, database, "evidence.show", reason.strip()) as found:
        if found.payload is None:
            fail("证据内容与其编号不符，可能被改动，不予显示；请运行 huiying evidence verify")
        if output is not None:
            output.touch(mode=0o600)
            output.write_bytes(found.payload)
            console.print(f"已存为 {output}（{len(found.payload)} 字节，抓取于 {_when(found.evidence)}）")
            return
        sys.stdout.buffer.write(found.payload)
        sys.stdout.flush()


@commands.command()
def verify(
    post: PostId,
    folder: Folder = HERE,
    json: Annotated[bool, typer.Option("--json", help="供程序读取")] = False,
    database: Database = "",
) -> None:
    """核验一条帖文的证据：能否解封，内容的 SHA-256 是否与编号相符；不符时退出码为 1。"""
    with _opened(post, folder, database, "evidence.verify", "") as found:
        whole = found.payload is not None
        told = {
            "post": found.post.id,
            "evidence": found.evidence.id,
            "sha256": hashlib.sha256(found.payload).hexdigest() if found.payload is not None else None,
            "url": found.evidence.url,
            "fetched_at": _when(found.evidence),
            "size": found.evidence.size,
            "ok": whole,
        }
    if json:
        print_json([told])
    elif whole:
        console.print(f"证据完整：{told['url']}，抓取于 {told['fetched_at']}，{told['size']} 字节，SHA-256 {told['sha256']}")
    if not whole:
        fail("证据内容与其编号不符，可能被改动")


@contextmanager
def _opened(post_id: str, folder: Path, database: str, action: str, reason: str) -> Iterator[Opened]:
    """Unseal a post's evidence; the audit entry is committed before anything is shown."""
    settings = Settings(folder.resolve(), database=database)
    try:
        tenant = load_office(settings.folder).tenant
        if not settings.key_file.is_file():
            fail("没有办公室密钥，证据无法解封；请从备份恢复 var/office.key")
        vault = Vault.from_file(settings.key_file)
    except (OfficeError, VaultError) as error:
        fail(str(error))
    with writing(connect(settings.database_url)) as connection:
        post, evidence = _found(connection, tenant, post_id)
        payload = _unsealed(evidence, vault)
        detail = {"evidence": evidence.id, "ok": payload is not None}
        audit.record(connection, tenant, SystemClock().now(), getpass.getuser(), action, post.id, reason, detail)
    yield Opened(post, evidence, payload)


def _found(connection: Connection, tenant: str, post_id: str) -> tuple[Post, Evidence]:
    posts = by_ids(connection, tenant, [post_id])
    if not posts:
        fail(f"没有编号为“{post_id}”的帖文")
    evidence = evidence_of(connection, tenant, posts[0].evidence_id)
    if evidence is None:
        fail("该帖文没有留存证据，或已按保存期限清除")
    return posts[0], evidence


def _unsealed(evidence: Evidence, vault: Vault) -> bytes | None:
    try:
        return payload_of(evidence, vault)
    except (VaultError, ValueError):
        return None


def _when(evidence: Evidence) -> str:
    return in_china(evidence.fetched_at).isoformat(timespec="seconds")
