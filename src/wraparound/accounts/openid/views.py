"""Going to the issuer of an organisation, and coming back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import Http404
from requests import RequestException

from wraparound.accounts.openid.provider import Exchange
from wraparound.core.once import without_key
from wraparound.core.pages import public

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class Callback(OAuth2CallbackView):  # type: ignore[misc]  # allauth has no types
    """Coming back: the nonce of this browser's sign-in goes with its state, which works once."""

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, answer = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce", "")
        return state, answer


@without_key(reason="each try starts anew, with a state of its own that is good once")
@public(reason="people sign in here")
@login_not_required  # type: ignore[untyped-decorator]
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the issuer."""
    return _run(OAuth2LoginView, request, provider_id)


@public(reason="people sign in here")
@login_not_required  # type: ignore[untyped-decorator]
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """And back."""
    return _run(Callback, request, provider_id)


def _run(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    exchange = Exchange(request, provider_id)
    try:
        answer: HttpResponse = view.adapter_view(exchange)(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except (OAuth2Error, RequestException) as fault:  # the issuer does not answer, or not as one does
        answer = render_authentication_error(request, exchange.get_provider(), exception=fault)
    return answer


login.signs_in = callback.signs_in = True  # type: ignore[attr-defined]  # in the narrow role of sign-in
