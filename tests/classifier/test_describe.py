import pytest

from classifier.decide import two_likeliest
from classifier.describe import describe_for_reading, describe_post, full_text
from classifier.engine import Classifier
from classifier.reasons import MOST, category_spans
from classifier.thresholds import stream_chances
from config.vocabulary import Category, Department, Handling, Tier

FIRE = "凌晨三点化工厂突然爆炸起火，造成3人死亡12人受伤，消防正在救援"
HOUSING = "楼盘烂尾两年多，三百多户业主交不了房，还在还贷款，请领导管管开发商"
CHAT = "周末和闺蜜吃火锅逛街，拍了好多照片，开心[哈哈]"


def test_the_answer_has_exactly_the_promised_keys(classifier: Classifier) -> None:
    answer = describe_post(classifier, {"id": "7", "text": FIRE, "title": "", "source_kind": "microblog"})
    assert list(answer) == ["id", "category", "tier", "handling", "department", "probabilities", "reasons", "triage"]
    assert answer["id"] == "7"
    assert isinstance(answer["triage"], bool)
    assert Handling(answer["handling"])
    assert Department(answer["department"])


@pytest.mark.parametrize("text", [FIRE, HOUSING, CHAT, "", "。", "a" * 5000])
def test_probabilities_of_six_categories_sum_to_one(classifier: Classifier, text: str) -> None:
    chances = describe_post(classifier, {"id": 1, "text": text})["probabilities"]
    assert set(chances) == {category.value for category in Category}
    assert sum(chances.values()) == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "category"), [(FIRE, Category.EMERGENCY), (HOUSING, Category.PUBLIC_INTEREST), (CHAT, Category.NONE)]
)
def test_plain_cases_are_plain(classifier: Classifier, text: str, category: Category) -> None:
    assert describe_post(classifier, {"id": 1, "text": text})["category"] == category


def test_three_deaths_make_the_tier_at_least_significant(classifier: Classifier) -> None:
    answer = describe_post(classifier, {"id": 1, "text": FIRE})
    assert Tier(answer["tier"]).rank >= Tier.SIGNIFICANT.rank
    assert any("死亡3人" in reason.get("rule", "") for reason in answer["reasons"])


def test_the_category_shown_is_the_likeliest(classifier: Classifier) -> None:
    for text in (FIRE, HOUSING, CHAT):
        answer = describe_post(classifier, {"id": 1, "text": text})
        assert two_likeliest(answer["probabilities"])[0] == answer["category"]


def test_a_title_the_text_holds_is_not_read_twice() -> None:
    assert full_text({"text": "停水\n三天了", "title": "停水"}) == "停水\n三天了"
    assert full_text({"text": "三天了", "title": "停水"}) == "停水\n三天了"


def test_every_span_holds_its_words_and_there_are_few(classifier: Classifier) -> None:
    reasons = describe_post(classifier, {"id": 1, "text": FIRE})["reasons"]
    assert 2 <= len(reasons) <= MOST
    for reason in reasons:
        if "start" in reason:
            assert FIRE[reason["start"] : reason["end"]] == reason["text"]


@pytest.mark.parametrize("text", [FIRE, HOUSING])
def test_without_the_named_spans_the_answer_is_less_likely(classifier: Classifier, text: str) -> None:
    [reading] = classifier.read([text])
    category = reading.best("category")[0]
    rest = text
    for span in sorted(category_spans(classifier, reading, category), key=lambda span: -span["start"]):
        rest = rest[: span["start"]] + rest[span["end"] :]
    [without] = classifier.read([rest])
    assert without.probabilities["category"][category] < reading.probabilities["category"][category]


def test_nobody_is_called_malicious(classifier: Classifier) -> None:
    words = str([describe_for_reading(classifier, {"id": 1, "text": text}) for text in (FIRE, HOUSING, CHAT)])
    assert not any(word in words for word in ("恶意", "炒作", "捏造", "造谣", "煽动"))
    assert {word.value for word in Handling} == {"inquiry", "unverified_claim", "suggestion", "report", "none"}


def test_ordinary_posts_are_commoner_in_a_stream_than_in_the_mailbox() -> None:
    even = dict.fromkeys((category.value for category in Category), 1 / 6)
    assert stream_chances(even, "microblog")["none"] > 1 / 6 > stream_chances(even, "message_board")["none"]
