"""What a learner types when something seems wrong, and what they are answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from wraparound.core.forms import Choice, Form, Hidden, LongText

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wraparound.sharing.policy_looks import Hearer


class WrongForm(Form):
    """The words, and to whom they go: asked only where there is more than one person."""

    words = LongText(
        _("What seems wrong?"),
        max_length=2000,
        rows=4,
        missing=_("Write what seems wrong."),
        hint=_("In your own words."),
    )
    to = Choice(_("Who should answer you?"), choices=(), missing=_("Choose who should answer you."))
    line = Hidden(required=False)

    def __init__(self, *args: Any, hearers: Sequence[Hearer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.only = hearers[0] if len(hearers) == 1 else None
        if self.only is not None:
            del self.fields["to"]
            return
        self.fields["to"].choices = [(str(one.person), one.in_words) for one in hearers]  # type: ignore[attr-defined]
        self.fields["to"].initial = str(hearers[0].person)

    @property
    def chosen_person(self) -> int:
        """The number of the person who is to answer; of a form that is well-formed."""
        return self.only.person if self.only else int(self.cleaned_data["to"])


class AnswerForm(Form):
    """What the learner is answered."""

    words = LongText(
        _("Your answer"),
        max_length=2000,
        rows=6,
        missing=_("Write your answer."),
        hint=_("Short sentences. Say what you found, and what happens now."),
    )
