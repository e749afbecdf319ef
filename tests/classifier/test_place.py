import pytest

from classifier.place import Gazetteer, Standing, outside_names
from config.vocabulary import Locality


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    places = ["柳河镇", "石桥镇", "城东街道", "锦绣华庭", "滨河路"]
    return Gazetteer(["望川县"], ["澜州市"], places, own_sources=["wangchuan-forum"])


@pytest.mark.parametrize(
    ("text", "locality"),
    [
        ("柳河镇昨晚起火", Locality.LOCAL),
        ("柳河这边停电了", Locality.LOCAL),
        ("望川县柳河镇一工厂爆炸，伤者送往武汉救治", Locality.LOCAL),
        ("我们县柳河镇的路没人修", Locality.LOCAL),
        ("澜州市柳河镇停水", Locality.LOCAL),
        ("河北省安平县柳河镇一工厂爆炸", Locality.ELSEWHERE),
        ("安平县柳河镇一工厂起火", Locality.ELSEWHERE),
        ("武汉市江岸区城东街道封控", Locality.ELSEWHERE),
        ("望川籍司机在浙江杭州肇事逃逸", Locality.ELSEWHERE),
        ("一名望川男子在广州被抓", Locality.ELSEWHERE),
        ("美国加州山火蔓延", Locality.ELSEWHERE),
        ("临江县一木材厂凌晨起火", Locality.ELSEWHERE),
        ("望川人真热情", Locality.UNKNOWN),
        ("今天停水了", Locality.UNKNOWN),
        ("南京路堵车，兰州拉面涨价", Locality.UNKNOWN),
        ("贫困县摘帽了", Locality.UNKNOWN),
    ],
)
def test_where_a_matter_lies(gazetteer: Gazetteer, text: str, locality: Locality) -> None:
    assert gazetteer.locate(text).locality is locality


def test_a_namesake_is_marked_as_such(gazetteer: Gazetteer) -> None:
    mentions = gazetteer.mentions("湖南省桃江县石桥镇")
    assert [m.standing for m in mentions if m.name == "石桥镇"] == [Standing.NAMESAKE]


def test_the_span_holds_the_name(gazetteer: Gazetteer) -> None:
    text = "昨晚望川县锦绣华庭停水"
    for mention in gazetteer.mentions(text):
        assert text[mention.start : mention.end] == mention.name


def test_the_most_exact_place_comes_first(gazetteer: Gazetteer) -> None:
    assert gazetteer.locate("望川县锦绣华庭停水").places[0] == "锦绣华庭"


@pytest.mark.parametrize(("source", "kind"), [("wangchuan-forum", "forum"), ("box", "message_board"), ("12345", "hotline")])
def test_a_post_without_a_place_at_our_own_source_is_ours(gazetteer: Gazetteer, source: str, kind: str) -> None:
    assert gazetteer.locate("小区停水三天了", source, kind).locality is Locality.LOCAL


def test_a_letter_that_names_another_city_is_for_a_person_to_place(gazetteer: Gazetteer) -> None:
    assert gazetteer.locate("我在深圳打工，家里老人低保被停", "box", "message_board").locality is Locality.UNKNOWN


def test_news_from_elsewhere_in_our_own_paper_is_elsewhere(gazetteer: Gazetteer) -> None:
    assert gazetteer.locate("河北省安平县一化工厂爆炸", "wangchuan-forum", "forum").locality is Locality.ELSEWHERE


def test_every_province_is_known_as_outside() -> None:
    assert {"河北省", "北京市", "新疆维吾尔自治区", "长沙市", "长沙"} <= outside_names()
    assert "中山" not in outside_names(), "中山路 is in every town"
