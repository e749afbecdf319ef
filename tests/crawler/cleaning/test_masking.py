import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.cleaning.masking import masked


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("电话13812345678找我", "电话138****5678找我"),
        ("138-1234-5678", "138****5678"),
        ("+86 138 1234 5678", "138****5678"),
        ("1 3 8 1 2 3 4 5 6 7 8", "138****5678"),
        ("座机0791-85712345", "座机0791-****45"),
        ("身份证360121199003074512", "身份证360*************12"),
        ("旧证360121900307451", "旧证360************"),
        ("卡号6222 0212 3456 7890 123", "卡号6222***********0123"),
        ("汇到4111111111111111", "汇到4111********1111"),
        ("邮箱zhang.san@example.com", "邮箱z***@example.com"),
        ("车牌赣A12345", "车牌赣A****5"),
        ("赣A·D12345和粤B3456学", "赣A·****5和粤B****学"),
        ("加微信号：abc12345", "加微信号：ab****"),
    ],
)
def test_personal_numbers_are_masked(text: str, wanted: str) -> None:
    assert masked(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "打12345热线或400-800-1234",
        "国办发〔2016〕61号",
        "2026年11月22日 10:00",
        "总投资13800000000元",
        "订单号2026112210001234567",
        "圆周率3.13812345678",
        "京沪高速G2封闭，苏B方案12号",
        "@望川发布 请回复",
    ],
)
def test_what_belongs_to_no_person_stays(text: str) -> None:
    assert masked(text) == text


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["", "请打", "电话：", "，", "（"]))
def test_no_mobile_number_survives_whatever_stands_before(number: str, before: str) -> None:
    assert number not in masked(f"{before}{number}，谢谢")


@given(st.text(max_size=200))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = masked(text)
    assert masked(once) == once
