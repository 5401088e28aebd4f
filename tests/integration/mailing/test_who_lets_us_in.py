"""A real mail server that wants TLS and a login, as those of municipalities do, with a certificate of its own."""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from samverka_infra.identity_provider.settings import KeycloakSettings
from samverka_services.mailing.transports import MailServer, MailServerAway
from tests.support.mailbox import Mailbox

HOST, USER, PASSWORD, TO = "127.0.0.1", "samverka", "hemligt", "ulla@exempel.invalid"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of the server, with its key; whoever trusts it trusts the file."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    day, now = timedelta(days=1), datetime.now(UTC)
    builder = builder.not_valid_before(now - day).not_valid_after(now + day)
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    pem, encoding = tmp_path_factory.mktemp("certificate") / "server.pem", serialization.Encoding.PEM
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    signed = builder.sign(key, hashes.SHA256()).public_bytes(encoding)
    pem.write_bytes(signed + key.private_bytes(encoding, form, plain))
    return pem


@contextmanager
def strict(box: Mailbox, certificate: Path, given: list[str]) -> Iterator[None]:
    """A server that takes nothing without TLS and a login; `given` are the passwords that came to it."""

    def let_in(_server: object, _session: object, _envelope: object, _mechanism: str, auth: Any) -> AuthResult:
        assert isinstance(auth, LoginPassword)
        given.append(auth.password.decode())
        return AuthResult(success=auth == LoginPassword(USER.encode(), PASSWORD.encode()), handled=False)

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    wants = {"tls_context": context, "require_starttls": True, "auth_required": True, "authenticator": let_in}
    with box.open(**wants):
        yield


def deliver(box: Mailbox, password: str = PASSWORD) -> None:
    """One mail, by the settings of an installation. Raises MailServerAway."""
    mail = EmailMessage()
    mail["Subject"], mail["To"], mail["Message-ID"] = "Exempel", TO, "<1@exempel.invalid>"
    mail.set_content("Exempel")
    settings = KeycloakSettings(
        smtp_host=HOST, smtp_port=box.port, smtp_starttls=True, smtp_user=USER, smtp_password=SecretStr(password)
    )
    server = MailServer(settings)

    async def once() -> None:
        await server.deliver(mail)
        await server.rest()

    asyncio.run(once())


def test_mail_goes_over_tls_to_a_server_that_knows_us(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    box, given = Mailbox(), list[str]()
    with strict(box, certificate, given):
        deliver(box)
    assert [mail["to"] for mail in box.mails] == [TO]
    assert given == [PASSWORD]


def test_a_wrong_password_is_our_mistake_and_told_without_it(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    box = Mailbox()
    with strict(box, certificate, []), pytest.raises(MailServerAway, match=r"^SMTPAuthenticationError 535$"):
        deliver(box, "fel")
    assert box.mails == []


def test_a_server_that_nobody_vouches_for_gets_neither_password_nor_mail(certificate: Path) -> None:
    box, given = Mailbox(), list[str]()
    with strict(box, certificate, given), pytest.raises(MailServerAway, match="SSLCertVerificationError"):
        deliver(box)
    assert (box.mails, given) == ([], [])


def test_a_server_that_offers_no_tls_gets_neither_password_nor_mail() -> None:
    box = Mailbox()
    with box.open(), pytest.raises(MailServerAway, match="SMTPException"):
        deliver(box)
    assert box.mails == []
