"""Evidence is a readable WARC record inside the seal, and a changed byte is found out."""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.evidence import evidence_of_page, payload_of, warc_record
from crawler.wire import Page
from store.vault import Vault, VaultError

NOW = datetime(2026, 11, 22, 4, 0, 5, tzinfo=UTC)
VAULT = Vault(b"k" * 32)


def page(payload: bytes) -> Page:
    return Page("j", "s", "http://a.cn/路?x=1", 200, "text/html;\r\n charset=gbk", NOW, sha256(payload).hexdigest(), payload)


@pytest.mark.parametrize(
    "payload", [b"", b"\x00\xff" * 9, "网页".encode("gbk"), b"WARC/1.0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", b"x" * 1_000_000]
)
def test_the_bytes_come_back_as_fetched(payload: bytes) -> None:
    kept = evidence_of_page("county", page(payload), VAULT)
    assert payload_of(kept, VAULT) == payload
    assert (kept.id, kept.size, kept.fetched_at) == (sha256(payload).hexdigest(), len(payload), NOW)


def test_the_record_tells_address_time_and_status() -> None:
    (record,) = ArchiveIterator(BytesIO(warc_record(page(b"x"))))
    assert record.rec_headers.get_header("WARC-Date") == "2026-11-22T04:00:05Z"
    assert record.http_headers.get_statuscode() == "200"
    assert record.http_headers.get_header("Content-Type") == "text/html; charset=gbk"


def test_a_changed_byte_a_wrong_key_and_a_swapped_record_are_found() -> None:
    kept = evidence_of_page("county", page(b"one"), VAULT)
    with pytest.raises(VaultError):
        payload_of(replace(kept, sealed=kept.sealed[:-1] + bytes([kept.sealed[-1] ^ 1])), VAULT)
    with pytest.raises(VaultError):
        payload_of(kept, Vault(b"x" * 32))
    with pytest.raises(ValueError, match="证据内容与其编号不符"):
        payload_of(replace(kept, id="0" * 64), VAULT)
