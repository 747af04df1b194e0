"""Answers and remarks of the exercise on sharing decisions. Nothing here is about a learner."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from wraparound.core import clock, ids
from wraparound.core.database.protection import ADD, FOR_FUNCTIONS, MY_ORGANISATIONS, READ, Command, Protection, Rule
from wraparound.core.database.scope import Role
from wraparound.core.privacy import Words, personal, public

MINE = "person_id = (select app.me())"
OF_MINE = MY_ORGANISATIONS.format(organisation="organisation_id")


class ExerciseAnswer(models.Model):
    """What somebody chose in a story, the first, second ... time. It is theirs: colleagues see only counts."""

    protection: ClassVar[Protection] = Protection(
        (Rule(Role.PERSON, READ, MINE), Rule(Role.PERSON, ADD, f"{MINE} and {OF_MINE}"), FOR_FUNCTIONS)
    )
    privacy: ClassVar[Words] = {
        **public("id"),
        **personal("person", "organisation", "story", "choice", "round", "at"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    person = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.RESTRICT, related_name="+")
    story = models.CharField(max_length=40)
    choice = models.CharField(max_length=40)
    round = models.PositiveSmallIntegerField()  # which time it is that they take the exercise
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = (models.Index("organisation", "story", name="answers_to_a_story"),)
        constraints = (
            models.UniqueConstraint(fields=("person", "story", "round"), name="a_story_is_answered_once_each_time"),
            models.CheckConstraint(condition=Q(round__gte=1), name="rounds_begin_at_one"),
        )


class ExerciseRemark(models.Model):
    """What somebody says about a story to their colleagues, with their name; they can take it back."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ, f"{MINE} or ({OF_MINE} and taken_back is null)"),
            Rule(Role.PERSON, ADD, f"{MINE} and {OF_MINE} and taken_back is null"),
            Rule(Role.PERSON, (Command.UPDATE,), MINE, f"{MINE} and taken_back is not null"),
        )
    )
    privacy: ClassVar[Words] = {
        **public("id"),
        **personal("person", "organisation", "story", "words", "at", "taken_back"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    person = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.RESTRICT, related_name="+")
    story = models.CharField(max_length=40)
    words = models.TextField(max_length=1000)
    at = models.DateTimeField(default=clock.now)
    taken_back = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index("organisation", "story", name="remarks_on_a_story"),)
