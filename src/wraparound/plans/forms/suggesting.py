"""What people ask the planner, and what of its answer they choose."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wraparound.core import forms
from wraparound.directory import postcodes
from wraparound.plans.planning import Asked

MOST_TERMS, USUAL_TERMS = 6, 3
LONGEST_WAY, MOST_HOURS = 240, 60


def _from_to(least: int, most: int) -> dict[str, Any]:
    """A whole number between two, with the words for one that is not."""
    words = format_lazy(_("Write a number from {least} to {most}."), least=least, most=most)
    return {"least": least, "most": most, "error_messages": {"min_value": words, "max_value": words}}


class AskForm(forms.Form):
    """From when, for how long, and the limits that matter. Only the day has to be said."""

    since = forms.Date(
        _("From which day?"), hint=_("Terms that begin on this day or later are planned. Like 1 9 2027.")
    )
    terms = forms.Number(
        _("How many terms?"), required=False, hint=_("1 to 6. If you leave it empty, 3."), **_from_to(1, MOST_TERMS)
    )
    home = forms.Postcode(
        _("Home postcode"),
        required=False,
        autocomplete="off",
        hint=_("To work out how long ways take. It is used for this answer and not kept."),
    )
    travel = forms.Number(
        _("Most minutes for a way"),
        required=False,
        hint=_("One way. It needs a postcode."),
        **_from_to(1, LONGEST_WAY),
    )
    hours = forms.Number(_("Most hours a week"), required=False, **_from_to(1, MOST_HOURS))

    def clean_home(self) -> postcodes.Place | None:
        """Where it is; no limit where nothing was typed."""
        said = self.cleaned_data["home"]
        place = postcodes.find(said) if said else None
        if said and place is None:
            raise ValidationError(gettext("We do not know this postcode. Check it, or leave it out."))
        return place

    def clean(self) -> dict[str, Any]:
        """A limit to ways needs a place from which they are counted."""
        said = super().clean() or {}
        if said.get("travel") and "home" in said and said["home"] is None:
            self.add_error("home", gettext("Write the postcode from which the minutes are counted."))
        return said

    @property
    def asked(self) -> Asked:
        """As the planner takes it."""
        said = self.cleaned_data
        return Asked(
            since=said["since"],
            terms=said["terms"] or USUAL_TERMS,
            home=said["home"],
            travel_minutes=said["travel"],
            hours_a_week=said["hours"],
        )


class TakeForm(forms.Form):
    """Lines of one programme that are chosen: the number of the programme, a point, the number of the line."""

    take = forms.Choices(_("Take"), choices=(), required=False)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["take"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Which programme, and which of its lines."""
        said = super().clean() or {}
        pairs = [tuple(map(int, one.split("."))) for one in said.get("take", ())]
        programmes = {programme for programme, _line in pairs}
        if not programmes and "take" in said:
            raise ValidationError(gettext("Tick what you would like to put in the plan."))
        if len(programmes) > 1:
            raise ValidationError(
                gettext(
                    "Take from one programme at a time. They do not have to go together. Your ticks are still there."
                )
            )
        return said | {"programme": min(programmes, default=0), "lines": [line for _programme, line in pairs]}

    @property
    def ticked(self) -> list[str]:
        """What was ticked, to be ticked again."""
        return [value for name, value in self.as_sent() if name == "take"] if self.is_bound else []
