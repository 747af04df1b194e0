"""What stands in front of the site is looked at from outside; each thing that may be wrong with it is found."""

from __future__ import annotations

import datetime
import ssl
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from wraparound.site import front

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STAY = {"Strict-Transport-Security": "max-age=31536000"}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of this machine's own making: key and certificate for localhost."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "here")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = tmp_path_factory.mktemp("front") / "both.pem"
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(secret + made.public_bytes(pem))
    return file


@contextmanager
def server(certificate: Path | None, headers: dict[str, str], status: int = 200, old: bool = False) -> Iterator[int]:
    class Answers(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()

        do_GET = do_HEAD  # noqa: N815 - the server's name for it

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    class Quiet(HTTPServer):
        def handle_error(self, *_: Any) -> None:
            """Of broken handshakes nobody needs to hear."""

        def get_request(self) -> Any:
            way, where = super().get_request()
            return (context.wrap_socket(way, server_side=True) if certificate else way), where

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if certificate:
        context.load_cert_chain(certificate)
    if old:
        with pytest.warns(DeprecationWarning):
            context.minimum_version = ssl.TLSVersion.TLSv1
        context.set_ciphers("ALL:@SECLEVEL=0")
    with Quiet(("localhost", 0), Answers) as one:
        thread = threading.Thread(target=one.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield one.server_port
        finally:
            one.shutdown()


def found(port: int, certificate: Path | None) -> list[str]:
    trusted = ssl.create_default_context(cafile=str(certificate)) if certificate else None
    return list(front.faults(f"https://localhost:{port}", trusted))


def test_a_good_front_is_good_and_each_fault_is_named(certificate: Path) -> None:
    with server(certificate, STAY) as port:
        assert found(port, certificate) == []
        (untrusted,) = found(port, None)
        assert "not one that browsers trust" in untrusted
    with server(certificate, {}) as port:
        (not_told,) = found(port, certificate)
        assert "not told to stay with https" in not_told
    with server(certificate, STAY, old=True) as port:
        told = {one.partition(" at ")[0] for one in found(port, certificate)}
        assert {"TLSv1 is spoken", "TLSv1_1 is spoken"} <= told
    with server(None, STAY) as port:
        (nothing,) = found(port, certificate)
        assert "Nothing speaks TLS" in nothing
    assert list(front.faults("http://localhost"))


def test_http_may_only_lead_to_https() -> None:
    with server(None, {"Location": "https://localhost/"}, status=301) as port:
        assert front.fault_of_http("localhost", port) == ""
    with server(None, {}) as port:
        assert "does not lead to https" in front.fault_of_http("localhost", port)
