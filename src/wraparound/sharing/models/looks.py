"""What a learner says of those who looked: \"this seems wrong\", to somebody with a name, who answers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from wraparound.core import clock, ids
from wraparound.core.database.protection import ADD, FOR_MERGING, READ, Protection, Rule
from wraparound.core.database.scope import Role
from wraparound.core.privacy import Words, personal, public, special
from wraparound.sharing.models.grants import OWN


class Concern(models.Model):
    """Something that seems wrong to a learner, about one event of their chain or at all."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ, f"{OWN} or id = any((select app.concerns_to_me())::uuid[])"),
            Rule(Role.PERSON, ADD, f"raised_by_id = (select app.me()) and {OWN}"),
            FOR_MERGING,
        ),
        about_a_learner=True,
    )
    privacy: ClassVar[Words] = {
        **public("id"),
        **personal("learner", "event", "raised_by", "made", "to_person", "organisation", "due"),
        **special("words"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="+")
    event = models.BigIntegerField(null=True, blank=True)  # its number in the learner's chain
    words = models.TextField(max_length=2000)
    raised_by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    made = models.DateTimeField(default=clock.now)
    to_person = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    organisation = models.ForeignKey(  # for which they were asked
        "accounts.Organisation", on_delete=models.RESTRICT, related_name="+", null=True, blank=True
    )
    due = models.DateField()

    class Meta:
        indexes = (
            models.Index("learner", name="concerns_of_a_learner"),
            models.Index("to_person", name="concerns_to_a_person"),
        )


class ConcernAnswer(models.Model):
    """What the person said, and what was done. One for each concern."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ, f"{OWN} or by_id = (select app.me())"),
            Rule(
                Role.PERSON,
                ADD,
                "by_id = (select app.me()) and concern_id = any((select app.concerns_to_me())::uuid[])",
            ),
            FOR_MERGING,
        ),
        about_a_learner=True,
    )
    privacy: ClassVar[Words] = {**public("id"), **personal("concern", "learner", "by", "at"), **special("words")}

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    concern = models.OneToOneField("sharing.Concern", on_delete=models.RESTRICT, related_name="answer")
    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="+")
    words = models.TextField(max_length=2000)
    by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    at = models.DateTimeField(default=clock.now)
