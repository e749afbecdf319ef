"""Many waiting messages for one recipient as few that name every case, highest tier first; pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from alerts import words
from alerts.graphemes import size
from alerts.messages import MOST_BYTES, Text
from alerts.neutral import headline
from alerts.placeholders import link_size, sign_link

MOST_DETAILED = 5
_ROOM_FOR_HEAD = 160


@dataclass(frozen=True, slots=True)
class Entry:
    """One case in a digest."""

    case_id: str
    number: str
    tier: str
    title: str


def render(entries: Sequence[Entry], base_url: str) -> list[Text]:
    """As many texts as needed, each within the limit; the first cases with title and link, the rest by number."""
    ordered = sorted({entry.number: entry for entry in entries}.values(), key=_rank)
    detailed, rest = ordered[:MOST_DETAILED], ordered[MOST_DETAILED:]
    chunks = _chunks(_lines(detailed, base_url), _numbers(rest))
    total = len(chunks)
    return [_text(chunk, len(ordered), index, total) for index, chunk in enumerate(chunks, 1)]


def _rank(entry: Entry) -> tuple[int, str]:
    return -words.tier(entry.tier).rank, entry.number


def _lines(entries: Sequence[Entry], base_url: str) -> list[tuple[str, int]]:
    """Lines with their size once their links are filled in."""
    found = []
    for entry in entries:
        line = f"【{words.tier(entry.tier).label}】{headline(entry.title, 24)} 编号 {entry.number}\n签收 "
        found.append((f"{line}{sign_link(entry.case_id)}", size(line) + link_size(base_url)))
    return found


def _numbers(entries: Sequence[Entry]) -> list[tuple[str, int]]:
    """`【重大】2026-1122-007` for the first of a tier, then only the number."""
    found, tier = [], ""
    for entry in entries:
        text = entry.number if entry.tier == tier else f"【{words.tier(entry.tier).label}】{entry.number}"
        tier = entry.tier
        found.append((text, size(text)))
    return found


def _chunks(lines: Sequence[tuple[str, int]], numbers: Sequence[tuple[str, int]]) -> list[str]:
    chunks, current, used = [], "", 0
    for text, weight, separator in [*((*line, "\n") for line in lines), *((*number, " ") for number in numbers)]:
        if current and used + weight + 1 > MOST_BYTES - _ROOM_FOR_HEAD:
            chunks.append(current)
            current, used = "", 0
        current += ("\n" if text.startswith("【") else separator) * bool(current) + text
        used += weight + 1
    return [*chunks, current] if current else chunks


def _text(chunk: str, count: int, index: int, total: int) -> Text:
    part = f"（{index}/{total}）" if total > 1 else ""
    head = f"【汇总】{count}件待签收{part}"
    return Text(head, f"{head}，按等级由高到低，请登录系统逐件签收\n{chunk}")
