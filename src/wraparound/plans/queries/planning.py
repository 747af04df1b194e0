"""Proposals, room at offerings, and what else the planner has to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from wraparound.plans.models import Proposal, ProposalAnswer, Section

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner


def proposals(viewer: Person, learner: Learner) -> QuerySet[Proposal]:
    """What the planner proposed for a learner, the newest first: where all that it was made from is open."""
    return Proposal.objects.filter(learner=learner).order_by("-at", "pk")


def proposal(viewer: Person, learner: Learner, key: UUID) -> Proposal | None:
    """One of these; None where there is none or it is not open."""
    return proposals(viewer, learner).select_related("learner").filter(pk=key).first()


def answers_to(viewer: Person, proposal: UUID) -> QuerySet[ProposalAnswer]:
    """What was taken or refused of a proposal, in order, by the proposal's key."""
    return ProposalAnswer.objects.filter(proposal_id=proposal).order_by("at", "pk")


def has_ehc_plan(viewer: Person, learner: Learner) -> bool:
    """Whether something of an EHC plan is attached that is open to the viewer; False also where that is not known."""
    return Section.objects.filter(learner=learner, ended__isnull=True).exists()


def places_left(viewer: Person, asked: Sequence[tuple[int, date, date]], most: int = 1) -> list[int]:
    """For each (offering, first day, last day): the places left, and never more than `most` or 10.

    With `most` 1 it says whether there is a place. Who comes, and how many, is not said to anybody.
    """
    if not asked:
        return []
    offerings, firsts, lasts = (list(column) for column in zip(*asked, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "select number, places_left from app.places_left(%s::bigint[], %s::date[], %s::date[], %s)",
            [offerings, firsts, lasts, most],
        )
        found = dict(cursor.fetchall())
    return [found.get(number, 0) for number in range(1, len(asked) + 1)]
