"""The form with which an organisation sends a layout."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from wraparound.core import forms
from wraparound.documents.word.checking import MOST_BYTES


class LayoutForm(forms.Form):
    """A Word file."""

    file = forms.File(
        _("Your layout"),
        endings=(".docx",),
        most_bytes=MOST_BYTES,
        hint=_("A Word document (.docx) of at most 2 MB."),
        missing=_("Choose a Word document."),
    )
