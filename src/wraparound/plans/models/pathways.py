"""Pathways of organisations: those in use, version after version; those being written; and where plans began."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from wraparound.core import clock, ids
from wraparound.core.database.protection import (
    EDIT,
    FOR_FUNCTIONS,
    MY_ORGANISATIONS,
    READ,
    Command,
    Protection,
    Rule,
    key_index,
)
from wraparound.core.database.scope import Role
from wraparound.core.privacy import Words, personal, public
from wraparound.plans.kinds_of_pathways import OpenTo
from wraparound.plans.models.agreeing import SPOKEN, Spoken
from wraparound.plans.models.kept import choices, said_protection

OURS = MY_ORGANISATIONS.format(organisation="organisation_id")
WRITTEN = ("key", "number", "organisation", "name", "words", "guide", "reassurance", "open_to", "copied_from", "steps")


class Written(models.Model):
    """What a pathway says, in use or not. Nothing of any learner. Steps are as in `pathways.Step`."""

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    key = models.UUIDField(default=ids.new_public_id)  # stays through all versions
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.RESTRICT, related_name="+")
    name = models.CharField(max_length=120)
    words = models.TextField()  # for whom it is
    guide = models.TextField(blank=True)  # for the side that receives the learner
    reassurance = models.TextField(blank=True)  # for families
    open_to = models.CharField(max_length=20, choices=choices(OpenTo), default=OpenTo.OWN)
    copied_from = models.CharField(max_length=200, blank=True)  # what the one was called that it began from
    steps = models.JSONField(default=list)

    class Meta:
        abstract = True


class Pathway(Written):
    """A version of a pathway that is, or was, in use. Added, never changed; the highest `number` counts.

    The library that comes with the site stands in pathways.toml, not here.
    """

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.VISITOR, READ, "open_to = 'everybody'"),
            Rule(Role.PERSON, READ, f"open_to <> 'own' or {OURS}"),
            Rule(Role.PERSON, (Command.INSERT,), f"{OURS} and by_id = (select app.me())"),
            FOR_FUNCTIONS,  # which is the newest is asked of all versions, open to the viewer or not
        )
    )
    privacy: ClassVar[Words] = {**public("id", *WRITTEN, "retired"), **personal("by", "at")}

    number = models.PositiveIntegerField(default=1)
    retired = models.BooleanField(default=False)
    by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["key", "number"], name="versions_of_a_pathway_are_numbered"),)


class PathwayDraft(Written):
    """The next version of a pathway while it is written; for the organisation alone. `number`: the one it began from.

    A step here has a `version` that grows with each change of it, and `out` where it is taken out (and can come back).
    """

    protection: ClassVar[Protection] = Protection(
        (Rule(Role.PERSON, EDIT, OURS, f"{OURS} and changed_by_id = (select app.me())"),)
    )
    privacy: ClassVar[Words] = {**public("id", *WRITTEN, "version", "ended"), **personal("changed_by", "changed")}

    number = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    changed = models.DateTimeField(default=clock.now)
    ended = models.DateTimeField(null=True, blank=True)  # put into use, or thrown away

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["key"], condition=Q(ended__isnull=True), name="a_pathway_is_written_in_one_place"
            ),
        )


class PathwayBegun(Spoken):
    """A plan began from a version of a pathway, and stays with it. `lines`: which line each step became."""

    protection: ClassVar[Protection] = said_protection()
    privacy: ClassVar[Words] = {**SPOKEN, **personal("pathway", "number", "name", "lines")}

    pathway = models.UUIDField()  # its key: of the library, or of an organisation
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    lines = models.JSONField(default=dict)

    class Meta:
        indexes = (key_index("pathway_begun_key"),)
