"""When somebody wants mails."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from wraparound.core import forms
from wraparound.notices.policy import Mails


class WhenToMail(forms.Form):
    """One question."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mails"] = forms.Choice(
            _("When do you want a mail?"),
            as_heading=True,
            choices=[(mails.value, mails.label) for mails in Mails],
            hint=_("A mail never says a name. It says what to look at here."),
            missing=_("Choose one."),
        )
