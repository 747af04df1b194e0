"""Moving on: pathways to begin a plan from, when somebody leaves a place, and where they are afterwards."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from wraparound.core import clock, ids
from wraparound.core.database.protection import MY_ORGANISATIONS, READ, Command, Protection, Rule, key_index
from wraparound.core.database.scope import Role
from wraparound.core.privacy import Words, personal, public, special
from wraparound.plans.kinds_of_reviews import DestinationKind, When
from wraparound.plans.models.agreeing import SPOKEN, Spoken
from wraparound.plans.models.kept import KEPT, Kept, choices, kept_protection, said_protection


class Pathway(models.Model):
    """A pattern of a plan that an organisation wrote, in one of its versions. Nothing of any learner.

    `key` stays through all versions, the highest `number` counts. Steps are as in `pathways.Step`. The library
    that comes with the site stands in pathways.toml, not here.
    """

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ),
            Rule(
                Role.PERSON,
                (Command.INSERT,),
                f"{MY_ORGANISATIONS.format(organisation='organisation_id')} and by_id = (select app.me())",
            ),
        )
    )
    privacy: ClassVar[Words] = {
        **public("id", "key", "number", "organisation", "name", "words", "guide", "steps", "retired"),
        **personal("by", "at"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    key = models.UUIDField(default=ids.new_public_id)
    number = models.PositiveIntegerField(default=1)
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.RESTRICT, related_name="+")
    name = models.CharField(max_length=120)
    words = models.TextField()  # for whom it is
    guide = models.TextField(blank=True)  # for the side that receives the learner
    steps = models.JSONField(default=list)
    retired = models.BooleanField(default=False)
    by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["key", "number"], name="versions_of_a_pathway_are_numbered"),)


class Leaving(Kept):
    """When a learner is expected to leave an organisation."""

    protection: ClassVar[Protection] = kept_protection()
    privacy: ClassVar[Words] = {**KEPT, **personal("organisation", "on")}

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.RESTRICT, related_name="+")
    on = models.DateField()

    class Meta:
        indexes = (key_index("leaving_key"), models.Index("organisation", "on", name="leavers_by_date"))
        constraints = (
            models.UniqueConstraint(
                fields=["learner", "organisation", "category"],
                condition=Q(ended__isnull=True),
                name="one_leaves_an_organisation_once",
            ),
        )


class Destination(Spoken):
    """Where somebody is when the plan ends, and after six and twelve months. The newest of a time counts."""

    protection: ClassVar[Protection] = said_protection()
    privacy: ClassVar[Words] = {**SPOKEN, **personal("when"), **special("kind", "words")}

    when = models.CharField(max_length=20, choices=choices(When))
    kind = models.CharField(max_length=30, choices=choices(DestinationKind))
    words = models.TextField(blank=True)

    class Meta:
        indexes = (key_index("destination_key"),)
