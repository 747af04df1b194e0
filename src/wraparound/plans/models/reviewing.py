"""Reviews, progress, how days went, and flags."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from wraparound.core.database.protection import Command, Protection, Rule, key_index
from wraparound.core.database.scope import Role
from wraparound.core.privacy import Words, personal, special
from wraparound.passport.policy import SaidBy
from wraparound.plans.kinds_of_pathways import Way
from wraparound.plans.kinds_of_reviews import Face, FlagKind, ReviewKind, ReviewState, Stage, TookPart
from wraparound.plans.models.agreeing import SIGNED, SPOKEN, Spoken
from wraparound.plans.models.kept import KEPT, OPEN, Kept, choices, kept_protection, said_protection


class Review(Kept):
    """People meet about the plan: when, who runs it, how the learner took part."""

    protection: ClassVar[Protection] = kept_protection()
    privacy: ClassVar[Words] = {
        **KEPT,
        **personal("kind", "on", "state", "organisation", "lead", "way", "place"),
        **special("took_part", "took_part_words", "notes", "because"),
    }

    kind = models.CharField(max_length=20, choices=choices(ReviewKind))
    on = models.DateField()
    state = models.CharField(max_length=20, choices=choices(ReviewState), default=ReviewState.PLANNED)
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.RESTRICT, related_name="+")
    lead = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+", null=True, blank=True)
    way = models.CharField(max_length=20, choices=choices(Way), blank=True)
    place = models.CharField(max_length=200, blank=True)
    took_part = models.CharField(max_length=20, choices=choices(TookPart), blank=True)
    took_part_words = models.TextField(blank=True)
    notes = models.TextField(blank=True)
    because = models.TextField(blank=True)  # why it was called off

    class Meta:
        indexes = (key_index("review_key"), models.Index("organisation", "state", "on", name="reviews_by_date"))
        constraints = (
            models.CheckConstraint(
                condition=~Q(state="held") | ~Q(took_part=""), name="a_review_says_how_the_learner_took_part"
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(because=""), name="what_is_called_off_has_a_reason"
            ),
        )


class Attendee(Spoken):
    """Somebody who was at a review, or sent word: a person of the site, or a name."""

    protection: ClassVar[Protection] = said_protection()
    privacy: ClassVar[Words] = {**SPOKEN, **personal("review", "person", "name", "was_there")}

    review = models.ForeignKey("plans.Review", on_delete=models.RESTRICT, related_name="attendees")
    person = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+", null=True, blank=True)
    name = models.CharField(max_length=120, blank=True)
    was_there = models.BooleanField(default=True)  # else they sent word

    class Meta:
        indexes = (key_index("attendee_key"),)
        constraints = (
            models.CheckConstraint(condition=Q(person__isnull=True) ^ Q(name=""), name="an_attendee_is_somebody"),
        )


class Decision(Spoken):
    """What a review decided, once made a line of the plan."""

    protection: ClassVar[Protection] = said_protection(
        Rule(Role.PERSON, (Command.UPDATE,), f"{OPEN} and line_id is null", OPEN)  # only to say which line it became
    )
    privacy: ClassVar[Words] = {**SPOKEN, **personal("review", "line"), **special("words")}

    review = models.ForeignKey("plans.Review", on_delete=models.RESTRICT, related_name="decisions")
    words = models.TextField()
    line = models.ForeignKey("plans.Line", on_delete=models.RESTRICT, related_name="+", null=True, blank=True)

    class Meta:
        indexes = (key_index("decision_key"),)
        constraints = (models.CheckConstraint(condition=~Q(words=""), name="a_decision_says_something"),)


class Progress(Spoken):
    """A note on an outcome: where it began, a step, evidence, what the learner says, what was reached (RARPA)."""

    protection: ClassVar[Protection] = said_protection(mine=SIGNED)
    privacy: ClassVar[Words] = {**SPOKEN, **personal("outcome", "review", "said_by"), **special("stage", "words")}

    outcome = models.ForeignKey("plans.Outcome", on_delete=models.RESTRICT, related_name="progress")
    review = models.ForeignKey("plans.Review", on_delete=models.RESTRICT, related_name="+", null=True, blank=True)
    stage = models.CharField(max_length=20, choices=choices(Stage))
    words = models.TextField()
    said_by = models.CharField(max_length=20, choices=choices(SaidBy))

    class Meta:
        indexes = (key_index("progress_key"),)
        constraints = (models.CheckConstraint(condition=~Q(words=""), name="progress_is_said_in_words"),)


class Day(Spoken):
    """How a day of a line went: whether the learner came, a face, some words. The newest of a voice counts."""

    protection: ClassVar[Protection] = said_protection(mine=SIGNED)
    privacy: ClassVar[Words] = {**SPOKEN, **personal("line", "on", "said_by"), **special("came", "face", "words")}

    line = models.ForeignKey("plans.Line", on_delete=models.RESTRICT, related_name="days")
    on = models.DateField()
    said_by = models.CharField(max_length=20, choices=choices(SaidBy))
    came = models.BooleanField(null=True)
    face = models.CharField(max_length=10, choices=choices(Face), blank=True)
    words = models.TextField(blank=True)

    class Meta:
        indexes = (key_index("day_key"), models.Index("line", "on", name="days_of_a_line"))
        constraints = (
            models.CheckConstraint(
                condition=Q(came__isnull=False) | ~Q(face="") | ~Q(words=""), name="a_day_says_something"
            ),
        )


class Flag(Kept):
    """Something that happened and that somebody looks at, by name, by a date."""

    protection: ClassVar[Protection] = kept_protection()
    privacy: ClassVar[Words] = {**KEPT, **personal("line", "owner", "due"), **special("kind", "words", "settled")}

    kind = models.CharField(max_length=20, choices=choices(FlagKind))
    words = models.TextField(blank=True)
    line = models.ForeignKey("plans.Line", on_delete=models.RESTRICT, related_name="flags", null=True, blank=True)
    owner = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    due = models.DateField()
    settled = models.TextField(blank=True)  # what was done; ended then

    class Meta:
        indexes = (key_index("flag_key"), models.Index("owner", name="flags_of_an_owner"))
        constraints = (
            models.CheckConstraint(condition=Q(ended__isnull=True) | ~Q(settled=""), name="a_settled_flag_says_how"),
        )
