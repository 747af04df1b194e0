"""Outcomes and the EHC plan, as people type them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wraparound.core import forms
from wraparound.plans.kinds import Area
from wraparound.plans.wording import LABELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wraparound.plans.sections import SectionKind


class OutcomeForm(forms.Form):
    """What the learner wants to be able to do."""

    words = forms.LongText(_("What does the learner want to be able to do?"), hint=_("In their own words."), rows=3)
    area = forms.Choice(LABELS["area"], choices=[(a.value, a.label) for a in Area])
    why = forms.LongText(_("Why does it matter to them?"), required=False, rows=3)
    how_we_know = forms.LongText(_("How will everybody know that it is reached?"), required=False, rows=3)
    term = forms.Select(
        _("Which shared word fits best?"), choices=(), required=False, hint=_("So that services can be found for it.")
    )

    def __init__(self, *args: Any, words: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["term"].choices = [("", ""), *words]  # type: ignore[attr-defined]

    def clean_area(self) -> Area:
        """One of the four."""
        return Area(self.cleaned_data["area"])


class SectionForm(forms.Form):
    """What stands under one letter of the EHC plan."""

    letter = forms.Select(_("Which part of the EHC plan?"), choices=())
    words = forms.LongText(_("What does it say?"), max_length=20_000, rows=8)
    dated = forms.Date(LABELS["dated"], hint=_("Like 14 2 2026."))

    def __init__(self, *args: Any, kinds: Sequence[SectionKind] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["letter"].choices = [("", ""), *((k.letter, _letter(k)) for k in kinds)]  # type: ignore[attr-defined]


def _letter(kind: SectionKind) -> str:
    return gettext("%(letter)s: %(label)s") % {"letter": kind.letter, "label": kind.label}
