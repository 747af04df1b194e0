"""Which document, how it reads, and as what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wraparound.core import forms
from wraparound.documents.content.tree import Kind, Look

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wraparound.documents.formats import Format
    from wraparound.documents.queries.documents import Choice

NO_EASY_READ = _("There is no Easy Read of the money. Choose ordinary or large print.")


class TakeForm(forms.Form):
    """What somebody takes away."""

    what = forms.Choice(_("Which document?"), choices=[])
    how = forms.Choice(_("How shall it read?"), choices=[(look.value, look.label) for look in Look])
    kind = forms.Choice(_("As what?"), choices=[])

    says_optional = False

    def __init__(self, *args: Any, documents: Sequence[Choice], formats: Sequence[Format], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.documents = {one.key: one for one in documents}
        self.formats = {one.key: one for one in formats}
        self.choose("what", [(one.key, one.label) for one in documents])
        self.choose("kind", [(one.key, one.label) for one in formats])

    def choose(self, name: str, pairs: list[tuple[str, Any]]) -> None:
        """What a field can be, for this viewer."""
        field: Any = self.fields[name]
        field.choices = pairs

    def clean_how(self) -> Look:
        """Money has no Easy Read."""
        look, what = Look(self.cleaned_data["how"]), self.documents.get(self.cleaned_data.get("what", ""))
        if look is Look.EASY and what is not None and what.kind is Kind.MONEY:
            raise ValidationError(NO_EASY_READ)
        return look
