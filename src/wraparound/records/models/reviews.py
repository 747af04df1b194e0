"""An administrator looked at who in the organisation reaches how many learners, and kept or ended each place."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from wraparound.accounts.roles import MemberRole
from wraparound.core import clock, ids
from wraparound.core.database.prepare import FUNCTIONS
from wraparound.core.database.protection import ADD, READ, Protection, Rule
from wraparound.core.database.scope import Role
from wraparound.core.privacy import Words, personal, public
from wraparound.records.policy_reviews import Decided

ADMINISTERED = "organisation_id = any((select app.organisations_i_administer())::bigint[])"


class AccessReview(models.Model):
    """One review of an organisation, by one of its administrators. Added, never changed."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ, ADMINISTERED),
            Rule(Role.PERSON, ADD, f"{ADMINISTERED} and by_id = (select app.me())"),
            Rule(FUNCTIONS, READ),
        )
    )
    privacy: ClassVar[Words] = {**public("id"), **personal("organisation", "by", "at")}

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.RESTRICT, related_name="+")
    by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = (models.Index("organisation", models.F("at").desc(), name="reviews_of_an_organisation"),)


class AccessReviewLine(models.Model):
    """What was found of one person's place, and what was decided. Counts and categories, no learner."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ, ADMINISTERED),
            Rule(Role.PERSON, ADD, f"{ADMINISTERED} and review_id = any((select app.my_access_reviews())::uuid[])"),
        )
    )
    privacy: ClassVar[Words] = {
        **public("id"),
        **personal("review", "organisation", "person", "role", "learners", "categories", "last_active", "oddities"),
        **personal("decided"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    review = models.ForeignKey("records.AccessReview", on_delete=models.RESTRICT, related_name="lines")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.RESTRICT, related_name="+")
    person = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    role = models.CharField(max_length=40, choices=[(r.value, r.value) for r in MemberRole])
    learners = models.PositiveIntegerField()
    categories = ArrayField(models.PositiveSmallIntegerField(), default=list)
    last_active = models.DateField(null=True, blank=True)
    oddities = ArrayField(models.CharField(max_length=20), default=list)
    decided = models.CharField(max_length=10, choices=[(d.value, d.value) for d in Decided])

    class Meta:
        constraints = (models.UniqueConstraint(fields=["review", "person", "role"], name="a_place_is_reviewed_once"),)
