"""What a lead writes down of decisions without a yes, and what the second person says."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.forms import Choice, Choices, Date, Form, LongText, Select, Text, YesNo
from wraparound.sharing import duties
from wraparound.sharing.policy_bases import LONGEST_DECISION, Decided, TookPart

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wraparound.accounts.models import Organisation
    from wraparound.sharing.queries.hands import Whom

PEOPLE = 4  # so many who took part can be named; the first is needed
WHAT = [(c.value, c.label) for c in Category if c is not Category.IDENTITY]
HINTS = {c.value: c.means for c in Category}
HOURS = {"1": gettext_lazy("1 hour"), "4": gettext_lazy("4 hours"), "24": gettext_lazy("24 hours")}
DAYS = {
    "now": gettext_lazy("Now"),
    "1": gettext_lazy("In a day"),
    "7": gettext_lazy("In a week"),
    "28": gettext_lazy("In four weeks"),
}


def categories_of(said: dict[str, Any]) -> list[Category]:
    """What is opened: who the learner is goes with all of it."""
    return [c for c in Category if c.value in said["what"] or c is Category.IDENTITY]


class Assess(Form):
    """Whether the learner can make one decision."""

    about = Text(
        gettext_lazy("Which decision?"),
        hint=gettext_lazy("One decision, at this time. For example: who may see how to help with medicine."),
        missing=gettext_lazy("Say which decision."),
        max_length=300,
    )
    on = Date(gettext_lazy("On which day did you find out?"))
    assessed_by = Text(
        gettext_lazy("Who assessed it?"),
        hint=gettext_lazy("Name, and what they are to the learner."),
        missing=gettext_lazy("Say who assessed it."),
        max_length=200,
    )
    support_tried = LongText(
        gettext_lazy("With what support was it tried?"),
        hint=gettext_lazy("Symbols, more time, another day, somebody they trust, an interpreter."),
        missing=gettext_lazy("Say which support was tried."),
        max_length=2000,
        rows=3,
    )
    can = Choice(
        gettext_lazy("What did you find?"),
        choices=[
            ("yes", gettext_lazy("They can decide this")),
            ("no", gettext_lazy("They cannot decide this now, also with support")),
        ],
    )
    because = LongText(
        gettext_lazy("Why do you think so?"),
        hint=gettext_lazy("Can they understand it, remember it, weigh it up, and say what they choose?"),
        missing=gettext_lazy("Say why you think so."),
        max_length=2000,
        rows=4,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day: Any = self.fields["on"]
        day.latest = clock.today()

    def assessed(self) -> dict[str, Any]:
        """What the action takes."""
        said = dict(self.cleaned_data)
        return {**{k: v for k, v in said.items() if k != "can"}, "has_capacity": said["can"] == "yes"}


class Decide(Form):
    """A decision in the learner's best interests, and what it opens to whom."""

    what = Text(gettext_lazy("What did you decide?"), missing=gettext_lazy("Say what you decided."), max_length=300)
    options = LongText(
        gettext_lazy("What else did you look at?"),
        hint=gettext_lazy("What leaves the learner most freedom first. Say why it was not enough."),
        missing=gettext_lazy("Say what else you looked at."),
        max_length=2000,
        rows=4,
    )
    wishes = LongText(
        gettext_lazy("What does the learner wish, feel and believe?"),
        hint=gettext_lazy("As they say it, show it, or showed it before."),
        missing=gettext_lazy("Say what the learner wishes."),
        max_length=2000,
        rows=3,
    )
    because = LongText(
        gettext_lazy("Why is this best for the learner?"),
        hint=gettext_lazy("The learner reads this. Use short sentences."),
        missing=gettext_lazy("Say why."),
        max_length=1000,
        rows=3,
    )
    to = Select(gettext_lazy("Who sees something because of it?"), choices=())
    opened = Choices(gettext_lazy("What do they see?"), choices=WHAT, hints=HINTS)
    purpose = Text(gettext_lazy("What for?"), missing=gettext_lazy("Say what for."), max_length=200)
    review_on = Date(gettext_lazy("When do you look at it again?"), hint=gettext_lazy("In a year at the latest."))

    def __init__(self, *args: Any, people: Iterable[Whom], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {one.key: one.to for one in people}
        fields: dict[str, Any] = self.fields
        fields["to"].choices = [(one.key, one.name) for one in people]
        fields["review_on"].earliest = clock.today() + timedelta(days=1)
        fields["review_on"].latest = clock.today() + LONGEST_DECISION
        for n in range(1, PEOPLE + 1):
            first = n == 1
            told = {"n": n}
            missing = _("Nobody decides alone: say who took part.")
            self.fields[f"name{n}"] = Text(
                _("Who took part (%(n)d): name") % told, required=first, missing=missing, max_length=100
            )
            self.fields[f"part{n}"] = Text(
                _("What they are to the learner (%(n)d)") % told, required=first, missing=_("Say what they are."),
                max_length=100,
            )  # fmt: skip
            self.fields[f"view{n}"] = LongText(
                _("What they think (%(n)d)") % told, required=False, max_length=1000, rows=2
            )

    def clean(self) -> dict[str, Any]:
        """Whoever is named is something to the learner."""
        said = super().clean() or {}
        for n in range(2, PEOPLE + 1):
            if said.get(f"name{n}", "").strip() and not said.get(f"part{n}", "").strip():
                self.add_error(f"part{n}", _("Say what they are."))
        return said

    def decision(self) -> dict[str, Any]:
        """What the action takes."""
        said = self.cleaned_data
        took = [TookPart(said[f"name{n}"], said[f"part{n}"], said[f"view{n}"]) for n in range(1, PEOPLE + 1)]
        decided = Decided(said["what"], said["options"], said["wishes"], said["because"], said["review_on"])
        return {
            "to": self.people[said["to"]],
            "categories": categories_of({"what": said["opened"]}),
            "purpose": said["purpose"],
            "decided": decided,
            "took_part": [one for one in took if one.name.strip()],
        }


class OnDuty(Form):
    """What an organisation needs for a duty in law."""

    to = Select(gettext_lazy("Which organisation has the duty?"), choices=())
    duty = Choice(gettext_lazy("Which duty?"), choices=())
    why = LongText(
        gettext_lazy("What do they need it for?"),
        hint=gettext_lazy("For another law, say which. The learner reads this."),
        missing=gettext_lazy("Say what they need it for."),
        max_length=1000,
        rows=3,
    )
    what = Choices(
        gettext_lazy("What do they see?"), choices=WHAT, hints=HINTS, hint=gettext_lazy("Only what the duty needs.")
    )
    until = Date(gettext_lazy("Until when?"), hint=gettext_lazy("In a year at the latest."))

    def __init__(self, *args: Any, organisations: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(one.public_id): one for one in organisations}
        fields: dict[str, Any] = self.fields
        fields["to"].choices = [(key, one.name) for key, one in self.known.items()]
        found = duties.for_kinds(frozenset(one.kind for one in self.known.values()))
        fields["duty"].choices = [(duty.slug, duty.label) for duty in found]
        fields["duty"].hints = {duty.slug: duty.law or duty.means for duty in found}
        fields["until"].earliest, fields["until"].latest = clock.today(), clock.today() + timedelta(days=365)

    def clean(self) -> dict[str, Any]:
        """A duty is one of that kind of organisation."""
        said = super().clean() or {}
        to, duty = self.known.get(said.get("to", "")), said.get("duty")
        if to is not None and duty and to.kind not in duties.of(duty).kinds:
            self.add_error("duty", _("This duty is not one of %(name)s.") % {"name": to.name})
        return said

    def given(self) -> dict[str, Any]:
        """What the action takes."""
        said = self.cleaned_data
        purpose = str(duties.of(said["duty"]).label)
        more = {"duty": said["duty"], "why": said["why"], "until": said["until"], "purpose": purpose}
        return {"to": self.known[said["to"]], "categories": categories_of(said), **more}


class Open(Form):
    """What is opened to keep somebody safe."""

    to = Select(gettext_lazy("Who needs to see it?"), choices=())
    what = Choices(gettext_lazy("What do they need to see now?"), choices=WHAT, hints=HINTS)
    purpose = Text(gettext_lazy("What for?"), missing=gettext_lazy("Say what for."), max_length=200)
    because = LongText(
        gettext_lazy("Why is it needed now?"),
        hint=gettext_lazy("What could happen without it. The second person reads this; later the learner does."),
        missing=gettext_lazy("Say why it is needed now."),
        max_length=1000,
        rows=3,
    )
    lasts = Choice(gettext_lazy("For how long?"), choices=list(HOURS.items()))
    told = Choice(gettext_lazy("When do we tell the learner?"), choices=list(DAYS.items()))
    told_because = LongText(
        gettext_lazy("If not now: why is it not safe to tell them?"), required=False, max_length=1000, rows=3
    )

    def __init__(self, *args: Any, people: Iterable[Whom], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [one for one in people if one.key[0] == "o"]
        self.known: dict[str, Any] = {one.key: one.to for one in places}
        fields: dict[str, Any] = self.fields
        fields["to"].choices = [(one.key, f"{one.name} ({self._team(one)})") for one in places]
        fields["told"].initial = "now"

    def clean(self) -> dict[str, Any]:
        """Telling later has a reason."""
        said = super().clean() or {}
        if said.get("told") not in (None, "now") and not said.get("told_because", "").strip():
            self.add_error("told_because", _("Say why it is not safe to tell them now."))
        return said

    def _team(self, place: Whom) -> str:
        """Who there would see it: a grant reaches those who are in the circle."""
        return ", ".join(one.name for one in place.team) or _("nobody there is in the circle yet")

    def opened(self) -> dict[str, Any]:
        """What the action takes."""
        said = self.cleaned_data
        later = None if said["told"] == "now" else timedelta(days=int(said["told"]))
        return {
            "to": self.known[said["to"]],
            "categories": categories_of(said),
            "purpose": said["purpose"],
            "because": said["because"],
            "lasts": timedelta(hours=int(said["lasts"])),
            "told_in": later,
            "told_because": said["told_because"] if later else "",
        }


class Review(Form):
    """What the second person says."""

    upheld = YesNo(gettext_lazy("Was it right to open it?"), hint=gettext_lazy("With a no, it is closed at once."))
    words = LongText(gettext_lazy("Why?"), missing=gettext_lazy("Say why."), max_length=1000, rows=3)
