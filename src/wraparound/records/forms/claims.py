"""What a learner types when something is wrong or should stop, and what they are answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from wraparound.core.categories import Category
from wraparound.core.forms import Choice, Form, Hidden, LongText, Text
from wraparound.records.policy_claims import OF_KIND, Kind, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wraparound.sharing.policy_looks import Hearer
    from wraparound.sharing.queries import GrantLine

ELSE = "else"


class _Asking(Form):
    """To whom it goes: asked only where there is more than one person."""

    to = Choice(_("Who should answer you?"), choices=(), missing=_("Choose who should answer you."))

    def __init__(self, *args: Any, answerers: Sequence[Hearer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.only = answerers[0] if len(answerers) == 1 else None
        if self.only is not None:
            del self.fields["to"]
            return
        self.fields["to"].choices = [(str(one.person), one.in_words) for one in answerers]  # type: ignore[attr-defined]
        self.order_fields([*(name for name in self.fields if name != "to"), "to"])

    @property
    def chosen_person(self) -> int:
        """The number of the person who is to answer; of a form that is well-formed."""
        return self.only.person if self.only else int(self.cleaned_data["to"])


class WrongForm(_Asking):
    """What is wrong, and what would be right. Where it stands is asked only where no row was chosen."""

    category = Choice(
        _("What is it about?"), choices=[(c.value, c.label) for c in Category], missing=_("Choose what it is about.")
    )
    place = Text(_("Where does it stand?"), required=False, hint=_("For example: in my passport."))
    words = LongText(_("What is wrong?"), rows=3, missing=_("Write what is wrong."), hint=_("In your own words."))
    instead = LongText(_("What would be right?"), rows=3, required=False)
    row = Hidden(required=False)

    def __init__(self, *args: Any, has_row: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_row:
            del self.fields["category"], self.fields["place"]

    @property
    def said(self) -> dict[str, Any]:
        """What to ask for."""
        category = self.cleaned_data.get("category")
        return {
            "words": self.cleaned_data["words"],
            "instead": self.cleaned_data["instead"],
            "place": self.cleaned_data.get("place", ""),
            "category": Category(category) if category else None,
            "to": self.chosen_person,
        }


class ObjectForm(_Asking):
    """What should stop, and why."""

    grant = Choice(_("What do you not want?"), choices=(), missing=_("Choose what you do not want."))
    words = LongText(_("Why not?"), rows=3, missing=_("Write why not."), hint=_("In your own words."))

    def __init__(self, *args: Any, grants: Sequence[GrantLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shared = [(str(one.id), _("That %(name)s sees things about me") % {"name": one.to}) for one in grants]
        self.fields["grant"].choices = [*shared, (ELSE, _("Something else that is done with it"))]  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, Any]:
        """What to object to; of a form that is well-formed."""
        grant = self.cleaned_data["grant"]
        return {
            "words": self.cleaned_data["words"],
            "grant": None if grant == ELSE else UUID(grant),
            "to": self.chosen_person,
        }


class AnswerForm(Form):
    """What is decided, and why."""

    outcome = Choice(_("What do you decide?"), choices=(), missing=_("Choose what you decide."))
    words = LongText(
        _("Your answer"),
        rows=6,
        missing=_("Write your answer."),
        hint=_("Short sentences. Say what you found, what you did, and why."),
    )

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [(o.value, o.label) for o in OF_KIND[kind]]  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, Any]:
        """What to answer; of a form that is well-formed."""
        return {"outcome": Outcome(self.cleaned_data["outcome"]), "words": self.cleaned_data["words"]}


class BesideForm(Form):
    """What the learner says to the answer."""

    words = LongText(
        _("Your words"), rows=3, missing=_("Write something, or leave it."), hint=_("They stand beside it.")
    )
