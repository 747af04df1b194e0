"""Whoever suggested a word is told that it was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from wraparound.notices.actions import tell
from wraparound.notices.kinds import About, Kind, register
from wraparound.vocabulary import queries

if TYPE_CHECKING:
    from uuid import UUID

register(
    Kind(
        "word-answered",
        _("A word that you suggested has an answer."),
        link="vocabulary:suggestion",
        link_text=_("Read the answer"),
    )
)


def answered(suggestion: UUID, by: Any) -> None:
    """Tells of the answer."""
    found = queries.suggestion(by, suggestion)
    if found is not None:
        tell(person=found.suggested_by_id, kind="word-answered", about=About.thing(suggestion), by=by)
