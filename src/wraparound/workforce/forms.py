"""What is asked in the exercise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from wraparound.core import forms
from wraparound.workforce.policy import LONGEST_REMARK

if TYPE_CHECKING:
    from wraparound.accounts.models import Organisation
    from wraparound.workforce.stories import Story


class Answer(forms.Form):
    """One of the choices; for which organisation, where there are several."""

    choice = forms.Choice("", choices=[], missing=_("Choose what you would do."))
    organisation = forms.Choice(_("For which organisation do you answer?"), choices=[])
    number = forms.Hidden(required=False)

    def __init__(self, *args: Any, story: Story, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = {str(one.public_id): one for one in organisations}
        choice, place = self.fields["choice"], self.fields["organisation"]
        assert isinstance(choice, forms.Choice) and isinstance(place, forms.Choice)
        choice.label, choice.choices = story.question, [(one.slug, one.text) for one in story.choices]
        place.choices = [(key, one.name) for key, one in self.organisations.items()]
        if len(self.organisations) < 2:
            del self.fields["organisation"]

    def said(self) -> dict[str, Any]:
        """What the action takes."""
        key, number = self.cleaned_data.get("organisation"), str(self.cleaned_data.get("number") or "")
        place = self.organisations[key] if key else next(iter(self.organisations.values()))
        counted = int(number) if number.isdecimal() and len(number) < 5 else 0
        return {"choice": self.cleaned_data["choice"], "organisation": place, "number": counted}


class Remark(forms.Form):
    """Something for colleagues to think about."""

    words = forms.LongText(
        _("What do you think about it?"),
        hint=_("Your colleagues read it with your name. Do not name a learner or anybody else."),
        max_length=LONGEST_REMARK,
    )
