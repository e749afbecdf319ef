"""A second pair of eyes with its own connection: nothing due is unsent, nobody's shift is empty, every loop turns."""

import logging
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection

from config.clock import Clock, in_china
from config.office import Office
from config.vocabulary import NoticeState
from service.loops import Loop
from service.office_box import OfficeBox
from service.settings import Settings
from store.bus import backlog
from store.engine import connect, reading
from store.records import Duty, Notice
from store.rows import count
from store.tables import duties, notices

LATE_REMINDER = timedelta(seconds=30)
LATE_LEASE = timedelta(seconds=60)
LATE_NOTICE = timedelta(minutes=10)
RECENT = timedelta(days=1)
STILL_SECONDS = 30.0
ROSTER_AHEAD = timedelta(hours=24)

logger = logging.getLogger(__name__)


class Auditor:
    """Looks once a minute; `trouble` is what the last look found and what is wrong this moment, in Chinese."""

    def __init__(self, settings: Settings, office: OfficeBox, loops: Mapping[str, Loop], clock: Clock) -> None:
        self._office, self._loops, self._clock = office, loops, clock
        self._engine = connect(settings.database_url)
        self._seen: list[str] = []

    def trouble(self) -> list[str]:
        """Any loop that stands still and any broken office file this moment, and what the last look found."""
        return [*self._still_loops(), *self._broken_files(), *self._seen]

    def look(self) -> None:
        """Look at rows and roster; whatever is found stays until the next look."""
        with reading(self._engine) as connection:
            office, now = self._office(), self._clock.now()
            found = [*row_findings(connection, office, now), *roster_gaps(office, now)]
        for line in set(found) - set(self._seen):
            logger.error("巡检发现：%s", line)
        self._seen = found

    def _broken_files(self) -> Iterator[str]:
        if self._office.findings:
            yield f"办公室文件有 {len(self._office.findings)} 处错误，仍按原版本运行：{self._office.findings[0]}"

    def _still_loops(self) -> Iterator[str]:
        now = self._clock.monotonic()
        for loop in self._loops.values():
            if not loop.running:
                yield f"“{loop.name}”环节已停止，请重启程序"
            elif now - loop.last_turn > STILL_SECONDS:
                yield f"“{loop.name}”环节已 {now - loop.last_turn:.0f} 秒没有动静，请查看日志"


def row_findings(connection: Connection, office: Office, now: datetime) -> Iterator[str]:
    """What should have happened and has not, as the rows tell."""
    mine, waiting = office.tenant, [NoticeState.PENDING, NoticeState.RETRY]
    due = (duties.c.tenant == mine, duties.c.met_at.is_(None), duties.c.next_reminder_at < now - LATE_REMINDER)
    ours = notices.c.tenant == mine
    broken_off = (ours, notices.c.state == NoticeState.SENDING, notices.c.lease_until < now - LATE_LEASE)
    queued = (ours, notices.c.state.in_(waiting), notices.c.queued_at < now - LATE_NOTICE)
    lost = (ours, notices.c.state == NoticeState.DEAD, notices.c.queued_at > now - RECENT)
    checks = [
        (count(connection, Duty, *due), "{} 项时限提醒应发未发"),
        (count(connection, Notice, *broken_off), "{} 条消息发送中断超过一分钟"),
        (count(connection, Notice, *queued), "{} 条消息排队超过十分钟，请检查渠道"),
        (count(connection, Notice, *lost), "近一日有 {} 条消息各渠道均发送失败，请电话通知"),
        *((backlog(connection, topic).dead, f"“{topic}”环节有 {{}} 条记录多次处理失败") for topic in ("classify", "case")),
    ]
    yield from (words.format(number) for number, words in checks if number)


def roster_gaps(office: Office, now: datetime) -> Iterator[str]:
    """The first hour of the coming day in which nobody is on duty."""
    hour = in_china(now).replace(minute=0, second=0, microsecond=0)
    end = hour + ROSTER_AHEAD
    while hour < end:
        if office.roster.on_duty(hour.isoweekday(), hour.time()) is None:
            yield f"{hour.month}月{hour.day}日 {hour:%H:%M} 起无人值班，请补值班表"
            return
        hour += timedelta(hours=1)
