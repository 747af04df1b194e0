"""Word among the formats of documents: in our layout, and in those of the viewer's organisations."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wraparound.documents import formats
from wraparound.documents.queries import layouts
from wraparound.documents.word.writing import written

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wraparound.accounts.models import Person
    from wraparound.documents.content.tree import Kind
    from wraparound.learners.models import Learner

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LABEL = gettext_lazy("Word, to change or to copy from")


@formats.offers
def word(viewer: Person, learner: Learner, kind: Kind) -> Iterable[formats.Format]:
    """For everybody, of every document."""
    yield formats.Format("word", LABEL, "docx", TYPE, written)
    for layout in layouts.in_use(viewer, kind):
        label = _("Word, in the layout of %(organisation)s") % {"organisation": layout.organisation.name}
        fill = partial(written, layout=bytes(layout.file), organisation=layout.organisation.name)
        yield formats.Format(f"word-{layout.organisation.public_id}", label, "docx", TYPE, fill)
