"""The request budget and the waits of an office, as a clerk writes them and as `check` judges them."""

from pathlib import Path

import pytest

from config.check import check_office
from config.findings import ERROR
from config.load import init_office, load_office
from config.user_pages import is_user_page, sounds_official


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    init_office(tmp_path / "office", "demo-county")
    return tmp_path / "office"


def add(file: Path, text: str) -> None:
    file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")


def found(folder: Path) -> list[tuple[str, str, str]]:
    return [(one.id, one.severity, one.file) for one in check_office(folder).findings]


def test_the_part_may_be_left_out(folder: Path) -> None:
    crawling = load_office(folder).sheet.crawling
    assert (crawling.requests, crawling.shortest.text, crawling.longest.text) == (None, "2分钟", "4小时")


def test_budget_and_bounds_are_read(folder: Path) -> None:
    add(folder / "office.yaml", "采集:\n  每日请求: 20000\n  每站每日请求: 3000\n  最短间隔: 5分钟\n  最长间隔: 1日\n")
    crawling = load_office(folder).sheet.crawling
    assert (crawling.requests, crawling.host_requests, crawling.longest.text) == (20000, 3000, "1日")


@pytest.mark.parametrize(
    ("text", "number", "severity"),
    [
        ("采集:\n  每日请求: 100\n", "C512", "warning"),
        ("采集:\n  最短间隔: 5小时\n", "C511", ERROR),
        ("采集:\n  最长间隔: 2个工作日\n", "S004", ERROR),
        ("采集:\n  每日请求数: 100\n", "S002", ERROR),
        ("采集:\n  每日请求: 很多\n", "S005", ERROR),
    ],
)
def test_what_can_not_work_is_found(folder: Path, text: str, number: str, severity: str) -> None:
    add(folder / "office.yaml", text)
    assert (number, severity, "office.yaml") in found(folder)


@pytest.mark.parametrize(
    ("text", "number", "severity"),
    [("最长间隔: 30秒\n", "C511", ERROR), ("最长间隔: 1个工作日\n", "C510", "warning")],
)
def test_a_source_s_own_waits_are_checked(folder: Path, text: str, number: str, severity: str) -> None:
    add(folder / "sources" / "portal.yaml", text)
    assert (number, severity, "sources/portal.yaml") in found(folder)


def test_three_lines_describe_a_source_and_the_file_names_it(folder: Path) -> None:
    text = "名称: 望川问政\n类型: 问政\n地址: http://wz.example.cn/list/\n"
    (folder / "sources" / "letters.yaml").write_text(text, encoding="utf-8")
    (source,) = [one for one in load_office(folder).sources if one.code == "letters"]
    assert (source.kind.value, source.platform, source.interval) == ("message_board", "auto", None)


@pytest.mark.parametrize(
    ("address", "personal"),
    [
        ("https://weibo.com/u/1234567890", True),
        ("https://m.weibo.cn/api/container/getIndex?containerid=1076031234567890", True),
        ("https://space.bilibili.com/123", True),
        ("https://tieba.baidu.com/home/main?un=x", True),
        ("https://m.weibo.cn/api/container/getIndex?containerid=100103type%3D61%26q%3D%E6%9C%9B%E5%B7%9D", False),
        ("http://www.example.gov.cn/home/news/", False),
        ("https://s.weibo.com/weibo?q=%E6%9C%9B%E5%B7%9D", False),
        ("https://tieba.baidu.com/f?kw=%E6%9C%9B%E5%B7%9D", False),
        ("http://bbs.example.cn/forum-2-1.html", False),
    ],
)
def test_pages_of_people_are_told_from_matters_and_places(address: str, personal: bool) -> None:
    assert is_user_page(address) is personal


def test_accounts_of_authorities_and_media_are_told_by_their_name() -> None:
    assert [sounds_official(name) for name in ("望川发布", "望川县公安局", "小李的日常")] == [True, True, False]
