"""Evidence: the answer as fetched, one WARC record, sealed before it is stored."""

from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.addresses import is_web
from crawler.wire import Page
from store.records import Evidence
from store.vault import Vault


def evidence_of_page(tenant: str, page: Page, vault: Vault) -> Evidence:
    """The evidence row of a page: id is the sha256 of its bytes, `sealed` the encrypted WARC record."""
    record = warc_record(page)
    return Evidence(tenant, page.evidence, page.url, page.fetched_at, vault.seal(record), len(page.payload))


def warc_record(page: Page) -> bytes:
    """One gzipped WARC record: a response with the page's bytes, address, time and status, or a resource handed in."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=True)
    if not is_web(page.url):
        dated = {"WARC-Date": _warc_date(page.fetched_at)}
        resource = writer.create_warc_record(
            page.url,
            "resource",
            payload=BytesIO(page.payload),
            length=len(page.payload),
            warc_content_type=_one_line(page.content_type),
            warc_headers_dict=dated,
        )
        writer.write_record(resource)
        return out.getvalue()
    fields = [("Content-Length", str(len(page.payload)))]
    if page.content_type:
        fields.append(("Content-Type", _one_line(page.content_type)))
    record = writer.create_warc_record(
        page.url,
        "response",
        payload=BytesIO(page.payload),
        length=len(page.payload),
        http_headers=StatusAndHeaders(f"{page.status} FETCHED", fields, protocol="HTTP/1.1"),
        warc_headers_dict={"WARC-Date": _warc_date(page.fetched_at)},
    )
    writer.write_record(record)
    return out.getvalue()


def payload_of(evidence: Evidence, vault: Vault) -> bytes:
    """The bytes as fetched; ValueError when they are not the ones the id names."""
    for record in ArchiveIterator(BytesIO(vault.unseal(evidence.sealed))):
        payload = bytes(record.content_stream().read())
        if sha256(payload).hexdigest() == evidence.id:
            return payload
    raise ValueError("证据内容与其编号不符")


def _warc_date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _one_line(text: str) -> str:
    return " ".join(text.split())
