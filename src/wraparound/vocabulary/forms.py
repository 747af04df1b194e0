"""What is asked of somebody who suggests a word, and of who answers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from wraparound.core import forms
from wraparound.vocabulary.kinds import Kind, State


class Suggest(forms.Form):
    """A word that is missing."""

    label = forms.Text(
        _("The word or the few words"),
        hint=_("Short. It should read well after “needs” and after “has”."),
        max_length=120,
    )
    kind = forms.Choice(_("What sort of thing is it?"), choices=[(k.value, k.label) for k in Kind])
    because = forms.LongText(
        _("Why is it missing?"), hint=_("Say who needs it. Do not name a learner."), max_length=1000
    )
    organisation = forms.Choice(_("For which organisation do you say this?"), choices=[])

    def __init__(self, *args: Any, organisations: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.Choice)
        field.choices = organisations
        if len(organisations) == 1:
            self.initial["organisation"] = organisations[0][0]


class Answer(forms.Form):
    """What becomes of a suggestion."""

    state = forms.Choice(
        _("What do you decide?"),
        choices=[(State.TAKEN.value, _("We take it into the file")), (State.DECLINED.value, _("We do not take it"))],
    )
    answer = forms.LongText(_("Your answer"), hint=_("Whoever suggested it reads this."), max_length=1000)
