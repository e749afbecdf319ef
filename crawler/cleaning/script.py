"""Traditional Chinese to simplified, with opencc's tables.

The whole converter runs only on text that is traditional throughout: it knows phrases, but would also turn 乾县 into 干县.
In simplified text single traditional characters are replaced one by one, and only those that simplified writing never uses.
"""

import re
from functools import cache

from opencc import OpenCC

_HAN = re.compile("[\u3400-\u9fff]")
# Characters that have a simplified form in one meaning and stand for themselves in another, in names for example.
_OWN_RIGHT = frozenset("乾著於徵藉瞭麽麼夥餘甯瀋剋摺鍾蘋麯昇託彷彿佈迴徬脩囉嚐噁鬱祇隻紮採捲穀嚮闆髮鬆係繫臺鬍噹讎睪鞦韆")
_SHARE = 0.03


def simplified(text: str) -> str:
    """The text in simplified characters."""
    table = _single()
    if table.keys().isdisjoint(map(ord, text)):
        return text
    han = len(_HAN.findall(text))
    traditional = sum(ord(char) in table for char in text)
    if traditional >= 2 and traditional >= _SHARE * han:
        return str(_converter().convert(text))
    return text.translate(table)


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


@cache
def _single() -> dict[int, str]:
    """Every character whose simplified form differs and that simplified writing does not use itself."""
    codes = (*range(0x4E00, 0xA000), *range(0x3400, 0x4DC0))
    # One by one on lines of their own, or phrases would be read into the list.
    converted = str(_converter().convert("\n".join(map(chr, codes)))).split("\n")
    pairs = zip(codes, converted, strict=True)
    return {code: simple for code, simple in pairs if chr(code) != simple and len(simple) == 1 and chr(code) not in _OWN_RIGHT}
