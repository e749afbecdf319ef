"""Markup that would blow up an HTML5 parser, flattened before parsing.

Measured on lexbor: 200,000 nested elements take minutes (the cost grows with the square of the depth), 20,000 open
formatting elements with own attributes are opened again for every paragraph and fill the memory, 200,000 attributes in
one tag take a minute. All three are kept as text; the page is then marked truncated.
"""

import re

MAX_TAGS = 250_000
MAX_PARSED = 120_000
MAX_DEPTH = 400
MAX_ATTRIBUTES = 3_000
_PLAIN_TAGS = 12_000
_REOPENED = 1_500_000

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)")
_WHOLE_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)[^<>]*>?")
_FORMATTING = frozenset(["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"])
_FORMATTING_WITH_ATTRIBUTES = re.compile(r"<(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s/]", re.IGNORECASE)
_FORMATTING_TAG = re.compile(r"</?(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?:[\s/][^<>]*)?>", re.IGNORECASE)
_LONG = 20_000
_LONG_TAG = re.compile(rf"<[^<>]{{{_LONG},}}")
# Elements that close themselves or need no end tag: they add no depth.
_FLAT_TAGS = (
    "area base br col embed hr img input link meta param source track wbr p li dt dd option optgroup tr td th thead "
    "tbody tfoot colgroup rp rt html head body script style"
)
_FLAT = frozenset(_FLAT_TAGS.split())


def defuse(text: str) -> tuple[str, bool]:
    """The text in a form that parses in linear time, and whether something had to be flattened or cut."""
    text, many = _without_attribute_bombs(text)
    tags = text.count("<")
    if tags < _PLAIN_TAGS and tags * len(_FORMATTING_WITH_ATTRIBUTES.findall(text)) < _REOPENED:
        return text, many
    text, cut = _cut(text, MAX_TAGS)
    depth, reopened = _measure(text)
    if reopened > _REOPENED:
        text = _FORMATTING_TAG.sub("", text)
    if depth > MAX_DEPTH:
        text = _flatten(text)
    text, cut_again = _cut(text, MAX_PARSED)
    return text, many or cut or cut_again or depth > MAX_DEPTH or reopened > _REOPENED


def _measure(text: str) -> tuple[int, int]:
    """Deepest nesting, and how often a formatting element may have to be opened again."""
    depth = deepest = open_formatting = reopened = 0
    for tag in _TAG.finditer(_outside_scripts(text)):
        slash, name = tag.groups()
        if name in _FLAT:
            reopened += open_formatting
            continue
        formatting = name in _FORMATTING
        if slash:
            depth -= depth > 0
            open_formatting -= formatting and open_formatting > 0
            continue
        depth += 1
        if depth > deepest:
            deepest = depth
        if formatting:
            open_formatting += 1
        else:
            reopened += open_formatting
    return deepest, reopened


def _outside_scripts(text: str) -> str:
    """Markup without what stands in scripts, in lower case; comparisons such as `i<b` there are no tags."""
    first, *rest = text.lower().split("<script")
    return first + "".join(part.partition("</script")[2] for part in rest)


def _flatten(text: str) -> str:
    """Drop the tags below the allowed depth, keep their text."""
    depth = 0

    def keep(tag: re.Match[str]) -> str:
        nonlocal depth
        if tag[2].lower() in _FLAT:
            return tag[0]
        if tag[1]:
            depth = max(0, depth - 1)
            return tag[0] if depth < MAX_DEPTH else ""
        depth += 1
        return tag[0] if depth <= MAX_DEPTH else ""

    return _WHOLE_TAG.sub(keep, text)


def _cut(text: str, most: int) -> tuple[str, bool]:
    """The text before its tag number `most`, and whether anything was cut."""
    if text.count("<") <= most:
        return text, False
    at = -1
    for _ in range(most):
        at = text.find("<", at + 1)
    return text[:at], True


def _has_long_gap(text: str) -> bool:
    """Whether 20,000 characters in a row hold no `>`, found in steps of that size."""
    at = 0
    while at + _LONG <= len(text):
        last = text.rfind(">", at, at + _LONG)
        if last < 0:
            return True
        at = last + 1
    return False


def _without_attribute_bombs(text: str) -> tuple[str, bool]:
    if not _has_long_gap(text):
        return text, False
    bombs = 0

    def shorten(tag: re.Match[str]) -> str:
        nonlocal bombs
        if len(tag[0].split(None, MAX_ATTRIBUTES)) <= MAX_ATTRIBUTES:
            return tag[0]
        bombs += 1
        return "<x "

    return _LONG_TAG.sub(shorten, text), bombs > 0
