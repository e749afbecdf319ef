"""What is wrong with this installation and what to do, in Chinese."""

import os
import shutil
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from alerts.channels.registry import host_and_port
from classifier.engine import Classifier
from classifier.model_files import ModelError
from classifier.starter import starter_folder
from config.check import check_office
from config.findings import ERROR
from config.office import Office
from service.auditor import roster_gaps, row_findings
from service.settings import LOOPBACK, Settings
from store import audit
from store.engine import StoreError, connect, reading
from store.records import SourceState
from store.rows import fetch
from store.tables import source_states
from store.vault import Vault, VaultError

FREE_BYTES = 1_000_000_000
CONNECT_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing looked at: `good` or not, what was seen, what to do."""

    topic: str
    good: bool
    seen: str
    remedy: str = ""


def examine(settings: Settings, now: datetime) -> Iterator[Diagnosis]:
    """Look at everything an installation needs, most basic first; later looks are left out where they can not be."""
    yield _python()
    reading_ = check_office(settings.folder)
    wrong = [finding for finding in reading_.findings if finding.severity == ERROR]
    if reading_.office is None or wrong:
        yield Diagnosis(
            "办公室文件", False, f"{len(wrong)} 处错误，第一处：{wrong[0]}", f"请运行 huiying check {settings.folder}"
        )
        return
    yield Diagnosis("办公室文件", True, f"{reading_.office.sheet.name}，{len(reading_.office.units.units)} 个单位")
    yield from _disk(settings)
    yield _key(settings)
    yield _model(settings)
    yield from _database(settings, reading_.office, now)
    yield from _channels(reading_.office)
    yield _signing(reading_.office)
    yield from (Diagnosis("值班表", False, gap, "请修改 roster.yaml") for gap in roster_gaps(reading_.office, now))
    yield _running(settings)


def _python() -> Diagnosis:
    version = ".".join(map(str, sys.version_info[:3]))
    return Diagnosis("Python", sys.version_info >= (3, 11), version, "请安装 Python 3.11 或更新版本")


def _disk(settings: Settings) -> Iterator[Diagnosis]:
    if not os.access(settings.folder, os.W_OK):
        yield Diagnosis("数据文件夹", False, f"{settings.folder} 不可写", "请把文件夹交给运行本程序的用户")
        return
    free = shutil.disk_usage(settings.folder).free
    yield Diagnosis("磁盘", free > FREE_BYTES, f"剩余 {free / 1e9:.1f} GB", "请清理磁盘，少于 1 GB 时证据可能存不下")


def _key(settings: Settings) -> Diagnosis:
    if not settings.key_file.exists():
        return Diagnosis("密钥", True, "尚未生成，首次运行时生成")
    try:
        Vault.from_file(settings.key_file)
    except VaultError as error:
        return Diagnosis("密钥", False, str(error), "处理后重新运行 huiying doctor")
    return Diagnosis("密钥", True, "正常，请另行备份")


def _model(settings: Settings) -> Diagnosis:
    folder = starter_folder(settings.models_folder)
    if not folder.exists():
        return Diagnosis("研判模型", True, "尚未生成，首次运行时由自带语料训练")
    try:
        return Diagnosis("研判模型", True, f"版本 {Classifier.load(folder).id}")
    except ModelError as error:
        return Diagnosis("研判模型", False, str(error), f"请删去 {folder} 后重新运行，程序会重新生成")


def _database(settings: Settings, office: Office, now: datetime) -> Iterator[Diagnosis]:
    if not settings.database and not (settings.var / "huiying.db").exists():
        yield Diagnosis("数据库", True, "尚未生成，首次运行时生成")
        return
    try:
        with reading(connect(settings.database_url)) as connection:
            problems = audit.verify(connection, office.tenant)
            yield Diagnosis("审计", not problems, problems[0] if problems else "链条完整", "请保留现场并联系审计员")
            yield from (
                Diagnosis("运行", False, line, "请查看控制台的值班台") for line in row_findings(connection, office, now)
            )
            for state in fetch(connection, SourceState, source_states.c.tenant == office.tenant):
                if state.finding:
                    yield Diagnosis(f"信源 {state.code}", False, state.finding, "请在控制台“信源”页查看处理办法")
    except StoreError as error:
        remedy = "请检查数据库地址、磁盘和权限；若刚断电，请从备份恢复"
        yield Diagnosis("数据库", False, f"打不开：{_first_line(error)}", remedy)


def _first_line(error: StoreError) -> str:
    return str(error.__cause__ or error).splitlines()[0][:120]


def _channels(office: Office) -> Iterator[Diagnosis]:
    for channel in office.channels.channels:
        place = host_and_port(channel)
        if place is None:
            continue
        good = _reachable(*place)
        seen = f"{place[0]}:{place[1]} {'可以连通' if good else '连不上'}"
        yield Diagnosis(f"渠道 {channel.name}", good, seen, "请网络管理员放行该地址，或检查地址是否写错")


def _reachable(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), CONNECT_SECONDS):
            return True
    except OSError:
        return False


def _signing(office: Office) -> Diagnosis:
    host = urlsplit(office.sheet.base_url).hostname or ""
    if host in (LOOPBACK, "localhost", "::1"):
        seen = "访问地址为本机，手机打不开签收链接；请用电话签收登记，或把访问地址改为手机可达的地址"
        return Diagnosis("签收方式", True, seen)
    return Diagnosis("签收方式", True, f"消息中的链接指向 {host}")


def _running(settings: Settings) -> Diagnosis:
    on = _reachable(LOOPBACK, settings.port)
    return Diagnosis("控制台", True, f"端口 {settings.port} {'已有程序在用' if on else '空闲'}")
