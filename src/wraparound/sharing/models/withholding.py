"""Organisations that are wished to share, and what they say: who will not, says why, until it is settled."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from wraparound.core import clock, ids
from wraparound.core.database.protection import ADD, FOR_MERGING, READ, Protection, Rule
from wraparound.core.database.scope import Role
from wraparound.core.privacy import Words, personal, public, special
from wraparound.sharing.models.grants import LEAD, OWN
from wraparound.sharing.policy_withholding import Kind

MINE = "{wish} = any((select app.my_wishes())::uuid[])"  # of an organisation of mine, asked or asking


class ShareWish(models.Model):
    """The wish that one organisation shares what it knows of a learner with another."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ, f"{OWN} or {LEAD} or {MINE.format(wish='id')}"),
            Rule(
                Role.PERSON,
                ADD,
                f"by_id = (select app.me()) and ({OWN} or {LEAD}"
                " or (learner_id = any((select app.my_learners())::bigint[])"
                " and to_organisation_id = any((select app.my_organisations())::bigint[])))",
            ),
            FOR_MERGING,
        ),
        about_a_learner=True,
    )
    privacy: ClassVar[Words] = {
        **public("id"),
        **personal("learner", "of_organisation", "to_organisation", "by", "made"),
        **special("what", "why"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="+")
    of_organisation = models.ForeignKey("accounts.Organisation", on_delete=models.RESTRICT, related_name="+")
    to_organisation = models.ForeignKey("accounts.Organisation", on_delete=models.RESTRICT, related_name="+")
    what = models.CharField(max_length=300)
    why = models.TextField(max_length=1000)
    by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    made = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = (models.Index("learner", name="wishes_about_a_learner"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(of_organisation=F("to_organisation")), name="a_wish_is_between_two_organisations"
            ),
        )


class WishAnswer(models.Model):
    """What an organisation says to a wish, once: that it shared, or why it will not."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ, f"{OWN} or {LEAD} or {MINE.format(wish='wish_id')}"),
            Rule(
                Role.PERSON,
                ADD,
                "by_id = (select app.me()) and wish_id = any((select app.wishes_i_answer())::uuid[])",
            ),
            FOR_MERGING,
        ),
        about_a_learner=True,
    )
    privacy: ClassVar[Words] = {
        **public("id"),
        **personal("learner", "wish", "clause", "by", "at"),
        **special("kind", "words"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="+")
    wish = models.OneToOneField("sharing.ShareWish", on_delete=models.RESTRICT, related_name="answer")
    kind = models.CharField(max_length=30)  # a slug of policy_withholding.Kind
    words = models.TextField(max_length=1000)
    clause = models.UUIDField(null=True, blank=True)  # of the agreed policy, where it is said to stand in the way
    by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(kind__in=[*Kind]), name="a_wish_is_answered_in_known_words"),)


class WishSettled(models.Model):
    """How a wish came to its end: until then a refusal is listed."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ, f"{OWN} or {LEAD} or {MINE.format(wish='wish_id')}"),
            # Nobody of the organisation that was asked, unless they are the learner.
            Rule(
                Role.PERSON,
                ADD,
                f"by_id = (select app.me()) and ({OWN} or ({LEAD}"
                " and wish_id <> all((select app.wishes_i_answer())::uuid[])))",
            ),
            FOR_MERGING,
        ),
        about_a_learner=True,
    )
    privacy: ClassVar[Words] = {**public("id"), **personal("learner", "wish", "by", "at"), **special("how")}

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="+")
    wish = models.OneToOneField("sharing.ShareWish", on_delete=models.RESTRICT, related_name="settled")
    how = models.TextField(max_length=1000)
    by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    at = models.DateTimeField(default=clock.now)
