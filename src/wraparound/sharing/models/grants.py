"""Grants and their endings. Append-only: what was once allowed stays accountable."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from wraparound.core import clock, ids
from wraparound.core.database.protection import ADD, FOR_MERGING, MY_OWN_LEARNERS, READ, Protection, Rule
from wraparound.core.database.scope import Role
from wraparound.core.privacy import Words, personal, public, special
from wraparound.sharing.policy import LONGEST_FOR_SAFETY, Basis, Permission

OWN = MY_OWN_LEARNERS.format(learner="learner_id")
LEAD = "learner_id = any((select app.learners_i_lead())::bigint[])"
REACHES_ME = "id = any((select app.my_grants())::uuid[])"  # now: what has ended, nobody else reads about


class Grant(models.Model):
    """A live permission for an organisation's team or a person to see categories, for a purpose, until a moment."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ, f"{OWN} or {LEAD} or {REACHES_ME}"),
            # What rests on consent is given by the learner, or by a lead who says how the learner was supported.
            Rule(
                Role.PERSON,
                ADD,
                f"given_by_id = (select app.me()) and ({OWN} or ({LEAD} and permission <> 'given'))",
            ),
            Rule(Role.INTAKE, ADD, "permission <> 'given'"),
            FOR_MERGING,
        ),
        about_a_learner=True,
    )
    privacy: ClassVar[Words] = {
        **public("id"),
        **personal("learner", "organisation", "person", "categories", "since", "until", "given_by", "made", "request"),
        **special("purpose", "basis", "basis_note", "permission"),
        **special("supported_by", "supported_name", "support_how"),
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

    class Meta:
        indexes = (models.Index("learner", name="grants_of_a_learner"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(organisation__isnull=True) ^ Q(person__isnull=True),
                name="a_grant_is_to_an_organisation_or_a_person",
            ),
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="a_grant_ends_after_it_began"),
            models.CheckConstraint(condition=Q(categories__len__gt=0), name="a_grant_opens_something"),
            models.CheckConstraint(
                condition=~Q(basis="consent") | Q(permission__in=["given", "given-with-support"]),
                name="consent_is_given_by_the_learner",
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
            Rule(Role.PERSON, READ, f"{OWN} or {LEAD}"),  # it has a reason, which is the learner's
            Rule(Role.PERSON, ADD, f"by_id = (select app.me()) and ({OWN} or {LEAD})"),
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
