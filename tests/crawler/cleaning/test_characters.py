import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.cleaning.characters import plain_characters


@pytest.mark.parametrize(
    ("tricky", "plain"),
    [
        ("投\u200b诉\u2060举\ufeff报", "投诉举报"),
        ("\u202e拆迁\u202c款\u2066未\u2069发", "拆迁款未发"),
        ("ＱＱ１２３４５，电话１３８", "QQ12345，电话138"),
        ("电话①③⑧①②③④⑤⑥⑦⑧", "电话13812345678"),
        ("一共①个", "一共①个"),
        ("\ue627话题\x00\x07内容\x85", "话题内容"),
        ("坏的\ud800字符", "坏的字符"),
        ("全　角　空格", "全 角 空格"),
    ],
)
def test_what_no_reader_sees_goes_and_look_alikes_become_plain(tricky: str, plain: str) -> None:
    assert plain_characters(tricky) == plain


def test_line_breaks_and_chinese_punctuation_stay() -> None:
    assert plain_characters("第一行，\n第二行。\t完！") == "第一行，\n第二行。\t完！"


def test_a_family_of_emoji_stays_together() -> None:
    assert plain_characters("一家👨\u200d👩\u200d👧人") == "一家👨\u200d👩\u200d👧人"


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = plain_characters(text)
    assert plain_characters(once) == once
    once.encode("utf-8")
