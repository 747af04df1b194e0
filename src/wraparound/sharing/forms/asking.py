"""What is typed when an organisation asks to see more, and when it is answered."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.forms import Choice, Choices, Form, Hidden, LongText, Select, Text, YesNo
from wraparound.core.jinja import in_words
from wraparound.sharing import duties
from wraparound.sharing.policy import Answer, Basis, Support, SupportHow
from wraparound.sharing.policy_asking import BASES, TERM

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wraparound.accounts.models import Person
    from wraparound.sharing.duties import Duty
    from wraparound.sharing.queries.asking import Place

TIMES = {"month": timedelta(days=30), "term": TERM, "half-year": timedelta(days=182), "year": timedelta(days=365)}


class Ask(Form):
    """What an organisation asks for, what for, until when and on which basis."""

    organisation = Choice(gettext_lazy("For which organisation do you ask?"), choices=())
    categories = Choices(gettext_lazy("What do you need to see?"), choices=())
    purpose = Text(
        gettext_lazy("What do you need it for?"),
        hint=gettext_lazy("The learner reads this. Write a few plain words."),
        missing=gettext_lazy("Say what you need it for."),
        max_length=200,
    )
    why = LongText(
        gettext_lazy("Why do you need this much?"),
        hint=gettext_lazy("The learner reads this too. Ask for no more than you need."),
        missing=gettext_lazy("Say why you need this much."),
        max_length=480,
        rows=3,
    )
    until = Choice(gettext_lazy("Until when?"), choices=())
    basis = Choice(
        gettext_lazy("Why may you see it?"),
        choices=[
            (Basis.CONSENT.value, gettext_lazy("Because the learner says yes")),
            *((b.value, b.label) for b in BASES if b is not Basis.CONSENT),
        ],
    )
    duty = Select(
        gettext_lazy("Which duty in law?"),
        choices=(),
        required=False,
        hint=gettext_lazy("Only if a law asks for it."),
    )
    law = LongText(
        gettext_lazy("Which law is it, or who decided and how?"),
        hint=gettext_lazy("Only if it is not the learner's yes."),
        required=False,
        max_length=480,
        rows=3,
    )

    def __init__(self, *args: Any, places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(p.organisation.public_id): p for p in places if p.categories}
        every = {c for p in self.places.values() for c in p.categories}
        fields: dict[str, Any] = self.fields
        fields["organisation"].choices = [(key, p.organisation.name) for key, p in self.places.items()]
        if len(self.places) == 1:
            self.fields["organisation"] = Hidden(initial=next(iter(self.places)))
        fields["categories"].choices = [(c.value, c.label) for c in Category if c in every]
        fields["categories"].hints = {c.value: self._hint(c) for c in every}
        known = duties.for_kinds(frozenset(p.organisation.kind for p in self.places.values()))
        fields["duty"].choices = [("", _("Choose a duty")), *((d.slug, _with_law(d)) for d in known)]
        fields["until"].choices = _times()
        fields["until"].initial, fields["basis"].initial = "term", Basis.CONSENT.value

    def clean_organisation(self) -> Place:
        """One of those through which the viewer knows the learner."""
        found = self.places.get(self.cleaned_data["organisation"])
        if found is None:
            self.add_error(None, _("Load the page again: you cannot ask for this organisation any more."))
        return found  # type: ignore[return-value]  # with an error nobody reads it

    def clean(self) -> dict[str, Any]:
        """A basis other than a yes is explained; on a yes, nobody asks again soon after a no."""
        said = super().clean() or {}
        place, basis = said.get("organisation"), said.get("basis")
        if basis and basis != Basis.CONSENT and not said.get("law", "").strip():
            self.add_error("law", _("Say which law it is, or who decided and how."))
        if basis == Basis.STATUTORY_DUTY and not said.get("duty"):
            self.add_error("duty", _("Choose which duty it is."))
        elif basis == Basis.STATUTORY_DUTY and place and place.organisation.kind not in duties.of(said["duty"]).kinds:
            self.add_error("duty", _("This duty is not one of %(name)s.") % {"name": place.organisation.name})
        if place and basis == Basis.CONSENT:
            for category, day in place.facts.refused.items():
                if category.value in said.get("categories", ()):
                    told = {"part": category.label, "day": in_words(day)}
                    self.add_error("categories", _("The learner said no to “%(part)s”. Ask again from %(day)s.") % told)
        return said

    def asked(self) -> dict[str, Any]:
        """What the action takes."""
        said = self.cleaned_data
        basis = Basis(said["basis"])
        return {
            "organisation": said["organisation"].organisation,
            "categories": [Category(c) for c in said["categories"]],
            "purpose": said["purpose"],
            "why": said["why"] if basis is Basis.CONSENT else f"{said['why']}\n\n{said['law']}",
            "until": clock.end_of(_last_day(said["until"])),
            "basis": basis,
            "duty": said["duty"] if basis is Basis.STATUTORY_DUTY else "",
        }

    @property
    def last_day(self) -> date:
        """The last day of what is asked for."""
        return _last_day(self.cleaned_data["until"])

    def _hint(self, category: Category) -> str:
        days = [p.facts.refused[category] for p in self.places.values() if category in p.facts.refused]
        if not days:
            return str(category.means)
        no = _("The learner said no. On their yes, you can ask again from %(day)s.") % {"day": in_words(max(days))}
        return f"{category.means} {no}"


class Answers(Form):
    """Yes or no to each part; a lead who types says who helped the learner, and how."""

    helped = Choice(
        gettext_lazy("Who helped the learner to decide?"),
        choices=[("me", gettext_lazy("I did")), ("other", gettext_lazy("Somebody else"))],
    )
    helped_by = Text(gettext_lazy("Their name, if it was somebody else"), required=False, max_length=100)
    how = Choices(gettext_lazy("How?"), choices=[(h.value, h.label) for h in SupportHow])

    def __init__(self, *args: Any, categories: Iterable[Category], typed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.categories = tuple(categories)
        if not typed:
            for name in ("helped", "helped_by", "how"):
                del self.fields[name]
        self.fields |= {part(c): YesNo(c.label, hint=c.means) for c in self.categories}

    def clean(self) -> dict[str, Any]:
        """Somebody else has a name."""
        said = super().clean() or {}
        if said.get("helped") == "other" and not said.get("helped_by", "").strip():
            self.add_error("helped_by", _("Write who helped."))
        return said

    @property
    def answers(self) -> dict[Category, Answer]:
        """Each part with its answer."""
        return {c: Answer.YES if self.cleaned_data[part(c)] else Answer.NO for c in self.categories}

    def support(self, by: Person) -> Support | None:
        """Who helped, where a lead types."""
        said = self.cleaned_data
        if "how" not in said:
            return None
        how = tuple(map(SupportHow, said["how"]))
        return Support(person=by.pk, how=how) if said["helped"] == "me" else Support(name=said["helped_by"], how=how)


class Talk(Form):
    """With whom a learner wants to talk before they answer."""

    to = Select(
        gettext_lazy("Who do you want to talk to?"),
        choices=(),
        missing=gettext_lazy("Choose somebody."),
    )

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.public_id): one for one in people}
        self.fields["to"].choices = [(key, one.name) for key, one in self.people.items()]  # type: ignore[attr-defined]


def part(category: Category) -> str:
    """The name of the field for a category."""
    return f"part-{category.value}"


def _with_law(duty: Duty) -> str:
    return f"{duty.label} ({duty.law})" if duty.law else str(duty.label)


def _times() -> list[tuple[str, str]]:
    words = {"month": _("A month"), "term": _("A term"), "half-year": _("Half a year"), "year": _("A year")}
    return [
        (key, _("%(time)s, until %(day)s") % {"time": said, "day": in_words(_last_day(key))})
        for key, said in words.items()
    ]


def _last_day(key: str) -> date:
    return clock.today() + TIMES[key]
