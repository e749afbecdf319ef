import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from classifier.hashing import REACH, grams, place_of, read_signs


def shown(text: str) -> str:
    return "".join(chr(code) for code in read_signs([text]).codes)


def test_links_names_and_white_space_say_nothing() -> None:
    assert shown("看 这里\n\n https://a.b/c?d=1 @某人 好") == shown("看 这里 @ 好")


def test_capitals_and_full_width_letters_are_one() -> None:
    assert shown("ＡＰＰ坏了") == shown("app坏了")


def test_numbers_are_known_by_their_size() -> None:
    assert shown("死3人") == shown("死7人") == shown("死３人")
    assert shown("死3人") != shown("死30人")
    assert len(shown("1200户")) == 2


def test_only_the_head_of_a_long_post_is_read() -> None:
    assert len(read_signs(["水" * 5000, "火"]).codes) == REACH + 1


def test_a_term_has_the_place_of_its_n_gram() -> None:
    *_, (order, starts, places) = grams(read_signs(["房子漏水严重"]))
    assert order == 4
    assert place_of("房子漏水") == places[starts == 0][0]
    assert place_of("新房子漏水") == place_of("房子漏水")
    assert place_of("") is None


@given(st.lists(st.text(max_size=30), min_size=1, max_size=6))
def test_many_posts_at_once_give_what_each_gives_alone(texts: list[str]) -> None:
    together = read_signs(texts)
    for number, text in enumerate(texts):
        own = together.posts == number
        alone = read_signs([text])
        assert np.array_equal(together.codes[own], alone.codes)
        assert np.array_equal(together.origins[own], alone.origins)
    for order, starts, _ in grams(together):
        assert all(together.posts[start] == together.posts[start + order - 1] for start in starts)
