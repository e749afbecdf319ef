"""Characters that no reader sees or that stand in for others, used to slip past a search for words."""

import re
import unicodedata

# Zero-width and joining marks, soft hyphen, bidi controls, byte order mark, interlinear marks, C0/C1 except tab and newline,
# private use (icon fonts), lone surrogates, tags, filler letters.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\x00-\x08\x0b-\x1f\x7f-\x9f\ue000-\uf8ff\ud800-\udfff\U000e0000-\U000e007f\U000f0000-\U0010ffff]"
)
_JOINER = "\u200d"
_EMOJI = re.compile("(?<=[\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d(?=[\u2600-\u27bf\U0001f000-\U0001faff])")
_HALF = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_HALF |= {0x3000: 0x20, 0xA0: 0x20, 0xFF20: 0x40, 0xFF0F: 0x2F, 0xFF0D: 0x2D, 0xFF0E: 0x2E, 0xFF3F: 0x5F, 0xFF05: 0x25}
_CIRCLED = {0x2460 + number: str(number + 1) for number in range(9)}
_RUN_OF_CIRCLED = re.compile("[\u2460-\u2468\u24ea]{3,}")


def plain_characters(text: str) -> str:
    """The text in composed form without invisible characters, full-width letters and digits made ordinary.

    Chinese punctuation keeps its width. Circled digits become digits only in runs, where they spell a number.
    """
    if _INVISIBLE.search(text):
        # Families and flags are glued by a joiner that must survive: park it while the others go.
        parts = [_INVISIBLE.sub("", part) for part in _EMOJI.split(text)]
        text = _JOINER.join(parts)
    text = unicodedata.normalize("NFC", text).translate(_HALF)
    return _RUN_OF_CIRCLED.sub(lambda run: run[0].translate(_CIRCLED).replace("\u24ea", "0"), text)
