"""Grants and their endings. Append-only: what was once allowed stays accountable."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from wraparound.core import clock, ids
from wraparound.core.categories import Category
from wraparound.core.database.protection import ADD, FOR_MERGING, MY_OWN_LEARNERS, READ, Command, Protection, Rule
from wraparound.core.database.scope import Role
from wraparound.core.privacy import Words, personal, public, special
from wraparound.sharing.policy import (
    LONGEST_FOR_SAFETY,
    LONGEST_KEPT_BACK,
    LONGEST_WITHOUT_DECISION,
    Basis,
    Permission,
    SupportHow,
)

OWN = MY_OWN_LEARNERS.format(learner="learner_id")
LEAD = "learner_id = any((select app.learners_i_lead())::bigint[])"
REACHES_ME = "id = any((select app.my_grants())::uuid[])"  # now: what has ended, nobody else reads about
SAFEGUARD = "learner_id = any((select app.learners_i_safeguard())::bigint[])"  # the second person's, for those of leads
# A proxy: the grants and requests that are wholly within the categories for which they decide.
DECIDE = "learner_id = any((select app.learners_i_decide_for())::bigint[])"
I_DECIDE = "{grant} = any((select app.grants_i_decide())::uuid[])"
I_REVIEW = "grant_id = any((select app.grants_i_review())::uuid[])"  # the second person
NUMBERS = [c.number for c in Category]
KEPT_BACK = "{grant} = any((select app.kept_back())::uuid[])"  # from the learner, who is told later


class Grant(models.Model):
    """A live permission for an organisation's team or a person to see categories, for a purpose, until a moment."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(
                Role.PERSON,
                READ,
                f"({OWN} and (told_from is null or told_from <= statement_timestamp())) or {LEAD} or {REACHES_ME}"
                f" or {I_DECIDE.format(grant='id')} or ({SAFEGUARD} and basis = 'vital-interests')",
            ),
            # What rests on consent is given by the learner; by a lead who says how the learner was supported; or by a
            # proxy, within what they decide (a trigger asks: proxy_limits).
            Rule(
                Role.PERSON,
                ADD,
                f"given_by_id = (select app.me()) and ({OWN} or ({LEAD} and permission not in ('given', 'by-proxy'))"
                f" or ({DECIDE} and permission = 'by-proxy' and basis = 'consent'))",
            ),
            # From when the learner is told, and nothing else (a trigger asks: only_told_from).
            Rule(Role.PERSON, (Command.UPDATE,), f"({LEAD} or {SAFEGUARD}) and basis = 'vital-interests'"),
            Rule(Role.INTAKE, ADD, "permission not in ('given', 'by-proxy')"),
            FOR_MERGING,
        ),
        about_a_learner=True,
    )
    privacy: ClassVar[Words] = {
        **public("id"),
        **personal("learner", "organisation", "person", "categories", "since", "until", "given_by", "made", "request"),
        **special("purpose", "basis", "basis_note", "permission"),
        **special("supported_by", "supported_name", "support_how", "duty", "decision", "told_from", "told_because"),
        **personal("only_people", "proxy", "composite"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="grants")
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.RESTRICT, related_name="grants", null=True, blank=True
    )
    person = models.ForeignKey(
        "accounts.Person", on_delete=models.RESTRICT, related_name="grants", null=True, blank=True
    )
    categories = ArrayField(models.PositiveSmallIntegerField())
    purpose = models.CharField(max_length=200)
    basis = models.CharField(max_length=30, choices=[(b.value, b.label) for b in Basis])
    basis_note = models.TextField(blank=True)  # which duty; who decided, and with what support
    permission = models.CharField(max_length=30, choices=[(p.value, p.label) for p in Permission])
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField()
    given_by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    made = models.DateTimeField(default=clock.now)
    # Who helped the learner to decide, and how (slugs of policy.SupportHow).
    supported_by = models.ForeignKey(
        "accounts.Person", on_delete=models.RESTRICT, related_name="+", null=True, blank=True
    )
    supported_name = models.CharField(max_length=100, blank=True)
    support_how = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    request = models.ForeignKey(
        "sharing.AccessRequest", on_delete=models.RESTRICT, related_name="grants", null=True, blank=True
    )
    only_people = ArrayField(models.BigIntegerField(), null=True, blank=True)  # of the team; null: all of it
    duty = models.CharField(max_length=40, blank=True)  # which law, a slug of duties.py
    decision = models.ForeignKey(
        "sharing.BestInterestsDecision", on_delete=models.RESTRICT, related_name="grants", null=True, blank=True
    )
    proxy = models.ForeignKey(  # who said yes for the learner
        "sharing.Proxy", on_delete=models.RESTRICT, related_name="said", null=True, blank=True
    )
    told_from = models.DateTimeField(null=True, blank=True)  # from when the learner sees this grant; null: at once
    told_because = models.TextField(max_length=1000, blank=True)  # why telling them at once is not safe
    composite = models.UUIDField(null=True, blank=True)  # the agreed policy whose clauses it began with

    class Meta:
        indexes = (
            models.Index("learner", name="grants_of_a_learner"),
            models.Index("learner", name="grants_that_keep_safe", condition=Q(basis="vital-interests")),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(organisation__isnull=True) ^ Q(person__isnull=True),
                name="a_grant_is_to_an_organisation_or_a_person",
            ),
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="a_grant_ends_after_it_began"),
            models.CheckConstraint(condition=Q(categories__len__gt=0), name="a_grant_opens_something"),
            models.CheckConstraint(
                condition=Q(categories__contained_by=NUMBERS), name="a_grant_opens_known_categories"
            ),
            models.CheckConstraint(
                condition=Q(basis__in=[*Basis], permission__in=[*Permission], support_how__contained_by=[*SupportHow]),
                name="a_grant_is_in_known_words",
            ),
            models.CheckConstraint(
                condition=~Q(basis="consent") | Q(permission__in=["given", "given-with-support", "by-proxy"]),
                name="consent_is_a_yes",
            ),
            models.CheckConstraint(
                condition=Q(permission="by-proxy", proxy__isnull=False)
                | (~Q(permission="by-proxy") & Q(proxy__isnull=True)),
                name="who_said_yes_for_the_learner_is_named",
            ),
            models.CheckConstraint(condition=~Q(basis="statutory-duty") | ~Q(duty=""), name="a_duty_is_named"),
            models.CheckConstraint(
                condition=~Q(basis="best-interests")
                | Q(decision__isnull=False)
                | Q(until__lte=F("since") + LONGEST_WITHOUT_DECISION),
                name="best_interests_without_a_decision_is_short",
            ),
            models.CheckConstraint(
                condition=Q(told_from__isnull=True, told_because="")
                | (
                    ~Q(told_because="")
                    & Q(basis="vital-interests", organisation__isnull=False)
                    & Q(told_from__lte=F("since") + LONGEST_KEPT_BACK)
                ),
                name="only_what_keeps_somebody_safe_is_told_later",
            ),
            models.CheckConstraint(
                condition=Q(basis="consent") | ~Q(basis_note=""), name="a_basis_other_than_consent_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(basis="vital-interests") | Q(until__lte=F("since") + LONGEST_FOR_SAFETY),
                name="sharing_to_keep_somebody_safe_is_short",
            ),
        )


class GrantEnding(models.Model):
    """The end of a grant, from this moment. The grant itself stays: the past remains accountable."""

    protection: ClassVar[Protection] = Protection(
        (
            # It has a reason, which is the learner's. Of what they are told later they are told no ending either.
            Rule(
                Role.PERSON,
                READ,
                f"({OWN} and not {KEPT_BACK.format(grant='grant_id')}) or {LEAD} or {I_REVIEW}",
            ),
            Rule(
                Role.PERSON,
                ADD,
                f"by_id = (select app.me()) and (({OWN} and not {KEPT_BACK.format(grant='grant_id')}) or {LEAD}"
                f" or {I_REVIEW}"
                " or grant_id = any((select app.grants_i_end())::uuid[])"
                " or grant_id = any((select app.grants_to_me())::uuid[]))",
            ),
            FOR_MERGING,
        ),
        about_a_learner=True,
    )
    privacy: ClassVar[Words] = {**public("id"), **personal("grant", "learner", "by", "at"), **special("reason")}

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    grant = models.OneToOneField("sharing.Grant", on_delete=models.RESTRICT, related_name="ending")
    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="+")
    by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    reason = models.CharField(max_length=300, blank=True)
