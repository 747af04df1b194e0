"""What grants rest on besides consent: decisions in a learner's best interests, and reviews by a second person."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from wraparound.core import clock, ids
from wraparound.core.database.protection import ADD, FOR_MERGING, READ, Protection, Rule
from wraparound.core.database.scope import Role
from wraparound.core.privacy import Words, personal, public, special
from wraparound.sharing.models.grants import KEPT_BACK, LEAD, OWN, SAFEGUARD

THEIRS = Protection(
    (
        Rule(Role.PERSON, READ, f"{OWN} or {LEAD}"),
        Rule(Role.PERSON, ADD, f"by_id = (select app.me()) and {LEAD}"),
        FOR_MERGING,
    ),
    about_a_learner=True,
)


class CapacityAssessment(models.Model):
    """Whether a learner could make one decision at one time: never of a person, never for good."""

    protection: ClassVar[Protection] = THEIRS
    privacy: ClassVar[Words] = {
        **public("id"),
        **personal("learner", "by", "made"),
        **special("about", "on", "support_tried", "has_capacity", "because", "assessed_by"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="+")
    about = models.CharField(max_length=300)  # the decision
    on = models.DateField()
    assessed_by = models.CharField(max_length=200)  # name and part: may be somebody who does not sign in
    support_tried = models.TextField(max_length=2000)
    has_capacity = models.BooleanField()
    because = models.TextField(max_length=2000)
    by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    made = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = (models.Index("learner", name="assessments_of_a_learner"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(about="") & ~Q(support_tried="") & ~Q(because="") & ~Q(assessed_by=""),
                name="an_assessment_says_what_how_and_why",
            ),
        )


class BestInterestsDecision(models.Model):
    """What was decided for a learner who could not decide it: by whom, with what the learner wishes, until a review."""

    protection: ClassVar[Protection] = THEIRS
    privacy: ClassVar[Words] = {
        **public("id"),
        **personal("learner", "by", "made", "review_on"),
        **special("assessment", "what", "options", "wishes", "because", "on"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="+")
    assessment = models.ForeignKey("sharing.CapacityAssessment", on_delete=models.RESTRICT, related_name="decisions")
    what = models.CharField(max_length=300)
    options = models.TextField(max_length=2000)  # what else was looked at, the least restrictive first
    wishes = models.TextField(max_length=2000)  # of the learner, as known
    because = models.TextField(max_length=2000)
    on = models.DateField()
    review_on = models.DateField()
    by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    made = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = (models.Index("learner", name="best_interests_of_a_learner"),)
        constraints = (
            models.CheckConstraint(condition=Q(review_on__gt=models.F("on")), name="a_decision_is_reviewed_later"),
        )


class DecisionParticipant(models.Model):
    """Somebody who took part in a decision, and what they thought."""

    protection: ClassVar[Protection] = THEIRS
    privacy: ClassVar[Words] = {
        **public("id"),
        **personal("learner", "decision", "name", "by"),
        **special("part", "view"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="+")
    decision = models.ForeignKey("sharing.BestInterestsDecision", on_delete=models.RESTRICT, related_name="took_part")
    name = models.CharField(max_length=100)
    part = models.CharField(max_length=100)  # mother, social worker, independent advocate ...
    view = models.TextField(max_length=1000, blank=True)
    by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")

    class Meta:
        indexes = (models.Index("learner", name="who_took_part_for_a_learner"),)


class SafetyReview(models.Model):
    """What a second person says of a grant that keeps somebody safe: never who gave it (a trigger asks)."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(
                Role.PERSON,
                READ,
                f"({OWN} and not {KEPT_BACK.format(grant='grant_id')}) or {LEAD} or {SAFEGUARD}",
            ),
            Rule(Role.PERSON, ADD, f"by_id = (select app.me()) and ({LEAD} or {SAFEGUARD})"),
            FOR_MERGING,
        ),
        about_a_learner=True,
    )
    privacy: ClassVar[Words] = {
        **public("id"),
        **personal("learner", "grant", "by", "at"),
        **special("upheld", "words"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="+")
    grant = models.OneToOneField("sharing.Grant", on_delete=models.RESTRICT, related_name="review")
    upheld = models.BooleanField()
    words = models.TextField(max_length=1000)
    by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = (models.Index("learner", name="safety_reviews_of_a_learner"),)
