"""Chinese and Arabic amounts as people write them: `三百二十多`, `2,400`, `1.2万`, `数百`, `上千`, `十几`."""

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_VAGUE = {"数": 3, "几": 3, "上": 1, "近": 1, "成": 1, "好几": 3}
"""What an uncertain word counts as: 数百 is read as 300, 上百 as 100; the low end, so that no tier rises on a guess."""

AMOUNT = r"(?:\d{1,9}(?:[,，]\d{3})*(?:\.\d+)?[百千万亿]{0,2}|[零〇一二两三四五六七八九十百千万数几上近成]{1,9})"
"""A regular expression for one amount; what it finds goes through `amount_of`."""


def amount_of(text: str) -> int:
    """The amount a text names, 0 when it names none."""
    plain = text.replace(",", "").replace("，", "").strip("近")
    digits = plain.rstrip("百千万亿")
    if digits and digits.replace(".", "", 1).isdigit():
        value = float(digits)
        for unit in plain[len(digits) :]:
            value *= _UNITS[unit]
        return int(value)
    return _spelled(plain)


def _spelled(text: str) -> int:
    """Read a spelled amount: digits gather under each unit, 万 and 亿 close a section."""
    total = section = digit = 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _VAGUE:
            digit = _VAGUE[char] if digit == 0 else digit
        elif char in ("万", "亿"):
            total += max(section + digit, 1) * _UNITS[char]
            section = digit = 0
        elif char in _UNITS:
            section += max(digit, 1) * _UNITS[char]
            digit = 0
    return total + section + digit
