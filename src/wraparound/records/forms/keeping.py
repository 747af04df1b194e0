"""What is to be erased, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wraparound.core.categories import Category
from wraparound.core.forms import Choice, Choices, Form
from wraparound.records.policy_keeping import Because

if TYPE_CHECKING:
    from collections.abc import Iterable

EVERYTHING = "everything"


class Propose(Form):
    """One category, or everything; why; and, for who does not sign in, that they were told."""

    what = Choice(gettext_lazy("What is to be erased?"), choices=(), missing=gettext_lazy("Choose what."))
    because = Choice(
        gettext_lazy("Why?"),
        choices=[(b.value, b.label) for b in Because],
        missing=gettext_lazy("Choose why."),
    )
    told = Choices(
        gettext_lazy("Does the learner know?"),
        choices=[("told", gettext_lazy("I told them myself, and that they can say: keep it"))],
        required=False,
    )

    def __init__(self, *args: Any, categories: Iterable[Category], signs_in: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = [(c.value, c.label) for c in categories if c is not Category.IDENTITY]
        self.fields["what"].choices = [*words, (EVERYTHING, _("Everything about them"))]  # type: ignore[attr-defined]
        if signs_in:
            del self.fields["told"]

    @property
    def asked(self) -> dict[str, Any]:
        """What the action takes."""
        said = self.cleaned_data
        return {
            "category": None if said["what"] == EVERYTHING else Category(said["what"]),
            "because": Because(said["because"]),
            "told_in_person": bool(said.get("told")),
        }
