"""The exchange with an issuer. We ask who somebody is (`sub`), and for nothing else of them.

allauth trusts what the token endpoint says because TLS brought it. Here the ID token itself is checked as well:
signature by the issuer's published keys, issuer, audience, time, and the nonce of this very sign-in.
"""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING, Any, NoReturn

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"})
MUST_SAY = ["iss", "aud", "sub", "exp", "iat", "nonce"]
LEEWAY = 60  # seconds by which clocks may differ
ADDRESSES = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class Exchange(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth has no types
    """One sign-in at an issuer."""

    nonce = ""  # what this browser was sent there with

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the issuer says of itself: it must be the one that was asked, and safely reached in all its parts."""
        said: dict[str, Any] = super().openid_config
        issuer = self.get_provider().app.settings["server_url"]
        if str(said.get("issuer", "")).rstrip("/") != issuer:
            _refuse("another issuer answers at this address")
        if not all(str(said.get(name, "")).startswith("https://") for name in ADDRESSES):
            _refuse("the issuer does not say where its parts are")
        return said

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Who it is, by the ID token alone."""
        claims = self._checked(app, str(kwargs["response"].get("id_token", "")))
        return self.get_provider().sociallogin_from_response(request, {"id_token": {"sub": claims["sub"]}})

    def _checked(self, app: Any, id_token: str) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(id_token)
            if header.get("alg") not in ALGORITHMS:
                _refuse("the token is not signed as it must be")
            claims: dict[str, Any] = jwt.decode(
                id_token,
                key=self._key(header.get("kid")),
                algorithms=[header["alg"]],
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=LEEWAY,
                options={"require": MUST_SAY},
            )
        except jwt.PyJWTError as fault:
            raise OAuth2Error("the token is not good") from fault
        if not self.nonce or not hmac.compare_digest(str(claims["nonce"]), self.nonce):
            _refuse("the token is for another sign-in")
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != app.client_id:
            _refuse("the token is for another site")
        return claims

    def _key(self, name: str | None) -> jwt.PyJWK:
        """The published key of this name; without a name, the only one there is."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        keys = jwt.PyJWKSet.from_dict(answer.json()).keys
        fits = [key for key in keys if key.key_id == name] if name else keys
        if len(fits) != 1:
            _refuse("no such key")
        return fits[0]


class OrganisationProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """What allauth knows such a connection by."""

    package = "wraparound.accounts.openid"  # whose addresses allauth takes up
    oauth2_adapter_class = Exchange

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        """Who somebody is: not their name, not their address, and nothing that a link asks for."""
        return ["openid"]

    def get_auth_params_from_request(self, request: HttpRequest, action: Any) -> dict[str, str]:
        """Nothing that a link asks for."""
        return {}

    def redirect(
        self, request: HttpRequest, process: Any, next_url: Any = None, data: Any = None, **kwargs: Any
    ) -> Any:
        """Sends the browser there, with a nonce that must come back in the token."""
        nonce = secrets.token_urlsafe(24)
        kwargs["auth_params"] = {**(kwargs.get("auth_params") or {}), "nonce": nonce}
        answer: HttpResponse = super().redirect(request, process, next_url, data, nonce=nonce, **kwargs)
        return answer


def _refuse(why: str) -> NoReturn:
    raise OAuth2Error(why)
