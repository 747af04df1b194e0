"""Who decides for a learner, about what and until when; who is frozen; and the birthdays that change what holds."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from wraparound.core import clock, ids
from wraparound.core.database.prepare import FUNCTIONS
from wraparound.core.database.protection import ADD, FOR_MERGING, READ, Command, Protection, Rule
from wraparound.core.database.scope import Role
from wraparound.core.privacy import Words, personal, public, special
from wraparound.sharing.models.grants import DECIDE, LEAD, NUMBERS, OWN, SAFEGUARD
from wraparound.sharing.policy_proxies import ProxyKind

FROZEN_IS_NOT_ME = (
    "person_id is distinct from (select app.me())"
    " and (organisation_id is null or organisation_id <> all((select app.my_organisations())::bigint[]))"
)


class Proxy(models.Model):
    """Somebody who may decide for a learner: about these categories, until a moment. They see by a grant, as others."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ, f"{OWN} or {LEAD} or person_id = (select app.me())"),
            Rule(
                Role.PERSON,
                ADD,
                f"appointed_by_id = (select app.me()) and person_id <> (select app.me()) and ({OWN} or {LEAD})",
            ),
            FOR_MERGING,
        ),
        about_a_learner=True,
    )
    privacy: ClassVar[Words] = {
        **public("id"),
        **personal("learner", "person", "kind", "categories", "may_decide", "may_see_looks", "since", "until"),
        **personal("appointed_by", "made", "opens"),
        **special("evidence"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="+")
    person = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    kind = models.CharField(max_length=30, choices=[(k.value, k.label) for k in ProxyKind])
    categories = ArrayField(models.PositiveSmallIntegerField())
    may_decide = models.BooleanField(default=True)
    may_see_looks = models.BooleanField(default=False)
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField()
    evidence = models.TextField(max_length=1000)  # what was seen, and where it is kept: no copy of it
    appointed_by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    made = models.DateTimeField(default=clock.now)
    opens = models.ForeignKey(  # the grant by which they see what they decide about; it ends with them
        "sharing.Grant", on_delete=models.RESTRICT, related_name="+", null=True, blank=True
    )

    class Meta:
        indexes = (
            models.Index("learner", name="proxies_of_a_learner"),
            models.Index("person", name="learners_of_a_proxy"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="a_proxy_ends_after_it_began"),
            models.CheckConstraint(condition=Q(categories__len__gt=0), name="a_proxy_is_for_something"),
            models.CheckConstraint(
                condition=Q(categories__contained_by=NUMBERS, kind__in=[*ProxyKind]), name="a_proxy_is_in_known_words"
            ),
            models.CheckConstraint(condition=~Q(evidence=""), name="a_proxy_has_evidence"),
        )


class ProxyEnding(models.Model):
    """The end of a proxy's say, from this moment."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ, f"{OWN} or {LEAD}"),
            Rule(
                Role.PERSON,
                ADD,
                f"by_id = (select app.me()) and ({OWN} or {LEAD} or proxy_id = any((select app.my_proxies())::uuid[]))",
            ),
            FOR_MERGING,
        ),
        about_a_learner=True,
    )
    privacy: ClassVar[Words] = {**public("id"), **personal("proxy", "learner", "by", "at"), **special("reason")}

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    proxy = models.OneToOneField("sharing.Proxy", on_delete=models.RESTRICT, related_name="ending")
    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="+")
    by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    reason = models.CharField(max_length=300, blank=True)


class Freeze(models.Model):
    """Nothing about the learner reaches a person or an organisation, at once, whoever gave it; they are not told.

    What the learner froze the learner lifts. What a lead froze needs two to be lifted: one who asks, another who does.
    """

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ, f"{OWN} or (({LEAD} or {SAFEGUARD}) and {FROZEN_IS_NOT_ME})"),
            Rule(
                Role.PERSON,
                ADD,
                "by_id = (select app.me()) and lifted_at is null and lift_asked_by_id is null"
                f" and (({OWN} and by_learner) or ({LEAD} and not by_learner and {FROZEN_IS_NOT_ME}))",
            ),
            # Only the columns of lifting (a trigger asks: only_lifting).
            Rule(
                Role.PERSON,
                (Command.UPDATE,),
                f"({OWN} and by_learner) or (({LEAD} or {SAFEGUARD}) and not by_learner and {FROZEN_IS_NOT_ME})",
            ),
            FOR_MERGING,
        ),
        about_a_learner=True,
    )
    privacy: ClassVar[Words] = {
        **public("id"),
        **personal("learner", "person", "organisation", "since", "by", "by_learner"),
        **personal("lift_asked_by", "lifted_by", "lifted_at"),
        **special("because", "lift_because"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="+")
    person = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+", null=True, blank=True)
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.RESTRICT, related_name="+", null=True, blank=True
    )
    since = models.DateTimeField(default=clock.now)
    by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    by_learner = models.BooleanField()
    because = models.TextField(max_length=1000, blank=True)
    lift_because = models.TextField(max_length=1000, blank=True)
    lift_asked_by = models.ForeignKey(
        "accounts.Person", on_delete=models.RESTRICT, related_name="+", null=True, blank=True
    )
    lifted_by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+", null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index("learner", name="freezes_of_a_learner"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(organisation__isnull=True) ^ Q(person__isnull=True),
                name="a_freeze_is_of_an_organisation_or_a_person",
            ),
            models.CheckConstraint(condition=Q(by_learner=True) | ~Q(because=""), name="a_freeze_by_others_says_why"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True)
                | Q(by_learner=True, lifted_by__isnull=False)
                | (
                    Q(lifted_by__isnull=False, lift_asked_by__isnull=False)
                    & ~Q(lift_because="")
                    & ~Q(lifted_by=F("lift_asked_by"))
                ),
                name="it_takes_two_to_lift_a_freeze",
            ),
        )


class AgeStep(models.Model):
    """A birthday that changes what holds for a learner (16, 18, 25): warned of ahead, and dealt with by somebody."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ, f"{OWN} or {LEAD} or {DECIDE}"),
            Rule(Role.PERSON, (Command.UPDATE,), f"{OWN} or {LEAD}"),
            Rule(FUNCTIONS, ADD),
            FOR_MERGING,
        ),
        about_a_learner=True,
    )
    privacy: ClassVar[Words] = {
        **public("id"),
        **personal("learner", "age", "on", "told", "handled_at", "handled_by"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="+")
    age = models.PositiveSmallIntegerField()
    on = models.DateField()
    told = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)  # days ahead, as warned
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey(
        "accounts.Person", on_delete=models.RESTRICT, related_name="+", null=True, blank=True
    )

    class Meta:
        indexes = (models.Index("learner", name="age_steps_of_a_learner"),)
