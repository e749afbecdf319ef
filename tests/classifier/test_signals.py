import pytest

from classifier.signals import SignalKind, find_signals, largest


@pytest.mark.parametrize(
    ("text", "kind", "amount"),
    [
        ("事故造成3人死亡", SignalKind.DEATHS, 3),
        ("致2死5伤", SignalKind.DEATHS, 2),
        ("致2死5伤", SignalKind.INJURED, 5),
        ("死亡人数升至12人", SignalKind.DEATHS, 12),
        ("两名工人被埋", SignalKind.MISSING, 2),
        ("涉及三百二十多户业主", SignalKind.HOUSEHOLDS, 320),
        ("近千名家长到场", SignalKind.PEOPLE, 1000),
        ("直接经济损失1200余万元", SignalKind.LOSS, 12_000_000),
        ("每户要交300元", SignalKind.MONEY, 300),
    ],
)
def test_stated_figures_are_found(text: str, kind: SignalKind, amount: int) -> None:
    assert largest(find_signals(text), kind) == amount


@pytest.mark.parametrize("text", ["第3人民医院", "共有5家单位参加", "门牌32号"])
def test_figures_that_count_nobody_are_left_alone(text: str) -> None:
    kinds = {signal.kind for signal in find_signals(text)}
    assert not kinds & {SignalKind.DEATHS, SignalKind.INJURED, SignalKind.PEOPLE, SignalKind.HOUSEHOLDS}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("省住建厅对该县烂尾楼挂牌督办", SignalKind.SUPERIOR),
        ("听说下月要涨价，是真的吗", SignalKind.HEARSAY),
        ("//@路人甲:看看吧", SignalKind.REPOST),
        ("请有关部门尽快处理", SignalKind.ASK),
        ("业主们拉横幅讨说法", SignalKind.COLLECTIVE),
        ("七岁的孩子", SignalKind.MINOR),
        ("要求8月底前整改到位", SignalKind.DEADLINE),
        ("反映多次至今没有解决", SignalKind.LONG_UNSOLVED),
    ],
)
def test_turns_of_phrase_are_found(text: str, kind: SignalKind) -> None:
    assert kind in {signal.kind for signal in find_signals(text)}


def test_a_citizen_asking_a_superior_to_step_in_is_no_directive() -> None:
    kinds = {signal.kind for signal in find_signals("请省里来人管管我们村的路，谢谢领导")}
    assert SignalKind.SUPERIOR not in kinds


def test_every_span_holds_its_own_words() -> None:
    text = "网传昨夜工地塌了，造成2人受伤，涉及80户，请领导重视"
    for signal in find_signals(text):
        assert text[signal.start : signal.end] == signal.text
