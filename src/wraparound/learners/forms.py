"""What people type about learners and circles, well-formed or not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.forms import Choice, Choices, Date, Email, Form, LongText, Select, Text
from wraparound.learners import intake
from wraparound.learners.policy import InvitedAs

YEARS = 120


class Who(Form):
    """Step 1: who the learner is."""

    name = Text(gettext_lazy("Full name"), max_length=120, missing=gettext_lazy("Write the learner's name."))
    known_as = Text(
        gettext_lazy("What they want to be called"),
        max_length=60,
        required=False,
        hint=gettext_lazy("If it is different."),
    )
    born = Date(gettext_lazy("Date of birth"), hint=gettext_lazy("For example, 27 3 2007."))
    organisation = Select(gettext_lazy("For which organisation?"), choices=())

    def __init__(self, *args: Any, organisations: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = organisations  # type: ignore[attr-defined]
        if len(organisations) == 1:
            self.fields["organisation"].initial = organisations[0][0]

    def clean_born(self) -> Any:
        """A day in the life of somebody alive."""
        born = self.cleaned_data["born"]
        if not clock.today() - timedelta(days=366 * YEARS) < born < clock.today():
            self.add_error("born", _("Write a date of birth in the past."))
        return born


class Why(Form):
    """Step 3: why it is lawful, and what the learner said."""

    basis = Choice(gettext_lazy("Why may you write this learner down?"), choices=())
    basis_note = LongText(
        gettext_lazy("Say more about why"),
        required=False,
        max_length=1000,
        rows=3,
        hint=gettext_lazy("Which law, or who decided and how. Only the learner's own yes needs no more."),
    )
    permission = Choice(gettext_lazy("What did the learner say?"), choices=())
    opens = Choices(
        gettext_lazy("What does your team need to see to begin?"),
        choices=[(c.value, c.label) for c in Category if c is not Category.IDENTITY],
        hints={c.value: c.means for c in Category},
        initial=[c.value for c in Category if c not in (Category.HEALTH, Category.FINANCE)],
        hint=gettext_lazy("Who they are comes with it. Ask for more later, when you know what for."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bases, permissions = intake.choices()
        self.fields["basis"].choices = bases  # type: ignore[attr-defined]
        # A yes of the learner, or of who decides for them, stands on their own pages; here somebody else writes.
        here = [p for p in permissions if p[0] not in ("given", "by-proxy")]
        self.fields["permission"].choices = here  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Consent is the learner's yes; any other basis is explained."""
        said = super().clean() or {}
        if said.get("basis") == "consent" and said.get("permission") not in (None, "given-with-support"):
            self.add_error("permission", _("If the basis is the learner's consent, they said yes."))
        if said.get("basis") not in (None, "consent") and not said.get("basis_note", "").strip():
            self.add_error("basis_note", _("Say which law it is, or who decided and how."))
        return said


class Invite(Form):
    """Family, an advocate or the learner."""

    part = Choice(gettext_lazy("Who is it?"), choices=[(p.value, p.label) for p in InvitedAs])
    name = Text(gettext_lazy("Their name"), max_length=120)
    email = Email(gettext_lazy("Their e-mail address"), required=False)


class Newcomer(Form):
    """Somebody who comes in by a link and is new here."""

    name = Text(
        gettext_lazy("What is your name?"),
        hint=gettext_lazy("The people in the circle will see it."),
        missing=gettext_lazy("Write your name."),
        max_length=120,
        autocomplete="name",
    )


class Add(Form):
    """Somebody of one's own organisation."""

    who = Select(gettext_lazy("Who joins the team?"), choices=())
    part = Choice(
        gettext_lazy("As what?"),
        choices=[
            ("support", gettext_lazy("Support: types what the learner says, with them")),
            ("works-with", gettext_lazy("Works with: says what they see, never what the learner says")),
            ("lead", gettext_lazy("Lead: takes over from whoever leads now for this organisation")),
        ],
    )

    def __init__(self, *args: Any, people: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = people  # type: ignore[attr-defined]


class Merge(Form):
    """Which other record is the same learner."""

    other = Choice(gettext_lazy("Which record is the same learner?"), choices=())

    def __init__(self, *args: Any, others: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].choices = others  # type: ignore[attr-defined]
