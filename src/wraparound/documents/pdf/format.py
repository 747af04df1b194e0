"""PDF among the formats in which a document can be taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wraparound.documents import formats
from wraparound.documents.pdf.writing import written

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wraparound.accounts.models import Person
    from wraparound.documents.content.tree import Kind
    from wraparound.learners.models import Learner

LABEL = _("PDF, to print or send. Screen readers can read it.")


@formats.offers
def pdf(viewer: Person, learner: Learner, kind: Kind) -> Iterable[formats.Format]:
    """For everybody, of every document."""
    yield formats.Format("pdf", LABEL, "pdf", "application/pdf", written)
