"""What django-allauth asks of us: people come by invitation only, and whoever has left stays out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.adapter import DefaultMFAAdapter
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wraparound.accounts import qr, sealing
from wraparound.accounts.queries import memberships_of
from wraparound.accounts.signin import Backend, forget_all, note_second_step

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth says nothing of its types
    """Our answers to allauth's questions about accounts."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": gettext_lazy("Your place here has ended, or it has not begun."),
        "email_password_mismatch": gettext_lazy("The e-mail address or the password is not right."),
        "enter_current_password": gettext_lazy("This is not the password you have now."),
        "incorrect_code": gettext_lazy("The code is not right."),
        "incorrect_password": gettext_lazy("The password is not right."),
        "invalid_login": gettext_lazy("The e-mail address or the password is not right."),
        "invalid_password_reset": gettext_lazy("This link does not work any more."),
        "too_many_login_attempts": gettext_lazy("Too many tries. Wait a few minutes, then try again."),
        "rate_limited": gettext_lazy("Too many tries. Wait a few minutes, then try again."),
    }
    ways_once_more: ClassVar[dict[str, Any]] = {  # the easiest first: it is the one that is asked for
        "mfa_reauthenticate:webauthn": gettext_lazy("Your passkey"),
        "reauthenticate": gettext_lazy("Your password"),
        "mfa_reauthenticate": gettext_lazy("An app, or a spare code"),
    }

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways in which somebody shows once more who they are, in our words."""
        found = {way["id"]: way for way in super().get_reauthentication_methods(user)}
        return [{**found[name], "description": said} for name, said in self.ways_once_more.items() if name in found]

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves: an invitation says who they are to whom."""
        return False

    def format_email_subject(self, subject: str) -> str:
        """Which site it is from, whatever address it was asked at."""
        return f"Wraparound: {subject}"

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """Whatever somebody has shown, they come in only if they still have a place here."""
        if not Backend().user_can_authenticate(user):
            clear_login(request)
            stays_out: HttpResponse = self.respond_user_inactive(request, user)
            return stays_out
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return answer

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """An administrator without a second step has to add one."""
        note_second_step(request, user)
        answer: HttpResponse = super().post_login(request, user, **kwargs)
        return answer

    def logout(self, request: HttpRequest) -> None:
        """Signs out; the browser is told to forget what it kept."""
        super().logout(request)
        forget_all(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to how I sign in."""
        return reverse("accounts:me")


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Our answers to allauth's questions about the second step."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": gettext_lazy("You need it to sign in."),
        "cannot_generate_recovery_codes": gettext_lazy("Add a passkey or an app first."),
        "incorrect_code": gettext_lazy("That was not right. Try again."),
        "unverified_email": gettext_lazy("We do not know yet that your e-mail address is yours."),
    }

    def is_mfa_enabled(self, user: Any, types: Any = None) -> bool:
        """For people without a membership a passkey is a way in, not a second step.

        With a code by mail they come in on a new phone too, when the passkey is on the one they lost.
        """
        if types is not None and len(types) > 1 and "webauthn" in types and not memberships_of(user):
            types = [t for t in types if t != "webauthn"]
        return bool(super().is_mfa_enabled(user, types))

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # allauth's own name for it
        """What a new passkey is called until somebody says more."""
        return _("My device")

    def encrypt(self, text: str) -> str:
        """What an app shares with us, and what spare codes grow from, are not in the database as they are."""
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The same, opened."""
        return sealing.unseal(encrypted_text)

    def build_totp_svg(self, url: str) -> str:
        """The picture that an app reads; in the page itself, because pages show no pictures from elsewhere."""
        return qr.picture(url, _("A picture for your app"))

    def get_totp_issuer(self) -> str:
        """What an app that makes codes calls us."""
        return "Wraparound"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """What a browser calls us when it keeps a passkey."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Wraparound"}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """A learner without an address still sees their name."""
        return {**super().get_public_key_credential_user_entity(user), "name": user.email or user.name}
