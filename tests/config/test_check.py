"""An office folder is checked as a whole: each mistake has its id, file, line, meaning and remedy."""

import shutil
from pathlib import Path

import pytest

from config.check import check_office
from config.findings import OfficeError
from config.load import init_office, load_office, shipped_offices


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    init_office(tmp_path / "office", "demo-county")
    return tmp_path / "office"


def change(folder: Path, file: str, old: str, new: str) -> int:
    """Replace the first `old`; returns the line where it stood."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize("code", shipped_offices())
def test_every_shipped_office_is_without_findings(code: str, tmp_path: Path) -> None:
    init_office(tmp_path / code, code)
    assert check_office(tmp_path / code).findings == []


def test_the_demonstration_county_has_places_for_routing_to_work_on(folder: Path) -> None:
    units = load_office(folder).units.units
    assert len(units) >= 25
    assert sum(bool(unit.places) for unit in units) >= 10


MISTAKES = [
    ("regulation.yaml", "期限: 48小时", "期限: 四十八小时", "S004", "无法识别"),
    ("regulation.yaml", "适用: 其他", "适用: 其它", "S004", "其它"),
    ("regulation.yaml", "等级: 重大及以上", "等级: 严重及以上", "S004", "严重"),
    ("regulation.yaml", "事项: 回应", "事项: 答复", "S003", "答复"),
    ("regulation.yaml", "同时: [分管领导", "同时: [分管领寻", "C403", "分管领寻"),
    ("regulation.yaml", "未签收: 20分钟", "未签收: 5分钟", "C406", "一级比一级长"),
    ("office.yaml", "层级: 县", "层极: 县", "S002", "层极"),
    ("office.yaml", "名称: 望川县人民政府办公室\n", "", "S001", "缺少“名称”"),
    ("units.yaml", "值班室: county-office", "值班室: nowhere", "C105", "nowhere"),
    ("units.yaml", "代码: publicity\n", "代码: county-office\n", "C101", "重复"),
    ("units.yaml", "上级单位: public-security", "上级单位: nobody", "C103", "nobody"),
    ("units.yaml", "渠道: [mail, wecom-units]", "渠道: [fax]", "C111", "fax"),
    ("roster.yaml", "值班员: duty-lin", "值班员: duty-nobody", "C201", "duty-nobody"),
    ("roster.yaml", "时段: 08:30-17:30", "时段: 09:30-17:30", "C202", "无人值班"),
    ("roster.yaml", "时段: 08:30-17:30", "时段: 8点到5点", "S004", "时段"),
    ("channels.yaml", "备用: [mail]", "备用: [pigeon]", "C302", "pigeon"),
    ("sources/portal.yaml", "地址: http://127.0.0.1:8611/news/", "地址: file:///etc/passwd", "C502", "http"),
    ("sources/portal.yaml", "内网许可: [127.0.0.1/32:8611]", "内网许可: [127.0.0.1]", "C504", "127.0.0.1"),
    ("sources/portal.yaml", "间隔: 1分钟", "间隔: 0分钟", "S004", "无法识别"),
    ("sources/portal.yaml", "类型: 门户", "类型: 电视", "S003", "电视"),
]


@pytest.mark.parametrize(("file", "old", "new", "number", "words"), MISTAKES, ids=[f"{m[3]}-{m[4]}" for m in MISTAKES])
def test_a_mistake_is_found_where_it_stands(folder: Path, file: str, old: str, new: str, number: str, words: str) -> None:
    line = change(folder, file, old, new)
    found = [finding for finding in check_office(folder).findings if finding.id == number]
    assert found, check_office(folder).findings
    assert found[0].file == file
    assert abs(found[0].line - line) <= 3
    assert words in found[0].message + found[0].remedy
    with pytest.raises(OfficeError):
        load_office(folder)


def test_a_private_persons_page_is_refused_as_a_source_and_a_government_account_is_not(folder: Path) -> None:
    change(folder, "sources/microblog.yaml", "http://127.0.0.1:8612/api", "https://weibo.example/u/1234567890?x=")
    assert [f.id for f in check_office(folder).findings] == ["C503"]
    change(folder, "sources/microblog.yaml", "名称: 望川话题（微博客）", "名称: 望川发布")
    assert check_office(folder).findings == []


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "units.yaml").unlink()
    finding = check_office(folder).findings[0]
    assert (finding.id, finding.file) == ("F002", "units.yaml")


def test_an_office_in_use_is_never_overwritten(folder: Path) -> None:
    with pytest.raises(OfficeError, match="不予覆盖"):
        init_office(folder, "demo-county")


def test_a_missing_folder_says_how_to_make_one(tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "none", ignore_errors=True)
    with pytest.raises(OfficeError, match="huiying init"):
        load_office(tmp_path / "none")
