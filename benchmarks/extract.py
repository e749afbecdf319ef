"""Article extraction beside trafilatura, readability-lxml and gne: the same real pages, quality per field and speed.

The libraries are no dependencies of the product; `requirements-bench.txt` names the versions to compare with.
Everybody gets the page's bytes and decodes them the same way. A library may fail on a page: that counts as nothing read.
"""

import json
import logging
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from time import process_time
from typing import Any

from benchmarks.article_readers import OURS, Answer, Reader, readers
from benchmarks.county import SHARED
from benchmarks.figure import Absent, Figure, remark
from config.clock import CHINA

FIELDS = ("title", "time", "body", "source")
TURNS = 3
SPEED = 10.0
_SPACE = re.compile(r"[\s\u3000\u200b]+")


def measure() -> Iterator[Figure]:
    folder = SHARED / "pages" / "portal"
    if not folder.is_dir():
        raise Absent("the saved pages do not lie beside this checkout")
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("readability").setLevel(logging.CRITICAL)
    truth = [row for line in (folder / "truth.jsonl").open(encoding="utf-8") if (row := json.loads(line)).get("score", True)]
    pages = [(folder / row["file"]).read_bytes() for row in truth]
    yield Figure("extract.pages", len(pages), "pages")
    shares: dict[str, dict[str, float]] = {}
    speeds: dict[str, float] = {}
    for name, read in readers().items():
        shares[name] = quality(truth, [_safely(read, page) for page in pages])
        speeds[name] = len(pages) / _seconds(read, pages)
        for field, share in shares[name].items():
            yield Figure(f"extract.{name}.{field}", 100 * share, "percent")
        yield Figure(f"extract.{name}.speed", speeds[name], "pages_per_cpu_second")
    yield from _compared(shares, speeds)


def quality(truth: list[dict[str, Any]], answers: list[Answer]) -> dict[str, float]:
    """The share of pages on which each field is right, by the rules of the pages' own README."""
    good: dict[str, list[bool]] = {field: [] for field in FIELDS}
    for row, answer in zip(truth, answers, strict=True):
        for field, right in _judged(row, answer):
            good[field].append(right)
    return {field: sum(marks) / len(marks) for field, marks in good.items() if marks}


def _judged(row: dict[str, Any], answer: Answer) -> Iterator[tuple[str, bool]]:
    title = row.get("title") or row.get("title_contains")
    if title:
        yield "title", _squash(title) in _squash(answer.get("title"))
    times = [moment for key in ("published_at", "published_at_alt") if (moment := row.get(key))]
    if times:
        yield "time", any(_same_time(answer.get("published_at"), moment) for moment in times)
    if row.get("body_first"):
        body = _squash(answer.get("body"))
        whole = all(_squash(row.get(key)) in body for key in ("body_first", "body_last"))
        yield "body", whole and not any(_squash(text) in body for text in row.get("body_must_not") or [])
    if row.get("source"):
        yield "source", _squash(row["source"]) in _squash(answer.get("source_name"))


def _same_time(told: str | None, wanted: str) -> bool:
    if not told:
        return False
    if len(wanted) == 10:
        return told[:10] == wanted
    try:
        moment, right = datetime.fromisoformat(told), datetime.fromisoformat(wanted)
    except ValueError:
        return False
    return abs((moment if moment.tzinfo else moment.replace(tzinfo=CHINA)) - right) <= timedelta(seconds=60)


def _squash(text: str | None) -> str:
    return _SPACE.sub("", text or "")


def _safely(read: Reader, page: bytes) -> Answer:
    # What a stranger's library raises on a page is its answer.
    try:
        return read(page)
    except Exception as error:
        remark(f"failed on a page: {type(error).__name__}")
        return {}


def _seconds(read: Reader, pages: list[bytes]) -> float:
    """Processor seconds for all pages, the best of several turns."""
    turns = []
    for _ in range(TURNS):
        begun = process_time()
        for page in pages:
            _safely(read, page)
        turns.append(process_time() - begun)
    return min(turns)


def _compared(shares: dict[str, dict[str, float]], speeds: dict[str, float]) -> Iterator[Figure]:
    others = [name for name in shares if name != OURS]
    for name in others:
        yield Figure(f"extract.speed_over.{name}", speeds[OURS] / speeds[name], "times")
    if others:
        for field in FIELDS:
            best = max(shares[name].get(field, 0.0) for name in others)
            yield Figure(f"extract.lead.{field}", 100 * (shares[OURS][field] - best), "percentage_points_over_the_best")
        remark(f"targets: every lead at least 0, speed over trafilatura at least {SPEED:.0f} times")
