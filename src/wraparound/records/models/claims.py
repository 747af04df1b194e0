"""What a learner asks by right: that something is put right, or that something is not done with it. And the answers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from wraparound.core import clock, ids
from wraparound.core.categories import Category
from wraparound.core.database.protection import ADD, FOR_MERGING, MY_OWN_LEARNERS, READ, Protection, Rule
from wraparound.core.database.scope import Role
from wraparound.core.privacy import Words, personal, public, special
from wraparound.records.policy_claims import Kind, Outcome

OWN = MY_OWN_LEARNERS.format(learner="learner_id")
TO_ME = "= any((select app.claims_to_me())::uuid[])"


class Claim(models.Model):
    """Something about a learner is wrong, or should not be used like this: their words, to a person who answers.

    `table` and `row` say which row it is about, where the learner chose one; `grant` what an objection is about.
    """

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ, f"{OWN} or id {TO_ME}"),
            Rule(Role.PERSON, ADD, f"made_by_id = (select app.me()) and {OWN}"),
            FOR_MERGING,
        ),
        about_a_learner=True,
    )
    privacy: ClassVar[Words] = {
        **public("id"),
        **personal("learner", "kind", "made_by", "made", "category", "table", "row", "grant"),
        **personal("to_person", "organisation", "due"),
        **special("place", "words", "instead"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="+")
    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in Kind])
    made_by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    made = models.DateTimeField(default=clock.now)
    category = models.PositiveSmallIntegerField(choices=[(c.number, c.value) for c in Category], null=True, blank=True)
    table = models.CharField(max_length=63, blank=True, db_column="tab")  # a model, as app.name
    row = models.CharField(max_length=40, blank=True, db_column="key")
    place = models.CharField(max_length=200, blank=True)  # where it stands, in the learner's words
    words = models.TextField(max_length=2000)  # what is wrong, or why it should stop
    instead = models.TextField(max_length=2000, blank=True)  # what would be right
    grant = models.ForeignKey("sharing.Grant", on_delete=models.RESTRICT, related_name="+", null=True, blank=True)
    to_person = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    organisation = models.ForeignKey(  # for which they were asked
        "accounts.Organisation", on_delete=models.RESTRICT, related_name="+", null=True, blank=True
    )
    due = models.DateField()

    class Meta:
        indexes = (
            models.Index("learner", name="claims_of_a_learner"),
            models.Index("to_person", name="claims_to_a_person"),
            models.Index("organisation", name="claims_to_an_organisation"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(grant__isnull=True) | Q(kind="objection"), name="an_objection_is_to_a_grant"
            ),
            models.CheckConstraint(condition=Q(table="") | ~Q(row=""), name="a_row_is_of_a_table"),
        )


class ClaimAnswer(models.Model):
    """What was decided, and why. One for each claim."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ, f"{OWN} or claim_id {TO_ME}"),
            Rule(Role.PERSON, ADD, f"by_id = (select app.me()) and claim_id {TO_ME}"),
            FOR_MERGING,
        ),
        about_a_learner=True,
    )
    privacy: ClassVar[Words] = {
        **public("id"),
        **personal("claim", "learner", "outcome", "by", "at"),
        **special("words"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    claim = models.OneToOneField("records.Claim", on_delete=models.RESTRICT, related_name="answer")
    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="+")
    outcome = models.CharField(max_length=15, choices=[(o.value, o.label) for o in Outcome])
    words = models.TextField(max_length=2000)
    by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    at = models.DateTimeField(default=clock.now)


class ClaimWords(models.Model):
    """What the learner says of the answer. It stands beside it."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ, f"{OWN} or claim_id {TO_ME}"),
            Rule(Role.PERSON, ADD, f"by_id = (select app.me()) and {OWN}"),
            FOR_MERGING,
        ),
        about_a_learner=True,
    )
    privacy: ClassVar[Words] = {**public("id"), **personal("claim", "learner", "by", "at"), **special("words")}

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    claim = models.OneToOneField("records.Claim", on_delete=models.RESTRICT, related_name="own_words")
    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="+")
    words = models.TextField(max_length=2000)
    by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    at = models.DateTimeField(default=clock.now)
