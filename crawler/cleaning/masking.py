"""Personal data out of texts on arrival: telephone, ID number, bank card, e-mail, number plate (PIPL art. 51)."""

import re
from datetime import date

_GAP = r"[\s\-—–.·*]?"
_AMOUNT = r"\d|[.]\d|\s?(?:[%％元万亿吨户人个件美千平立]|公里|公斤)"
_MOBILE = re.compile(
    rf"(?<![\d.])(?:\+?86{_GAP})?(1[3-9]\d){_GAP}(\d{_GAP}\d{_GAP}\d{_GAP}\d){_GAP}(\d{_GAP}\d{_GAP}\d{_GAP}\d)(?!{_AMOUNT})"
)
_SPACED_MOBILE = re.compile(r"(?<!\d)1(?:[\s\-—.·]{1,2}\d){10}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)([（(]?0(?:10|2\d|[3-9]\d{2})[)）]?)([\s\-—–]?)(\d{3,4}[\s\-]?\d{4})(?!\d)")
_ID = re.compile(
    r"(?<![\dA-Za-z])([1-9]\d{5})\s?((?:18|19|20)\d{2})\s?((?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))\s?(\d{3}[\dXx])(?![\dA-Za-z])"
)
_OLD_ID = re.compile(r"(?<!\d)([1-6]\d{5})(\d{2})((?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))\d{3}(?!\d)")
_CARD = re.compile(r"(?<![\d./=])(\d{4})([\s\-]?\d{4}){2}[\s\-]?\d{4}(?:[\s\-]?\d{1,3})?(?!\d)")
_CARD_LABEL = re.compile(r"(?:卡号|账号|帐号|账户|帐户|银行卡|开户行|户名|借记卡|信用卡)[^\n]{0,20}$")
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9_.+-])([A-Za-z0-9][A-Za-z0-9_.+-]{0,63})\s?[@＠]\s?((?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,10})(?![A-Za-z0-9])"
)
_PLATE = re.compile(
    r"([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z])([·•.\s\-]?)(?=[A-HJ-NP-Z0-9]{0,5}\d)"
    r"[A-HJ-NP-Z0-9]{4,5}([A-HJ-NP-Z0-9挂学警港澳])(?![A-Za-z0-9])"
)
_CHAT = re.compile(
    r"((?:微\s?信|威信|VX|vx|WX|wx|QQ|扣扣)\s?(?:号|群|号码)?\s?[:：是为]?\s?)([A-Za-z][A-Za-z0-9_-]{5,19}|\d{5,12})(?![A-Za-z0-9_])"
)
_DIGITS = re.compile(r"\D")


def masked(text: str) -> str:
    """The text with personal numbers made unreadable; service numbers such as 12345 and 400-… stay."""
    if not _might_hold(text):
        return text
    text = _EMAIL.sub(lambda found: f"{found[1][0]}***@{found[2]}", text)
    text = _ID.sub(lambda found: f"{found[1][:3]}{'*' * 13}{found[4][-2:]}" if _is_day(found[2], found[3]) else found[0], text)
    text = _MOBILE.sub(_mobile, text)
    text = _SPACED_MOBILE.sub(lambda found: _mobile_digits(found[0]), text)
    text = _CARD.sub(lambda found: _card(found, text), text)
    text = _OLD_ID.sub(lambda found: f"{found[1][:3]}{'*' * 12}" if _is_day(f"19{found[2]}", found[3]) else found[0], text)
    text = _LANDLINE.sub(lambda found: f"{found[1]}{found[2]}****{found[3][-2:]}", text)
    text = _PLATE.sub(lambda found: f"{found[1]}{found[2]}****{found[3]}", text)
    return _CHAT.sub(lambda found: f"{found[1]}{found[2][:2]}****", text)


def _might_hold(text: str) -> bool:
    return any(char.isdigit() for char in text) or "@" in text or "＠" in text


def _mobile(found: re.Match[str]) -> str:
    return f"{found[1]}****{_DIGITS.sub('', found[3])}"


def _mobile_digits(number: str) -> str:
    digits = _DIGITS.sub("", number)
    return f"{digits[:3]}****{digits[-4:]}" if digits[1] in "3456789" else number


def _is_day(year: str, day: str) -> bool:
    try:
        date(int(year), int(day[:2]), int(day[2:]))
    except ValueError:
        return False
    return True


def _card(found: re.Match[str], text: str) -> str:
    """A number of card length is a card when its check digit holds or the words before say so."""
    digits = _DIGITS.sub("", found[0])
    labelled = _CARD_LABEL.search(text[max(0, found.start() - 30) : found.start()]) is not None
    if labelled or (digits[0] in "34569" and _luhn(digits)):
        return f"{digits[:4]}{'*' * (len(digits) - 8)}{digits[-4:]}"
    return found[0]


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * 2 for digit in digits[-2::-2])
    return (sum(map(int, digits[::-2])) + sum(value - 9 * (value > 9) for value in doubled)) % 10 == 0
