"""What is asked about many learners."""

from __future__ import annotations

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wraparound.cohorts.actions import Wanted
from wraparound.cohorts.kinds import Whom
from wraparound.core import clock, forms

MOST_TERMS, USUAL_TERMS = 6, 3
MOST_HOURS, MOST_DAYS = 60, 7


def _from_to(least: int, most: int) -> dict[str, Any]:
    """A whole number between two, with the words for one that is not."""
    words = format_lazy(_("Write a number from {least} to {most}."), least=least, most=most)
    return {"least": least, "most": most, "error_messages": {"min_value": words, "max_value": words}}


class _About(forms.Form):
    """About which learners, and from when. Choices without a choice are left out."""

    whom = forms.Choice(_("About which learners?"), choices=(), hint=_("Only those in whose plan you take part."))
    organisation = forms.Select(_("Your organisation"), choices=(), required=False)
    year = forms.Select(_("The year in which they leave"), choices=(), required=False)
    council = forms.Select(_("The council"), choices=(), required=False)
    since = forms.Date(
        _("From which day?"), hint=_("Terms that begin on this day or later are planned. Like 1 9 2027.")
    )

    def __init__(
        self, *args: Any, organisations: list[Any], councils: list[str], years: list[int], **more: Any
    ) -> None:
        more["initial"] = {"since": clock.today(), "whom": Whom.CASELOAD.value, **more.get("initial", {})}
        super().__init__(*args, **more)
        self.organisations = {str(o.public_id): o for o in organisations}
        fields: Any = self.fields
        whom = [w for w in Whom if w is not Whom.AREA or councils]
        fields["whom"].choices = [(w.value, w.label) for w in whom]
        fields["organisation"].choices = [(key, o.name) for key, o in self.organisations.items()]
        fields["year"].choices = [(str(y), str(y)) for y in years]
        fields["council"].choices = [(c, c) for c in councils]
        if len(organisations) < 2:
            del fields["organisation"]
        if len(councils) < 2:
            del fields["council"]
        self.councils = councils

    def clean(self) -> dict[str, Any]:
        """Leavers leave in a year."""
        said = super().clean() or {}
        if said.get("whom") == Whom.LEAVERS and not said.get("year"):
            self.add_error("year", gettext("Choose the year in which they leave."))
        return said

    @property
    def about(self) -> dict[str, Any]:
        """As the action takes it."""
        said = self.cleaned_data
        whom = Whom(said["whom"])
        only = next(iter(self.organisations.values()), None) if len(self.organisations) == 1 else None
        council = said.get("council") or (self.councils[0] if len(self.councils) == 1 else "")
        return {
            "whom": whom,
            "organisation": (
                self.organisations.get(said.get("organisation") or "", only) if whom is Whom.LEAVERS else None
            ),
            "year": int(said["year"]) if whom is Whom.LEAVERS and said["year"] else None,
            "council": council if whom is Whom.AREA else "",
            "since": said["since"],
        }


class TogetherForm(_About):
    """Planning all of them at once."""

    terms = forms.Number(
        _("How many terms?"), required=False, hint=_("1 to 6. If you leave it empty, 3."), **_from_to(1, MOST_TERMS)
    )
    hours = forms.Number(_("Most hours a week for each learner"), required=False, **_from_to(1, MOST_HOURS))
    days = forms.Number(_("Most days a week for each learner"), required=False, **_from_to(1, MOST_DAYS))

    @property
    def wanted(self) -> Wanted:
        """As the action takes it."""
        said = self.cleaned_data
        return Wanted(**self.about, terms=said["terms"] or USUAL_TERMS, hours=said["hours"], days=said["days"])


class PathwayForm(_About):
    """Testing a pathway on each of them."""

    pathway = forms.Select(_("Which pathway?"), choices=(), missing=_("Choose a pathway."))
    field_order = ("pathway",)

    def __init__(self, *args: Any, pathways: list[Any], **more: Any) -> None:
        super().__init__(*args, **more)
        self.pathways = {str(p.key): p for p in pathways}
        fields: Any = self.fields
        fields["pathway"].choices = [(key, _named(p)) for key, p in self.pathways.items()]

    @property
    def wanted(self) -> Wanted:
        """As the action takes it."""
        return Wanted(**self.about, pathway=self.pathways[self.cleaned_data["pathway"]].key)


def _named(pathway: Any) -> str:
    return f"{pathway.name} ({pathway.organisation})" if pathway.organisation else str(pathway.name)
