"""Everything about a learner, to take away: who asked for it, how far it is, and the file while it is kept."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from wraparound.core import clock, ids
from wraparound.core.database.prepare import FUNCTIONS
from wraparound.core.database.protection import (
    ADD,
    EDIT,
    FOR_MERGING,
    MY_OWN_LEARNERS,
    READ,
    Command,
    Protection,
    Rule,
)
from wraparound.core.database.scope import Role
from wraparound.core.privacy import Words, personal, public, special
from wraparound.records.policy_exports import State

# The learner, and nobody else: also who asked sees it only as long as they are the learner.
MINE = f"asked_by_id = (select app.me()) and {MY_OWN_LEARNERS.format(learner='learner_id')}"
KEPT = f"{MY_OWN_LEARNERS.format(learner='learner_id')} and until > clock_timestamp()"


class Export(models.Model):
    """A learner asked for everything about them. `attempts` goes up each time a worker takes it up."""

    protection: ClassVar[Protection] = Protection((Rule(Role.PERSON, EDIT, MINE), FOR_MERGING), about_a_learner=True)
    privacy: ClassVar[Words] = {
        **public("id", "state", "attempts"),
        **personal("learner", "asked_by", "made", "ended", "until", "fetched", "size", "sha256"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="+")
    asked_by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in State], default=State.WAITING.value)
    attempts = models.PositiveSmallIntegerField(default=0)
    made = models.DateTimeField(default=clock.now)
    ended = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)  # how long the file is kept
    fetched = models.DateTimeField(null=True, blank=True)  # for the first time
    size = models.PositiveIntegerField(default=0)  # bytes of the file
    sha256 = models.CharField(max_length=64, blank=True)  # of the file, as hex

    class Meta:
        indexes = (models.Index("learner", name="exports_of_a_learner"),)

    @property
    def is_kept(self) -> bool:
        """Whether the file can still be fetched."""
        return self.state == State.READY and self.until is not None and self.until > clock.now()


class ExportFile(models.Model):
    """The file itself, for a few days: after that nobody can read it, and the next that passes by takes it away."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ, KEPT),
            Rule(Role.PERSON, ADD, KEPT),
            Rule(Role.PERSON, (Command.UPDATE,), MY_OWN_LEARNERS.format(learner="learner_id")),
            Rule(FUNCTIONS, (Command.SELECT, Command.UPDATE, Command.DELETE)),
        ),
        about_a_learner=True,
    )
    privacy: ClassVar[Words] = {**public("id"), **personal("export", "learner", "until"), **special("content")}

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    export = models.OneToOneField("records.Export", on_delete=models.RESTRICT, related_name="file")
    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="+")
    content = models.BinaryField()  # a zip
    until = models.DateTimeField()

    class Meta:
        indexes = (models.Index("until", name="export_files_to_forget"),)
