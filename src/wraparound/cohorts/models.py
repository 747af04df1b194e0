"""What was asked about many learners at once, and the answer for each. Added beside the plans, never part of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from wraparound.cohorts.kinds import Kind, State, Whom
from wraparound.core import clock, ids
from wraparound.core.categories import Category
from wraparound.core.database.protection import (
    ADD,
    EDIT,
    FOR_MERGING,
    READ,
    Protection,
    Rule,
    key_index,
    open_to_me,
)
from wraparound.core.database.scope import Role
from wraparound.core.privacy import Words, personal, public, special

if TYPE_CHECKING:
    from enum import StrEnum

MINE = "asked_by_id = (select app.me())"


def _choices(kinds: type[StrEnum]) -> list[tuple[str, str]]:
    return [(k.value, k.value) for k in kinds]


class Run(models.Model):
    """Somebody asked about many learners. Only they see it; what is in it counts learners and names none.

    `attempts` goes up each time a worker takes it up: what an earlier one still writes does not count.
    """

    protection: ClassVar[Protection] = Protection((Rule(Role.PERSON, EDIT, MINE),))
    privacy: ClassVar[Words] = {
        **public("id", "kind", "state", "trouble", "doing", "attempts", "pathway", "pathway_number"),
        **personal("asked_by", "whom", "organisation", "year", "council", "since", "terms", "hours", "days"),
        **personal("made", "started", "heard", "ended", "stop_asked", "total", "done", "value", "bound", "first_value"),
        **special("told"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    asked_by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    kind = models.CharField(max_length=20, choices=_choices(Kind))
    whom = models.CharField(max_length=20, choices=_choices(Whom))
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.RESTRICT, related_name="+", null=True, blank=True
    )
    year = models.PositiveSmallIntegerField(null=True, blank=True)  # in which they leave
    council = models.CharField(max_length=100, blank=True)
    since = models.DateField()
    terms = models.PositiveSmallIntegerField(default=3)
    hours = models.PositiveSmallIntegerField(null=True, blank=True)  # a week
    days = models.PositiveSmallIntegerField(null=True, blank=True)  # a week
    pathway = models.UUIDField(null=True, blank=True)  # the key of one
    pathway_number = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=_choices(State), default=State.WAITING.value)
    trouble = models.CharField(max_length=20, blank=True)  # a slug of TROUBLES
    doing = models.CharField(max_length=20, blank=True)  # a slug of DOING
    attempts = models.PositiveSmallIntegerField(default=0)
    made = models.DateTimeField(default=clock.now)
    started = models.DateTimeField(null=True, blank=True)
    heard = models.DateTimeField(null=True, blank=True)  # the last sign of life of who works on it
    ended = models.DateTimeField(null=True, blank=True)
    stop_asked = models.DateTimeField(null=True, blank=True)
    total = models.PositiveIntegerField(default=0)  # learners
    done = models.PositiveIntegerField(default=0)  # learners, in what is being done
    first_value = models.BigIntegerField(null=True, blank=True)  # points: first come, first served
    value = models.BigIntegerField(null=True, blank=True)  # points: of the best so far
    bound = models.BigIntegerField(null=True, blank=True)  # points that no plan can exceed
    told = models.JSONField(default=dict)  # what holds for all of them: of a pathway, what was tested

    class Meta:
        indexes = (models.Index(fields=("asked_by", "-made"), name="runs_of_a_person"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(whom="leavers") | Q(year__isnull=False), name="leavers_leave_in_a_year"
            ),
            models.CheckConstraint(
                condition=~Q(kind="pathway") | Q(pathway__isnull=False), name="a_test_is_of_a_pathway"
            ),
        )


# What came out for a learner follows from needs, wishes and the rest: it is for whoever asked, and only while all that
# it was made from is open to them. The same rule as for proposals.
OPEN = (
    f"{open_to_me()} and app.keys_of(learner_id, categories) <@ (select app.my_keys())::bigint[]"
    " and written_by_id = (select app.me())"
)


class Answer(models.Model):
    """What came out for one learner: ids and figures, no words of anybody.

    Of a plan for all: `proposal` holds the lines, on the page of which they can be taken one by one. Of a pathway:
    `content` says from which term it would work, or why not.
    """

    protection: ClassVar[Protection] = Protection(
        (Rule(Role.PERSON, READ, OPEN), Rule(Role.PERSON, ADD, OPEN), FOR_MERGING), about_a_learner=True
    )
    privacy: ClassVar[Words] = {
        **public("id", "run"),
        **personal("learner", "category", "categories", "written_by", "at", "proposal"),
        **special("content"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    run = models.ForeignKey("cohorts.Run", on_delete=models.RESTRICT, related_name="answers")
    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="+")
    category = models.PositiveSmallIntegerField(choices=[(c.number, c.value) for c in Category])
    categories = ArrayField(models.PositiveSmallIntegerField(), default=list)
    written_by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    proposal = models.ForeignKey("plans.Proposal", on_delete=models.RESTRICT, related_name="+", null=True, blank=True)
    content = models.JSONField(default=dict)

    class Meta:
        indexes = (key_index("cohort_answer_key"), models.Index("run", name="answers_of_a_run"))
        constraints = (
            models.UniqueConstraint(fields=("run", "learner"), name="a_run_answers_once_for_a_learner"),
            models.CheckConstraint(condition=Q(category=Category.PLAN.number), name="an_answer_is_for_the_plan"),
        )
