"""What is to be erased: proposed by one person, told to the learner, confirmed by another; and what was."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from wraparound.core import clock, ids
from wraparound.core.categories import Category
from wraparound.core.database.prepare import FUNCTIONS
from wraparound.core.database.protection import EDIT, MY_OWN_LEARNERS, READ, Protection, Rule
from wraparound.core.database.scope import Role
from wraparound.core.privacy import Words, personal, public
from wraparound.records.policy_keeping import Because, Said

ADMINISTERED = "organisation_id = any((select app.organisations_i_administer())::bigint[])"
LED = (  # what is open to who leads: of a category that is not, they do not learn that it is there
    "(learner_id = any((select app.learners_i_lead())::bigint[])"
    " and learner_id * 16 + coalesce(category, 0) = any((select app.my_keys())::bigint[]))"
)


class Erasure(models.Model):
    """A category of a learner (none: everything) is to go. Stays when it is done: ids, dates and counts, no words.

    Written by the functions of sql/functions_keeping.sql alone, which ask who may.
    """

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ, f"{MY_OWN_LEARNERS.format(learner='learner_id')} or {LED} or {ADMINISTERED}"),
            Rule(FUNCTIONS, EDIT),
        ),
        about_a_learner=True,
    )
    privacy: ClassVar[Words] = {
        **public("id", "because"),
        **personal("learner", "category", "organisation", "proposed_by", "proposed", "told_in_person", "not_before"),
        **personal("answer", "answered_by", "answered", "confirmed_by", "confirmed", "taken_back", "done", "counts"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="+")
    category = models.PositiveSmallIntegerField(choices=[(c.number, c.value) for c in Category], null=True, blank=True)
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.RESTRICT, related_name="+")
    because = models.CharField(max_length=12, choices=[(b.value, b.value) for b in Because])
    proposed_by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    proposed = models.DateTimeField(default=clock.now)
    told_in_person = models.BooleanField(default=False)  # by who proposed it: else by a notice
    not_before = models.DateField()  # the learner's time to say "keep it" is over
    answer = models.CharField(max_length=6, choices=[(s.value, s.value) for s in Said], blank=True)
    answered_by = models.ForeignKey(
        "accounts.Person", on_delete=models.RESTRICT, related_name="+", null=True, blank=True
    )
    answered = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        "accounts.Person", on_delete=models.RESTRICT, related_name="+", null=True, blank=True
    )
    confirmed = models.DateTimeField(null=True, blank=True)
    taken_back = models.DateTimeField(null=True, blank=True)
    done = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict)  # how many rows of which table

    class Meta:
        indexes = (
            models.Index("organisation", name="erasures_of_an_organisation"),
            models.Index("learner", condition=Q(done__isnull=True), name="erasures_not_done"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(confirmed__isnull=True, confirmed_by__isnull=True)
                | (Q(confirmed__isnull=False, confirmed_by__isnull=False) & ~Q(confirmed_by=F("proposed_by"))),
                name="two_people_erase",
            ),
            models.CheckConstraint(
                condition=Q(confirmed__isnull=True) | (Q(taken_back__isnull=True) & ~Q(answer="keep")),
                name="what_the_learner_keeps_stays",
            ),
            models.CheckConstraint(
                condition=Q(done__isnull=True) | Q(confirmed__isnull=False), name="nothing_is_erased_unconfirmed"
            ),
            models.UniqueConstraint(
                fields=["learner", "category"],
                condition=Q(taken_back__isnull=True, done__isnull=True) & ~Q(answer="keep"),
                nulls_distinct=False,
                name="an_erasure_is_proposed_once",
            ),
        )
