"""What the planner proposed, and what people took or refused of it. Added, never changed; not yet part of any plan."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from wraparound.core.categories import Category
from wraparound.core.database.protection import ADD, FOR_MERGING, READ, Protection, Rule, key_index
from wraparound.core.database.scope import Role
from wraparound.core.privacy import Words, personal, special
from wraparound.plans.models.agreeing import BY_WRITER, SPOKEN, Spoken
from wraparound.plans.models.kept import CATEGORIES, OPEN

# Which services are proposed follows from needs, wishes and the rest. So a proposal is open only to those to whom
# everything is open that it was made from.
MADE_FROM = "app.keys_of(learner_id, categories) <@ (select app.my_keys())::bigint[]"
SEES_ALL = f"{OPEN} and {MADE_FROM}"


def proposal_protection() -> Protection:
    """Read by whom all categories are open to that it was made from, added in one's own name, never changed."""
    return Protection(
        (Rule(Role.PERSON, READ, SEES_ALL), Rule(Role.PERSON, ADD, f"{SEES_ALL} and {BY_WRITER}"), FOR_MERGING),
        about_a_learner=True,
    )


def categories() -> ArrayField[list[int], list[int]]:
    """Numbers of categories."""
    return ArrayField(models.PositiveSmallIntegerField(choices=CATEGORIES), default=list)


class Proposal(Spoken):
    """Programmes that a learner could have, as the planner saw them: ids and figures, no words of anybody.

    `categories`: those that were open to who asked and that the planner reads, whether or not anything stood there.
    """

    protection: ClassVar[Protection] = proposal_protection()
    privacy: ClassVar[Words] = {**SPOKEN, **personal("categories"), **special("content")}

    categories = categories()
    content = models.JSONField()

    class Meta:
        indexes = (key_index("proposal_key"),)
        constraints = (
            models.CheckConstraint(condition=Q(category=Category.PLAN.number), name="a_proposal_is_for_the_plan"),
        )


class ProposalAnswer(Spoken):
    """Somebody took a line of a proposal, or refused it and said why."""

    protection: ClassVar[Protection] = proposal_protection()
    privacy: ClassVar[Words] = {
        **SPOKEN,
        **personal("proposal", "categories", "programme", "number", "offering", "taken", "line"),
        **special("because"),
    }

    proposal = models.ForeignKey("plans.Proposal", on_delete=models.RESTRICT, related_name="answers")
    categories = categories()  # those of the proposal
    programme = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()  # of the line in the programme
    offering = models.ForeignKey("directory.Offering", on_delete=models.RESTRICT, related_name="+")
    taken = models.BooleanField()
    line = models.ForeignKey("plans.Line", on_delete=models.RESTRICT, related_name="+", null=True, blank=True)
    because = models.TextField(blank=True)

    class Meta:
        indexes = (key_index("proposal_answer_key"),)
        constraints = (
            models.CheckConstraint(condition=Q(taken=True) | ~Q(because=""), name="what_is_refused_has_a_reason"),
            models.CheckConstraint(condition=Q(taken=True) ^ Q(line__isnull=True), name="what_is_taken_is_a_line"),
        )
