"""What a learner says when they share, change or put off; and who helped them to decide."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wraparound.core import clock, forms, language
from wraparound.core.categories import Category
from wraparound.core.jinja import in_words
from wraparound.sharing.policy import Support, SupportHow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from wraparound.accounts.models import Person
    from wraparound.partnerships.policy import GrantDefaults
    from wraparound.sharing.queries.hands import Whom

A_YEAR = timedelta(days=365)
PURPOSES = {
    "help": gettext_lazy("So that they can help me"),
    "plan": gettext_lazy("To plan together"),
    "ready": gettext_lazy("To get ready for me"),
    "work": gettext_lazy("To work with me"),
    "care": gettext_lazy("To look after my health"),
    "other": gettext_lazy("Something else"),
}


class Step(forms.Form):
    """One question of several that stand behind each other. Only what was sent of this one is checked."""

    says_optional = False
    title: Any
    asks_several = False  # then its fields stand under the title, where else the one question is the title

    def not_asked_yet(self) -> Step:
        """Shows what is there without saying what is missing: it was not asked yet."""
        self._errors: Any = {}
        return self


class ToWhom(Step):
    """With whom."""

    title = gettext_lazy("With whom?")
    to = forms.Choice(gettext_lazy("With whom do you want to share?"), choices=(), as_heading=True)

    def __init__(self, *args: Any, people: Iterable[Whom], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.choices = [(one.key, one.name) for one in people]
        field.hints = {one.key: one.about for one in people}


class WhoThere(Step):
    """Everybody of an organisation's team, or only some of them."""

    title = gettext_lazy("Who there?")
    who_there = forms.Choices(
        gettext_lazy("Who there may see it?"),
        choices=(),
        hint=gettext_lazy("If you choose everybody, who joins the team later sees it too."),
        as_heading=True,
    )

    def __init__(
        self,
        *args: Any,
        team: Iterable[Person],
        chosen: Iterable[int] = (),
        as_heading: bool = True,
        **kwargs: Any,
    ) -> None:
        self.team = {str(one.public_id): one for one in team}
        chosen = set(chosen) or {one.pk for one in self.team.values()}
        initial = {"who_there": [key for key, one in self.team.items() if one.pk in chosen]}
        super().__init__(*args, initial=initial, **kwargs)
        field: Any = self.fields["who_there"]
        field.choices = [(key, one.name) for key, one in self.team.items()]
        field.as_heading = as_heading

    def only_people(self) -> list[int]:
        """The keys of those who were chosen; none where it was everybody, also those to come."""
        chosen = self.cleaned_data["who_there"]
        return [] if len(chosen) == len(self.team) else [self.team[key].pk for key in chosen]


class What(Step):
    """Which categories. Who the learner is goes with all of them: nobody could find them otherwise."""

    title = gettext_lazy("What?")
    what = forms.Choices(
        gettext_lazy("What do you want to share?"),
        choices=[(c.value, c.label) for c in Category if c is not Category.IDENTITY],
        hints={c.value: c.means for c in Category},
        hint=gettext_lazy("They also see who you are, so that they can find you."),
        as_heading=True,
    )

    def __init__(self, *args: Any, agreed: GrantDefaults, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["what"]
        more = _("They have agreed to ask for this by itself.")
        field.hints = {c.value: f"{c.means} {more}" if c.value in agreed.never else c.means for c in Category}


class HowLong(Step):
    """For how long: a year at most, or as long as an organisation has agreed on with others."""

    title = gettext_lazy("For how long?")
    long = forms.Choice(gettext_lazy("For how long?"), choices=(), as_heading=True)
    on = forms.Date(gettext_lazy("Until this day"), required=False)

    def __init__(
        self, *args: Any, term: date, longest: timedelta = A_YEAR, as_heading: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.term, self.last = term, clock.today() + longest
        field: Any = self.fields["long"]
        most = ("year", _("One year")) if longest >= A_YEAR else ("most", _("As long as they have agreed on"))
        choices = [("day", _("One day")), ("term", _("Until this term ends")), most]
        field.choices = [one for one in choices if one[0] != "term" or term <= self.last]
        field.choices += [("date", _("Until a day that I choose"))]
        field.hints, field.as_heading = {"term": in_words(term), "most": in_words(self.last)}, as_heading
        day: Any = self.fields["on"]
        day.earliest, day.latest = clock.today(), self.last

    def clean(self) -> dict[str, Any]:
        """A day is needed where one is to be chosen; what stands in its boxes counts nowhere else."""
        said = super().clean() or {}
        if said.get("long") != "date":
            self.errors.pop("on", None)
        elif not said.get("on") and "on" not in self.errors:
            self.add_error("on", _("Write the day."))
        return said

    def until(self) -> datetime:
        """When it ends: at the end of a day, or a day from now."""
        said = self.cleaned_data
        days = {"term": self.term, "date": said.get("on"), "year": self.last, "most": self.last}
        day = days.get(said["long"])
        return clock.now() + timedelta(days=1) if day is None else clock.end_of(day)


class Why(Step):
    """What for."""

    title = gettext_lazy("Why?")
    why = forms.Choice(gettext_lazy("Why do you share it?"), choices=list(PURPOSES.items()), as_heading=True)
    words = forms.Text(gettext_lazy("In your own words"), required=False, max_length=150)

    def clean(self) -> dict[str, Any]:
        """Something else is said in words."""
        said = super().clean() or {}
        if said.get("why") == "other" and not said.get("words"):
            self.add_error("words", _("Write why."))
        return said

    def purpose(self) -> str:
        """What is kept: own words come after the choice, or stand alone."""
        said = self.cleaned_data
        chosen = "" if said["why"] == "other" else language.in_english(PURPOSES[said["why"]])
        return ": ".join(filter(None, (chosen, said.get("words", ""))))


class Helped(Step):
    """Who helped the learner to decide, and how. Asked of a lead who types."""

    title = gettext_lazy("Who helped to decide?")
    asks_several = True
    who = forms.Text(gettext_lazy("Who helped the learner to decide?"), max_length=100)
    how = forms.Choices(gettext_lazy("How did they help?"), choices=[(h.value, h.label) for h in SupportHow])

    def support(self) -> Support:
        """As actions take it."""
        said = self.cleaned_data
        return Support(name=said["who"], how=tuple(SupportHow(h) for h in said["how"]))


class HelpedMe(Step):
    """The same, asked of the learner, who may have decided alone."""

    title = gettext_lazy("Who helped to decide?")
    asks_several = True
    who = forms.Text(gettext_lazy("Did somebody help you to decide? Who?"), max_length=100, required=False)
    how = forms.Choices(
        gettext_lazy("How did they help?"), choices=[(h.value, h.label) for h in SupportHow], required=False
    )

    def clean(self) -> dict[str, Any]:
        """Both, or neither."""
        said = super().clean() or {}
        if said.get("who") and not said.get("how"):
            self.add_error("how", _("Choose how they helped."))
        if said.get("how") and not said.get("who"):
            self.add_error("who", _("Write who helped."))
        return said

    def support(self) -> Support | None:
        """As actions take it; None where nobody helped."""
        said = self.cleaned_data
        return Support(name=said["who"], how=tuple(SupportHow(h) for h in said["how"])) if said["who"] else None


class Still(forms.Form):
    """What an organisation may still see."""

    says_optional = False
    keep = forms.Choices(gettext_lazy("What may they still see?"), choices=(), required=False)

    def __init__(self, *args: Any, sees: Iterable[Category], **kwargs: Any) -> None:
        sees = list(sees)
        super().__init__(*args, initial={"keep": [c.value for c in sees]}, **kwargs)
        field: Any = self.fields["keep"]
        field.choices = [(c.value, c.label) for c in sees]
        field.hints = {c.value: c.means for c in sees}


class Later(forms.Form):
    """On which day to be asked again."""

    says_optional = False
    on = forms.Date(gettext_lazy("On which day shall we ask you again?"))
    about = forms.Text(gettext_lazy("What is it about?"), required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day: Any = self.fields["on"]
        day.earliest, day.latest = clock.today() + timedelta(days=1), clock.today() + A_YEAR


class Talk(forms.Form):
    """With whom to talk first."""

    says_optional = False
    to = forms.Choice(gettext_lazy("With whom do you want to talk first?"), choices=())

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.choices = list(people)
