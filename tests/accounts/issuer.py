"""Two OpenID Connect issuers on this machine, each with its key, its tokens and its own idea of who signed in there.

They do what one does: discovery, a page that sends the browser back with a code, a token endpoint that wants the code,
our secret and the verifier (PKCE), and published keys. The tests change what they claim, to see it refused.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from requests.adapters import HTTPAdapter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ADDRESS = "https://login.northside.example"
ELSEWHERE = "https://login.elsewhere.example"
OUR_NAME, OUR_SECRET = "wraparound", "s3cret"


@cache
def key(name: str) -> rsa.RSAPrivateKey:
    """A key for signing, by its name."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Issuer:
    """One tenant. What the tests may change has a name of its own."""

    address: str
    subject: str = "s-1"
    claims: dict[str, Any] = field(default_factory=dict)  # said in the token instead of what is right
    signs_with: str = ""  # the name of another key than the published one
    algorithm: str = "RS256"
    calls_itself: str = ""  # another address than its own
    works: bool = True
    codes: dict[str, dict[str, str]] = field(default_factory=dict)  # what the browser asked with, by the code it got
    asked: list[str] = field(default_factory=list)  # which parts were asked

    def get(self, path: str, query: str) -> tuple[int, Any]:
        """Where things are; its keys."""
        self.asked.append(path)
        if path == "/.well-known/openid-configuration" and self.works:
            at = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
            said = {name: f"{self.address}/{part}" for name, part in at.items()}
            return 200, {
                **said,
                "issuer": self.calls_itself or self.address,
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            }
        if path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key(self.address).public_key()))
            return 200, {"keys": [{**public, "kid": "k1", "use": "sig", "alg": "RS256"}]}
        return 404, {}

    def page(self, to: str) -> str:
        """Somebody signs in at the address that the site sent them to; where they are sent back to."""
        asked = dict(parse_qsl(urlsplit(to).query))
        assert asked["response_type"] == "code"
        assert asked["client_id"] == OUR_NAME
        assert asked["scope"] == "openid"
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, sent: dict[str, str]) -> tuple[int, Any]:
        """The token for a code, once, to who can show our secret and the verifier."""
        self.asked.append("/token")
        asked = self.codes.pop(sent.get("code", ""), None)
        shown = base64.urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest()).decode()
        good = asked and asked["code_challenge"] == shown.rstrip("=") and asked["redirect_uri"] == sent["redirect_uri"]
        if not good or (sent.get("client_id"), sent.get("client_secret")) != (OUR_NAME, OUR_SECRET):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        said = {"iss": self.address, "aud": OUR_NAME, "sub": self.subject, "iat": now, "exp": now + 300,
                "nonce": asked["nonce"]} | self.claims  # fmt: skip
        said = {name: value for name, value in said.items() if value is not None}
        signing: Any = key(self.signs_with or self.address)
        if self.algorithm == "HS256":  # the old trick: the published key, taken for a secret
            signing = hashlib.sha256(str(key(self.address).public_key().public_numbers().n).encode()).hexdigest()
        if self.algorithm == "none":
            signing = None
        told = jwt.encode(said, signing, algorithm=self.algorithm, headers={"kid": "k1"})
        return 200, {"access_token": "t", "token_type": "Bearer", "expires_in": 300, "id_token": told}


class Answers(BaseHTTPRequestHandler):
    """HTTP, for the issuer that the Host header names."""

    def __init__(self, issuers: dict[str, Issuer], *args: Any) -> None:
        self.issuers = issuers
        super().__init__(*args)

    def do_GET(self) -> None:
        at = urlsplit(self.path)
        self._say(*self.issuers[self.headers["Host"]].get(at.path, at.query))

    def do_POST(self) -> None:
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self._say(*self.issuers[self.headers["Host"]].token({name: all[0] for name, all in sent.items()}))

    def _say(self, status: int, told: Any) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(told).encode())

    def log_message(self, *args: Any) -> None:
        """Silent."""


class There(HTTPAdapter):
    """Reaches an issuer's https address at a port of this machine."""

    def __init__(self, port: int) -> None:
        self.port = port
        super().__init__()

    def send(self, request: Any, **kwargs: Any) -> Any:
        """Over to the port; the issuer is named as it would be."""
        asked = urlsplit(request.url)
        request.headers["Host"] = asked.netloc
        request.url = f"http://127.0.0.1:{self.port}{asked.path}"
        return super().send(request, **kwargs)


@contextmanager
def running() -> Iterator[tuple[dict[str, Issuer], Callable[[Any], requests.Session]]]:
    """Both issuers by address, and what makes a session of `requests` that reaches them and nothing else."""
    both = {address: Issuer(address) for address in (ADDRESS, ELSEWHERE)}
    by_host = {urlsplit(address).netloc: one for address, one in both.items()}
    with HTTPServer(("127.0.0.1", 0), partial(Answers, by_host)) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()

        def session(_adapter: Any) -> requests.Session:
            made = requests.Session()
            made.trust_env = False
            made.mount("https://", There(server.server_port))
            return made

        try:
            yield both, session
        finally:
            server.shutdown()
            thread.join()
