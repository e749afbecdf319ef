"""One e-mail as an item: its words, its writer apart, the whole letter as evidence. Letters come from anybody."""

from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime

from config.handin import NotTaken
from crawler.charset import decode
from crawler.extracted import Extracted
from crawler.handin.item import Item, Writer, item_of
from crawler.handin.secrecy import REFUSAL, REMEDY, is_marked_secret
from crawler.pages.text import fragment_text, line
from crawler.times import SHANGHAI

MOST_BYTES = 10 * 1024 * 1024
MOST_PARTS = 200
MOST_TEXT = 200_000
LETTER_TYPE = "message/rfc822"


def read_letter(data: bytes) -> Item:
    """The item of an .eml file; NotTaken when it is too large, no letter, or says nothing."""
    if len(data) > MOST_BYTES:
        raise NotTaken("来信超过 10 MB")
    try:
        # The plain policy leaves headers as they are: reading them is ours, and hostile ones raise nothing there.
        letter = message_from_bytes(data, policy=policy.compat32)
        parts = _parts(letter)
    except RecursionError as error:
        raise NotTaken("来信嵌套过深") from error
    subject, text = line(_header(letter, "Subject"))[:300], _text_of(parts)
    if not (letter["From"] or letter["Subject"]) or len(subject) + len(text) < 4:
        raise NotTaken("不是邮件，或没有内容")
    if is_marked_secret(subject, text):
        raise NotTaken(f"{REFUSAL}，{REMEDY}")
    name, address = parseaddr(_header(letter, "From"))
    flags = ("handed_in", *(["attachments"] if any(part.get_filename() for part in parts) else []))
    post = Extracted(title=subject, body=text, published_at=_moment(letter), flags=flags, page_kind="handin")
    return item_of(post, Writer(line(name)[:100], "", line(address)[:300]), data, content_type=LETTER_TYPE)


def _parts(letter: Message) -> list[Message]:
    """The leaves of a letter, those of letters inside it not; bounded, without recursion."""
    found: list[Message] = []
    waiting: list[Message] = [letter]
    while waiting and len(found) < MOST_PARTS:
        part = waiting.pop(0)
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            waiting[:0] = [one for one in inner[:MOST_PARTS] if isinstance(one, Message)]
        else:
            found.append(part)
    return found


def _text_of(parts: list[Message]) -> str:
    """The plain text, or what a reader sees of the HTML."""
    for wanted in ("text/plain", "text/html"):
        texts = [_decoded(part) for part in parts if part.get_content_type() == wanted and not part.get_filename()]
        text = "\n".join(fragment_text(one) if wanted == "text/html" else one for one in texts).strip()
        if text:
            return text[:MOST_TEXT]
    return ""


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    declared = part.get_param("charset")
    return decode(payload, declared if isinstance(declared, str) else None).text.replace("\0", "")


def _header(letter: Message, name: str) -> str:
    """A header as a person reads it, whichever way its Chinese was packed; never raises."""
    raw = letter.get(name)
    if raw is None:
        return ""
    try:
        pieces = decode_header(str(raw) if raw.__class__ is str else raw)
    except (ValueError, LookupError, MessageError):
        return str(raw)[:1000]
    return "".join(_piece(text, charset) for text, charset in pieces)[:1000]


def _piece(text: str | bytes, charset: str | None) -> str:
    if isinstance(text, str):
        return text
    # Letters with bare GBK in their headers declare nothing or "unknown-8bit".
    return decode(text, charset).text


def _moment(letter: Message) -> str | None:
    try:
        moment = parsedate_to_datetime(str(letter.get("Date", "")))
        return (moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)).astimezone(SHANGHAI).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
