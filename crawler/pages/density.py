"""Which element of a page holds the running text: the subtree with most prose and least link text.

Every piece of text is prose (counts for its ancestors), link or chrome (counts against them) or neither. The element
with the highest balance is the article: going up from it adds navigation, going down loses prose.
"""

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

_PROSE = re.compile(r"[，。；！？、：“”…,;!?]|\.\s")
_LONG = 24
# What sites print below everything: it reads like prose and belongs to no article.
IMPRINT = re.compile(
    r"版权所有|未经.{0,6}(?:授权|许可)|许可证|备案(?:序)?号|ICP|公网安备|举报(?:电话|邮箱)|(?:主办|承办|协办)(?:单位)?[:：]|网站标识码|技术支持|"
    r"Copyright|All Rights Reserved|建议使用.{0,20}浏览器|最佳(?:分辨率|浏览)",
    re.IGNORECASE,
)
_CHROME_WORDS = (
    "comment comments pinglun gentie tie reply footer foot bottom nav navi menu side sidebar aside recommend "
    "recommends recomm related relate relevant share copyright crumb crumbs breadcrumb tuijian hotnews rank login "
    "toolbar qrcode disclaimer statement shengming player"
)
_CHROME = frozenset(_CHROME_WORDS.split())
_WORDS = str.maketrans("-_", "  ")
_CHROME_TAGS = frozenset({"nav", "footer", "aside", "label"})
_NAMED = frozenset({"div", "ul", "ol", "section", "dl", "table", "header", "main", "article"})
_LINK_WEIGHT = 1.0
_CHROME_WEIGHT = 0.6
_KEEP = 0.97
MAX_PIECES = 40_000


@dataclass(slots=True)
class _Element:
    node: LexborNode
    parent: int
    link: bool
    chrome: int
    """Index of the outermost element above whose name says chrome, or -1."""
    prose: int = 0
    against: float = 0.0
    first: int = -1
    last: int = -1


@dataclass(slots=True)
class Piece:
    """One text node of a page: its text on one line, whether it is part of a link, the element that holds it."""

    text: str
    link: bool
    holder: int


@dataclass(slots=True)
class Layout:
    """All pieces of a page in reading order, and the elements above them with their balance of prose."""

    pieces: list[Piece] = field(default_factory=list)
    elements: list[_Element] = field(default_factory=list)

    def span(self, element: int) -> tuple[int, int]:
        """First and one past the last piece below an element."""
        found = self.elements[element]
        return found.first, found.last + 1

    def node(self, element: int) -> LexborNode:
        """The element itself."""
        return self.elements[element].node

    def prose(self, element: int) -> int:
        """Characters of prose below an element."""
        return self.elements[element].prose


def lay_out(body: LexborNode) -> Layout:
    """Walk the page once; scripts and other silent elements must be stripped before."""
    layout = Layout()
    known: dict[int, int] = {}
    for node in body.traverse(include_text=True):
        if not node.is_text_node:
            continue
        if len(layout.pieces) >= MAX_PIECES:
            break
        text = " ".join(node.text(deep=False).split())
        parent = node.parent
        if not text or parent is None:
            continue
        holder = _element(layout, known, parent)
        element = layout.elements[holder]
        index = len(layout.pieces)
        layout.pieces.append(Piece(text, element.link, holder))
        element.first = index if element.first < 0 else element.first
        element.last = index
    _sum_up(layout)
    return layout


def _is_prose(piece: Piece) -> bool:
    text = piece.text
    if piece.link or not (len(text) >= _LONG or _PROSE.search(text)):
        return False
    return len(text) > 300 or IMPRINT.search(text) is None


def first_prose(layout: Layout, start: int, end: int) -> int:
    """The first piece of a span that reads like a sentence of the text; the start where none does."""
    for index in range(start, end):
        piece = layout.pieces[index]
        if len(piece.text) >= _LONG and _is_prose(piece) and _PROSE.search(piece.text):
            return index
    return start


def is_list(layout: Layout, start: int, end: int) -> bool:
    """Whether linked headlines and short texts take turns, as on a page of abstracts."""
    turns = linked = prose = 0
    last_linked = False
    for piece in layout.pieces[start:end]:
        if piece.link and len(piece.text) >= 8:
            turns += not last_linked
            last_linked = True
            linked += len(piece.text)
        elif _is_prose(piece):
            last_linked = False
            prose += len(piece.text)
    return turns >= 5 and 4 * linked >= prose


def _weigh(layout: Layout) -> None:
    """Names such as `share-box` mean chrome, unless most of the page's prose lies there."""
    prose = [_is_prose(piece) for piece in layout.pieces]
    inside: dict[int, int] = {}
    for piece, is_prose in zip(layout.pieces, prose, strict=True):
        if is_prose and (root := layout.elements[piece.holder].chrome) >= 0:
            inside[root] = inside.get(root, 0) + len(piece.text)
    total = sum(len(piece.text) for piece, is_prose in zip(layout.pieces, prose, strict=True) if is_prose)
    chrome = {root for root, size in inside.items() if 2 * size < total}
    for piece, is_prose in zip(layout.pieces, prose, strict=True):
        element = layout.elements[piece.holder]
        if piece.link:
            element.against += len(piece.text) * _LINK_WEIGHT
        elif element.chrome in chrome:
            element.against += len(piece.text) * _CHROME_WEIGHT
        elif is_prose:
            element.prose += len(piece.text)


def _element(layout: Layout, known: dict[int, int], node: LexborNode) -> int:
    """The index of an element, its ancestors entered before it."""
    path: list[tuple[int, LexborNode]] = []
    current: LexborNode | None = node
    parent = -1
    while current is not None:
        ident = current.mem_id
        if (found := known.get(ident)) is not None:
            parent = found
            break
        path.append((ident, current))
        current = current.parent
    elements = layout.elements
    for ident, step in reversed(path):
        above = elements[parent] if parent >= 0 else None
        known[ident] = index = len(elements)
        outer = above.chrome if above is not None else -1
        chrome = outer if outer >= 0 or not _is_chrome(step) else index
        elements.append(_Element(step, parent, step.tag == "a" or (above is not None and above.link), chrome))
        parent = index
    return parent


def _is_chrome(node: LexborNode) -> bool:
    tag = node.tag
    if tag in _CHROME_TAGS:
        return True
    if tag not in _NAMED:
        return False
    names = node.attributes
    if not names:
        return False
    words = f"{names.get('class') or ''} {names.get('id') or ''}".lower().translate(_WORDS).split()
    return not _CHROME.isdisjoint(words)


def _sum_up(layout: Layout) -> None:
    """Parents stand before their children, so one pass backwards adds everything up."""
    _weigh(layout)
    elements = layout.elements
    for element in reversed(elements):
        if element.parent >= 0:
            above = elements[element.parent]
            above.prose += element.prose
            above.against += element.against
            if element.first >= 0:
                if above.first < 0 or element.first < above.first:
                    above.first = element.first
                if element.last > above.last:
                    above.last = element.last


def main_element(layout: Layout) -> int | None:
    """The element with the best balance, taken as deep as almost all of its prose allows; None on a page without prose."""
    if not layout.elements:
        return None
    balances = [element.prose - element.against for element in layout.elements]
    best = balances.index(max(balances))
    if balances[best] <= 0:
        return None
    return _deepest(layout.elements, best)


def _deepest(elements: list[_Element], best: int) -> int:
    """A later element whose parent chain leads to the best one and that keeps the prose is the tighter frame."""
    inside = {best}
    chosen = best
    for index in range(best + 1, len(elements)):
        element = elements[index]
        if element.parent in inside and element.node.tag not in ("p", "span", "strong", "font", "b", "a"):
            inside.add(index)
            if element.parent == chosen and element.prose >= _KEEP * elements[chosen].prose:
                chosen = index
    return chosen
