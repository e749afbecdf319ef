"""How much the office may ask of the web: the optional part 采集 of office.yaml."""

from datetime import timedelta

from pydantic import Field, field_validator

from config.limits import Limit, Measure
from config.paper import Paper


class Crawling(Paper):
    """The request budget and the bounds of a learned wait; all of it may be left out.

    Without `requests` each source has what half-hourly looks would take, spent where it saves the most waiting.
    """

    requests: int | None = Field(default=None, alias="每日请求", ge=1)
    """Requests a day, all sources together."""
    host_requests: int = Field(default=5000, alias="每站每日请求", ge=1)
    """Requests a day on one host, all its sources together."""
    shortest: Limit = Field(default_factory=lambda: Limit("2分钟"), alias="最短间隔")
    longest: Limit = Field(default_factory=lambda: Limit("4小时"), alias="最长间隔")
    """No source waits longer, however little it brings."""

    @field_validator("shortest", "longest")
    @classmethod
    def _has_a_length(cls, limit: Limit) -> Limit:
        if wait_of(limit) is None:
            raise ValueError(f"间隔“{limit.text}”要写成若干秒、分钟、小时或日")
        return limit


def wait_of(limit: Limit) -> timedelta | None:
    """The length of a wait between two looks; None when it is not written in seconds, minutes, hours or days."""
    if limit.measure is Measure.CALENDAR_DAYS:
        return timedelta(days=limit.count)
    return limit.span
