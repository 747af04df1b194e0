"""Who is to decide or speak for a learner, and what such a proxy says; for whom everything is to stop."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wraparound.core import clock, forms
from wraparound.core.categories import Category
from wraparound.sharing.forms.hands import A_YEAR, HowLong
from wraparound.sharing.policy_proxies import ProxyKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date, datetime

    from wraparound.accounts.models import Person
    from wraparound.sharing.queries.freezing import Around
    from wraparound.sharing.queries.hands import Whom

PARTS = [(c.value, c.label) for c in Category if c is not Category.IDENTITY]
MEANS = {c.value: c.means for c in Category}
HINTS = {
    ProxyKind.PARENT.value: gettext_lazy("Before 18 only; from 16 only for what the learner cannot decide."),
    ProxyKind.DEPUTY.value: gettext_lazy("The Court of Protection said who, and about what."),
    ProxyKind.ATTORNEY.value: gettext_lazy("The learner chose them in a registered document."),
    ProxyKind.APPOINTEE.value: gettext_lazy("For money from the state, and for nothing else."),
    ProxyKind.ADVOCATE.value: gettext_lazy("They speak. Only the learner can let them decide."),
}


class Appoint(forms.Form):
    """The learner chooses somebody of their circle."""

    says_optional = False
    person = forms.Choice(gettext_lazy("Who?"), choices=())
    what = forms.Choices(gettext_lazy("What about?"), choices=PARTS, hints=MEANS)
    role = forms.Choice(
        gettext_lazy("What may they do?"),
        choices=[
            ("decide", gettext_lazy("Say yes and no for me")),
            ("speak", gettext_lazy("Speak for me. I decide.")),
        ],
    )
    looks = forms.YesNo(gettext_lazy("May they see who looked at it?"))

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.public_id): one for one in people}
        field: Any = self.fields["person"]
        field.choices = [(key, one.name) for key, one in self.people.items()]

    def appointing(self) -> dict[str, Any]:
        """What the action takes."""
        said = self.cleaned_data
        return {
            "person": self.people[said["person"]],
            "kind": ProxyKind.ADVOCATE,
            "categories": [c for c in Category if c.value in said["what"]],
            "may_decide": said["role"] == "decide",
            "may_see_looks": said["looks"],
        }


class AppointByPaper(Appoint):
    """A lead writes down what a paper says."""

    kind = forms.Choice(gettext_lazy("By what right?"), choices=[(k.value, k.label) for k in ProxyKind], hints=HINTS)
    role = forms.Choice(
        gettext_lazy("What may they do?"),
        choices=[("decide", gettext_lazy("Decide")), ("speak", gettext_lazy("Speak, and decide nothing"))],
    )
    looks = forms.YesNo(gettext_lazy("May they see who looked at it?"), hint=gettext_lazy("At these parts alone."))
    seen = forms.Text(
        gettext_lazy("Which paper did you see, and where is it kept?"),
        hint=gettext_lazy("For example: court order of 3 May, in the school's safe. No copy is kept here."),
        missing=gettext_lazy("Say which paper you saw, and where it is kept."),
        max_length=400,
    )
    cannot_decide = forms.Text(
        gettext_lazy("What can the learner not decide themself? Who found that, and when?"),
        hint=gettext_lazy("Needed from 16 on for a parent, and for a deputy or an attorney who decides."),
        required=False,
        max_length=500,
    )
    field_order = ("person", "kind", "what", "role", "looks", "seen", "cannot_decide")

    def appointing(self) -> dict[str, Any]:
        """What the action takes."""
        said = self.cleaned_data
        papers = {"seen": said["seen"], "cannot_decide": said["cannot_decide"]}
        return {**super().appointing(), "kind": ProxyKind(said["kind"]), **papers}


class SayYes(forms.Form):
    """What a proxy shares, with whom, what for."""

    says_optional = False
    to = forms.Choice(gettext_lazy("With whom?"), choices=())
    what = forms.Choices(gettext_lazy("What?"), choices=())
    purpose = forms.Text(gettext_lazy("What for?"), missing=gettext_lazy("Say what it is for."), max_length=150)

    def __init__(self, *args: Any, people: Iterable[Whom], decides: Collection[Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {one.key: one for one in people}
        to: Any = self.fields["to"]
        what: Any = self.fields["what"]
        to.choices = [(key, one.name) for key, one in self.people.items()]
        to.hints = {key: one.about for key, one in self.people.items()}
        what.choices = [(c.value, c.label) for c in Category if c in decides]
        what.hints = MEANS

    def said(self) -> dict[str, Any]:
        """What the action takes, but for the time."""
        said = self.cleaned_data
        categories = [c for c in Category if c.value in said["what"]]
        return {"to": self.people[said["to"]].to, "categories": categories, "purpose": said["purpose"]}


class StopEverything(forms.Form):
    """For whom everything is to stop."""

    says_optional = False
    whom = forms.Choice(gettext_lazy("Who?"), choices=())
    because = forms.Text(gettext_lazy("Why? You do not have to say."), required=False, max_length=300)

    def __init__(self, *args: Any, around: Iterable[Around], typed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.around = {one.key: one for one in around}
        whom: Any = self.fields["whom"]
        whom.choices = [(key, one.name) for key, one in self.around.items()]
        whom.hints = {key: one.about for key, one in self.around.items()}
        if typed:
            why = {"missing": _("Say why."), "hint": _("Those who lead and the learner read it."), "max_length": 1000}
            self.fields["because"] = forms.LongText(_("Why?"), rows=3, **why)  # type: ignore[arg-type]

    def said(self) -> dict[str, Any]:
        """What the action takes."""
        return {"whom": self.around[self.cleaned_data["whom"]].whom, "because": self.cleaned_data["because"]}


def how_long(data: Mapping[str, Any] | None, term: date, until: datetime | None = None) -> HowLong:
    """For how long: a year at most, and no longer than what a proxy says can last."""
    longest = A_YEAR
    if until is not None:
        longest = min(A_YEAR, until.astimezone(clock.HERE).date() - timedelta(days=1) - clock.today())
    return HowLong(data, term=term, longest=longest, as_heading=False)
