"""Letters come from anybody: in any encoding, with anything attached, nested as deep as somebody likes."""

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.handin import NotTaken
from crawler.handin.letter import read_letter

TEXT = "柳河镇清岚河边有人偷倒垃圾，气味很大，请管一管。电话13812345678"


def letter(text: str = TEXT, subject: str = "反映垃圾问题", charset: str = "utf-8", html: str = "") -> EmailMessage:
    made = EmailMessage()
    made["From"] = "周某芳 <zhou@mail.example.cn>"
    made["Subject"] = subject
    made["Date"] = "Sun, 22 Nov 2026 09:40:00 +0800"
    made.set_content(text, charset=charset)
    if html:
        made.add_alternative(html, subtype="html")
    return made


@pytest.mark.parametrize("charset", ["utf-8", "gbk", "gb18030"])
def test_a_letter_is_read_and_its_writer_kept_apart(charset: str) -> None:
    item = read_letter(letter(charset=charset).as_bytes())
    assert (item.post.title, item.post.published_at) == ("反映垃圾问题", "2026-11-22T09:40:00+08:00")
    assert item.post.body == TEXT.replace("13812345678", "138****5678")
    assert (item.writer.name, item.writer.other) == ("周某芳", "zhou@mail.example.cn")


def test_bare_gbk_without_any_declaration_is_read() -> None:
    raw = "From: 周某芳 <z@mail.example.cn>\r\nSubject: 反映垃圾问题\r\n\r\n柳河镇有人偷倒垃圾\r\n".encode("gbk")
    item = read_letter(raw)
    assert (item.post.title, item.post.body, item.writer.name) == ("反映垃圾问题", "柳河镇有人偷倒垃圾", "周某芳")


def test_a_lying_charset_is_found_out() -> None:
    raw = letter(charset="gbk").as_bytes().replace(b'charset="gbk"', b'charset="utf-8"')
    assert "偷倒垃圾" in read_letter(raw).post.body


def test_html_alone_is_read_without_what_is_hidden() -> None:
    raw = (
        letter("x", html="")
        .as_bytes()
        .replace(b"text/plain", b"text/html")
        .replace(b"\nx", "\n<p>河边有垃圾</p><script>x</script>".encode())
    )
    raw = raw.replace(b"Content-Transfer-Encoding: 7bit", b"Content-Transfer-Encoding: 8bit")
    assert read_letter(raw).post.body == "河边有垃圾"


def test_the_plain_text_is_preferred_and_attachments_stay_in_the_original() -> None:
    made = letter(html="<b>另一种写法</b>")
    made.add_attachment(b"\x89PNG....", maintype="image", subtype="png", filename="现场.png")
    item = read_letter(made.as_bytes())
    assert "另一种写法" not in item.post.body
    assert "attachments" in item.post.flags
    assert item.original == made.as_bytes()


def nested(depth: int) -> bytes:
    head = "From: a@b.cn\nSubject: 四个字的\n"
    for index in range(depth):
        head += f'Content-Type: multipart/mixed; boundary="b{index}"\n\n--b{index}\n'
    return (head + "\n" + "正文四个字").encode()


@pytest.mark.parametrize("data", [b"", b"\x00" * 50, b"x" * (10 * 1024 * 1024 + 1), b"From: a@b.cn\n\n", "机密★\n".encode()])
def test_what_is_no_letter_is_refused(data: bytes) -> None:
    with pytest.raises(NotTaken):
        read_letter(data)


@pytest.mark.parametrize("depth", [50, 3000])
def test_deep_nesting_does_no_harm(depth: int) -> None:
    try:
        assert read_letter(nested(depth)).post.title == "四个字的"
    except NotTaken:
        assert depth == 3000


def test_ten_thousand_parts_do_no_harm() -> None:
    part = b"--b\nContent-Type: text/plain\n\nx\n"
    raw = b'From: a@b.cn\nSubject: aaaa\nContent-Type: multipart/mixed; boundary="b"\n\n' + part * 10_000 + b"--b--\n"
    assert len(read_letter(raw).post.body) < 1000


HEADERS = st.sampled_from(["Subject", "From", "Date", "Content-Type", "Content-Transfer-Encoding", "MIME-Version"])


@given(st.lists(st.tuples(HEADERS, st.binary(max_size=60)), max_size=6), st.binary(max_size=200))
def test_no_letter_makes_it_fail_in_another_way(headers: list[tuple[str, bytes]], body: bytes) -> None:
    raw = b"".join(name.encode() + b": " + value.replace(b"\n", b" ") + b"\n" for name, value in headers) + b"\n" + body
    try:
        item = read_letter(raw)
    except NotTaken:
        return
    assert "\0" not in item.post.body


@pytest.mark.parametrize(
    "subject",
    [
        b"=?utf-8?b?!!!?=",
        b"=?utf-8?b?YWJjZ?=",
        b"=?nonsense?q?=41?=",
        b"=?utf-8?q?=FF=FE?=",
        b"=?gb2312?B?z9bU2rrcwtI=?=",
        b"a\r\n b" * 100,
    ],
)
def test_odd_subjects_are_read_somehow(subject: bytes) -> None:
    read_letter(b"From: a@b.cn\nSubject: " + subject + "\n\n河边有垃圾没人管".encode())
