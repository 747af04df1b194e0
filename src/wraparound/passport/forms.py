"""What people type into a passport, well-formed or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wraparound.core.forms import Choice, Choices, File, Form, Hidden, LongText, Select, Text, Time, Version, YesNo
from wraparound.passport.pictures import ENDINGS, NotAPicture, Picture, remade
from wraparound.passport.policy import Answer, SaidBy

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import time

    from wraparound.passport.topics import Topic

MINUTES_OF_A_DAY = 24 * 60


class Question(Form):
    """The answer to one question of a passport. With `about`, the question is the heading of the page."""

    words = LongText(
        gettext_lazy("Your answer"),
        max_length=2000,
        rows=4,
        missing=gettext_lazy("Write your answer. Or press one of the other buttons."),
    )
    said_by = Hidden()
    version = Version(initial=0)

    def __init__(self, *args: Any, about: Topic | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if about is not None:
            self.fields["words"].help_text = str(about.hint)
        if self.is_bound and self.data.get("do") in (Answer.LATER, Answer.NOT_TO_SAY):
            self.fields["words"].required = False  # put aside: nothing has to be written

    def clean_said_by(self) -> SaidBy:
        """In whose name: one of the slugs."""
        return said_by(self.cleaned_data["said_by"])


class WhichIsRight(Form):
    """Which of two answers is right: one button each."""

    do = Hidden()
    version = Version(initial=0)

    def clean(self) -> dict[str, Any]:
        """`takes_typed`: what somebody typed is right."""
        said = super().clean() or {}
        if said.get("do") not in ("typed", "own"):
            self.add_error("do", _("Press one of the two buttons."))
        return {"takes_typed": said.get("do") == "typed", "version": said.get("version") or 0}


class Need(Form):
    """A need of one group of the vocabulary."""

    need = Choice(gettext_lazy("What do you need?"), choices=())
    is_must = YesNo(gettext_lazy("Must it be there?"), hint=gettext_lazy("Say no if it only helps."))
    words = LongText(gettext_lazy("Your own words"), required=False, max_length=1000, rows=3)

    def __init__(self, *args: Any, words: Sequence[tuple[str, str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "need", words)


class Outcome(Form):
    """Something to be able to do, of one area."""

    outcome = Choice(gettext_lazy("What do you want?"), choices=())
    words = LongText(gettext_lazy("Your own words"), required=False, max_length=1000, rows=3)

    def __init__(self, *args: Any, words: Sequence[tuple[str, str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "outcome", words)


class Span(Form):
    """A stretch of a day of the week."""

    day = Choice(gettext_lazy("Which day?"), choices=[(str(n), name) for n, name in WEEKDAYS.items()])
    begins = Time(gettext_lazy("From when?"), hint=gettext_lazy("Like 9:30am."))
    ends = Time(gettext_lazy("Until when?"), hint=gettext_lazy("Like 3pm."))

    def clean(self) -> dict[str, Any]:
        """Minutes of the week; midnight at the end is the end of the day."""
        said = super().clean() or {}
        if {"day", "begins", "ends"} <= said.keys():
            first, last = _minutes(said["begins"]), _minutes(said["ends"]) or MINUTES_OF_A_DAY
            if first >= last:
                self.add_error("ends", _("This is before the start. Write a later time."))
            day = int(said.pop("day")) * MINUTES_OF_A_DAY
            return {"begins": day + first, "ends": day + last}
        return said


class Wish(Form):
    """For or against something."""

    is_for = Choice(
        gettext_lazy("Do you want it?"),
        choices=[("yes", gettext_lazy("Yes, I want this")), ("no", gettext_lazy("No, I do not want this"))],
    )
    service = Text(
        gettext_lazy("What would you do there?"), required=False, hint=gettext_lazy("Like cooking or sport.")
    )
    organisation = Select(gettext_lazy("Where?"), choices=(), required=False)
    words = LongText(gettext_lazy("Why?"), required=False, max_length=1000, rows=3)

    def __init__(self, *args: Any, organisations: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [("", ""), *organisations]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A wish is about something."""
        said = super().clean() or {}
        if not self.errors and not (said.get("service") or said.get("organisation")):
            self.add_error("service", _("Say what you would do. Or choose a place."))
        if "is_for" in said:
            said["is_for"] = said["is_for"] == "yes"
        return said


class Photo(Form):
    """A picture, and what is to be seen on it."""

    picture = File(gettext_lazy("Choose a photo"), endings=ENDINGS, most_bytes=8 * 1024 * 1024)
    words = Text(gettext_lazy("What does the photo show?"), hint=gettext_lazy("Like: Me with my dog."))

    def clean_picture(self) -> Picture:
        """Drawn anew."""
        try:
            return remade(self.cleaned_data["picture"])
        except NotAPicture:
            self.add_error("picture", _("We cannot read this photo. Choose another one."))
            return Picture(b"", 0, 0)


class AskedFor(Form):
    """What an organisation asks about before a learner comes."""

    topics = Choices(gettext_lazy("What learners say about themselves"), choices=(), required=False)
    needs = Choices(gettext_lazy("Needs"), choices=(), required=False)
    version = Version(initial=0)

    def __init__(self, *args: Any, topics: Any = (), needs: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topics"].choices = topics  # type: ignore[attr-defined]
        self.fields["needs"].choices = needs  # type: ignore[attr-defined]


def said_by(slug: str) -> SaidBy:
    """In whose name; the learner's where the slug is none of ours (which only the learner may)."""
    return SaidBy(slug) if slug in set(SaidBy) else SaidBy.LEARNER


def choose(form: Form, name: str, words: Sequence[tuple[str, str, str]]) -> None:
    """Words of the vocabulary as (slug, label, easy sentence) to choose from."""
    field = form.fields[name]
    field.choices = [(slug, label) for slug, label, _easy in words]  # type: ignore[attr-defined]
    field.hints = {slug: easy for slug, _label, easy in words}  # type: ignore[attr-defined]


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute
