from pathlib import Path

import pytest

from crawler.clean import clean, describe_file
from crawler.extracted import Extracted

SEEDS = Path(__file__).parents[4] / "shared" / "seeds"
needs_seeds = pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed documents do not lie beside this checkout")


def seed(number: str) -> dict[str, object]:
    (post,) = describe_file(next(SEEDS.glob(f"{number}_*.txt")))["posts"]
    assert isinstance(post, dict)
    return post


def test_all_rules_work_on_one_post_and_the_counts_stay() -> None:
    post = Extracted(
        title="白沙鎮(zhèn)停\u200b水",
        body="請打13812345678，縣(xiàn)裡沒有人管這件事。",
        likes=7,
        flags=("sticky",),
        author="某人",
    )
    cleaned = clean(post)
    assert cleaned.title == "白沙镇停水"
    assert cleaned.body == "请打138****5678，县里没有人管这件事。"
    assert (cleaned.likes, cleaned.flags, cleaned.author) == (7, ("sticky",), "某人")


@pytest.mark.parametrize("words", ["转发微博", "分享图片", "轉發微博", "转发微博\n转发：县医院又停诊了"])
def test_words_a_platform_puts_in_are_flagged_as_template(words: str) -> None:
    assert "template" in clean(Extracted(body=words)).flags


def test_a_writers_own_words_are_no_template() -> None:
    assert clean(Extracted(body="转发微博，这事我也遇到了")).flags == ()


def test_the_head_of_a_quotation_does_not_name_its_writer() -> None:
    assert clean(Extracted(body="某丙 发表于 2026-11-21 19:32\n物业说没钱\n可以申请基金")).body == "物业说没钱\n可以申请基金"


def test_a_text_file_is_one_post_with_its_title_on_top(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes("关于停水的通知\n\n  今晚八点起停水。\n".encode("gb18030"))
    (post,) = describe_file(file)["posts"]
    assert (post["title"], post["body"]) == ("关于停水的通知", "今晚八点起停水。")


def test_a_page_is_extracted_before_it_is_cleaned(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text('{"ok":1,"data":{"cards":[{"mblog":{"mid":"9","text":"縣裡停電了","reposts_count":1}}]}}', encoding="utf-8")
    assert [post["body"] for post in describe_file(file)["posts"]] == ["县里停电了"]


@needs_seeds
def test_the_mirrored_seed_loses_readings_script_and_spam() -> None:
    post = seed("000")
    body = str(post["body"])
    assert "南昌县政务舆情回应制度" in body
    assert "hào" not in body
    assert "政務" not in body
    assert "无码" not in body
    assert "扎兰屯" not in body
    assert body.endswith("严肃追究责任。")
    assert post["flags"] == []


@needs_seeds
def test_the_doubled_seed_stands_once() -> None:
    body = str(seed("003")["body"])
    assert body.count("谁主管谁发声") == 1
    assert body.endswith("严肃追究责任。")


@needs_seeds
def test_only_the_spun_seed_is_flagged() -> None:
    flagged = {number: "machine_spun" in seed(number)["flags"] for number in ("000", "001", "002", "003", "004")}  # type: ignore[operator]
    assert flagged == {"000": False, "001": False, "002": False, "003": False, "004": True}
