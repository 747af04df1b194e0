"""An OpenID Connect issuer on this machine: it answers as one does, for whoever the test says has signed in there."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import jwt
import requests
from requests.adapters import HTTPAdapter

if TYPE_CHECKING:
    from collections.abc import Iterator

ADDRESS = "https://login.northside.example"
OUR_NAME = "wraparound"


class Issuer(BaseHTTPRequestHandler):
    """Answers the four questions that a site asks."""

    subject = "s-1"
    email = ""
    asked: list[dict[str, list[str]]]

    def do_GET(self) -> None:
        """Where things are, and who somebody is."""
        if self.path.endswith("/.well-known/openid-configuration"):
            names = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
            self._say(
                {f"{n}_endpoint": f"{ADDRESS}/{at}" for n, at in names.items()} | {"issuer": ADDRESS, "jwks_uri": ""}
            )
        else:
            self._say({"sub": self.subject, "email": self.email, "email_verified": True, "name": "From there"})

    def do_POST(self) -> None:
        """The token."""
        self.asked.append(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        said = {"iss": ADDRESS, "aud": OUR_NAME, "sub": self.subject, "iat": 0, "exp": 4102444800}
        self._say({"access_token": "t", "token_type": "bearer", "id_token": jwt.encode(said, "k" * 32)})

    def _say(self, told: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(told).encode())

    def log_message(self, *args: Any) -> None:
        """Silent."""


class There(HTTPAdapter):
    """Reaches the issuer's https address at a port of this machine."""

    def __init__(self, port: int) -> None:
        self.port = port
        super().__init__()

    def send(self, request: Any, **kwargs: Any) -> Any:
        """Over to the port."""
        request.url = f"http://127.0.0.1:{self.port}{urlsplit(request.url).path}"
        return super().send(request, **kwargs)


@contextmanager
def running() -> Iterator[tuple[type[Issuer], Any]]:
    """The issuer, and what makes a session of `requests` that reaches it."""
    kind: type[Issuer] = type("ThisIssuer", (Issuer,), {"asked": []})
    with HTTPServer(("127.0.0.1", 0), kind) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()

        def session(_adapter: Any) -> requests.Session:
            made = requests.Session()
            made.trust_env = False
            made.mount(ADDRESS, There(server.server_port))
            return made

        try:
            yield kind, session
        finally:
            server.shutdown()
            thread.join()
