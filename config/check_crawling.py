"""Whether the waits and the request budget of an office fit together."""

from collections.abc import Iterator
from datetime import timedelta

from config.crawling import wait_of
from config.findings import ERROR, WARNING, Finding
from config.limits import Limit
from config.office import Office
from config.reading import Reading
from config.sources import Source

DAY = timedelta(days=1)
UNREADABLE = timedelta(minutes=30)


def crawling_findings(office: Office, reading: Reading) -> Iterator[Finding]:
    """Waits that have no length or stand the wrong way round, and a budget that can not pay for the longest waits."""
    crawling = office.sheet.crawling
    for source in office.sources:
        yield from _wait_findings(source, reading)
    if _length(crawling.shortest) > _length(crawling.longest):
        message = f"最短间隔“{crawling.shortest.text}”比最长间隔“{crawling.longest.text}”还长"
        yield _in_sheet(reading, ERROR, "最短间隔", "C511", message, "请对调或改正")
    least = sum(DAY / _longest(source, crawling.longest) for source in office.sources if _is_crawled(source))
    if crawling.requests is not None and crawling.requests < least:
        message = f"每日请求{crawling.requests}次，按最长间隔采集全部信源就至少要{least:.0f}次"
        remedy = "请调大每日请求，或调大最长间隔；否则超出部分照采，预算形同虚设"
        yield _in_sheet(reading, WARNING, "每日请求", "C512", message, remedy)


def _wait_findings(source: Source, reading: Reading) -> Iterator[Finding]:
    file = reading.source_files[source.code]
    line = next((line for place, line in reading.documents[file].lines.items() if place and place[-1] == "间隔"), 1)
    for key, limit in (("间隔", source.interval), ("最长间隔", source.longest)):
        if limit is not None and wait_of(limit) is None:
            message = f"“{source.name}”的{key}“{limit.text}”没有固定长短，将按30分钟采集"
            yield Finding("C510", WARNING, file, line, message, "请写成若干秒、分钟、小时或日，如 30分钟")
    if source.interval is not None and source.longest is not None and _length(source.interval) > _length(source.longest):
        message = f"“{source.name}”的间隔“{source.interval.text}”比最长间隔“{source.longest.text}”还长"
        yield Finding("C511", ERROR, file, line, message, "间隔是最短的等待，请对调或改正")


def _in_sheet(reading: Reading, severity: str, key: str, number: str, message: str, remedy: str) -> Finding:
    line = reading.documents["office.yaml"].line_of(("采集", key))
    return Finding(number, ERROR if severity == ERROR else WARNING, "office.yaml", line, message, remedy)


def _longest(source: Source, usual: Limit) -> timedelta:
    alone = source.interval is not None and source.longest is None
    return _length(source.interval if alone and source.interval else source.longest or usual)


def _length(limit: Limit) -> timedelta:
    return max(timedelta(seconds=1), wait_of(limit) or UNREADABLE)


def _is_crawled(source: Source) -> bool:
    return source.enabled and source.address.startswith(("http://", "https://"))
