import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.charset import decode

TEXT = "望川县白沙镇停水三天，居民排队打水，请有关部门尽快处理。"
TRADITIONAL = "縣政府網站發布通知，請居民節約用水，並留意後續消息。"


@pytest.mark.parametrize("claim", ["utf-8", "gbk", "gb2312", "big5", "iso-8859-1", "nonsense"])
@pytest.mark.parametrize("real", ["utf-8", "gb18030"])
def test_the_bytes_count_more_than_the_claim(real: str, claim: str) -> None:
    page = f'<meta charset="{claim}"><p>{TEXT}</p>'
    assert TEXT in decode(page.encode(real), claim).text


def test_big5_is_told_from_gbk() -> None:
    assert decode(TRADITIONAL.encode("big5")).text == TRADITIONAL


@pytest.mark.parametrize("real", ["utf-16-le", "utf-16-be", "utf-16", "utf-8-sig", "utf-32"])
def test_wide_encodings_and_byte_order_marks_are_seen(real: str) -> None:
    page = f"<html><body><p>{TEXT}</p></body></html>"
    assert decode(page.encode(real)).text == page


def test_four_byte_gb18030_characters_survive() -> None:
    rare = f"{TEXT}\U00020bb7家村㐂"
    assert decode(rare.encode("gb18030")).text == rare


def test_a_broken_byte_spoils_only_its_own_character() -> None:
    payload = TEXT.encode("utf-8")
    decoded = decode(payload[:30] + b"\xff" + payload[30:])
    assert decoded.damaged
    assert decoded.text.replace("�", "") == TEXT


@given(st.binary(max_size=400), st.sampled_from([None, "gbk", "zlib", "idna", "utf-7", "rot13", "", "\x00"]))
def test_no_bytes_and_no_claim_make_it_raise(payload: bytes, claim: str | None) -> None:
    decode(payload, claim)
