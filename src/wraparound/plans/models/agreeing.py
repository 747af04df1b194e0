"""What people say to lines, and what was agreed. Added, never changed: who said what stays as it was said."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from wraparound.core import clock, ids
from wraparound.core.categories import Category
from wraparound.core.database.protection import Command, Protection, Rule, key_index
from wraparound.core.database.scope import Role
from wraparound.core.privacy import Words, personal, public, special
from wraparound.passport.policy import SaidBy, Voice
from wraparound.plans.kinds import Answer, VersionReason
from wraparound.plans.models.kept import CATEGORIES, OPEN, OWN, choices, said_protection

BY_WRITER = "written_by_id = (select app.me())"
SIGNED = f"{BY_WRITER} and (said_by <> 'learner' or {OWN})"  # nobody but the learner speaks as the learner


class Spoken(models.Model):
    """About whom, in which category, by whom, when."""

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="+")
    category = models.PositiveSmallIntegerField(choices=CATEGORIES)
    written_by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        abstract = True


SPOKEN = {**public("id"), **personal("learner", "category", "written_by", "at")}


class Reply(Spoken):
    """Yes, no or not yet to a line, in one voice; the newest counts. `seen`: the order of the line's last change."""

    protection: ClassVar[Protection] = said_protection(mine=SIGNED)
    privacy: ClassVar[Words] = {
        **SPOKEN,
        **personal("line", "voice", "organisation", "said_by", "seen"),
        **special("answer", "words"),
    }

    line = models.ForeignKey("plans.Line", on_delete=models.RESTRICT, related_name="replies")
    voice = models.CharField(max_length=20, choices=choices(Voice))
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.RESTRICT, related_name="+", null=True, blank=True
    )
    said_by = models.CharField(max_length=20, choices=choices(SaidBy))
    answer = models.CharField(max_length=20, choices=choices(Answer))
    words = models.TextField(blank=True)
    seen = models.BigIntegerField()

    class Meta:
        indexes = (key_index("reply_key"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(voice="organisation") ^ Q(organisation__isnull=True),
                name="an_organisation_speaks_by_name",
            ),
        )


class ReplyPhoto(Spoken):
    """A photo beside what is said to a line, drawn anew by us; in the category of the line. Taken away, it is gone.

    Of the row stays who showed one and when; the picture and the words to it do not.
    """

    protection: ClassVar[Protection] = said_protection(
        Rule(
            Role.PERSON,
            (Command.UPDATE,),
            f"{OPEN} and gone is null and ({OWN} or {BY_WRITER})",
            f"{OPEN} and gone is not null and image = '' and words = ''",  # only to take it away
        ),
        mine=SIGNED,
    )
    privacy: ClassVar[Words] = {
        **SPOKEN,
        **personal("line", "said_by", "width", "height", "gone"),
        **special("image", "words"),
    }

    line = models.ForeignKey("plans.Line", on_delete=models.RESTRICT, related_name="photos")
    said_by = models.CharField(max_length=20, choices=choices(SaidBy))
    image = models.BinaryField()  # JPEG
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=200)  # what is to be seen
    gone = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (key_index("reply_photo_key"),)
        constraints = (
            models.CheckConstraint(condition=Q(gone__isnull=False) | ~Q(words=""), name="a_photo_is_told_in_words"),
        )


class Comment(Spoken):
    """Something said or asked at a line. A question is open until somebody answers it or makes a task of it."""

    protection: ClassVar[Protection] = said_protection(
        Rule(Role.PERSON, (Command.UPDATE,), f"{OPEN} and task_id is null", OPEN)  # only to make a task of it
    )
    privacy: ClassVar[Words] = {**SPOKEN, **personal("line", "asks", "answers", "task"), **special("words")}

    line = models.ForeignKey("plans.Line", on_delete=models.RESTRICT, related_name="comments")
    words = models.TextField()
    asks = models.BooleanField(default=False)
    answers = models.ForeignKey(
        "plans.Comment", on_delete=models.RESTRICT, related_name="answered_by", null=True, blank=True
    )
    task = models.ForeignKey("plans.Line", on_delete=models.RESTRICT, related_name="+", null=True, blank=True)

    class Meta:
        indexes = (key_index("comment_key"),)
        constraints = (models.CheckConstraint(condition=~Q(words=""), name="a_comment_says_something"),)


class Suggestion(Spoken):
    """A change to a line that another organisation owns: taken or refused by that organisation, with a reason."""

    protection: ClassVar[Protection] = said_protection(
        Rule(
            Role.PERSON,
            (Command.UPDATE,),
            f"{OPEN} and taken is null",
            f"{OPEN} and answered_by_id = (select app.me())",
        )
    )
    privacy: ClassVar[Words] = {
        **SPOKEN,
        **personal("line", "field", "taken", "answered_by", "answered"),
        **special("value", "was", "words", "because"),
    }

    line = models.ForeignKey("plans.Line", on_delete=models.RESTRICT, related_name="suggestions")
    field = models.CharField(max_length=40)
    value = models.JSONField(null=True)
    was = models.JSONField(null=True)  # what stood there when it was suggested
    words = models.TextField(blank=True)  # why
    taken = models.BooleanField(null=True)
    because = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        "accounts.Person", on_delete=models.RESTRICT, related_name="+", null=True, blank=True
    )
    answered = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (key_index("suggestion_key"),)


class Version(Spoken):
    """The plan as it stood at a moment: all changes up to `upto`. Nothing is copied: each sees what is open to them."""

    protection: ClassVar[Protection] = said_protection()
    privacy: ClassVar[Words] = {**SPOKEN, **personal("number", "upto", "reason"), **special("words")}

    number = models.PositiveIntegerField()
    upto = models.BigIntegerField()
    reason = models.CharField(max_length=20, choices=choices(VersionReason))
    words = models.TextField(blank=True)

    class Meta:
        indexes = (key_index("version_key"),)
        constraints = (
            models.UniqueConstraint(fields=["learner", "number"], name="versions_of_a_plan_are_numbered"),
            models.CheckConstraint(condition=Q(category=Category.PLAN.number), name="a_version_is_of_the_plan"),
        )


class VersionParty(Spoken):
    """Who has to agree to a version: the learner, and each organisation that has a line in it."""

    protection: ClassVar[Protection] = said_protection()
    privacy: ClassVar[Words] = {**SPOKEN, **personal("version", "voice", "organisation")}

    version = models.ForeignKey("plans.Version", on_delete=models.RESTRICT, related_name="parties")
    voice = models.CharField(max_length=20, choices=choices(Voice))
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.RESTRICT, related_name="+", null=True, blank=True
    )

    class Meta:
        indexes = (key_index("version_party_key"),)
        constraints = (
            models.UniqueConstraint(
                fields=["version", "voice", "organisation"], nulls_distinct=False, name="a_party_is_named_once"
            ),
        )


class Signature(Spoken):
    """Somebody agreed to a version for a party: which categories they could see, and the sha256 of what stood there."""

    protection: ClassVar[Protection] = said_protection(mine=SIGNED)
    privacy: ClassVar[Words] = {
        **SPOKEN,
        **personal("version", "voice", "organisation", "said_by", "categories", "digest"),
        **special("words"),
    }

    version = models.ForeignKey("plans.Version", on_delete=models.RESTRICT, related_name="signatures")
    voice = models.CharField(max_length=20, choices=choices(Voice))
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.RESTRICT, related_name="+", null=True, blank=True
    )
    said_by = models.CharField(max_length=20, choices=choices(SaidBy))
    categories = ArrayField(models.PositiveSmallIntegerField())
    digest = models.CharField(max_length=64)
    words = models.TextField(blank=True)

    class Meta:
        indexes = (key_index("signature_key"),)
        constraints = (
            models.UniqueConstraint(
                fields=["version", "voice", "organisation", "written_by"],
                nulls_distinct=False,
                name="a_person_signs_once_for_a_party",
            ),
        )
