import os
import stat
from pathlib import Path

import jieba
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.tokens import Tokenizer, cut

TEXTS = [
    "柳林路12-3号楼停水三天，物业说要等到8.15才能修好",
    "房号5-4304的业主反映：C++培训班退费难，电话010-8888不通",
    "【通报】今日3时许，A-12号厂房起火，过火面积约1,200.5平方米",
    "真的假的？网传每户要交300元/年的垃圾费……[怒]//@邻居:听说了",
    "",
    "  \r\n\t换行与空格 mixed English words and 3.5% of it",
]
PIECES = st.sampled_from(
    [
        "停水",
        "小区",
        "的",
        "业主",
        "5-4304",
        "3.14%",
        "A.B-c",
        "#话题#",
        "v2.0",
        " ",
        "\n",
        "，",
        "龘",
        "１２",
        "é",
        "WiFi",
        "-",
        ".",
        "10%",
        "老街",
    ]
)


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> jieba.Tokenizer:
    """Jieba with its cache where nobody else can plant one."""
    folder = tmp_path_factory.mktemp("jieba")
    folder.chmod(0o700)
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = str(folder)
    tokenizer.initialize()
    return tokenizer


@pytest.mark.parametrize("text", TEXTS)
def test_cuts_are_those_of_jieba(reference: jieba.Tokenizer, text: str) -> None:
    assert cut(text) == reference.lcut(text)


@settings(max_examples=150, deadline=None)
@given(pieces=st.lists(PIECES, max_size=25))
def test_any_mixture_is_cut_as_jieba_cuts_it(reference: jieba.Tokenizer, pieces: list[str]) -> None:
    text = "".join(pieces)
    assert cut(text) == reference.lcut(text)


def test_the_reference_keeps_its_cache_in_a_private_folder(reference: jieba.Tokenizer) -> None:
    folder = Path(str(reference.tmp_dir))
    assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700
    assert list(folder.iterdir()), "jieba wrote its cache somewhere else"


@given(text=st.text(max_size=80))
def test_the_words_joined_are_the_text(text: str) -> None:
    assert "".join(cut(text)) == text


def test_an_office_name_stays_whole() -> None:
    assert "锦绣华庭二期" in Tokenizer(["锦绣华庭二期"]).cut("我住在锦绣华庭二期五号楼")
