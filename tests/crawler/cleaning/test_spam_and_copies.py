import pytest

from crawler.cleaning.doubled import single
from crawler.cleaning.footer import without_spam_footer
from crawler.cleaning.spun import is_spun, spin

PARAGRAPHS = [
    "为进一步做好冬季供水保障工作，经县政府研究同意，现将有关事项通知如下。",
    "各镇要对老旧管网逐段排查，建立台账，明确责任人和完成时限。",
    "对独居老人、学校和医院实行重点保障，出现停水要在两小时内送水上门。",
    "县水利局会同自来水公司公布抢修电话，保证全天有人接听。",
]
BODY = "\n".join(PARAGRAPHS)
PLACES = "甲子县| 天气| 乙丑市| 丙寅县| 丁卯区| 戊辰旗| 己巳县| 庚午市| 辛未县| 壬申区|"


def test_a_chain_of_places_and_the_empty_calls_before_it_go() -> None:
    assert without_spam_footer(f"{BODY}\n\n扫码浏览\n亚洲国产精品，无码字幕 {PLACES}") == BODY


def test_a_heap_of_adult_terms_at_the_edge_goes() -> None:
    assert without_spam_footer(f"{BODY}\n国产精品一区二区,成人视频,人妻无码视频") == BODY


@pytest.mark.parametrize(
    "line",
    [
        "本次受灾的有石桥镇、白沙镇、青山镇、双溪镇、高坪乡、大湾乡、柳河镇、城东街道等地。",
        "公安机关侦破一起传播成人视频案件，抓获三人。",
        "首页 | 要闻 | 公告 | 政策 | 互动 | 专题 | 数据 | 服务 | 关于",
    ],
)
def test_ordinary_lists_and_reports_stay(line: str) -> None:
    assert without_spam_footer(f"{BODY}\n{line}") == f"{BODY}\n{line}"


def test_a_body_printed_twice_stands_once() -> None:
    assert single("冬季供水通知", f"{BODY}\n{BODY}") == BODY


def test_a_second_copy_fused_to_the_last_line_goes() -> None:
    assert single("", BODY + BODY.replace("\n", "\n　")) == BODY


def test_a_second_copy_that_begins_with_the_title_goes() -> None:
    title = "关于做好冬季供水保障工作的通知（望川县）"
    assert single(title, f"{BODY}\n{title}\n{BODY}") == BODY


def test_paragraphs_printed_in_pairs_stand_once() -> None:
    assert single("", "\n".join(line for line in PARAGRAPHS for _ in range(2))) == BODY


def test_a_body_that_only_repeats_its_title_is_kept() -> None:
    title = "白沙镇停水三天没有人来修，请问什么时候能够恢复供水？"
    assert single(title, title) == title


def test_a_refrain_and_short_repeats_stay() -> None:
    song = "还我血汗钱！\n" * 3 + BODY + "\n还我血汗钱！"
    assert single("", song) == song


SPUN = (
    "县政府政府办公室办公室关于认真负责认真负责贯彻执行贯彻执行供水供水保障保障工作任务的的通知，各镇各镇街道社区街道要要逐段逐段排查排查管网，"
    "建立台账台账建立明确明确责任人责任人，对独居老人老人学校医院学校实行重点重点保障保障，出现停水停水要在两小时小时内送水送水上门上门，"
    "水利局会同会同自来水公司公司公布公布抢修电话抢修电话，保证全天全天有人接听接听，下一步下一步将开展开展督查督查，对工作工作不力不力的单位单位通报通报批评批评，"
    "确保群众群众安全安全过冬过冬，确保管网管网平稳平稳运行运行，不留不留死角死角。"
)


def test_a_text_of_doubled_and_echoing_words_is_machine_spun() -> None:
    assert is_spun(SPUN)


def test_clean_official_prose_is_not_machine_spun() -> None:
    assert spin(BODY * 2).score == 0.0


def test_a_short_cry_is_not_machine_spun() -> None:
    assert not is_spun("停水停水又停水！热线热线没人接！投诉投诉没有用！")
