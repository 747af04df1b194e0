"""The access that follows from grants: one row for each person, learner and category."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from wraparound.core.database.prepare import FUNCTIONS
from wraparound.core.database.protection import ALL, Protection, Rule
from wraparound.core.privacy import Words, personal, public


class Access(models.Model):
    """What follows from grants, circles and memberships: kept by triggers, read by policies, touched by nobody else."""

    protection: ClassVar[Protection] = Protection((Rule(FUNCTIONS, ALL),))
    privacy: ClassVar[Words] = {**public("id"), **personal("person", "learner", "category", "grant", "since", "until")}

    id = models.BigAutoField(primary_key=True)
    person = models.BigIntegerField()
    learner = models.BigIntegerField()
    category = models.SmallIntegerField()
    grant = models.UUIDField(null=True)  # null: the learner's own
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index("learner", name="access_to_a_learner"),
            models.Index(
                fields=["person"], include=["learner", "category", "since", "until"], name="access_of_a_person"
            ),
        )
