"""Leaving, pathways and destinations, as people type them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from wraparound.accounts.roles import OrganisationKind
from wraparound.core import forms
from wraparound.plans.kinds_of_reviews import DestinationKind, When

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wraparound.plans.pathways import Step

    Pairs = Sequence[tuple[str, str]]


class LeavingForm(forms.Form):
    """When somebody is expected to leave an organisation."""

    organisation = forms.Select(_("Which organisation?"), choices=())
    on = forms.Date(_("When are they expected to leave?"), hint=_("Like 16 7 2027."))

    def __init__(self, *args: Any, organisations: Pairs = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = organisations  # type: ignore[attr-defined]


class DestinationForm(forms.Form):
    """Where somebody is when the plan ends, or later."""

    when = forms.Choice(_("At what time?"), choices=[(w.value, w.label) for w in When])
    kind = forms.Choice(_("What do they do?"), choices=[(k.value, k.label) for k in DestinationKind])
    words = forms.LongText(_("In words"), required=False, rows=3)

    def clean(self) -> dict[str, Any]:
        """Both as slugs with words."""
        said = super().clean() or {}
        if "when" in said and "kind" in said:
            said |= {"when": When(said["when"]), "kind": DestinationKind(said["kind"])}
        return said


class BeginForm(forms.Form):
    """A pathway is begun: from which term, with whom, and without which steps."""

    term = forms.Select(_("In which term does it begin?"), choices=())
    leave_out = forms.Choices(_("Which steps does this learner not need?"), choices=(), required=False)

    def __init__(
        self,
        *args: Any,
        terms: Pairs = (),
        organisations: Mapping[OrganisationKind, Pairs],
        steps: Sequence[Step],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.fields["term"].choices = terms  # type: ignore[attr-defined]
        self.fields["leave_out"].choices = [(s.key, s.title) for s in steps]  # type: ignore[attr-defined]
        self.kinds = tuple(organisations)
        for kind, pairs in organisations.items():
            label = _("Which %(kind)s?") % {"kind": str(kind.label).lower()}
            self.fields[kind.value] = forms.Select(label, choices=[("", _("Not known yet")), *pairs], required=False)
        self.order_fields(["term", *(k.value for k in organisations), "leave_out"])
