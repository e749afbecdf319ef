"""TLS is verified: a server with the wrong certificate gets nothing, the right one gets the message."""

import contextlib
import datetime as dt
import socket
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from alerts.channels import mail, wecom
from alerts.channels.outcome import Outcome
from tests.alerts.servers import OK as ROBOT_OK
from tests.alerts.servers import MailServer, Robot, listening


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate for `localhost` with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(private + made.public_bytes(pem))
    return file


def encrypted(certificate: Path, handle: Callable[[socket.socket], None]) -> Callable[[socket.socket], None]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def wrapped(line: socket.socket) -> None:
        with contextlib.suppress(OSError), context.wrap_socket(line, server_side=True) as secure:
            handle(secure)

    return wrapped


def trust(monkeypatch: pytest.MonkeyPatch, certificate: Path) -> None:
    context = ssl.create_default_context(cafile=str(certificate))
    monkeypatch.setattr(ssl, "create_default_context", lambda: context)


@pytest.mark.parametrize(
    ("host", "trusted", "outcome"),
    [
        ("localhost", True, Outcome.OK),
        ("localhost", False, Outcome.MISCONFIGURED),
        ("127.0.0.1", True, Outcome.MISCONFIGURED),
    ],
)
def test_mail(monkeypatch: pytest.MonkeyPatch, certificate: Path, host: str, trusted: bool, outcome: Outcome) -> None:
    if trusted:
        trust(monkeypatch, certificate)
    server = MailServer()
    with listening(encrypted(certificate, server.answer)) as port:
        address = f"mailtos://{host}:{port}/?mode=ssl&from=h@a.cn&to=d@a.cn"
        found = mail.from_address(address).deliver("s", "b")
    assert found.outcome is outcome, found
    assert len(server.mails) == (outcome is Outcome.OK)


@pytest.mark.parametrize(("trusted", "outcome"), [(True, Outcome.OK), (False, Outcome.RETRY)])
def test_a_robot(monkeypatch: pytest.MonkeyPatch, certificate: Path, trusted: bool, outcome: Outcome) -> None:
    if trusted:
        trust(monkeypatch, certificate)
    server = Robot([ROBOT_OK])
    with listening(encrypted(certificate, server.answer)) as port:
        found = wecom.from_address(f"wecombot://k?api=https://localhost:{port}").deliver("", "停水")
    assert found.outcome is outcome, found
    assert len(server.received) == (outcome is Outcome.OK)
