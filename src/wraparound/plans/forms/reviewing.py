"""Reviews, progress, flags and days, as people type them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from wraparound.core import forms
from wraparound.plans.forms.saying import _Spoken
from wraparound.plans.kinds import LineKind
from wraparound.plans.kinds_of_pathways import Way
from wraparound.plans.kinds_of_reviews import Face, FlagKind, ReviewKind, Stage, TookPart

if TYPE_CHECKING:
    from collections.abc import Sequence

    Pairs = Sequence[tuple[str, str]]

A_DATE = _("Like 18 12 2026.")


class ReviewForm(forms.Form):
    """A review that is planned."""

    kind = forms.Choice(_("What kind of meeting is it?"), choices=[(k.value, k.label) for k in ReviewKind])
    on = forms.Date(_("When?"), hint=A_DATE)
    organisation = forms.Select(_("Which organisation runs it?"), choices=())
    lead = forms.Select(_("Who leads it?"), choices=(), required=False)
    way = forms.Choice(_("In what way?"), choices=[(w.value, w.label) for w in Way], required=False)
    place = forms.Text(_("Where?"), required=False, hint=_("Ask the learner where they feel at ease."))

    def __init__(self, *args: Any, organisations: Pairs = (), people: Pairs = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = organisations  # type: ignore[attr-defined]
        self.fields["lead"].choices = [("", ""), *people]  # type: ignore[attr-defined]

    def clean_kind(self) -> ReviewKind:
        """One of four."""
        return ReviewKind(self.cleaned_data["kind"])

    def clean_way(self) -> Way | None:
        """One of three, or not said."""
        said = self.cleaned_data["way"]
        return Way(said) if said else None


class ChangeReviewForm(ReviewForm):
    """When, how, where and by whom, while it is planned. Which organisation runs it stays."""

    def __init__(self, *args: Any, people: Pairs = (), **kwargs: Any) -> None:
        super().__init__(*args, people=people, **kwargs)
        del self.fields["organisation"]


class HeldForm(forms.Form):
    """The review was held: how the learner took part."""

    took_part = forms.Choice(_("How did the learner take part?"), choices=[(t.value, t.label) for t in TookPart])
    words = forms.LongText(_("What did the learner bring in?"), required=False, rows=3)

    def clean_took_part(self) -> TookPart:
        """One of five."""
        return TookPart(self.cleaned_data["took_part"])


class AttendeeForm(forms.Form):
    """Somebody who was there or sent word."""

    person = forms.Select(_("Somebody of the circle"), choices=(), required=False)
    name = forms.Text(_("Or somebody else, by name"), required=False, max_length=120)
    was_there = forms.YesNo(_("Were they there?"), hint=_("No means that they sent word."))

    def __init__(self, *args: Any, people: Pairs = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", ""), *people]  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """Something that a review decided."""

    words = forms.LongText(_("What was decided?"), rows=3)


class DecisionLineForm(forms.Form):
    """What a decision becomes in the plan."""

    kind = forms.Choice(_("What is it?"), choices=[(k.value, k.label) for k in LineKind])
    title = forms.Text(_("What is it called in the plan?"))

    def clean_kind(self) -> LineKind:
        """One of these."""
        return LineKind(self.cleaned_data["kind"])


class NotesForm(forms.Form):
    """What was said at a review."""

    notes = forms.LongText(_("Notes"), required=False, max_length=20_000, rows=8)


class ProgressForm(_Spoken):
    """A note on an outcome."""

    stage = forms.Choice(_("What is it?"), choices=[(s.value, s.label) for s in Stage])
    words = forms.LongText(_("In words"), rows=4)
    field_order = ("way", "stage", "words")

    def clean_stage(self) -> Stage:
        """One of five."""
        return Stage(self.cleaned_data["stage"])


class DayForm(_Spoken):
    """How a day went: in twenty seconds."""

    on = forms.Date(_("Which day?"), hint=A_DATE)
    came = forms.Choice(_("Did they come?"), choices=[("yes", _("Yes")), ("no", _("No"))], required=False)
    face = forms.Choice(_("How did it go?"), choices=[(f.value, f.label) for f in Face], required=False)
    words = forms.LongText(_("What happened?"), required=False, rows=2)
    field_order = ("way", "on", "came", "face", "words")

    def clean_came(self) -> bool | None:
        """True, False or not said."""
        return {"yes": True, "no": False}.get(self.cleaned_data["came"])

    def clean_face(self) -> Face | None:
        """One of three, or none."""
        said = self.cleaned_data["face"]
        return Face(said) if said else None


class FlagForm(forms.Form):
    """Something that somebody should look at."""

    kind = forms.Choice(_("What is it about?"), choices=[(k.value, k.label) for k in FlagKind])
    words = forms.LongText(_("What happened?"), rows=3, hint=_("What happened, not what somebody is like."))
    owner = forms.Select(_("Who looks at it?"), choices=())
    due = forms.Date(_("By when?"), hint=A_DATE)

    def __init__(self, *args: Any, people: Pairs = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", ""), *people]  # type: ignore[attr-defined]

    def clean_kind(self) -> FlagKind:
        """One of these."""
        return FlagKind(self.cleaned_data["kind"])


class SettleForm(forms.Form):
    """What was done about a flag."""

    how = forms.LongText(_("What was done?"), rows=3, missing=_("Say what was done."))
