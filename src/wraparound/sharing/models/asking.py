"""Organisations ask; the learner answers each category by itself. Append-only: what was asked and refused stays."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from wraparound.core import clock, ids
from wraparound.core.database.protection import ADD, FOR_MERGING, READ, Protection, Rule
from wraparound.core.database.scope import Role
from wraparound.core.privacy import Words, personal, public, special
from wraparound.sharing.models.grants import LEAD, NUMBERS, OWN
from wraparound.sharing.policy import Answer, Basis

MINE = "(request_id = any((select app.my_requests())::uuid[]))"  # asked by me, or by an organisation of mine
I_ANSWER = "{request} = any((select app.requests_i_decide())::uuid[])"  # as a proxy


class AccessRequest(models.Model):
    """An organisation asks for categories of a learner whom it knows already: what for, until when, why that much."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(
                Role.PERSON,
                READ,
                f"{OWN} or {LEAD} or id = any((select app.my_requests())::uuid[]) or {I_ANSWER.format(request='id')}",
            ),
            Rule(
                Role.PERSON,
                ADD,
                "asked_by_id = (select app.me()) and organisation_id = any((select app.my_organisations())::bigint[])"
                " and learner_id = any((select app.my_learners())::bigint[])",
            ),
            FOR_MERGING,
        ),
        about_a_learner=True,
    )
    privacy: ClassVar[Words] = {
        **public("id"),
        **personal("learner", "organisation", "asked_by", "categories", "until", "made"),
        **special("purpose", "basis", "duty", "why"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="+")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.RESTRICT, related_name="+")
    asked_by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    categories = ArrayField(models.PositiveSmallIntegerField())
    purpose = models.CharField(max_length=200)
    basis = models.CharField(max_length=30, choices=[(b.value, b.label) for b in Basis])
    duty = models.CharField(max_length=40, blank=True)  # which law, a slug of duties.py
    why = models.TextField(max_length=1000)  # why this much
    until = models.DateTimeField()
    made = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = (models.Index("learner", name="requests_about_a_learner"),)
        constraints = (
            models.CheckConstraint(condition=Q(until__gt=F("made")), name="a_request_is_for_time_to_come"),
            models.CheckConstraint(condition=Q(categories__len__gt=0), name="a_request_is_for_something"),
            models.CheckConstraint(
                condition=Q(categories__contained_by=NUMBERS, basis__in=[*Basis]), name="a_request_is_in_known_words"
            ),
        )


class RequestAnswer(models.Model):
    """What the learner said to one category of a request; or that the asker took it back (no category)."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ, f"{OWN} or {LEAD} or {MINE} or {I_ANSWER.format(request='request_id')}"),
            Rule(
                Role.PERSON,
                ADD,
                f"by_id = (select app.me()) and ({OWN} or ({LEAD} and supported and not {MINE})"
                f" or ({I_ANSWER.format(request='request_id')} and not {MINE})"
                f" or (answer = 'taken-back' and {MINE}))",
            ),
            FOR_MERGING,
        ),
        about_a_learner=True,
    )
    privacy: ClassVar[Words] = {
        **public("id"),
        **personal("request", "learner", "category", "answer", "by", "at", "supported"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    request = models.ForeignKey("sharing.AccessRequest", on_delete=models.RESTRICT, related_name="answers")
    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="+")
    category = models.PositiveSmallIntegerField(null=True, blank=True)
    answer = models.CharField(max_length=10, choices=[(a.value, a.value) for a in Answer])
    supported = models.BooleanField(default=False)  # said by the learner, typed by who leads, who helped
    by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("request", "category"), name="each_category_of_a_request_is_answered_once"),
            models.CheckConstraint(
                condition=Q(category__isnull=False) ^ Q(answer="taken-back"), name="what_is_answered_is_a_category"
            ),
            models.CheckConstraint(condition=Q(answer__in=[*Answer]), name="an_answer_is_a_known_word"),
        )
