"""Rows whose every change the database keeps: what stood in which field, from when, by whom. Nothing can go past it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from wraparound.core import clock, ids
from wraparound.core.categories import Category
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
    key_index,
    open_to_me,
)
from wraparound.core.database.scope import Role
from wraparound.core.privacy import Words, personal, public, special

CATEGORIES = [(c.number, c.label) for c in Category]
BY_NUMBER = {c.number: c for c in Category}
OPEN = open_to_me()
OWN = MY_OWN_LEARNERS.format(learner="learner_id")
BY_ME = "changed_by_id = (select app.me())"


def choices(words: Any) -> list[tuple[str, str]]:
    """The slugs of an enum; what pages call them stands in `kinds`."""
    return [(word.value, word.value) for word in words]


def kept_protection() -> Protection:
    """Read, written and changed by whom the row's category is open to, in one's own name. Which of them may: policy."""
    changed = f"{OPEN} and {BY_ME}"
    return Protection(
        (
            Rule(Role.PERSON, READ, OPEN),
            Rule(Role.PERSON, ADD, changed),
            Rule(Role.PERSON, (Command.UPDATE,), OPEN, changed),
            FOR_MERGING,
        ),
        about_a_learner=True,
    )


def said_protection(*more: Rule, mine: str = "written_by_id = (select app.me())") -> Protection:
    """Read by whom the row's category is open to, added in one's own name, never changed."""
    return Protection(
        (Rule(Role.PERSON, READ, OPEN), Rule(Role.PERSON, ADD, f"{OPEN} and {mine}"), *more, FOR_MERGING),
        about_a_learner=True,
    )


KEPT = {**public("id"), **personal("learner", "category", "made_by", "made", "changed_by", "changed", "ended")}


class Kept(models.Model):
    """About whom, in which category, by whom it was made and last changed. Ended, not deleted.

    The trigger `plans_keeps` writes each field that changes to `Change`.
    """

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="+")
    category = models.PositiveSmallIntegerField(choices=CATEGORIES)
    made_by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    made = models.DateTimeField(default=clock.now)
    changed_by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    changed = models.DateTimeField(default=clock.now)
    ended = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def kept_in(self) -> Category:
        """The category in which the row is kept."""
        return BY_NUMBER[self.category]


class Change(models.Model):
    """A field of a row, as it stood from a moment on. Written by the database alone, never changed.

    `order` grows within a learner: microseconds since 1970, one more where two would be the same.
    """

    protection: ClassVar[Protection] = Protection(
        (Rule(Role.PERSON, READ, OPEN), Rule(FUNCTIONS, EDIT)), about_a_learner=True
    )
    privacy: ClassVar[Words] = {
        **public("id"),
        **personal("learner", "category", "of", "row", "line", "field", "order", "by", "at"),
        **special("value"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="+")
    category = models.PositiveSmallIntegerField(choices=CATEGORIES)
    of = models.CharField(max_length=20)  # line, outcome, need, payment, section
    row = models.UUIDField()
    line = models.UUIDField(null=True, blank=True)  # the line that the row belongs to, or is
    field = models.CharField(max_length=40)
    value = models.JSONField(null=True)
    order = models.BigIntegerField()
    by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = (
            key_index("change_key"),
            models.Index("learner", "order", name="changes_in_order"),
            models.Index("row", "order", name="changes_of_a_row"),
        )
        constraints = (models.UniqueConstraint(fields=["learner", "order"], name="changes_of_a_learner_have_an_order"),)
