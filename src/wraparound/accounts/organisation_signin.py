"""Signing in with the account that people have at their organisation: one OpenID Connect connection each.

allauth does the exchange; here stands which organisations there are and who may come in by it. A person is known by the
connection and what they are called there ("subject"), never by an e-mail address. Nobody is created: a member who is
signed in connects their account once, and comes in by it while they are a member.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from django.urls import reverse

from wraparound.accounts.models import OidcConnection
from wraparound.accounts.policy import belongs_to
from wraparound.accounts.queries import memberships_of
from wraparound.accounts.requests import viewer
from wraparound.core import pages
from wraparound.core.database.scope import Role, acting, as_system

if TYPE_CHECKING:
    from django.http import HttpRequest

PROVIDER = "openid_connect"


class OrganisationAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Our answers to allauth's questions about accounts elsewhere."""

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        """The live connections, as allauth knows such things; none is stored twice."""
        with acting(as_system(Role.SIGN_IN)):
            rows = OidcConnection.objects.filter(ended=None).select_related("organisation")
            if provider not in (None, PROVIDER):
                rows = rows.filter(public_id__in=_ids(provider))
            if client_id:
                rows = rows.filter(our_name=client_id)
            return [_app(row) for row in rows.order_by("organisation__name")]

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Only a member of that organisation connects an account of theirs there, or comes in by it."""
        _forget(sociallogin.account)
        connects = sociallogin.state.get("process") == AuthProcess.CONNECT
        person = viewer(request) if connects else sociallogin.user
        known = connects or sociallogin.is_existing
        if not known or not belongs_to(memberships_of(person), _organisation(sociallogin.account.provider)):
            raise ImmediateHttpResponse(pages.render(request, "accounts/not_connected.html", status=403))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Nobody signs up by themselves."""
        return False

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        """Back to how I sign in."""
        return reverse("accounts:me")


def _forget(account: Any) -> None:
    """We keep what somebody is called there, and nothing else of them. allauth may have stored it a moment ago."""
    account.extra_data = {}
    if account.pk:
        account.save(update_fields=["extra_data"])


def _organisation(connection: str) -> int:
    with acting(as_system(Role.SIGN_IN)):
        found = OidcConnection.objects.filter(public_id__in=_ids(connection), ended=None).first()
    return found.organisation_id if found else 0  # no organisation has this key


def _ids(said: str) -> list[UUID]:
    """The id, where what was said is one."""
    try:
        return [UUID(said)]
    except ValueError:
        return []


def _app(row: OidcConnection) -> SocialApp:
    return SocialApp(
        provider=PROVIDER,
        provider_id=str(row.public_id),
        name=row.organisation.name[:40],
        client_id=row.our_name,
        secret=row.our_secret,
        settings={"server_url": row.issuer, "oauth_pkce_enabled": True},
    )
