"""Scrapy settings that are safe where Scrapy's own defaults are not (reliability.md §4)."""

from importlib.metadata import PackageNotFoundError, version
from typing import Any

MAX_BYTES = 8 * 1024 * 1024
"""Of one answer after decompression."""
RESPONSE_SECONDS = 30.0
"""From asking for a connection to the last byte of the answer, so that a trickle is cut as well."""
MAX_REDIRECTS = 5
ROUND_SECONDS = 900.0

_OFF: dict[str, Any] = {
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "HTTPCACHE_ENABLED": False,
    "HTTPPROXY_ENABLED": False,
    "JOBDIR": None,
    "COOKIES_ENABLED": False,
    "RETRY_ENABLED": False,
    "METAREFRESH_ENABLED": False,
    "REFERER_ENABLED": True,
    "REFERRER_POLICY": "scrapy.spidermiddlewares.referer.NoReferrerPolicy",
    "MEMUSAGE_ENABLED": False,
    "FEEDS": {},
    "LOGSTATS_INTERVAL": 0,
    "STATS_DUMP": False,
    "EXTENSIONS_BASE": {},
    "EXTENSIONS": {"scrapy.extensions.closespider.CloseSpider": 0},
}


def user_agent(contact: str) -> str:
    """An honest name: what we are, which version, and whom to ask about it."""
    try:
        release = version("huiying")
    except PackageNotFoundError:
        release = "0"
    return f"huiying/{release} (+{contact})" if contact else f"huiying/{release}"


def safe_settings(
    agent: str,
    verify_tls: bool,
    response_seconds: float = RESPONSE_SECONDS,
    round_seconds: float = ROUND_SECONDS,
    max_bytes: int = MAX_BYTES,
) -> dict[str, Any]:
    """The settings of one round; pauses and the egress guard are in `crawler.connecting`."""
    handler = "crawler.connecting.PoliteHandler"
    return _OFF | {
        "DOWNLOAD_HANDLERS": {"http": handler, "https": handler, "file": None, "data": None, "ftp": None, "s3": None},
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "crawler.robots.SharedRobots": 100,
        },
        "USER_AGENT": agent,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,application/json;q=0.9,*/*;q=0.5",
            "Accept-Language": "zh-CN,zh;q=0.9",
        },
        "ROBOTSTXT_OBEY": True,
        "DOWNLOAD_VERIFY_CERTIFICATES": verify_tls,
        "DOWNLOAD_MAXSIZE": max_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_TIMEOUT": response_seconds,
        "DOWNLOAD_FAIL_ON_DATALOSS": True,
        "CLOSESPIDER_TIMEOUT": round_seconds,
        "REDIRECT_MAX_TIMES": MAX_REDIRECTS,
        "URLLENGTH_LIMIT": 2083,
        "HTTPERROR_ALLOW_ALL": True,
        # The order of the list is the order of news.
        "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
        "CONCURRENT_REQUESTS": 4,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": 0,
        # Scrapy starts as many tasks per page as items may be handled at once; a callback yields one request at a time.
        "CONCURRENT_ITEMS": 1,
        # Reading a callback's source to warn about its style costs more than reading the page.
        "WARN_ON_GENERATOR_RETURN_VALUE": False,
    }
