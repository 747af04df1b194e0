"""Addresses at which a calendar app reads somebody's view of a plan. Only a fingerprint of each is kept."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from wraparound.core import clock, ids
from wraparound.core.database.protection import (
    ADD,
    FOR_MERGING,
    MY_LEARNERS,
    MY_OWN_LEARNERS,
    READ,
    Command,
    Protection,
    Rule,
)
from wraparound.core.database.scope import Role
from wraparound.core.privacy import Words, personal, public, secret
from wraparound.documents.calendar import Shows
from wraparound.documents.calendar.lasting import Ending

MINE = "person_id = (select app.me())"
MINE_OR_ABOUT_ME = f"({MINE} or {MY_OWN_LEARNERS.format(learner='learner_id')})"


class Feed(models.Model):
    """A secret address: whose view of whose plan, what it shows, when it was read last. Ended, not deleted.

    Its person and the learner know of it and can end it; the database lets nothing else of it change.
    """

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ, MINE_OR_ABOUT_ME),
            Rule(Role.PERSON, ADD, f"{MINE} and {MY_LEARNERS.format(learner='learner_id')}"),
            Rule(Role.PERSON, (Command.UPDATE,), f"ended is null and {MINE_OR_ABOUT_ME}", MINE_OR_ABOUT_ME),
            FOR_MERGING,  # also for app.calendar_feed
        ),
        about_a_learner=True,
    )
    privacy: ClassVar[Words] = {
        **public("id"),
        **personal("learner", "person", "name", "shows", "made", "used", "fetches", "ended", "ended_by", "because"),
        **secret("fingerprint"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="+")
    person = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    fingerprint = models.CharField(max_length=64, unique=True)  # sha256 of the token in the address, as hex
    name = models.CharField(max_length=40)  # what the calendar is called in the app
    shows = models.CharField(max_length=10, choices=[(s.value, s.value) for s in Shows], default=Shows.BUSY.value)
    made = models.DateTimeField(default=clock.now)
    used = models.DateTimeField(null=True, blank=True)  # when it was read last
    fetches = models.PositiveIntegerField(default=0)
    ended = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+", null=True, blank=True)
    because = models.CharField(max_length=20, choices=[(e.value, e.value) for e in Ending], blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(ended__isnull=True) ^ ~Q(because=""), name="a_feed_that_ended_says_why"),
        )
