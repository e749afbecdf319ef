"""Text of elements as a reader sees it: blocks on lines of their own, white space folded, nothing hidden."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_TITLE = 300
MAX_BODY = 200_000
MAX_ROWS = 10_000
_BLOCK_TAGS = (
    "address article aside blockquote br center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 "
    "h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul"
)
BLOCKS = frozenset(_BLOCK_TAGS.split())
SILENT = [
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "iframe",
    "textarea",
    "select",
    "button",
    "object",
    "video",
    "audio",
]
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[ \n]*")
_COUNT = re.compile(r"(?<![\d.])(\d{1,3}(?:[,，]\d{3})+|\d{1,15})(?:\.(\d{1,2}))?\s{0,2}(万|亿|[wWkK](?![a-zA-Z]))?")


def fold(text: str) -> str:
    """White space folded: one blank between words, one line break between lines."""
    return _LINES.sub("\n", _SPACES.sub(" ", text)).strip()


def line(text: str) -> str:
    """Text on one line."""
    return " ".join(text.split())


def node_text(node: LexborNode | None, skip: frozenset[int] = frozenset()) -> str:
    """The text below an element, blocks on lines of their own; subtrees whose `mem_id` is in `skip` are left out."""
    if node is None:
        return ""
    parts: list[str] = []
    _collect(node, parts, skip)
    return fold("".join(parts))


def _collect(node: LexborNode, parts: list[str], skip: frozenset[int]) -> None:
    """Walk without recursion: the tree may be deep."""
    current = node.first_child
    trail: list[LexborNode] = []
    while current is not None or trail:
        if current is None:
            closed = trail.pop()
            if closed.tag in BLOCKS:
                parts.append("\n")
            current = closed.next
            continue
        if current.is_text_node:
            parts.append(current.text(deep=False).replace("\n", " "))
        elif current.is_element_node and current.tag not in _SILENT and not (skip and current.mem_id in skip):
            if current.tag in BLOCKS:
                parts.append("\n")
            if current.first_child is not None:
                trail.append(current)
                current = current.first_child
                continue
        current = current.next


_SILENT = frozenset(SILENT)


def fragment_text(markup: str) -> str:
    """The text of a piece of markup, as APIs put into JSON fields."""
    if "<" not in markup and "&" not in markup:
        return fold(markup)
    return node_text(LexborHTMLParser(markup[:MAX_BODY]).body)


def one_line(node: LexborNode | None) -> str:
    """The text below an element on one line."""
    return line(node.text()) if node is not None else ""


def attribute(node: LexborNode | None, name: str) -> str:
    """An attribute's value, empty where there is none."""
    return (node.attributes.get(name) or "") if node is not None else ""


def number(text: str | int | None) -> int | None:
    """A count as pages write it: 1,024 · 1.2万 · 100万+ ; None where there is none."""
    if isinstance(text, int):
        return int(text) if 0 <= text < 10**15 and not isinstance(text, bool) else None
    found = _COUNT.search(text or "")
    if found is None:
        return None
    whole = int(found[1].replace(",", "").replace("，", ""))
    scale = {"万": 10**4, "w": 10**4, "亿": 10**8, "k": 1000}.get((found[3] or "").lower(), 1)
    if scale == 1:
        return whole
    return whole * scale + int((found[2] or "0").ljust(2, "0")) * scale // 100
