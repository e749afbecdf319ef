"""YAML means what a clerk wrote, or is an error with its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.yaml_text import read_yaml

MISTAKES = {
    "GBK 编码": ("code: a\n名称: 值班室\n".encode("gbk"), "Y001", 2, "UTF-8"),
    "空文件": (b"", "Y003", 1, "空的"),
    "制表符": ("代码: a\n\t名称: b\n".encode(), "Y005", 2, "制表符"),
    "括号不成对": ("代码: [a, b\n名称: c\n".encode(), "Y002", 2, "格式有误"),
    "off": ("代码: a\n启用: off\n".encode(), "Y010", 2, "off"),
    "八进制": ("代码: a\n间隔: 010\n".encode(), "Y010", 2, "010"),
    "六十进制": ("代码: a\n开始: 12:30\n".encode(), "Y010", 2, "12:30"),
    "下划线数字": ("代码: a\n上限: 1_000\n".encode(), "Y010", 2, "1_000"),
    "可执行标记": ("代码: !!python/object/apply:os.system [ls]\n".encode(), "Y006", 1, "标记"),
    "锚点": ("甲: &x [1]\n乙: *x\n".encode(), "Y007", 1, "锚点"),
    "重复的键": ("代码: a\n名称: b\n代码: c\n".encode(), "Y008", 3, "两次"),
    "没有内容": ("代码: a\n名称:\n".encode(), "Y009", 2, "没有内容"),
    "过大": (b"a: " + b"x" * 1_000_001, "Y004", 1, "1 MB"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_in_chinese_with_its_line(mistake: str) -> None:
    data, number, line, words = MISTAKES[mistake]
    finding = read_yaml(data, "office.yaml").findings[0]
    assert (finding.id, finding.line) == (number, line)
    assert words in finding.message + finding.remedy


def test_a_byte_order_mark_and_windows_line_ends_are_harmless() -> None:
    document = read_yaml("\ufeff代码: a\r\n名称: 值班室\r\n".encode(), "office.yaml")
    assert document.value == {"代码": "a", "名称": "值班室"}
    assert not document.findings


def test_every_part_knows_its_line() -> None:
    document = read_yaml("单位:\n  - 代码: a\n  - 代码: b\n    名称: 乙\n".encode(), "units.yaml")
    assert document.line_of(("单位", 1, "名称")) == 4
    assert document.line_of(("单位", 1, "人员", 0)) == 3


@given(st.binary(max_size=400))
def test_no_bytes_whatever_make_it_fail(data: bytes) -> None:
    read_yaml(data, "x.yaml")


@given(st.text(max_size=200))
def test_no_text_whatever_makes_it_fail(text: str) -> None:
    read_yaml(text.encode("utf-8", "surrogatepass"), "x.yaml")
