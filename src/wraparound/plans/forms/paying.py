"""Who pays for a line, and what has to be in place for it, as people type it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from wraparound.core import forms
from wraparound.directory.kinds import Funder
from wraparound.plans.wording import EACH, LABELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wraparound.plans.queries.words import Choosable


class PaymentForm(forms.Form):
    """A share of what a line costs."""

    funder = forms.Select(LABELS["funder"], choices=[(f.value, f.label) for f in Funder])
    payer = forms.Select(LABELS["payer"], choices=(), required=False, hint=_("The organisation that gives the money."))
    pence = forms.Money(LABELS["pence"], hint=_("Without VAT, like 1200.00."))
    each = forms.Choice(LABELS["each"], choices=list(EACH.items()))
    vat = forms.YesNo(_("Does VAT come on top?"), initial=False)
    details = forms.Text(LABELS["details"], required=False, max_length=300)

    def __init__(self, *args: Any, known: Choosable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known = known
        named = [(key, name) for key, (_row, name) in known.organisations.items()]
        self.fields["payer"].choices = [("", ""), *named]  # type: ignore[attr-defined]

    def clean_funder(self) -> Funder:
        """A stream of money."""
        return Funder(self.cleaned_data["funder"])

    def clean_payer(self) -> Any:
        """The row, or None."""
        return self._known.organisations.get(self.cleaned_data["payer"], (None, ""))[0]


class NeedForm(forms.Form):
    """One need of the vocabulary."""

    need = forms.Select(LABELS["need"], choices=())

    def __init__(self, *args: Any, words: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["need"].choices = [("", ""), *words]  # type: ignore[attr-defined]
