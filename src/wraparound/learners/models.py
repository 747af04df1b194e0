"""Learners and their circles: what is stored, and what can never be false."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from wraparound.accounts.roles import CirclePart
from wraparound.core import clock, ids
from wraparound.core.categories import Category
from wraparound.core.database.prepare import FUNCTIONS
from wraparound.core.database.protection import (
    ADD,
    EDIT,
    FOR_MERGING,
    MY_OWN_LEARNERS,
    READ,
    Command,
    Protection,
    Rule,
    about_a_learner,
    key_index,
    open_to_me,
)
from wraparound.core.database.scope import Role
from wraparound.core.privacy import Words, personal, public, secret
from wraparound.learners.policy import InvitedAs

OWN_OR_LED = (
    "({learner} = any((select app.my_own_learners())::bigint[])"
    " or {learner} = any((select app.learners_i_lead())::bigint[]))"
)

BECOMES_ANOTHER = (  # no lead becomes the learner
    f"{MY_OWN_LEARNERS.format(learner='id')}"
    " or (id = any((select app.learners_i_lead())::bigint[]) and person_id is distinct from (select app.me()))"
)


class Learner(models.Model):
    """The young person everything is about: a name and a key."""

    protection: ClassVar[Protection] = about_a_learner(
        Category.IDENTITY,
        # Who changes `person` opens everything to somebody: that is not for everybody who may read the name.
        Rule(Role.PERSON, (Command.UPDATE,), OWN_OR_LED.format(learner="id"), BECOMES_ANOTHER),
        Rule(Role.INTAKE, ADD),
        FOR_MERGING,
        commands=READ,
        learner="id",
    )
    privacy: ClassVar[Words] = {
        **public("id", "public_id"),
        **personal("name", "known_as", "born", "person", "made", "merged_into"),
    }

    id = models.BigIntegerField(primary_key=True, default=ids.new_number, editable=False)
    public_id = models.UUIDField(default=ids.new_public_id, unique=True, editable=False)
    name = models.CharField(max_length=120)
    known_as = models.CharField(max_length=60, blank=True)  # what they want to be called
    born = models.DateField()
    person = models.OneToOneField(
        "accounts.Person", on_delete=models.RESTRICT, related_name="as_learner", null=True, blank=True
    )
    made = models.DateTimeField(default=clock.now)
    merged_into = models.ForeignKey(  # written down twice: the other record is the one that counts
        "learners.Learner", on_delete=models.RESTRICT, related_name="+", null=True, blank=True
    )

    class Meta:
        indexes = (
            key_index("learner_identity_key", Category.IDENTITY, learner="id"),
            models.Index("born", name="learner_born"),
        )

    def __str__(self) -> str:
        return self.known_as or self.name


STAFFED = (
    f"{MY_OWN_LEARNERS.format(learner='learner_id')}"
    " or (organisation_id = any((select app.my_organisations())::bigint[])"
    " and learner_id = any((select app.learners_i_lead())::bigint[]))"
)
ADMINISTERED = "organisation_id = any((select app.organisations_i_administer())::bigint[])"
TEAM = f"{STAFFED} or {ADMINISTERED}"
OTHERS = "person_id <> (select app.me())"  # no administrator opens a learner to themselves

# Who leads opens everything: an administrator names one only where the organisation leads or led, and somebody leaves.
NO_NEW_LEAD = "(part <> 'lead' or learner_id = any((select app.learners_we_lead())::bigint[]))"


class CircleMember(models.Model):
    """Somebody in a learner's circle of support: family, advocate, or of an organisation's team. Ended, not deleted."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ, f"{open_to_me(Category.IDENTITY)} or person_id = (select app.me()) or {TEAM}"),
            Rule(Role.PERSON, ADD, f"{STAFFED} or ({ADMINISTERED} and {OTHERS} and {NO_NEW_LEAD})"),
            Rule(Role.PERSON, (Command.UPDATE,), TEAM),  # only to end it earlier: sql/triggers_circle.sql
            Rule(Role.INTAKE, ADD),
            Rule(FUNCTIONS, EDIT),
        ),
        about_a_learner=True,
    )
    privacy: ClassVar[Words] = {
        **public("id"),
        **personal("learner", "person", "organisation", "part", "since", "until", "added_by"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="circle")
    person = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="circles")
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.RESTRICT, related_name="circles", null=True, blank=True
    )
    part = models.CharField(max_length=20, choices=[(p.value, p.label) for p in CirclePart])
    since = models.DateField(default=clock.today)
    until = models.DateField(null=True, blank=True)  # the last day; the day before `since` if it was undone at once
    added_by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")

    class Meta:
        indexes = (key_index("circle_identity_key", Category.IDENTITY),)
        constraints = (
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since") - timedelta(days=1)),
                name="a_place_in_a_circle_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=~Q(part__in=["lead", "support", "works-with"]) | Q(organisation__isnull=False),
                name="teams_come_from_an_organisation",
            ),
            models.UniqueConstraint(
                fields=["learner", "person", "organisation", "part"],
                condition=Q(until__isnull=True),
                nulls_distinct=False,
                name="a_place_in_a_circle_is_held_once",
            ),
        )


class CircleInvitation(models.Model):
    """A link that makes somebody family, an advocate, or the learner themself. Only its fingerprint is kept."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, (*EDIT,), OWN_OR_LED.format(learner="learner_id")),
            FOR_MERGING,  # also to accept, in app.accept_circle_invitation
        ),
        about_a_learner=True,
    )
    privacy: ClassVar[Words] = {
        **public("id"),
        **personal("learner", "part", "name", "email", "invited_by", "made", "expires"),
        **personal("accepted", "accepted_by", "withdrawn"),
        **secret("fingerprint"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    fingerprint = models.CharField(max_length=64, unique=True)  # sha256 of the token in the link, as hex
    learner = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="invitations")
    part = models.CharField(max_length=20, choices=[(p.value, p.label) for p in InvitedAs])
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    invited_by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    made = models.DateTimeField(default=clock.now)
    expires = models.DateTimeField()
    accepted = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        "accounts.Person", on_delete=models.RESTRICT, related_name="+", null=True, blank=True
    )
    withdrawn = models.DateTimeField(null=True, blank=True)


class DuplicateLook(models.Model):
    """Somebody asked whether a learner is written down already. Counted, so that nobody can ask for everybody."""

    protection: ClassVar[Protection] = Protection((Rule(FUNCTIONS, (*READ, *ADD)),))
    privacy: ClassVar[Words] = {**public("id"), **personal("person", "at")}

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    person = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index("person", "at", name="looks_of_a_person"),)


class Merge(models.Model):
    """Two records were one learner: what was moved from one to the other, and whether that was undone."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.PERSON, READ, OWN_OR_LED.format(learner="kept_id")),
            Rule(FUNCTIONS, EDIT),
        ),
        about_a_learner=True,
    )
    privacy: ClassVar[Words] = {
        **public("id"),
        **personal(
            "kept", "merged", "merged_name", "by", "at", "moved", "stayed", "sign_in_moved", "undone", "undone_by"
        ),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    kept = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="merges")
    merged = models.ForeignKey("learners.Learner", on_delete=models.RESTRICT, related_name="+")
    merged_name = models.CharField(max_length=120)  # the merged record itself is open to nobody
    by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    at = models.DateTimeField()
    moved = models.JSONField(default=dict)  # how many rows of which table
    stayed = models.JSONField(default=dict)
    sign_in_moved = models.BooleanField(default=False)
    undone = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+", null=True, blank=True)


class MergedRow(models.Model):
    """One row that a merge found: moved, or left where it was because it would clash."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(FUNCTIONS, EDIT),
            Rule(FUNCTIONS, (Command.DELETE,), "merge_id = any((select app.merges_being_erased())::uuid[])"),
        )
    )
    privacy: ClassVar[Words] = {**public("id"), **personal("merge", "table", "column", "key", "moved")}

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    merge = models.ForeignKey("learners.Merge", on_delete=models.RESTRICT, related_name="+")
    table = models.CharField(max_length=63, db_column="tab")
    column = models.CharField(max_length=63, db_column="col")
    key = models.CharField(max_length=40)
    moved = models.BooleanField()


def now_held() -> Q:
    """Places in circles that are held today."""
    today = clock.today()
    return Q(since__lte=today) & (Q(until__isnull=True) | Q(until__gte=today))
