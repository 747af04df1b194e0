"""A pathway, as its organisation types it: what it is called and for whom it is, and step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from wraparound.accounts.roles import OrganisationKind
from wraparound.core import forms
from wraparound.plans.kinds import LineKind
from wraparound.plans.kinds_of_pathways import OpenTo

if TYPE_CHECKING:
    from collections.abc import Sequence

    Pairs = Sequence[tuple[str, str]]

MOST_TERMS = 12
MINUTES_OF_A_WEEK = 7 * 24 * 60


class NewPathwayForm(forms.Form):
    """A pathway from nothing."""

    organisation = forms.Select(_("Which organisation writes it?"), choices=())
    name = forms.Text(_("What is it called?"), max_length=120)
    words = forms.LongText(_("For whom is it?"), max_length=2000, rows=3)

    def __init__(self, *args: Any, organisations: Pairs = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = organisations  # type: ignore[attr-defined]
        if len(organisations) == 1:
            self.fields["organisation"].initial = organisations[0][0]


class PathwayWordsForm(forms.Form):
    """What a pathway says as a whole, and who can read it."""

    name = forms.Text(_("What is it called?"), max_length=120)
    words = forms.LongText(_("For whom is it?"), max_length=2000, rows=3)
    guide = forms.LongText(
        _("What should those know who receive the learner?"), required=False, max_length=5000, rows=4
    )
    reassurance = forms.LongText(
        _("What should families know?"),
        required=False,
        max_length=5000,
        rows=4,
        hint=_("What stays as it is, who is there on the first day, whom they can call."),
    )
    open_to = forms.Choice(_("Who can read it and begin plans from it?"), choices=[(o.value, o.label) for o in OpenTo])
    version = forms.Version()

    def clean_open_to(self) -> OpenTo:
        """One of three."""
        return OpenTo(self.cleaned_data["open_to"])


class StepForm(forms.Form):
    """A step of a pathway. Steps that begin in the same term run side by side."""

    title = forms.Text(_("What is it called?"), max_length=200)
    kind = forms.Select(_("What sort of step is it?"), choices=[(k.value, k.label) for k in LineKind])
    begins = forms.Number(
        _("In which term does it begin?"),
        least=1,
        most=MOST_TERMS,
        hint=_("1 is the first. Steps of the same term run side by side."),
    )
    lasts = forms.Number(_("How many terms does it take?"), least=1, most=MOST_TERMS)
    after = forms.Choices(_("What has to be over before it begins?"), choices=(), required=False)
    by = forms.Select(
        _("What sort of organisation does it?"),
        choices=[("", ""), *((k.value, k.label) for k in OrganisationKind)],
        required=False,
    )
    lead = forms.Text(
        _("Who usually leads it?"), required=False, max_length=120, hint=_("What they do, like: transition lead.")
    )
    minutes = forms.Number(
        _("How much a week?"), required=False, most=MINUTES_OF_A_WEEK, hint=_("In minutes. 12 hours are 720.")
    )
    details = forms.LongText(_("In more detail"), required=False, max_length=2000, rows=3)
    needs = forms.Choices(_("What must be in place"), choices=(), required=False)
    need = forms.Select(_("One more thing that must be in place"), choices=(), required=False)
    guide = forms.LongText(
        _("What should those know who receive the learner?"), required=False, max_length=2000, rows=3
    )
    reassurance = forms.LongText(_("What should families know?"), required=False, max_length=2000, rows=3)
    version = forms.Version(required=False)

    def __init__(self, *args: Any, others: Pairs = (), words: Pairs = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = set(self.initial.get("needs", ())) | set(self._sent("needs") if self.is_bound else ())
        self.fields["after"].choices = others  # type: ignore[attr-defined]
        self.fields["needs"].choices = [(slug, word) for slug, word in words if slug in here]  # type: ignore[attr-defined]
        self.fields["need"].choices = [("", ""), *((s, w) for s, w in words if s not in here)]  # type: ignore[attr-defined]
        for name in ("after", "needs"):
            if not self.fields[name].choices:  # type: ignore[attr-defined]
                del self.fields[name]

    def step(self) -> dict[str, Any]:
        """As `actions.write_step` takes it."""
        said = dict(self.cleaned_data)
        more = [said.pop("need")] if said.get("need") else []
        said.pop("need", None), said.pop("version", None)
        said["begins"] -= 1
        return {**said, "after": said.get("after", []), "needs": [*said.get("needs", []), *more]}


def step_as_typed(step: Any) -> dict[str, Any]:
    """A step of a draft as the form shows it."""
    return {**step, "begins": step["begins"] + 1, "version": step.get("version", 1), "by": step.get("by") or ""}
