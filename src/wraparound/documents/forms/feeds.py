"""The form for the address of a calendar."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from wraparound.core import forms
from wraparound.documents.calendar import Shows


class FeedForm(forms.Form):
    """What the calendar is called in the app, and how much it says."""

    name = forms.Text(
        _("What shall it be called in your calendar?"),
        max_length=40,
        hint=_("The calendar app sees this name. Better no surname."),
    )
    shows = forms.Choice(
        _("What may the calendar app see?"), choices=[(s.value, s.label) for s in Shows], initial=Shows.BUSY
    )

    says_optional = False

    def clean_shows(self) -> Shows:
        """One of two."""
        return Shows(self.cleaned_data["shows"])
