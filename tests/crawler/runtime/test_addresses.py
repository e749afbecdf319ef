"""One page has one address, and only web addresses count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.addresses import absolute, canonical, host_of, is_web, same_site, without_person


@pytest.mark.parametrize(
    "url",
    [
        "http://a.cn/x/1.html",
        "HTTP://A.CN:80/x/1.html#top",
        "http://a.cn/x/1.html?utm_source=1&from=timeline",
        " http://a.cn./x/1.html ",
        "http://user:pw@a.cn/x/1.html",
        "http://a.cn/x/1.html;jsessionid=AB12",
        "http://a.cn/x/1.html?spm=a.b.c&_t=99",
    ],
)
def test_spellings_of_one_page_are_one_address(url: str) -> None:
    assert canonical(url) == "http://a.cn/x/1.html"


def test_what_tells_pages_apart_stays() -> None:
    assert canonical("http://a.cn/s?tid=2&fid=1") == canonical("http://a.cn/s?fid=1&tid=2")
    assert canonical("http://a.cn/s?id=1") != canonical("http://a.cn/s?id=2")
    assert canonical("http://a.cn:8080/") != canonical("http://a.cn/") != canonical("https://a.cn/")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "//a.cn", "", "http://", "http://[", "ftp://a.cn"]
)
def test_other_schemes_are_no_addresses(url: str) -> None:
    assert not is_web(url)
    assert canonical(url) == ""
    assert host_of(url) == ""


def test_links_are_followed_from_their_page_and_stay_on_its_site() -> None:
    assert absolute("http://a.cn/b/", "../c.html") == "http://a.cn/c.html"
    assert absolute("http://a.cn/", "javascript:void(0)") == ""
    assert same_site("http://www.a.gov.cn/", "http://news.a.gov.cn/1")
    assert not same_site("http://www.a.gov.cn/", "http://a.gov.cn.evil.example/")
    assert not same_site("http://127.0.0.1/", "http://9.127.0.0.1/")


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://weibo.com/1234567890/NabcdeFgh", "https://m.weibo.cn/status/NabcdeFgh"),
        ("https://weibo.com/u/1234567890/NabcdeFgh", "https://m.weibo.cn/status/NabcdeFgh"),
        ("https://weibo.cn/comment/NabcdeFgh?uid=1234567890&rl=0", "https://weibo.cn/comment/NabcdeFgh"),
        ("http://a.cn/1234567890/abcdefgh", "http://a.cn/1234567890/abcdefgh"),
    ],
)
def test_the_writers_id_is_taken_out_of_the_address(url: str, kept: str) -> None:
    assert without_person(url) == kept


@given(st.text(max_size=60))
def test_no_text_makes_an_address_stumble(text: str) -> None:
    for url in (text, f"http://{text}", f"http://a.cn/{text}"):
        assert canonical(canonical(url)) == canonical(url)
        absolute("http://a.cn/", url)
