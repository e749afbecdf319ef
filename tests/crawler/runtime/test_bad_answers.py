"""Answers that would hurt a careless reader (B01–B05, B13, B22, B23, B29, B30, B32, B33)."""

import gzip
import ssl
import time
import zlib
from datetime import UTC, datetime, timedelta

import brotli
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

MIB = 1024 * 1024


def _chunk(handler, data: bytes) -> None:
    handler.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")


def _head(handler, *headers: str) -> None:
    lines = ["HTTP/1.1 200 OK", "Content-Type: text/html", *headers]
    handler.wfile.write("\r\n".join(lines).encode() + b"\r\n\r\n")


def _peak_mb(pid: int) -> float:
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024


def _gzip_of(size: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(b"0" * MIB) for _ in range(size // MIB)) + packer.flush()


BOMBS = {
    "gzip": lambda: ("gzip", _gzip_of(200 * MIB)),
    "gzip twice": lambda: ("gzip, gzip", gzip.compress(_gzip_of(400 * MIB))),
    "brotli": lambda: ("br", brotli.compress(b"0" * (100 * MIB), quality=5)),
    "deflate": lambda: ("deflate", zlib.compress(b"0" * (100 * MIB))),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_dropped_and_memory_stays_small(runner, source_at, site, name: str) -> None:
    encoding, body = BOMBS[name]()
    site.pages["/"] = (200, {"Content-Encoding": encoding}, body)
    crawl = runner.run(source_at(site.url + "/"))
    assert crawl.end.problems == {"too_large": 1}
    assert not crawl.pages
    assert _peak_mb(runner.worker.pid) < 300


def test_an_endless_body_is_cut(runner, source_at, site) -> None:
    def endless(handler) -> None:
        _head(handler, "Transfer-Encoding: chunked")
        while True:
            _chunk(handler, b"x" * 65536)

    site.pages["/"] = endless
    crawl = runner.run(source_at(site.url + "/"))
    assert crawl.end.problems == {"too_large": 1}
    assert _peak_mb(runner.worker.pid) < 300


def test_a_declared_giant_is_not_even_begun(runner, source_at, site) -> None:
    site.pages["/"] = lambda handler: _head(handler, "Content-Length: 10000000000")
    assert runner.run(source_at(site.url + "/")).end.problems == {"too_large": 1}


def test_a_trickle_is_cut_by_the_clock(runner, source_at, site) -> None:
    def trickle(handler) -> None:
        _head(handler, "Content-Length: 100000")
        while True:
            handler.wfile.write(b"x")
            time.sleep(0.1)

    site.pages["/"] = trickle
    began = time.monotonic()
    crawl = runner.run(source_at(site.url + "/"), response_seconds=1.5)
    assert crawl.end.problems == {"timeout": 1}
    assert time.monotonic() - began < 8


def test_a_server_that_never_answers_is_left(runner, source_at, site) -> None:
    site.pages["/"] = lambda handler: time.sleep(20)
    assert runner.run(source_at(site.url + "/"), response_seconds=1.0).end.problems == {"timeout": 1}


@pytest.mark.parametrize("status", [500, 502, 403, 404, 410])
def test_an_error_answer_is_a_problem_and_no_post(runner, source_at, site, status: int) -> None:
    site.pages["/"] = (status, {}, "<html><body><h1>服务器错误</h1></body></html>".encode())
    crawl = runner.run(source_at(site.url + "/"))
    assert crawl.end.problems == {"http": 1}
    assert f"{status}" in crawl.end.detail
    assert not crawl.pages


LOGIN = '<html><head><title>用户登录</title></head><body><form><input type="password" name="p"></form></body></html>'
CAPTCHA = "<html><head><title>安全验证</title></head><body><p>访问过于频繁，请输入验证码后继续</p></body></html>"


@pytest.mark.parametrize("body", [LOGIN, CAPTCHA])
@pytest.mark.parametrize("kind", ["portal", "microblog", "forum"])
def test_a_login_page_with_200_is_told_as_such(runner, source_at, site, body: str, kind: str) -> None:
    site.pages["/"] = body.encode()
    crawl = runner.run(source_at(site.url + "/", kind=kind))
    assert "wall" in crawl.end.problems
    assert not crawl.pages


def test_redirects_end_after_five(runner, source_at, site) -> None:
    for number in range(21):
        site.pages[f"/r{number}"] = (302, {"Location": f"/r{number + 1}"}, b"")
    crawl = runner.run(source_at(site.url + "/r0"))
    assert crawl.end.problems == {"redirects": 1}
    assert len([path for path in site.paths() if path.startswith("/r") and path != "/robots.txt"]) == 6


def test_a_redirect_to_itself_ends(runner, source_at, site) -> None:
    site.pages["/"] = (302, {"Location": "/"}, b"")
    assert not runner.run(source_at(site.url + "/")).pages


@pytest.mark.parametrize(("status", "body"), [(204, b""), (200, b""), (200, b"\x00" * 100), (200, b"<html></html>")])
def test_an_empty_page_gives_no_post_and_a_problem(runner, source_at, site, status: int, body: bytes) -> None:
    site.pages["/"] = lambda handler: type(site).answer(_as(site, status, body), handler)
    crawl = runner.run(source_at(site.url + "/"))
    assert not crawl.pages
    assert crawl.end.problems


def _as(site, status: int, body: bytes):
    site.pages["/"] = (status, {}, body)
    return site


def test_a_picture_is_no_page(runner, source_at, site) -> None:
    site.pages["/"] = (200, {"Content-Type": "image/png"}, b"\x89PNG")
    assert runner.run(source_at(site.url + "/")).end.problems == {"not_text": 1}


def test_ten_thousand_cookies_and_a_policy_that_names_python_code_harm_nobody(runner, source_at, site, article) -> None:
    def answer(handler) -> None:
        body = article(1)
        _head(
            handler,
            *(f"Set-Cookie: c{n}=1" for n in range(10_000)),
            "Referrer-Policy: os.system",
            f"Content-Length: {len(body)}",
        )
        handler.wfile.write(body)

    site.pages["/"] = answer
    crawl = runner.run(source_at(site.url + "/"))
    assert crawl.titles in ([], ["检修消息1"])
    assert runner.worker.bad_lines == 0


def test_a_robots_txt_of_fifty_megabytes_is_cut(runner, source_at, site, article) -> None:
    site.pages["/robots.txt"] = b"User-agent: *\nAllow: /\n" + b"#" * (50 * MIB)
    site.pages["/"] = article(1)
    assert runner.run(source_at(site.url + "/")).titles == ["检修消息1"]
    assert _peak_mb(runner.worker.pid) < 300


@pytest.fixture
def certificate(tmp_path):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=2))
        .not_valid_after(now + timedelta(days=2))
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "site.pem"
    plain = serialization.NoEncryption()
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path


def test_a_self_signed_site_is_refused_unless_the_source_opts_out(runner, source_at, site, article, certificate) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    site._server.socket = context.wrap_socket(site._server.socket, server_side=True)
    site._server.handle_error = lambda *args: None
    site.pages["/"] = article(1)
    address = f"https://127.0.0.1:{site.port}/"
    refused = runner.run(source_at(address, code="strict"))
    opted_out = runner.run(source_at(address, code="lenient", verify_tls=False))
    assert refused.end.problems == {"tls": 1}
    assert site.paths() == ["/robots.txt", "/"]
    assert opted_out.titles == ["检修消息1"]
