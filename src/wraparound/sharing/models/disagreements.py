"""Disagreements about a plan or about sharing: raised, heard, and what was tried, before they become adversarial."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from wraparound.core import clock, ids
from wraparound.core.database.protection import ADD, FOR_MERGING, READ, Protection, Rule
from wraparound.core.database.scope import Role
from wraparound.core.privacy import Words, personal, public, special
from wraparound.sharing.models.grants import DECIDE, LEAD, OWN
from wraparound.sharing.policy_disagreements import About, Step

MINE = "{disagreement} = any((select app.my_disagreements())::uuid[])"  # raised, heard, or a party to it


class Disagreement(models.Model):
    """What somebody does not agree with, what they would want instead, and who hears it until when."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ, f"{OWN} or {LEAD} or {MINE.format(disagreement='id')}"),
            Rule(
                Role.PERSON,
                ADD,
                f"raised_by_id = (select app.me()) and ({OWN} or {DECIDE}"
                " or learner_id = any((select app.my_learners())::bigint[]))",
            ),
            FOR_MERGING,
        ),
        about_a_learner=True,
    )
    privacy: ClassVar[Words] = {
        **public("id"),
        **personal("learner", "raised_by", "made", "hears", "by_date"),
        **special("about", "subject", "words", "wanted"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="+")
    about = models.CharField(max_length=20)  # a slug of policy_disagreements.About
    subject = models.UUIDField(null=True, blank=True)  # a line of the plan, a grant: by its id alone
    words = models.TextField(max_length=2000)
    wanted = models.TextField(max_length=2000, blank=True)
    raised_by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    made = models.DateTimeField(default=clock.now)
    hears = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    by_date = models.DateField()

    class Meta:
        indexes = (models.Index("learner", name="disagreements_of_a_learner"),)
        constraints = (
            models.CheckConstraint(condition=~Q(words=""), name="a_disagreement_is_in_words"),
            models.CheckConstraint(condition=Q(about__in=[*About]), name="a_disagreement_is_about_a_known_word"),
            models.CheckConstraint(condition=~Q(hears=models.F("raised_by")), name="somebody_else_hears_it"),
        )


class DisagreementParty(models.Model):
    """Somebody whose side is heard."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ, f"{OWN} or {LEAD} or {MINE.format(disagreement='disagreement_id')}"),
            Rule(
                Role.PERSON,
                ADD,
                f"by_id = (select app.me()) and {MINE.format(disagreement='disagreement_id')}",
            ),
            FOR_MERGING,
        ),
        about_a_learner=True,
    )
    privacy: ClassVar[Words] = {**public("id"), **personal("learner", "disagreement", "person", "by", "at")}

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="+")
    disagreement = models.ForeignKey("sharing.Disagreement", on_delete=models.RESTRICT, related_name="parties")
    person = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("disagreement", "person"), name="each_side_is_named_once"),)


class DisagreementStep(models.Model):
    """One thing that was said, tried or agreed: in the words of who notes it."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ, f"{OWN} or {LEAD} or {MINE.format(disagreement='disagreement_id')}"),
            Rule(
                Role.PERSON,
                ADD,
                f"by_id = (select app.me()) and ({OWN} or {MINE.format(disagreement='disagreement_id')})",
            ),
            FOR_MERGING,
        ),
        about_a_learner=True,
    )
    privacy: ClassVar[Words] = {
        **public("id"),
        **personal("learner", "disagreement", "by", "at"),
        **special("kind", "words"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="+")
    disagreement = models.ForeignKey("sharing.Disagreement", on_delete=models.RESTRICT, related_name="steps")
    kind = models.CharField(max_length=20)  # a slug of policy_disagreements.Step
    words = models.TextField(max_length=2000)
    by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = (models.Index("disagreement", name="steps_of_a_disagreement"),)
        constraints = (models.CheckConstraint(condition=Q(kind__in=[*Step]), name="a_step_is_a_known_word"),)
