"""The one form of allauth that asks another way here: with a passkey one signs in by it alone, unless one says no."""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.utils.translation import gettext as _


class AddPasskey(AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """Adds a passkey or a security key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name, alone = self.fields["name"], self.fields["passwordless"]
        name.label, name.help_text = _("What is this device called?"), _("So that you know it again in a list.")
        alone.label, alone.initial = _("Sign me in with it alone"), True
        alone.help_text = _("Your device then asks for your face, your finger or its PIN.")
