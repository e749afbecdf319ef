"""What people read: complete, short, and the same in the tone of the office."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts import messages
from alerts.graphemes import clusters, cut, cut_characters, size
from alerts.messages import CaseView, DutyView, shortened
from alerts.placeholders import fill, link_of, marked_cases
from alerts.responsibility import ACCUSATION_ADVICE
from alerts.wording import Figures, clock_time, reason, scale_named, time_left

NOW = datetime(2026, 11, 22, 0, 58, tzinfo=UTC)
CASE_ID = "0123456789abcdef0123456789abcdef"
INFORMATION = DutyView("首次信息发布", NOW + timedelta(minutes=42))
RESPONSE = DutyView("回应", NOW + timedelta(hours=47, minutes=42))
LIMIT = 2048 * 95 // 100


def view(**changes: object) -> CaseView:
    given_values: dict[str, object] = {
        "case_id": CASE_ID,
        "number": "2026-1122-007",
        "title": "城东片区停水三天，居民聚集反映",
        "category": "public_interest",
        "tier": "major",
        "reason": "涉及约2400户，1小时46帖，3家媒体",
        "lead": "县住建局",
        "supporting": ["县水利局", "城东街道"],
        "coordinating": [],
        "duties": [RESPONSE, INFORMATION],
        "restricted": False,
        "base_url": "http://127.0.0.1:8600",
    }
    return CaseView(**{**given_values, **changes})  # type: ignore[arg-type]


def sent(body: str, base_url: str = "http://127.0.0.1:8600") -> str:
    return fill(body, lambda case: link_of(base_url, "T" * 22))


def test_a_new_case_reads_as_the_office_writes() -> None:
    assert sent(messages.new_case(view(), NOW).body).splitlines() == [
        "【重大】城东片区停水三天，居民聚集反映",
        "切身利益 · 🟠重大：涉及约2400户，1小时46帖，3家媒体",
        "牵头 县住建局　配合 县水利局、城东街道",
        "首次信息发布 09:40前（剩42分）　回应 后天08:40前（剩47小时）",
        "签收 http://127.0.0.1:8600/s/TTTTTTTTTTTTTTTTTTTTTT　编号 2026-1122-007",
        "原帖 http://127.0.0.1:8600/s/TTTTTTTTTTTTTTTTTTTTTT#posts",
    ]


def test_the_subject_carries_tier_title_and_number() -> None:
    assert messages.new_case(view(), NOW).subject == "【重大】城东片区停水三天，居民聚集反映（2026-1122-007）"


@pytest.mark.parametrize(("tier", "mark"), [("ordinary", "🔵一般"), ("significant", "🟡较大"), ("extraordinary", "🔴特别重大")])
def test_tiers_carry_the_national_colours(tier: str, mark: str) -> None:
    assert mark in messages.new_case(view(tier=tier), NOW).body


def every_kind(shown: CaseView, now: datetime) -> list[messages.Text]:
    duty = shown.duties[0]
    return [
        messages.new_case(shown, now),
        messages.triage_request(shown, now, "事发地不明", ["县住建局"]),
        messages.tier_raised(shown, now, "significant"),
        messages.before_due(shown, now, duty),
        messages.at_due(shown, now, duty),
        messages.overdue(shown, now + timedelta(days=3), duty),
        messages.escalation(shown, now, timedelta(minutes=10), ["吴甲"]),
        messages.report(shown, now, "报告"),
        messages.returned(shown, now, "县住建局", "不属我局职责" * 30),
        messages.relay(shown, now, "吴甲"),
    ]


@pytest.mark.parametrize("index", range(10))
def test_every_kind_carries_tier_number_limit_and_link(index: int) -> None:
    text = every_kind(view(), NOW)[index]
    body = sent(text.body)
    assert body.startswith("【重大")
    assert "编号 2026-1122-007" in body
    assert "前（" in body
    assert "/s/TTTT" in body
    assert "\n" not in text.subject


def test_marks_of_the_other_kinds() -> None:
    marks = [text.body.split("】")[0].removeprefix("【重大") for text in every_kind(view(), NOW)]
    assert marks == ["", "·待研判", "·升级", "·剩47小时", "·到期", "·超时", "·催办", "·报告", "·退回", "·代转"]


def test_a_restricted_case_shows_the_advice_and_nothing_of_its_content() -> None:
    body = messages.triage_request(view(restricted=True), NOW, "", ["县住建局"]).body
    assert ACCUSATION_ADVICE in body
    assert "停水" not in body
    assert "住建" not in body


def test_an_in_principle_limit_says_so() -> None:
    duty = DutyView("首次信息发布", NOW + timedelta(hours=1), in_principle=True)
    assert "（剩1小时，原则上）" in messages.new_case(view(duties=[duty]), NOW).body
    assert "请说明原因" in messages.at_due(view(duties=[duty]), NOW, duty).body


def test_more_duties_than_a_phone_shows_are_counted() -> None:
    many = [DutyView(f"事项{n}", NOW + timedelta(hours=n + 1)) for n in range(8)]
    assert "另有3项见系统" in messages.new_case(view(duties=many), NOW).body


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=3000)
LONG = st.text("灾情👨‍👩‍👧é🇨🇳汉字a", max_size=2500)
TITLES = WORDS | LONG


@settings(max_examples=400)
@given(TITLES, TITLES, st.lists(LONG, max_size=9), st.text("县局处", max_size=900), st.integers(0, 9), st.booleans())
def test_no_words_can_push_out_number_limit_or_link(
    title: str, why: str, units: list[str], lead: str, kind: int, restricted: bool
) -> None:
    shown = view(title=title, reason=why, supporting=units, coordinating=units, lead=lead, restricted=restricted)
    text = every_kind(shown, NOW)[kind]
    body = sent(text.body)
    assert size(body) + size("【补发 延迟9999:59】\n") <= LIMIT
    assert body.encode("utf-8").decode("utf-8") == body
    assert "编号 2026-1122-007" in body
    assert body.count("http://127.0.0.1:8600/s/" + "T" * 22) == 2
    assert "回应 昨天08:40前（超时" in body if kind == 5 else "回应 后天08:40前（剩" in body
    assert marked_cases(text.body) == [CASE_ID]


def test_the_short_form_keeps_tier_limit_link_and_number_but_no_crawled_word() -> None:
    body = shortened(messages.late(messages.new_case(view(), NOW).body, "03:10"))
    assert sent(body).splitlines() == [
        "【重大】舆情事项，内容请登录系统查看",
        "首次信息发布 09:40前（剩42分）",
        "签收 http://127.0.0.1:8600/s/TTTTTTTTTTTTTTTTTTTTTT　编号 2026-1122-007",
    ]


def test_a_late_message_says_how_late_and_only_once() -> None:
    body = messages.late("正文", "03:10")
    assert body == "【补发 延迟03:10】\n正文"
    assert messages.late(body, "09:99") == body


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-22T09:40", "09:40前"),
        ("2026-11-23T09:40", "明天09:40前"),
        ("2026-11-24T09:40", "后天09:40前"),
        ("2026-11-25T09:40", "11月25日09:40前"),
        ("2026-11-21T09:40", "昨天09:40前"),
        ("2026-11-23T00:00", "今天24:00前"),
        ("2026-11-24T00:00", "明天24:00前"),
    ],
)
def test_clock_times(moment: str, words: str) -> None:
    assert clock_time(datetime.fromisoformat(moment + "+08:00"), NOW) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (42 * 60, "剩42分"),
        (42 * 60 + 59, "剩42分"),
        (3600, "剩1小时"),
        (3 * 3600 + 300, "剩3小时5分"),
        (47 * 3600 + 900, "剩47小时"),
        (80 * 3600, "剩3天"),
        (30, "剩不足1分"),
        (0, "已到期"),
        (-30, "已到期"),
        (-720, "超时12分"),
    ],
)
def test_time_left(seconds: int, words: str) -> None:
    assert time_left(NOW + timedelta(seconds=seconds), NOW) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("涉及约2400户居民", "约2400户"),
        ("已有三十多户受灾", "三十多户"),
        ("近 2 万人", "近2万人"),
        ("致2人死亡", "2人死亡"),
        ("没有数字", ""),
        ("2026年11月", ""),
    ],
)
def test_figures_named_in_the_text(text: str, words: str) -> None:
    assert scale_named(text) == words


def test_the_reason_names_figures() -> None:
    assert reason("约2400户停水", Figures(46, 60, 52, 3)) == "涉及约2400户，1小时46帖，共60帖，52人反映，3家媒体"
    assert reason("", Figures(0, 1, 1, 0)) == "共1帖"


@given(st.text(max_size=200), st.integers(0, 200))
def test_a_cut_text_fits_and_breaks_no_visible_character(text: str, most: int) -> None:
    shorter = cut(text, most)
    assert size(shorter) <= most
    body = shorter.removesuffix("…")
    kept = list(clusters(text))
    assert shorter == text or any("".join(kept[:n]).rstrip() == body for n in range(len(kept) + 1)) or shorter == ""


def test_a_family_is_one_character() -> None:
    assert list(clusters("a👨‍👩‍👧🇨🇳e\u0301")) == ["a", "👨‍👩‍👧", "🇨🇳", "e\u0301"]
    assert cut("👨‍👩‍👧👨‍👩‍👧", 22) == "👨‍👩‍👧…"
    assert cut_characters("一二三四", 3) == "一二…"
