"""What learners say about themselves, and what is said beside it: each in its own words, with who wrote it and when."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from wraparound.core import clock, ids
from wraparound.core.categories import Category
from wraparound.core.database.protection import (
    ADD,
    FOR_MERGING,
    MY_ORGANISATIONS,
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
from wraparound.passport.policy import Answer, SaidBy, Voice

MINUTES_OF_A_WEEK = 7 * 24 * 60
CATEGORIES = [(c.number, c.label) for c in Category]

OPEN = open_to_me()
OWN = MY_OWN_LEARNERS.format(learner="learner_id")
MINE = "written_by_id = (select app.me())"
NOT_THE_LEARNERS = f"(said_by <> 'learner' or {OWN})"
# Nobody writes in another's name, nobody but the learner writes as the learner, and who only works with the learner
# does not type for them.
SIGNED = (
    f"{OPEN} and {MINE} and {NOT_THE_LEARNERS}"
    " and (said_by <> 'supporter' or learner_id = any((select app.learners_i_type_for())::bigint[]))"
)
SPEAKS = (  # whose view it is follows from who says it; what stood beside the learner's is settled by the learner
    Q(voice="learner", said_by__in=["learner", "supporter"], beside=False)
    | Q(voice="learner", said_by="supporter", answer="said", beside=True)
    | Q(voice="learner", said_by="learner", answer="settled", beside=True)
    | Q(voice=F("said_by"), voice__in=["family", "organisation"], beside=False)
)


def choices(words: Any) -> list[tuple[str, str]]:
    """The slugs of an enum; what pages call them stands in the policy."""
    return [(word.value, word.value) for word in words]


class Said(models.Model):
    """What every part of a passport has: about whom, in which category, by whom, when. Ended, not deleted."""

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    category = models.PositiveSmallIntegerField(choices=CATEGORIES)
    said_by = models.CharField(max_length=20, choices=choices(SaidBy))
    written_by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        abstract = True


class Part(Said):
    """A part that is written once and ended: a need, an outcome, a time, a wish, a photo."""

    protection: ClassVar[Protection] = Protection()
    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="+")
    ended = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


def part_protection() -> Protection:
    """A part is read by whom its category is open to, written in one's own name, and ended by any of them."""
    return Protection(
        (
            Rule(Role.PERSON, READ, OPEN),
            Rule(Role.PERSON, ADD, SIGNED),
            Rule(Role.PERSON, (Command.UPDATE,), OPEN, f"{OPEN} and ended is not null"),
            FOR_MERGING,
        ),
        about_a_learner=True,
    )


def part_privacy(*fields: str) -> Words:
    """Who wrote a part is personal; what is in it is what the law protects most."""
    return {
        **public("id"),
        **personal("learner", "category", "said_by", "written_by", "at", "ended"),
        **special(*fields),
    }


KNOWN = f"(answer = 'said' or shows_withheld or {OWN} or {MINE})"


class Entry(Said):
    """What one voice says on one topic now. What the learner put aside is known to nobody else, unless they say so.

    `beside`: typed for the learner where their own answer stands, until the learner says which is right.
    """

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ, f"{OPEN} and {KNOWN}"),
            Rule(Role.PERSON, ADD, SIGNED),
            # What the learner said nobody else replaces.
            Rule(Role.PERSON, (Command.UPDATE,), f"{OPEN} and {KNOWN} and {NOT_THE_LEARNERS}", SIGNED),
            FOR_MERGING,
        ),
        about_a_learner=True,
    )
    privacy: ClassVar[Words] = {
        **public("id"),
        **personal("learner", "category", "topic", "voice", "beside", "version", "said_by", "written_by", "at"),
        **special("answer", "words", "shows_withheld"),
    }

    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="entries")
    topic = models.CharField(max_length=40)
    voice = models.CharField(max_length=20, choices=choices(Voice))
    beside = models.BooleanField(default=False)
    answer = models.CharField(max_length=20, choices=choices(Answer), default=Answer.SAID)
    words = models.TextField(blank=True)
    shows_withheld = models.BooleanField(default=False)  # others may know that the learner does not want to say
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = (key_index("entry_key"),)
        constraints = (
            # Only of what is said: a clash with something put aside would tell that it is there.
            models.UniqueConstraint(
                fields=["learner", "topic", "voice", "beside"],
                condition=Q(answer="said"),
                name="a_voice_says_one_thing_on_a_topic",
            ),
            models.CheckConstraint(
                condition=Q(answer="said") ^ Q(words=""), name="an_answer_has_words_and_what_is_put_aside_has_none"
            ),
            models.CheckConstraint(
                condition=Q(shows_withheld=False) | Q(answer="not-to-say"),
                name="only_what_is_withheld_shows_as_withheld",
            ),
            models.CheckConstraint(condition=SPEAKS, name="a_voice_is_of_who_says_it"),
        )


class EntryVersion(Said):
    """An answer as it stood once. Append-only; once the learner takes the words back, theirs alone."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ, f"{OPEN} and ((answer = 'said' and not withdrawn) or {OWN})"),
            Rule(Role.PERSON, ADD, SIGNED),
            FOR_MERGING,  # also for app.withdraw_words
        ),
        about_a_learner=True,
    )
    privacy: ClassVar[Words] = {
        **public("id"),
        **personal(
            *("entry", "learner", "category", "topic", "voice", "beside", "version"),
            *("said_by", "written_by", "at", "withdrawn"),
        ),
        **special("answer", "words"),
    }

    entry = models.ForeignKey("passport.Entry", on_delete=models.RESTRICT, related_name="versions")
    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="+")
    topic = models.CharField(max_length=40)
    voice = models.CharField(max_length=20, choices=choices(Voice))
    beside = models.BooleanField(default=False)
    answer = models.CharField(max_length=20, choices=choices(Answer))
    words = models.TextField(blank=True)
    version = models.PositiveIntegerField()
    withdrawn = models.BooleanField(default=False)

    class Meta:
        indexes = (key_index("entry_version_key"),)
        constraints = (models.UniqueConstraint(fields=["entry", "version"], name="an_entry_has_each_version_once"),)


class NeedOfLearner(Part):
    """A need, by its word of the vocabulary, with what the learner says about it."""

    protection: ClassVar[Protection] = part_protection()
    privacy: ClassVar[Words] = part_privacy("need", "words", "is_must")

    need = models.CharField(max_length=80)
    words = models.TextField(blank=True)
    is_must = models.BooleanField(default=True)  # must be there; else it helps

    class Meta:
        indexes = (key_index("need_key"),)
        constraints = (
            models.UniqueConstraint(
                fields=["learner", "category", "need"], condition=Q(ended__isnull=True), name="a_need_is_said_once"
            ),
        )


class OutcomeOfLearner(Part):
    """What the learner wants to be able to do, by its word of the vocabulary, and in their own."""

    protection: ClassVar[Protection] = part_protection()
    privacy: ClassVar[Words] = part_privacy("outcome", "words")

    outcome = models.CharField(max_length=80)
    words = models.TextField(blank=True)

    class Meta:
        indexes = (key_index("outcome_key"),)
        constraints = (
            models.UniqueConstraint(
                fields=["learner", "category", "outcome"],
                condition=Q(ended__isnull=True),
                name="an_outcome_is_said_once",
            ),
        )


class Availability(Part):
    """A stretch of the week in which the learner can come. Minutes of the week: 0 is Monday, midnight."""

    protection: ClassVar[Protection] = part_protection()
    privacy: ClassVar[Words] = part_privacy("begins", "ends")

    begins = models.PositiveSmallIntegerField()
    ends = models.PositiveSmallIntegerField()

    class Meta:
        indexes = (key_index("availability_key"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(ends__gt=F("begins")) & Q(ends__lte=MINUTES_OF_A_WEEK), name="a_time_ends_after_it_began"
            ),
        )


class Wish(Part):
    """What the learner says for or against a service or an organisation."""

    protection: ClassVar[Protection] = part_protection()
    privacy: ClassVar[Words] = part_privacy("is_for", "organisation", "service", "words")

    is_for = models.BooleanField()
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.RESTRICT, related_name="+", null=True, blank=True
    )
    service = models.CharField(max_length=200, blank=True)  # in the learner's words: what they would do there
    words = models.TextField(blank=True)

    class Meta:
        indexes = (key_index("wish_key"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | ~Q(service=""), name="a_wish_is_about_something"
            ),
        )


class Photo(Part):
    """A picture, made anew by us from what was sent: small, without place or time of taking."""

    protection: ClassVar[Protection] = part_protection()
    privacy: ClassVar[Words] = part_privacy("image", "width", "height", "words")

    image = models.BinaryField()  # JPEG
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=200)  # what is to be seen

    class Meta:
        indexes = (key_index("photo_key"),)


class AskedFor(models.Model):
    """The topics and needs an organisation asks about before a learner comes. Nothing of any learner."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ),
            Rule(
                Role.PERSON, (Command.INSERT, Command.UPDATE), MY_ORGANISATIONS.format(organisation="organisation_id")
            ),
        )
    )
    privacy: ClassVar[Words] = {
        **public("organisation", "topics", "needs", "version"),
        **personal("changed_by", "at"),
    }

    organisation = models.OneToOneField(
        "accounts.Organisation", on_delete=models.RESTRICT, primary_key=True, related_name="+"
    )
    topics = models.JSONField(default=list)  # slugs
    needs = models.JSONField(default=list)  # slugs of the vocabulary
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    at = models.DateTimeField(default=clock.now)
