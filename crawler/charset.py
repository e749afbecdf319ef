"""Bytes to text: what the bytes are counts more than what the page claims."""

import codecs
import re
from dataclasses import dataclass

_CLAIM = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,20})""", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Frequent characters of both scripts: a wrong decoding of Chinese yields rare ones.
_FREQUENT = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得"
    "這為個國時來們於對會發動過說產種後學無與開關長問題請網電話見東車門並兩應業進實體點從還頭經現機當樣權總條萬將沒縣區鄉鎮"
    "，。、：；？！“”《》（）县市区政府公安局村镇乡街道"
)
_HIGH = re.compile(rb"[\x80-\xff]")
_SAMPLE = 12_000
_NOT_PAGES = frozenset({"idna", "punycode", "utf-7", "unicode_escape", "raw_unicode_escape", "undefined"})


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with the encoding that was used; `damaged` means some bytes fit no encoding."""

    text: str
    encoding: str
    damaged: bool = False


def decode(payload: bytes, declared: str | None = None) -> Decoded:
    """Decode a page; never raises. `declared` is the charset of the HTTP header, a hint like the page's own claim."""
    for mark, encoding in _BOMS:
        if payload.startswith(mark):
            return _decoded(payload[len(mark) :], encoding)
    if (wide := _wide(payload)) is not None:
        return _decoded(payload, wide)
    try:
        return Decoded(payload.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _best(payload, declared)


def _best(payload: bytes, declared: str | None) -> Decoded:
    """Choose among the encodings a Chinese page may have by how few errors and how many frequent characters come out."""
    claims = [codec for claim in (_claimed(payload), declared) if (codec := _codec(claim)) is not None]
    candidates = list(dict.fromkeys(["utf-8", *claims, "gb18030", "big5hkscs"]))
    start = next(iter(_HIGH.finditer(payload)), None)
    # Cutting a sample may split a character at its end: one error of thousands.
    sample = payload[start.start() :][:_SAMPLE] if start else payload[:_SAMPLE]
    scored = max(candidates, key=lambda codec: _plausibility(sample, codec, codec in claims))
    return _decoded(payload, scored)


def _plausibility(sample: bytes, codec: str, claimed: bool) -> float:
    text = sample.decode(codec, errors="replace")
    wide = [char for char in text if char > "\x7f"]
    if not wide:
        return 0.0
    broken = text.count("�")
    frequent = sum(char in _FREQUENT for char in wide)
    return (frequent - 4 * broken) / len(wide) + (0.02 if claimed else 0.0)


def _wide(payload: bytes) -> str | None:
    """UTF-16 without a mark: markup in it has a zero in every other byte."""
    head = payload[:2000]
    if len(head) < 4 or head.count(0) * 5 < len(head):
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 3 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 3 * odd else None


def _claimed(payload: bytes) -> str | None:
    found = _CLAIM.search(payload, 0, 4096)
    return found.group(1).decode("ascii") if found else None


def _codec(name: str | None) -> str | None:
    if not name:
        return None
    if name.lower().replace("-", "").replace("_", "") in ("gb2312", "gbk", "gb231280", "gb18030"):
        return "gb18030"
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    # Codecs such as rot13 or zlib are known to Python but decode no text.
    return info.name if getattr(info, "_is_text_encoding", False) and info.name not in _NOT_PAGES else None


def _decoded(payload: bytes, encoding: str) -> Decoded:
    text = payload.decode(encoding, errors="replace")
    return Decoded(text, encoding, "�" in text)
