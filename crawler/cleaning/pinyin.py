"""Readings in brackets after a character, as some mirror sites insert them: 號(hào)."""

import re

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ"
_SYLLABLE = rf"(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?[aeiouüv{_TONED}]{{1,3}}(?:ng|[nr])?"
_READING = re.compile(rf"(?<=[\u3400-\u9fff])[(（]\s?({_SYLLABLE})\s?[)）]")
_TONE = re.compile(f"[{_TONED}]")
_HABIT = 3


def without_readings(text: str) -> str:
    """Drop bracketed readings. One with a tone mark always goes; one without goes where the text makes a habit of it."""
    if "(" not in text and "（" not in text:
        return text
    toned = sum(1 for found in _READING.finditer(text) if _TONE.search(found[1]))
    if toned >= _HABIT:
        return _READING.sub("", text)
    return _READING.sub(lambda found: "" if _TONE.search(found[1]) else found[0], text)
