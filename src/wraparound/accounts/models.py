"""Persons, organisations, memberships, invitations: what is stored of those who sign in."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from wraparound.accounts.roles import MemberRole, OrganisationKind
from wraparound.accounts.sealing import Sealed
from wraparound.core import clock, ids
from wraparound.core.database.protection import ADD, ALL, EDIT, FOR_FUNCTIONS, READ, Command, Protection, Rule
from wraparound.core.database.scope import Role
from wraparound.core.privacy import Words, personal, public, secret, special


class PersonManager(BaseUserManager["Person"]):
    """Finds people for sign-in."""


class Person(AbstractBaseUser):
    """Somebody who can sign in: with an organisation, with a learner's circle, or the learner.

    Colleagues and circles may read this row. What only the person and sign-in may read is in `Own`.
    """

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.SIGN_IN, EDIT),
            Rule(Role.PERSON, READ, "id = any((select app.my_people())::bigint[])"),
            Rule(Role.PERSON, (Command.UPDATE,), "id = (select app.me())"),
            Rule(Role.NOTICES, READ, "id = (select app.me())"),  # where to mail what is new
            FOR_FUNCTIONS,  # they name who wrote what is open to somebody
        )
    )
    privacy: ClassVar[Words] = {
        **public("id", "public_id", "is_active"),
        **personal("name", "email", "phone", "joined"),
    }

    id = models.BigIntegerField(primary_key=True, default=ids.new_number, editable=False)
    public_id = models.UUIDField(default=ids.new_public_id, unique=True, editable=False)
    name = models.CharField(max_length=120)
    email = models.EmailField(unique=True, null=True, blank=True)  # a learner may have none
    phone = models.CharField(max_length=30, blank=True)
    is_active = models.BooleanField(default=True)
    joined = models.DateTimeField(default=clock.now)
    last_login = None  # nobody needs it

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = PersonManager()
    _new_password: str | None = None

    def __str__(self) -> str:
        return self.name

    @property
    def has_own_here(self) -> bool:
        """Whether `Own` was fetched together with this row, as it is at the start of each request."""
        return "own" in self._state.fields_cache

    @property
    def reading(self) -> object:
        """How they like to read; empty where they have not said."""
        if self.has_own_here:
            return self._own_here.reading if self._own_here else None
        return Own.objects.filter(person_id=self.pk).values_list("reading", flat=True).first()

    @property
    def _own_here(self) -> Own | None:
        found: Own | None = self._state.fields_cache["own"]
        return found

    def forget_own(self) -> None:
        """What was fetched of `Own` may be true no more: it is asked for again."""
        self._state.fields_cache.pop("own", None)

    @property
    def password(self) -> str:
        """The hash of the password, from where only sign-in can read it; empty where there is none."""
        if self._new_password is not None:
            return self._new_password
        if self.has_own_here:
            return self._own_here.password if self._own_here else ""
        return Own.objects.filter(person_id=self.pk).values_list("password", flat=True).first() or ""

    @password.setter
    def password(self, hashed: str) -> None:
        self._new_password = hashed

    def has_usable_password(self) -> bool:
        """Whether there is a password at all: most people sign in with a code or a passkey."""
        return bool(self.password) and super().has_usable_password()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Saves the person, and a new password where it belongs."""
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = set(fields) - {"password"}
        super().save(*args, **kwargs)
        if self._new_password is not None:
            Own.objects.update_or_create(person_id=self.pk, defaults={"password": self._new_password})
            self.forget_own()
            self._new_password = None


class Own(models.Model):
    """What is nobody's business but the person's: the hash of a password, and how they like to read."""

    protection: ClassVar[Protection] = Protection(
        (Rule(Role.SIGN_IN, EDIT), Rule(Role.PERSON, EDIT, "person_id = (select app.me())"))
    )
    privacy: ClassVar[Words] = {**public("person"), **special("reading"), **secret("password")}

    person = models.OneToOneField("accounts.Person", on_delete=models.CASCADE, primary_key=True, related_name="own")
    password = models.CharField(max_length=128, blank=True)
    reading = models.JSONField(default=dict, blank=True)


class Organisation(models.Model):
    """A college, council, health service, employer, community group or programme body."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.VISITOR, READ),
            Rule(Role.SIGN_IN, EDIT),
            Rule(Role.PERSON, READ),
            Rule(Role.PERSON, (Command.UPDATE,), "id = any((select app.organisations_i_administer())::bigint[])"),
            FOR_FUNCTIONS,
        )
    )
    privacy: ClassVar[Words] = public(
        "id", "public_id", "name", "kind", "ukprn", "council", "about", "website", "version"
    )

    id = models.BigIntegerField(primary_key=True, default=ids.new_number, editable=False)
    public_id = models.UUIDField(default=ids.new_public_id, unique=True, editable=False)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=30, choices=[(k.value, k.label) for k in OrganisationKind])
    ukprn = models.CharField(max_length=8, blank=True)
    council = models.CharField(max_length=100, blank=True)  # of the area it works in
    about = models.TextField(blank=True)
    website = models.URLField(blank=True)
    version = models.PositiveIntegerField(default=1)  # so that nobody's words are lost to somebody else's save

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["ukprn"], condition=~Q(ukprn=""), name="a_ukprn_belongs_to_one_organisation"
            ),
            models.CheckConstraint(condition=Q(ukprn="") | Q(ukprn__regex=r"^\d{8}$"), name="a_ukprn_has_eight_digits"),
        )

    def __str__(self) -> str:
        return self.name


ADMINISTERED = "organisation_id = any((select app.organisations_i_administer())::bigint[])"
OF_MY_ORGANISATION = f"{ADMINISTERED} and role <> 'system-administrator'"  # which only another one gives or ends

NOT_MINE = "(role <> 'safeguarding-lead' or person_id <> (select app.me()))"  # a second person is another


class Membership(models.Model):
    """A person's place in an organisation: role, from, until. Ended, not deleted."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.SIGN_IN, EDIT),
            Rule(
                Role.PERSON,
                READ,
                "person_id = (select app.me()) or organisation_id = any((select app.my_organisations())::bigint[])",
            ),
            Rule(
                Role.PERSON,
                (Command.INSERT, Command.UPDATE),
                OF_MY_ORGANISATION,
                f"{OF_MY_ORGANISATION} and {NOT_MINE}",
            ),
            FOR_FUNCTIONS,
        )
    )
    privacy: ClassVar[Words] = {**public("id"), **personal("person", "organisation", "role", "since", "until")}

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    person = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="memberships")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.RESTRICT, related_name="memberships")
    role = models.CharField(max_length=40, choices=[(r.value, r.label) for r in MemberRole])
    since = models.DateField(default=clock.today)
    until = models.DateField(null=True, blank=True)  # the last day

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="a_membership_ends_after_it_began"
            ),
            ExclusionConstraint(
                name="a_person_has_a_role_in_an_organisation_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (
                        Func(
                            "since",
                            "until",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        )


class Invitation(models.Model):
    """A link that makes somebody a member. Only its fingerprint is kept, so that reading this table opens nothing."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.SIGN_IN, EDIT),
            Rule(Role.PERSON, READ, ADMINISTERED),
            Rule(Role.PERSON, ADD, f"{OF_MY_ORGANISATION} and invited_by_id = (select app.me())"),
            Rule(Role.PERSON, (Command.UPDATE,), OF_MY_ORGANISATION),
        )
    )
    privacy: ClassVar[Words] = {
        **public("id"),
        **personal("organisation", "role", "name", "email", "invited_by", "made", "expires", "accepted", "accepted_by"),
        **secret("fingerprint"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    fingerprint = models.CharField(max_length=64, unique=True)  # sha256 of the token in the link, as hex
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.RESTRICT, related_name="invitations")
    role = models.CharField(max_length=40, choices=[(r.value, r.label) for r in MemberRole])
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    invited_by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    made = models.DateTimeField(default=clock.now)
    expires = models.DateTimeField()
    accepted = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+", null=True)


class WayBack(models.Model):
    """A link for somebody without an address who has lost their device: who made it, for whom, and whether it was used.

    Only its fingerprint is kept. The person sees all of theirs, for ever: nobody comes in as them unseen.
    """

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.SIGN_IN, EDIT),
            Rule(Role.PERSON, READ, "person_id = (select app.me()) or made_by_id = (select app.me())"),
        )
    )
    privacy: ClassVar[Words] = {
        **public("id"),
        **personal("person", "made_by", "made", "expires", "used"),
        **secret("fingerprint"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    fingerprint = models.CharField(max_length=64, unique=True)  # sha256 of the token in the link, as hex
    person = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="ways_back")
    made_by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    made = models.DateTimeField(default=clock.now)
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True, blank=True)


class Counted(models.Model):
    """What every process has to know at once and only for a while: how often somebody tried, a code that is used up.

    See `shared_cache`. Keys are fingerprints: no address of anybody stands here.
    """

    protection: ClassVar[Protection] = Protection((Rule(Role.SIGN_IN, ALL),))
    privacy: ClassVar[Words] = {**public("expires"), **secret("key", "value")}

    key = models.CharField(max_length=64, primary_key=True)  # sha256 of what it is called, as hex
    value = models.JSONField()
    expires = models.DateTimeField(db_index=True)


class OidcConnection(models.Model):
    """How an organisation's own people sign in with the account they have there: its OpenID Connect issuer.

    Its public id is the name under which allauth keeps what somebody is called there ("subject"). Another issuer is
    another row, so that a subject of one is never taken for a subject of another.
    """

    protection: ClassVar[Protection] = Protection((Rule(Role.SIGN_IN, EDIT),))
    privacy: ClassVar[Words] = {
        **public("id", "public_id", "organisation", "issuer", "since", "ended"),
        **secret("our_name", "our_secret"),
    }

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    public_id = models.UUIDField(default=ids.new_public_id, unique=True, editable=False)
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.RESTRICT, related_name="oidc_connections"
    )
    issuer = models.URLField()
    our_name = models.CharField(max_length=191)  # what the issuer calls this site
    our_secret = Sealed(blank=True)
    since = models.DateTimeField(default=clock.now)
    ended = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(ended__isnull=True), name="an_organisation_has_one_oidc_connection"
            ),
            models.CheckConstraint(condition=Q(issuer__startswith="https://"), name="an_issuer_is_reached_safely"),
        )


def live(prefix: str = "", on: date | None = None) -> Q:
    """Memberships that hold on a day, or today; `prefix` where they are reached through another table."""
    day = on or clock.today()
    return Q(**{f"{prefix}since__lte": day}) & (Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gte": day}))
