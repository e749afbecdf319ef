import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.numerals import amount_of


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("三百二十", 320),
        ("2,400", 2400),
        ("1.2万", 12_000),
        ("数百", 300),
        ("上千", 1000),
        ("十", 10),
        ("十二", 12),
        ("两千三百", 2300),
        ("近千", 1000),
        ("一万三千", 13_000),
        ("三亿", 300_000_000),
        ("几十", 30),
        ("零", 0),
        ("", 0),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, amount: int) -> None:
    assert amount_of(text) == amount


@given(number=st.integers(min_value=0, max_value=99_999_999))
def test_arabic_numbers_are_themselves(number: int) -> None:
    assert amount_of(str(number)) == number
    assert amount_of(f"{number:,}") == number
