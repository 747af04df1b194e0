"""Suggesting a word, and answering."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from wraparound.core import audit, clock
from wraparound.vocabulary import policy, queries, telling
from wraparound.vocabulary.kinds import Kind, State
from wraparound.vocabulary.models import Suggestion

if TYPE_CHECKING:
    from uuid import UUID


class Refused(Exception):
    """It may not be done; the message says why."""


@transaction.atomic
def suggest_term(*, label: str, kind: str, because: str, organisation: Any, by: Any) -> Suggestion:
    """Keeps a suggestion in the name of an organisation. Raises Refused for whoever is not its member."""
    decision = policy.may_suggest(organisation.pk, queries.memberships(by))
    if not decision.allowed:
        raise Refused(decision.because)
    made = Suggestion.objects.create(
        label=label, kind=Kind(kind).value, because=because, organisation=organisation, suggested_by=by
    )
    audit.record("word suggested", about=organisation.public_id, details={"suggestion": str(made.pk)})
    return made


@transaction.atomic
def answer_suggestion(*, suggestion: UUID, state: State, answer: str, by: Any) -> None:
    """Says what became of it. Raises Refused for whoever is no system administrator, and where it was answered."""
    decision = policy.may_answer(queries.memberships(by))
    if not decision.allowed:
        raise Refused(decision.because)
    if state is State.OPEN:
        raise Refused(_("an answer takes or declines"))
    changed = Suggestion.objects.filter(pk=suggestion, state=State.OPEN.value).update(
        state=state.value, answer=answer, answered_by=by, answered=clock.now()
    )
    if not changed:
        raise Refused(_("this suggestion was answered before"))
    audit.record(
        "suggested word answered", about=audit.SITE, details={"suggestion": str(suggestion), "state": state.value}
    )
    telling.answered(suggestion, by)
