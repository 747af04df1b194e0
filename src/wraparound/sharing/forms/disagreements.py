"""What is typed about wishes between organisations, and in disagreements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wraparound.core.forms import Choice, Choices, Form, LongText, Select, Text
from wraparound.sharing.policy_disagreements import About, Step
from wraparound.sharing.policy_withholding import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wraparound.accounts.models import Organisation
    from wraparound.sharing.policy_looks import Hearer


class Wish(Form):
    """Who should share what with whom."""

    of = Select(gettext_lazy("Who should share?"), choices=())
    to = Select(gettext_lazy("With whom?"), choices=())
    what = Text(
        gettext_lazy("What should they share?"), missing=gettext_lazy("Say what they should share."), max_length=300
    )
    why = LongText(gettext_lazy("Why would that help?"), required=False, max_length=1000, rows=3)

    def __init__(self, *args: Any, of: Iterable[Organisation], to: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(one.public_id): one for one in (*of, *to)}
        fields: dict[str, Any] = self.fields
        fields["of"].choices = [(str(one.public_id), one.name) for one in of]
        fields["to"].choices = [(str(one.public_id), one.name) for one in to]

    def clean(self) -> dict[str, Any]:
        """Two organisations."""
        said = super().clean() or {}
        if said.get("of") and said.get("of") == said.get("to"):
            self.add_error("to", _("Choose another organisation."))
        return said

    def wished(self) -> dict[str, Any]:
        """What the action takes."""
        said = self.cleaned_data
        return {**said, "of": self.known[said["of"]], "to": self.known[said["to"]]}


class AnswerWish(Form):
    """What the organisation says."""

    kind = Choice(gettext_lazy("What do you say?"), choices=[(k.value, k.label) for k in Kind])
    words = LongText(
        gettext_lazy("In your words"),
        hint=gettext_lazy("The learner reads this. Say which law, which clause or until when."),
        missing=gettext_lazy("Say why in words."),
        max_length=1000,
        rows=4,
    )


class Settle(Form):
    """How it came to its end."""

    how = LongText(
        gettext_lazy("How was it settled?"),
        missing=gettext_lazy("Say how it was settled."),
        max_length=1000,
        rows=3,
    )


class Disagree(Form):
    """What somebody does not agree with, what they want, who hears it."""

    about = Choice(gettext_lazy("What is it about?"), choices=[(a.value, a.label) for a in About])
    words = LongText(
        gettext_lazy("What do you not agree with?"),
        missing=gettext_lazy("Say what you do not agree with."),
        hint=gettext_lazy("In your own words."),
        max_length=2000,
        rows=4,
    )
    wanted = LongText(gettext_lazy("What do you want instead?"), required=False, max_length=2000, rows=3)
    others = Choices(gettext_lazy("With whom do you not agree?"), choices=(), required=False)
    hears = Choice(
        gettext_lazy("Who should listen?"),
        choices=(),
        hint=gettext_lazy("Somebody else than those with whom you do not agree."),
        missing=gettext_lazy("Choose who should listen."),
    )

    def __init__(self, *args: Any, others: Mapping[int, str], hearers: Iterable[Hearer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["others"].choices = [(str(key), name) for key, name in others.items()]
        fields["hears"].choices = [(str(one.person), one.in_words) for one in hearers]

    def clean(self) -> dict[str, Any]:
        """Nobody hears what is said against themselves."""
        said = super().clean() or {}
        if said.get("hears") and said["hears"] in (said.get("others") or ()):
            self.add_error("hears", _("Choose somebody else to listen: you do not agree with this person."))
        return said

    def raised(self) -> dict[str, Any]:
        """What the action takes."""
        said = self.cleaned_data
        told = {"about": About(said["about"]), "words": said["words"], "wanted": said["wanted"]}
        return {**told, "hears": int(said["hears"]), "with_whom": [int(one) for one in said["others"] or ()]}


class NextStep(Form):
    """What happened."""

    kind = Choice(gettext_lazy("What happened?"), choices=())
    words = LongText(gettext_lazy("In your words"), missing=gettext_lazy("Say it in words."), max_length=2000, rows=3)

    def __init__(self, *args: Any, steps: Iterable[Step], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kind"]
        field.choices = [(step.value, step.label) for step in steps]
        if len(field.choices) == 1:
            field.initial = field.choices[0][0]
