import pytest

from classifier.accusation import find_accusation
from config.units import Unit

ACCUSING = [
    "柳河镇镇长收了施工队的红包，路修成这样也验收合格",
    "实名举报石桥村村支书冒领低保金",
    "县一中老师扇学生耳光，孩子耳膜穿孔",
    "城管队员把卖菜老人推倒在地，还砸了摊子",
    "派出所民警刑讯逼供，屈打成招",
    "县医院医生收红包，不给就不安排手术",
    "民政办工作人员克扣孤寡老人的慰问金",
    "村干部优亲厚友，自家亲戚全吃上了低保",
    "某局副局长包养情妇，挪用公款",
    "控告县人民医院见死不救，草菅人命",
    "拆迁办工作人员威逼利诱，私分补偿款",
    "校长猥亵女学生，学校一直捂着",
    "镇里的干部公款吃喝，一顿饭上万",
    "敬老院护工虐待老人，身上全是伤",
    "幼儿园老师针扎孩子",
    "交警乱收费还打人",
    "村主任霸占集体鱼塘十几年",
    "这个局长以权谋私，亲戚全安排进单位",
    "打人的城管到现在也没处理",
    "县福利院截留善款",
]
HARMLESS = [
    "尊敬的局长您好，我们小区停水三天了",
    "希望领导重视，严查违规收费",
    "我县开展整治村干部优亲厚友专项行动",
    "民警抓获一名盗窃嫌疑人",
    "举报电话：12388",
    "感谢交警同志雪中送炭",
    "物业公司工作人员态度差",
    "老师们辛苦了，教师节快乐",
    "请问县医院医生几点上班",
    "严禁公职人员酒驾醉驾",
]


@pytest.mark.parametrize("text", ACCUSING)
def test_an_accusation_against_public_staff_is_seen(text: str) -> None:
    found = find_accusation(text)
    assert found is not None
    assert text[found.start : found.end] == found.text


@pytest.mark.parametrize("text", HARMLESS)
def test_what_accuses_nobody_is_left_alone(text: str) -> None:
    assert find_accusation(text) is None


def test_the_nearest_unit_named_is_the_accused_one() -> None:
    units = [
        Unit(代码="liuhe", 名称="柳河镇人民政府", 别名=["柳河镇"]),
        Unit(代码="water", 名称="县水利局", 别名=["水利局"]),
    ]
    text = "水利局说正在查。可柳河镇副镇长收受回扣的事没人管"
    found = find_accusation(text, units)
    assert found is not None
    assert found.unit == "liuhe"


@pytest.mark.parametrize("text", ["县一中老师扇学生耳光", "医生收红包", "敬老院护工虐待老人"])
def test_staff_of_a_school_or_hospital_are_no_units_own_people(text: str) -> None:
    found = find_accusation(text, [Unit(代码="water", 名称="县水利局")])
    assert found is not None
    assert found.institution


def test_staff_of_a_school_that_is_a_unit_are_its_own_people() -> None:
    found = find_accusation("望川一中老师扇学生耳光", [Unit(代码="school", 名称="望川县第一中学", 别名=["望川一中"])])
    assert found is not None
    assert (found.unit, found.institution) == ("school", False)


@pytest.mark.parametrize("text", ["教育局副局长收受回扣", "镇长贪污救灾款", "城管打人", "学校老师说教育局领导索贿"])
def test_officials_are_a_units_own_people(text: str) -> None:
    found = find_accusation(text)
    assert found is not None
    assert not found.institution


def test_an_accusation_without_a_known_unit_names_none() -> None:
    found = find_accusation("局长挪用公款", [Unit(代码="water", 名称="县水利局")])
    assert found is not None
    assert found.unit == ""
