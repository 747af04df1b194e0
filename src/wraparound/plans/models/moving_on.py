"""Moving on: when somebody leaves a place, and where they are afterwards."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from wraparound.core.database.protection import Protection, key_index
from wraparound.core.privacy import Words, personal, special
from wraparound.plans.kinds_of_reviews import DestinationKind, When
from wraparound.plans.models.agreeing import SPOKEN, Spoken
from wraparound.plans.models.kept import KEPT, Kept, choices, kept_protection, said_protection


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
