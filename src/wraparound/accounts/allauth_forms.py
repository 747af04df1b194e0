"""The forms of allauth in our words: each field says what to write, and what is missing, as our own forms do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm, LoginWebAuthnForm, ReauthenticateWebAuthnForm
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Said = tuple["_StrPromise | str", "_StrPromise", "_StrPromise | str"]  # label, what is said where it is missing, hint

ADDRESS: Said = (_("Your e-mail address"), _("Write your e-mail address."), "")
CODE: Said = (_("Code"), _("Write the code."), "")
PASSWORD: Said = (_("Your password"), _("Write your password."), "")
NEW: Said = (_("New password"), _("Write a new password."), _("At least 10 letters or digits. Three words are good."))
AGAIN: Said = (_("New password, once more"), _("Write the new password once more."), "")
DEVICE: Said = (
    _("What is this device called?"),
    _("Write what it is called."),
    _("So that you know it again in a list."),
)
NO_ADDRESS = _("Write an e-mail address, like name@example.org.")
NO_ANSWER = _("Your device did not answer. Try again, or choose another way.")
ANSWER: Said = ("", NO_ANSWER, "")  # of a device, in a field that nobody sees


class InOurWords:
    """Puts our words on the fields that are there; what allauth and Django say is gone."""

    said: ClassVar[dict[str, Said]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields  # type: ignore[attr-defined]  # of the form that this is mixed into
        for name, (label, missing, hint) in self.said.items():
            field = fields[name]
            field.label, field.help_text = label, hint
            wrong = NO_ANSWER if name == "credential" else NO_ADDRESS
            field.error_messages = {**field.error_messages, "required": missing, "invalid": wrong}
            field.widget.attrs.pop("placeholder", None)


class SignIn(InOurWords, account.LoginForm):  # type: ignore[misc]  # allauth has no types
    """With a password."""

    said: ClassVar = {"login": ADDRESS, "password": PASSWORD}


class AskForCode(InOurWords, account.RequestLoginCodeForm):  # type: ignore[misc]
    """Asks for a code by mail."""

    said: ClassVar = {"email": ADDRESS}


class MailedCode(InOurWords, account.ConfirmLoginCodeForm):  # type: ignore[misc]
    """The code of the mail."""

    said: ClassVar = {"code": CODE}


class ChangePassword(InOurWords, account.ChangePasswordForm):  # type: ignore[misc]
    """Another password."""

    said: ClassVar = {
        "oldpassword": (_("The password you have now"), _("Write the password you have now."), ""),
        "password1": NEW,
        "password2": AGAIN,
    }


class SetPassword(InOurWords, account.SetPasswordForm):  # type: ignore[misc]
    """A first password."""

    said: ClassVar = {"password1": NEW, "password2": AGAIN}


class ForgottenPassword(InOurWords, account.ResetPasswordForm):  # type: ignore[misc]
    """Asks for a link to choose another password."""

    said: ClassVar = {"email": ADDRESS}


class PasswordByLink(InOurWords, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """The new password, for whoever holds the link of the mail."""

    said: ClassVar = {"password1": NEW, "password2": AGAIN}


class PasswordOnceMore(InOurWords, account.ReauthenticateForm):  # type: ignore[misc]
    """The password, before something that matters."""

    said: ClassVar = {"password": PASSWORD}


class SecondStep(InOurWords, mfa.AuthenticateForm):  # type: ignore[misc]
    """The digits of the app, or a spare code."""

    said: ClassVar = {"code": CODE}


class SecondStepOnceMore(InOurWords, mfa.ReauthenticateForm):  # type: ignore[misc]
    """The same, before something that matters."""

    said: ClassVar = {"code": CODE}


class AddApp(InOurWords, ActivateTOTPForm):  # type: ignore[misc]
    """The first digits that an app shows."""

    said: ClassVar = {"code": (_("The six digits that the app shows"), _("Write the six digits."), "")}


class AddPasskey(InOurWords, AddWebAuthnForm):  # type: ignore[misc]
    """Adds a passkey or a security key. With a passkey one signs in by it alone, unless one says no."""

    said: ClassVar = {
        "name": DEVICE,
        "passwordless": (
            _("Sign me in with it alone"),
            _("Choose one."),
            _("Your device then asks for your face, your finger or its PIN."),
        ),
        "credential": ANSWER,
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class RenamePasskey(InOurWords, EditWebAuthnForm):  # type: ignore[misc]
    """What a device is called."""

    said: ClassVar = {"name": DEVICE}


class SignInByPasskey(InOurWords, LoginWebAuthnForm):  # type: ignore[misc]
    """What a device answers, and nothing else."""

    said: ClassVar = {"credential": ANSWER}


class PasskeyOnceMore(InOurWords, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """The same, before something that matters."""

    said: ClassVar = {"credential": ANSWER}
