"""What a learner does with grants, so that it can be undone; and what they put off. Nobody is told of either."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from wraparound.core import clock, ids
from wraparound.core.database.protection import ADD, FOR_MERGING, READ, Command, Protection, Rule
from wraparound.core.database.scope import Role
from wraparound.core.privacy import Words, personal, public, special
from wraparound.sharing.models.grants import DECIDE, LEAD, OWN
from wraparound.sharing.policy import Doing, Putting


class SharingChange(models.Model):
    """One thing that was done: the grants it gave and the grants it ended. Undoing it is another."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ, f"{OWN} or by_id = (select app.me())"),
            Rule(Role.PERSON, ADD, f"by_id = (select app.me()) and ({OWN} or {LEAD} or {DECIDE})"),
            FOR_MERGING,
        ),
        about_a_learner=True,
    )
    privacy: ClassVar[Words] = {
        **public("id"),
        **personal("learner", "kind", "by", "at", "given", "ended", "undoes"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="+")
    kind = models.CharField(max_length=20, choices=[(d.value, d.value) for d in Doing])
    by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    given = ArrayField(models.UUIDField(), default=list, blank=True)
    ended = ArrayField(models.UUIDField(), default=list, blank=True)
    undoes = models.OneToOneField("self", on_delete=models.RESTRICT, related_name="undone", null=True, blank=True)

    class Meta:
        indexes = (models.Index("learner", name="sharing_changes_of_a_learner"),)
        constraints = (models.CheckConstraint(condition=Q(kind__in=[*Doing]), name="a_change_is_a_known_word"),)


class LaterQuestion(models.Model):
    """Something a learner wants to be asked again on a day, or to talk about with somebody first."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ, f"{OWN} or by_id = (select app.me()) or with_person_id = (select app.me())"),
            Rule(Role.PERSON, ADD, f"by_id = (select app.me()) and ({OWN} or {LEAD})"),
            Rule(Role.PERSON, (Command.UPDATE,), OWN),
            FOR_MERGING,
        ),
        about_a_learner=True,
    )
    privacy: ClassVar[Words] = {
        **public("id"),
        **personal("learner", "kind", "by", "made", "on", "with_person", "grant", "request", "settled"),
        **special("about"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="+")
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in Putting])
    by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    made = models.DateTimeField(default=clock.now)
    on = models.DateField(null=True, blank=True)
    with_person = models.ForeignKey(
        "accounts.Person", on_delete=models.RESTRICT, related_name="+", null=True, blank=True
    )
    about = models.CharField(max_length=200, blank=True)  # in the learner's words
    grant = models.ForeignKey("sharing.Grant", on_delete=models.RESTRICT, related_name="+", null=True, blank=True)
    request = models.ForeignKey(
        "sharing.AccessRequest", on_delete=models.RESTRICT, related_name="+", null=True, blank=True
    )
    settled = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index("learner", name="questions_put_off_by_a_learner"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="later", on__isnull=False) | Q(kind="talk", with_person__isnull=False),
                name="a_question_put_off_says_until_when_or_with_whom",
            ),
            models.CheckConstraint(
                condition=Q(kind="later") | Q(about=""), name="what_somebody_wants_to_talk_about_they_say_themselves"
            ),
        )
