"""What people say to a line or a version, and in whose name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wraparound.core import forms
from wraparound.passport.policy import SaidBy
from wraparound.plans.kinds import Answer, VersionReason
from wraparound.plans.wording import LABELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    Way = tuple[str, str]

ANSWERS = [
    (Answer.YES.value, _("Yes")),
    (Answer.NOT_YET.value, _("Not yet")),
    (Answer.NO.value, _("No")),
    (Answer.NOTHING.value, _("Take back what was said")),
]
REASONS = {
    VersionReason.AGREEMENT: _("Everybody is asked to agree to it"),
    VersionReason.REVIEW: _("It is what a review decided"),
    VersionReason.KEPT: _("Only to keep how it stands today"),
}


def ways(said_by: Sequence[SaidBy], organisations: Sequence[Any]) -> list[Way]:
    """In whose name somebody can speak: a value for the form, and what it says."""
    found: list[Way] = []
    for way in said_by:
        if way is SaidBy.ORGANISATION:
            found += [(f"{way}.{o.public_id}", gettext("For %(name)s") % {"name": o.name}) for o in organisations]
        else:
            found.append((way.value, str(_WAYS[way])))
    return found


def voice(value: str, organisations: Sequence[Any]) -> tuple[SaidBy, Any]:
    """The way that was chosen, and the organisation (None for a person's own voice)."""
    slug, _dot, key = value.partition(".")
    return SaidBy(slug), next((o for o in organisations if str(o.public_id) == key), None)


_WAYS = {
    SaidBy.LEARNER: _("For myself"),
    SaidBy.SUPPORTER: _("I type what the learner says"),
    SaidBy.FAMILY: _("As family: how I see it"),
}


class _Spoken(forms.Form):
    """Something said in a name."""

    way = forms.Choice(_("In whose name?"), choices=())

    def __init__(self, *args: Any, ways: Sequence[Way] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = ways  # type: ignore[attr-defined]
        if len(ways) == 1:
            self.fields["way"].initial = ways[0][0]


class ReplyForm(_Spoken):
    """Yes, no or not yet."""

    answer = forms.Choice(_("What is said to it?"), choices=ANSWERS)
    words = forms.LongText(_("In words"), required=False, max_length=1000, rows=3)
    field_order = ("way", "answer", "words")

    def clean_answer(self) -> Answer:
        """One of these."""
        return Answer(self.cleaned_data["answer"])


class SignForm(_Spoken):
    """Agreeing to a version."""

    words = forms.LongText(_("Something to say with it"), required=False, max_length=1000, rows=3)


class CommentForm(forms.Form):
    """A remark or a question."""

    words = forms.LongText(
        _("What would you like to say or ask?"), rows=3, missing=_("Write what you would like to say.")
    )


class TaskForm(forms.Form):
    """What a question becomes."""

    title = forms.Text(_("What is to be done?"))
    organisation = forms.Select(_("Who does it?"), choices=(), required=False)
    ends = forms.Date(_("By when?"), required=False, hint=_("Like 18 12 2026."))

    def __init__(self, *args: Any, organisations: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [("", ""), *organisations]  # type: ignore[attr-defined]


class Because(forms.Form):
    """Why: the others need to know."""

    because = forms.LongText(_("Why?"), max_length=1000, rows=3, missing=_("Say why. The others need to know."))


class WhyForm(forms.Form):
    """Why somebody would like a change; may be left out."""

    why = forms.LongText(_("Why would this be better?"), required=False, max_length=1000, rows=3)


class CutForm(forms.Form):
    """A version is cut."""

    reason = forms.Choice(_("What is this version for?"), choices=[(r.value, w) for r, w in REASONS.items()])
    words = forms.LongText(LABELS["words"], required=False, max_length=1000, rows=3, hint=_("What changed, in short."))

    def clean_reason(self) -> VersionReason:
        """One of three."""
        return VersionReason(self.cleaned_data["reason"])


class FindOffering(forms.Form):
    """Words to search the local offer for."""

    says_optional = False
    q = forms.Text(_("What are you looking for?"), required=False, hint=_("Like: catering, or the name of a college."))
