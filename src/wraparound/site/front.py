"""What stands in front of the site, looked at from outside as a browser does: TLS, certificate, the way from http."""

from __future__ import annotations

import http.client
import socket
import ssl
import warnings
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

OLD = (ssl.TLSVersion.SSLv3, ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1)
NEW = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)
PATIENCE = 10  # seconds
A_YEAR = 31_536_000


def faults(address: str, trusted: ssl.SSLContext | None = None) -> Iterator[str]:
    """What is wrong with what answers at SITE_ADDRESS, as sentences; nothing if all is well.

    `trusted`: whose certificates are believed; what this machine believes where nothing is said.
    """
    said = urlsplit(address)
    if said.scheme != "https" or not said.hostname:
        yield f"SITE_ADDRESS is {address}: it must begin with https."
        return
    host, port = said.hostname, said.port or 443
    if not any(_speaks(host, port, version) for version in NEW):
        yield f"Nothing speaks TLS 1.2 or 1.3 at {host}:{port}."
        return
    for version in OLD:
        if _speaks(host, port, version):
            yield f"{version.name} is spoken at {host}:{port}; only TLS 1.2 and 1.3 may be."
    try:
        strict = _headers(host, port, trusted or ssl.create_default_context()).get("Strict-Transport-Security", "")
        if f"max-age={A_YEAR}" not in strict:
            yield "Browsers are not told to stay with https: does X-Forwarded-Proto arrive, is SITE_ADDRESS set?"
    except ssl.SSLCertVerificationError as fault:
        yield f"The certificate is not one that browsers trust for {host}: {fault.verify_message}."
    except (OSError, http.client.HTTPException) as fault:
        yield f"No page came from {address}: {fault}."


def fault_of_http(host: str, port: int = 80) -> str:
    """What is wrong with what answers without TLS; nothing where it only leads to https, or where nothing answers."""
    way = http.client.HTTPConnection(host, port, timeout=PATIENCE)
    try:
        way.request("GET", "/")
        answer = way.getresponse()
    except (OSError, http.client.HTTPException):
        return ""
    finally:
        way.close()
    if 300 <= answer.status < 400 and answer.headers.get("Location", "").startswith("https://"):
        return ""
    return f"http://{host}:{port}/ answers {answer.status}, and does not lead to https."


def _speaks(host: str, port: int, version: ssl.TLSVersion) -> bool:
    """Whether a connection of this version comes about, whatever its certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with suppress(ssl.SSLError):
            context.set_ciphers("ALL:@SECLEVEL=0")  # else our own side would not even ask for the old ones
        with warnings.catch_warnings():  # that the old ones are old is why they are asked for
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = context.maximum_version = version
        with (
            socket.create_connection((host, port), PATIENCE) as way,
            context.wrap_socket(way, server_hostname=host) as spoken,
        ):
            return spoken.version() is not None
    except (OSError, ValueError):
        return False


def _headers(host: str, port: int, trusted: ssl.SSLContext) -> http.client.HTTPMessage:
    way = http.client.HTTPSConnection(host, port, timeout=PATIENCE, context=trusted)
    try:
        way.request("HEAD", "/health/")
        return way.getresponse().headers
    finally:
        way.close()
