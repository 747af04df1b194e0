"""The words everything else speaks, as they are stored, and words that people would like to add."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from wraparound.core import clock, ids
from wraparound.core.database.prepare import OWNER
from wraparound.core.database.protection import ADD, ALL, MY_ORGANISATIONS, READ, Command, Protection, Rule
from wraparound.core.database.scope import Role
from wraparound.core.privacy import Words, personal, public
from wraparound.vocabulary.kinds import CodeList, Kind, State

READ_BY_ALL = Protection(
    (Rule(Role.VISITOR, READ), Rule(Role.PERSON, READ), Rule(Role.SIGN_IN, READ), Rule(OWNER, ALL))
)


class Heading(models.Model):
    """A heading for words: a group of needs, or one of the four areas of outcomes."""

    protection: ClassVar[Protection] = READ_BY_ALL
    privacy: ClassVar[Words] = public("id", "of", "slug", "label", "position", "retired")

    id = models.BigIntegerField(primary_key=True, default=ids.new_number, editable=False)
    of = models.CharField(max_length=10, choices=[("need", "Needs"), ("outcome", "Outcomes")])
    slug = models.CharField(max_length=60)
    label = models.CharField(max_length=120)
    position = models.PositiveIntegerField()
    retired = models.DateField(null=True, blank=True)  # the day on which it was no longer in the file

    class Meta:
        ordering = ("of", "position")
        constraints = (models.UniqueConstraint(fields=["of", "slug"], name="a_heading_has_a_slug_of_its_own"),)

    def __str__(self) -> str:
        return self.label


class Term(models.Model):
    """A word: a need and the provision that meets it, or an outcome. One that has left the file is kept, as retired."""

    protection: ClassVar[Protection] = READ_BY_ALL
    privacy: ClassVar[Words] = public(
        "id", "slug", "kind", "heading", "label", "easy", "symbol", "checklist", "source", "position", "retired"
    )

    id = models.BigIntegerField(primary_key=True, default=ids.new_number, editable=False)
    slug = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=20, choices=[(k.value, k.label) for k in Kind])
    heading = models.ForeignKey("vocabulary.Heading", on_delete=models.RESTRICT, related_name="terms")
    label = models.CharField(max_length=200)
    easy = models.CharField(max_length=200)
    symbol = models.CharField(max_length=40, blank=True)
    checklist = models.BooleanField(default=False)
    source = models.CharField(max_length=200, blank=True)
    position = models.PositiveIntegerField()
    retired = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("position",)

    def __str__(self) -> str:
        return self.label


class Code(models.Model):
    """A code of an official list; `usually` are slugs of needs that people with it often have, to start a form."""

    protection: ClassVar[Protection] = READ_BY_ALL
    privacy: ClassVar[Words] = public("id", "of", "code", "label", "usually", "valid_to", "position", "retired")

    id = models.BigIntegerField(primary_key=True, default=ids.new_number, editable=False)
    of = models.CharField(max_length=10, choices=[(c.value, c.label) for c in CodeList])
    code = models.CharField(max_length=10)
    label = models.CharField(max_length=200)
    usually = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    valid_to = models.DateField(null=True, blank=True)  # the last day on which it may be used
    position = models.PositiveIntegerField()
    retired = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("-of", "position")
        constraints = (models.UniqueConstraint(fields=["of", "code"], name="a_code_stands_once_in_its_list"),)


class Suggestion(models.Model):
    """A word that a member of an organisation would like to see added, and what the answer was."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ, "suggested_by_id = (select app.me()) or (select app.i_keep_the_system())"),
            Rule(
                Role.PERSON,
                ADD,
                f"suggested_by_id = (select app.me()) and {MY_ORGANISATIONS.format(organisation='organisation_id')}",
            ),
            Rule(Role.PERSON, (Command.UPDATE,), "(select app.i_keep_the_system())"),
        )
    )
    privacy: ClassVar[Words] = {
        **public("id", "label", "because", "kind", "state", "answer"),
        **personal("suggested_by", "organisation", "at", "answered_by", "answered"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    label = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=[(k.value, k.label) for k in Kind])
    because = models.TextField()
    suggested_by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.RESTRICT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=10, choices=[(s.value, s.label) for s in State], default=State.OPEN.value)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+", null=True)
    answered = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state="open", answered__isnull=True) | (~Q(state="open") & Q(answered__isnull=False)),
                name="an_answered_suggestion_says_when",
            ),
        )
