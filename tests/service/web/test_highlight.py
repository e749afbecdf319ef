"""Marking the words that weighed."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from service.web.highlight import pieces, words

SPANS = st.lists(
    st.fixed_dictionaries({"start": st.integers(-5, 60), "end": st.integers(-5, 60), "text": st.just("")}), max_size=8
)


@given(st.text(max_size=30), st.text(max_size=30), SPANS)
def test_no_character_is_lost_or_doubled(title: str, body: str, reasons: list[dict[str, Any]]) -> None:
    in_title, in_body = pieces(title, body, reasons)
    assert "".join(piece.text for piece in in_title) == title
    assert "".join(piece.text for piece in in_body) == body


def test_spans_mark_title_and_body() -> None:
    reasons = [{"start": 0, "end": 2, "text": "停水"}, {"start": 5, "end": 7, "text": "三天"}]
    in_title, in_body = pieces("停水了", "已三天", reasons)
    assert [(piece.text, piece.marked) for piece in in_title] == [("停水", True), ("了", False)]
    assert [(piece.text, piece.marked) for piece in in_body] == [("已", False), ("三天", True)]


def test_a_span_of_another_revision_marks_nothing() -> None:
    assert not any(piece.marked for piece in pieces("停水了", "", [{"start": 0, "end": 2, "text": "停电"}])[0])


def test_overlapping_spans_are_one_mark() -> None:
    found, _ = pieces("abcdef", "", [{"start": 0, "end": 3}, {"start": 2, "end": 5}])
    assert [piece.text for piece in found if piece.marked] == ["abcde"]


def test_each_word_is_named_once() -> None:
    assert words([{"text": "停水"}, {"text": "停水"}, {"rule": "r", "text": "户"}]) == ["停水"]
