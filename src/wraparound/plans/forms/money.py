"""What the page of the money of a plan is asked to show. Everything has a first answer, so nothing has to be chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wraparound.core import forms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Choices = Sequence[tuple[str, str]]


class MoneyForm(forms.Form):
    """Two providers and a year to look at together; one placement to hold beside the plan."""

    says_optional = False

    lead = forms.Select(_("The provider that leads"), choices=(), required=False)
    other = forms.Select(_("The other provider"), choices=(), required=False)
    year = forms.Select(_("Funding year, from 1 August"), choices=(), required=False)
    beside = forms.Select(_("One placement beside the plan"), choices=(), required=False)

    def __init__(
        self, asked: Mapping[str, str], *, providers: Choices, years: Choices, placements: Choices, **kwargs: Any
    ) -> None:
        first = {"lead": providers[0][0] if providers else "", "other": providers[1][0] if len(providers) > 1 else ""}
        first |= {"year": years[0][0] if years else "", "beside": ""}
        offered = {"lead": providers, "other": providers, "year": years}
        offered["beside"] = [("", gettext("None")), *placements]
        said = {name: asked.get(name, first[name]) for name in first}
        known = {name: {key for key, _name in pairs} for name, pairs in offered.items()}
        super().__init__({n: v if v in known[n] else first[n] for n, v in said.items()}, **kwargs)
        for name, pairs in offered.items():
            self.fields[name].choices = pairs  # type: ignore[attr-defined]
        if len(providers) < 2 or not years:
            for name in ("lead", "other", "year"):
                del self.fields[name]
        if not placements:
            del self.fields["beside"]

    def clean(self) -> dict[str, Any]:
        """Two providers are two."""
        said = super().clean() or {}
        if said.get("lead") and said["lead"] == said.get("other"):
            self.add_error("other", gettext("Choose two different providers."))
        return said
