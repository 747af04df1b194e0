"""Documents that people take away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from wraparound.core import audit
from wraparound.sharing import actions as sharing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wraparound.accounts.models import Person
    from wraparound.core.categories import Category
    from wraparound.documents.content.tree import Document
    from wraparound.learners.models import Learner


@transaction.atomic
def take_document(
    *, learner: Learner, document: Document, form: str, categories: Iterable[Category], by: Person
) -> None:
    """Notes in the learner's chain who took which document away, as what, and the categories that could be in it."""
    opened = frozenset(categories)
    sharing.record_look(learner=learner, categories=opened, by=by)
    details: dict[str, audit.Detail] = {"document": document.kind.value, "as": f"{document.look.value}, {form}"}
    details["categories"] = sorted(c.value for c in opened)
    sharing.record_taken(learner=learner, what="document taken away", categories=opened, details=details, by=by)
