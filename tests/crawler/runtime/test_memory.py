"""What is remembered of pages decides what is fetched."""

from hypothesis import given
from hypothesis import strategies as st

from crawler.memory import HOUR, LADDER, Memory, due_again, kept
from crawler.wire import Mark

PAGE = "http://a.cn/1.html"


def test_a_page_is_looked_at_again_ever_more_rarely_and_then_no_more() -> None:
    now, looks, mark = 0, 0, Mark(first=0, last=0)
    while looks < 10 and (step := next((hours for hours in range(1, 2000) if due_again(mark, now + hours * HOUR)), None)):
        now += step * HOUR
        memory = Memory({PAGE: mark})
        memory.look(PAGE, now)
        mark, looks = memory.learned[PAGE], looks + 1
    assert looks == len(LADDER)
    assert now == sum(LADDER)


def test_a_page_never_read_is_due() -> None:
    assert due_again(None, 0)


def test_spellings_of_an_address_share_one_mark() -> None:
    memory = Memory({})
    memory.look(PAGE + "?utm_source=1", 5, etag='"x"')
    assert memory.conditions(PAGE) == {"If-None-Match": '"x"'}


def test_a_list_that_was_not_read_to_the_end_keeps_no_conditions() -> None:
    memory = Memory({})
    memory.look("http://a.cn/", 5, etag='"x"', modified="m", digest="d")
    memory.look(PAGE, 5, etag='"y"')
    learned = memory.without_conditions({"http://a.cn/"})
    assert learned["http://a.cn/"] == Mark(first=5, last=5, broken_off=True)
    assert learned[PAGE].etag == '"y"'


def test_single_posts_never_make_their_list_due() -> None:
    old = Mark(first=0, last=0)
    assert not Memory({"post:1": old}).anything_due(9 * HOUR)
    assert Memory({PAGE: old}).anything_due(9 * HOUR)


@given(st.lists(st.integers(0, 100), max_size=30), st.integers(0, 10))
def test_the_newest_looks_are_kept(lasts: list[int], limit: int) -> None:
    marks = {f"k{number}": Mark(first=0, last=last) for number, last in enumerate(lasts)}
    remaining = kept(marks, limit)
    assert len(remaining) == min(limit, len(marks))
    assert sorted(mark.last for mark in remaining.values()) == sorted(lasts)[len(lasts) - len(remaining) :]
