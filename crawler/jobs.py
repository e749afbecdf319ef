"""From a source of the office file and what is known of it to a job for the crawl child."""

from datetime import datetime
from typing import Any

from config.sources import Source
from crawler.schedule import marks_of, spider_of
from crawler.wire import Job
from store.ids import digest
from store.records import SourceState


class NotCrawlable(Exception):
    """The source hands its posts in, or its address is no web address; nothing can be fetched."""


def job_for(source: Source, state: SourceState | None, agent: str, now: datetime) -> Job:
    """The next round of a source; NotCrawlable when no spider reads it."""
    spider = spider_of(source)
    if spider is None:
        raise NotCrawlable(f"信源“{source.name}”不能自动采集：类型为{source.kind.label}，地址为 {source.address or '空'}")
    fields: dict[str, Any] = {
        "id": digest("round", source.code, round(now.timestamp() * 1000)),
        "source": source.code,
        "spider": spider,
        "reads": "feed" if spider == "feed" else source.kind.value,
        "address": source.address,
        "permits": tuple(source.intranet),
        "delay_seconds": source.delay_seconds,
        "follow": source.follow,
        "verify_tls": source.verify_tls,
        "user_agent": agent,
        "seen": marks_of(state),
    }
    return Job(**fields)
