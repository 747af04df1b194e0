"""What is stored of a notice, and how somebody wants to be told."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from wraparound.core import clock, ids
from wraparound.core.categories import CATEGORIES_PER_LEARNER, Category
from wraparound.core.database.prepare import FUNCTIONS
from wraparound.core.database.protection import EDIT, ERASED, READ, Command, Protection, Rule
from wraparound.core.database.scope import Role
from wraparound.core.privacy import Words, personal, public
from wraparound.notices.policy import Mails

MINE_AND_OPEN = "person_id = (select app.me()) and (key is null or key = any((select app.my_keys())::bigint[]))"
READ_AND_MARK = (*READ, Command.UPDATE)
BY_NUMBER = {category.number: category for category in Category}


class Notice(models.Model):
    """Something that a person should know of or do. One about a learner is there only while that part is open to them.

    `key` is learner * 16 + category and no foreign key: learners stand above notices (docs/adr/0010).
    """

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ_AND_MARK, MINE_AND_OPEN),
            Rule(Role.NOTICES, READ_AND_MARK, MINE_AND_OPEN),
            Rule(FUNCTIONS, EDIT),  # app.tell writes for somebody else
            Rule(FUNCTIONS, (Command.DELETE,), ERASED.format(column="key / 16")),  # with what they tell of
        ),
        about_a_learner=True,
    )
    privacy: ClassVar[Words] = {
        **public("id", "kind"),
        **personal("person", "told_by", "address", "key", "count", "made", "due", "seen", "done", "mailed"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    person = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    told_by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+", null=True)
    kind = models.CharField(max_length=60)
    address = ArrayField(models.TextField(), default=list)  # the parameters of the kind's link
    key = models.BigIntegerField(null=True)
    count = models.PositiveIntegerField(default=1)  # how often it happened before it was seen
    made = models.DateTimeField(default=clock.now)
    due = models.DateField(null=True)
    seen = models.DateTimeField(null=True)
    done = models.DateTimeField(null=True)
    mailed = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index("person", models.F("made").desc(), name="notices_of_a_person"),
            models.Index("person", condition=Q(seen__isnull=True), name="notices_not_seen"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["person", "kind", "key", "address"],
                condition=Q(seen__isnull=True),
                nulls_distinct=False,
                name="what_was_not_seen_is_told_once",
            ),
        )

    @property
    def learner(self) -> int | None:
        """The number of the learner whom it is about."""
        return None if self.key is None else self.key // CATEGORIES_PER_LEARNER

    @property
    def category(self) -> Category | None:
        """The part of the learner that it is about."""
        return None if self.key is None else BY_NUMBER[self.key % CATEGORIES_PER_LEARNER]

    @property
    def reference(self) -> str:
        """What to call it on the phone or in a mail; it says nothing else."""
        return f"N-{self.pk.hex[:8].upper()}"


class Wish(models.Model):
    """How somebody wants to be told, and the last day on which they got the mail of the day."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, EDIT, "person_id = (select app.me())"),
            Rule(Role.NOTICES, EDIT, "person_id = (select app.me())"),
        )
    )
    privacy: ClassVar[Words] = {**public("person"), **personal("mails", "mailed_on")}

    person = models.OneToOneField("accounts.Person", on_delete=models.RESTRICT, primary_key=True, related_name="+")
    mails = models.CharField(max_length=10, choices=[(m.value, m.value) for m in Mails], default=Mails.DAILY.value)
    mailed_on = models.DateField(null=True)
