"""Which parts of a post weighed: spans in title + newline + body → pieces of text, marked or not; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `marked` when it weighed in the verdict."""

    text: str
    marked: bool


def pieces(title: str, body: str, reasons: Iterable[Mapping[str, Any]]) -> tuple[list[Piece], list[Piece]]:
    """Title and body cut at the borders of the spans; overlapping spans are joined, wrong ones left out."""
    text = f"{title}\n{body}"
    spans = _joined(span for reason in reasons if (span := _span(reason, text)) is not None)
    border = len(title)
    return _cut(text, 0, border, spans), _cut(text, border + 1, len(text), spans)


def rules(reasons: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """The rules among the reasons with the words they met."""
    return [(str(reason["rule"]), str(reason.get("text", ""))) for reason in reasons if reason.get("rule")]


def words(reasons: Iterable[Mapping[str, Any]]) -> list[str]:
    """The words among the reasons, strongest first, each once."""
    found = (str(reason.get("text", "")) for reason in reasons if not reason.get("rule"))
    return list(dict.fromkeys(text for text in found if text))


def _span(reason: Mapping[str, Any], text: str) -> tuple[int, int] | None:
    start, end, quoted = reason.get("start"), reason.get("end"), reason.get("text")
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end <= len(text):
        return None
    # A span that no longer fits its words belongs to another revision of the post.
    return (start, end) if not quoted or text[start:end] == quoted else None


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _cut(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> list[Piece]:
    found: list[Piece] = []
    at = start
    for first, last in spans:
        first, last = max(first, at), min(last, end)
        if first >= last:
            continue
        found += [Piece(text[at:first], False), Piece(text[first:last], True)]
        at = last
    found.append(Piece(text[at:end], False))
    return [piece for piece in found if piece.text]
