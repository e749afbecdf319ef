import pytest

from crawler.cleaning.pinyin import without_readings
from crawler.cleaning.script import simplified


@pytest.mark.parametrize(
    ("traditional", "wanted"),
    [
        ("縣政府發布通知，請居民節約用水。", "县政府发布通知，请居民节约用水。"),
        ("實名認證一般要多久", "实名认证一般要多久"),
        ("头髮和發展是两回事，這裡說清楚，請關注後續", "头发和发展是两回事，这里说清楚，请关注后续"),
    ],
)
def test_traditional_text_becomes_simplified(traditional: str, wanted: str) -> None:
    assert simplified(traditional) == wanted


def test_place_names_of_simplified_text_are_left_alone() -> None:
    assert simplified("乾县和於潜镇的瞭望塔很著名") == "乾县和於潜镇的瞭望塔很著名"


def test_a_single_traditional_character_does_not_hide_a_word() -> None:
    assert simplified("村里的拆遷款一直没有发下来，大家去乾县问过，都说再等等看，等了三个月还是没有消息") == (
        "村里的拆迁款一直没有发下来，大家去乾县问过，都说再等等看，等了三个月还是没有消息"
    )


def test_readings_after_characters_go() -> None:
    assert without_readings("文號(hào)和發(fā)布機(jī)構(gòu)，他們(men)知道") == "文號和發布機構，他們知道"


def test_brackets_that_are_no_readings_stay() -> None:
    text = "接入网络(wifi)，体重六十公斤(kg)，见附件(an)，（一）总则"
    assert without_readings(text) == text
