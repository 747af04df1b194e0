"""The local offer as it is stored. Every row bears its organisation, so that whose it is needs no second look.

`published` is what an organisation wants to be seen; `shown` of an offering also asks whether its service and site are.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q

from wraparound.core import clock, ids
from wraparound.core.database.protection import (
    ADD,
    FOR_FUNCTIONS,
    MY_ORGANISATIONS,
    READ,
    Command,
    Protection,
    Rule,
)
from wraparound.core.database.scope import Role
from wraparound.core.privacy import Words, personal, public
from wraparound.directory.kinds import RemedyKind, ServiceKind

MINE = MY_ORGANISATIONS.format(organisation="organisation_id")


def published_by_its_organisation(shown: str = "published", *more: Rule) -> Protection:
    """What is shown is open to all; the rest, and every change, is for members of the row's organisation."""
    return Protection(
        (
            Rule(Role.VISITOR, READ, shown),
            Rule(Role.PERSON, READ, f"{shown} or {MINE}"),
            Rule(Role.PERSON, (Command.INSERT, Command.UPDATE), MINE),
            *more,
        )
    )


def slugs() -> ArrayField[list[str], list[str]]:
    """Words of the vocabulary, as their slugs."""
    return ArrayField(models.CharField(max_length=60), default=list, blank=True)


class Entry(models.Model):
    """What every entry has: whose it is, a name of its own in that organisation, and how often it was changed."""

    id = models.BigIntegerField(primary_key=True, default=ids.new_number, editable=False)
    public_id = models.UUIDField(default=ids.new_public_id, unique=True, editable=False)
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.RESTRICT, related_name="+")
    reference = models.CharField(max_length=60, blank=True)  # what the organisation calls it in its own lists
    name = models.CharField(max_length=200)
    published = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    changed = models.DateTimeField(default=clock.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


ENTRY = public("id", "public_id", "organisation", "reference", "name", "published", "version", "changed")


class Site(Entry):
    """A place an organisation works at. Easting and northing are metres of the British National Grid."""

    protection: ClassVar[Protection] = published_by_its_organisation()
    privacy: ClassVar[Words] = {
        **ENTRY,
        **public("address", "town", "postcode", "easting", "northing", "provision", "getting_there"),
    }

    address = models.TextField(blank=True)  # lines without town and postcode
    town = models.CharField(max_length=80, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    easting = models.IntegerField(null=True, blank=True)
    northing = models.IntegerField(null=True, blank=True)
    provision = slugs()
    getting_there = models.TextField(blank=True)  # bus, parking, the way in

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(fields=["organisation", "name"], name="a_site_has_a_name_of_its_own"),
            models.CheckConstraint(
                condition=Q(easting__isnull=True, northing__isnull=True)
                | Q(easting__isnull=False, northing__isnull=False),
                name="a_site_has_both_numbers_of_its_point_or_none",
            ),
        )


class Term(models.Model):
    """A stretch of dates in somebody's calendar. Any organisation may offer something in it."""

    protection: ClassVar[Protection] = Protection(
        (
            Rule(Role.VISITOR, READ),
            Rule(Role.PERSON, READ),
            Rule(Role.PERSON, (Command.INSERT, Command.UPDATE), MINE),
        )
    )
    privacy: ClassVar[Words] = public("id", "organisation", "name", "starts", "ends", "weeks")

    id = models.BigIntegerField(primary_key=True, default=ids.new_number, editable=False)
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.RESTRICT, related_name="+")  # keeps it
    name = models.CharField(max_length=80)
    starts = models.DateField()
    ends = models.DateField()
    weeks = models.PositiveSmallIntegerField(default=12)  # weeks with sessions

    class Meta:
        ordering = ("starts", "name", "id")
        constraints = (
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="a_term_ends_after_it_starts"),
            models.UniqueConstraint(fields=["organisation", "name"], name="a_term_has_a_name_of_its_own"),
        )

    def __str__(self) -> str:
        return self.name


class Asked(models.Model):
    """The person to ask about an entry, at work: meant for everybody to read. And when it was last found right."""

    person_name = models.CharField(max_length=120)
    person_role = models.CharField(max_length=120, blank=True)
    person_phone = models.CharField(max_length=30, blank=True)
    person_email = models.EmailField()
    last_confirmed = models.DateField(default=clock.today)

    class Meta:
        abstract = True


ASKED = public("person_name", "person_role", "person_phone", "person_email", "last_confirmed")
# The named person of a service is public on purpose: organisations publish a work address for families to write to.


class Service(Entry, Asked):
    """Something an organisation can do for learners. Ages are full years, both ends included."""

    protection: ClassVar[Protection] = published_by_its_organisation()
    privacy: ClassVar[Words] = {
        **ENTRY,
        **ASKED,
        **public(
            "kind", "description", "website", "min_age", "max_age", "ehc_plan_only", "needs", "outcomes", "answers"
        ),
        **public("requires", "gives", "repeatable", "found_by", "search"),
    }

    kind = models.CharField(max_length=30, choices=[(k.value, k.label) for k in ServiceKind])
    description = models.TextField()
    website = models.URLField(blank=True)
    min_age = models.PositiveSmallIntegerField(null=True, blank=True)
    max_age = models.PositiveSmallIntegerField(null=True, blank=True)
    ehc_plan_only = models.BooleanField(default=False)
    needs = slugs()  # what it is made for
    outcomes = slugs()
    answers = models.JSONField(default=dict, blank=True)  # to the seven questions, by slug
    requires = slugs()  # skills that come first
    gives = slugs()  # skills that a learner has afterwards
    repeatable = models.BooleanField(default=False)
    found_by = models.TextField(blank=True)  # words of organisation, kind, needs and outcomes, for the search
    search = models.GeneratedField(
        expression=SearchVector("name", weight="A", config="english")
        + SearchVector("description", weight="B", config="english")
        + SearchVector("found_by", weight="C", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        ordering = ("name", "id")
        indexes = (GinIndex(fields=["search"], name="service_words"), GinIndex(fields=["needs"], name="service_needs"))
        constraints = (
            models.UniqueConstraint(fields=["organisation", "name"], name="a_service_has_a_name_of_its_own"),
            models.UniqueConstraint(
                fields=["organisation", "reference"],
                condition=~Q(reference=""),
                name="a_service_reference_is_used_once",
            ),
            models.CheckConstraint(
                condition=Q(min_age__isnull=True) | Q(max_age__isnull=True) | Q(min_age__lte=F("max_age")),
                name="a_service_is_for_ages_from_and_to",
            ),
        )


class Offering(Entry):
    """A service at a site: sessions (minutes of the week), terms it can start in, places, price (pence a term)."""

    protection: ClassVar[Protection] = published_by_its_organisation("shown", FOR_FUNCTIONS)  # for app.places_left
    privacy: ClassVar[Words] = {
        **ENTRY,
        **public(
            "service", "site", "sessions", "days", "starts_in", "lasts", "places", "price", "funders", "provision"
        ),
        **public("contributes", "min_age", "max_age", "shown"),
    }

    service = models.ForeignKey("directory.Service", on_delete=models.RESTRICT, related_name="offerings")
    site = models.ForeignKey("directory.Site", on_delete=models.RESTRICT, related_name="offerings")
    name = models.CharField(max_length=200, blank=True)
    sessions = models.JSONField(default=list, blank=True)  # [[start, end], ...]: 0 is Monday, midnight
    days = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)  # of the sessions: 0 is Monday
    starts_in = ArrayField(models.BigIntegerField(), default=list, blank=True)  # keys of terms
    lasts = models.PositiveSmallIntegerField(default=1)  # terms
    places = models.PositiveIntegerField(default=1)
    price = models.PositiveIntegerField(null=True, blank=True)  # None: not said; 0: free
    funders = slugs()
    provision = slugs()  # in place in these sessions, beside what the site has
    contributes = models.JSONField(default=dict, blank=True)  # outcome -> minutes a week
    min_age = models.PositiveSmallIntegerField(null=True, blank=True)  # where narrower than the service's
    max_age = models.PositiveSmallIntegerField(null=True, blank=True)
    shown = models.BooleanField(default=False)

    class Meta:
        ordering = ("service_id", "id")
        indexes = (GinIndex(fields=["days"], name="offering_days"),)
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "reference"],
                condition=~Q(reference=""),
                name="an_offering_reference_is_used_once",
            ),
            models.CheckConstraint(condition=Q(lasts__gte=1), name="an_offering_lasts_a_term_or_more"),
        )


class Remedy(Entry, Asked):
    """What turns missing provision into provision in place: prices in pence without VAT, lead time in days, terms."""

    protection: ClassVar[Protection] = published_by_its_organisation()
    privacy: ClassVar[Words] = {
        **ENTRY,
        **ASKED,
        **public("kind", "description", "gives", "once", "per_learner", "per_term", "vat", "lead_days"),
        **public("lead_terms", "reach_miles"),
    }

    kind = models.CharField(max_length=30, choices=[(k.value, k.label) for k in RemedyKind])
    description = models.TextField(blank=True)
    gives = slugs()
    once = models.PositiveIntegerField(default=0)
    per_learner = models.PositiveIntegerField(default=0)
    per_term = models.PositiveIntegerField(default=0)  # for each learner and term
    vat = models.BooleanField(default=False)
    lead_days = models.PositiveSmallIntegerField(default=0)
    lead_terms = models.PositiveSmallIntegerField(default=0)
    reach_miles = models.PositiveSmallIntegerField(null=True, blank=True)  # how far they come; None: anywhere

    class Meta:
        ordering = ("name", "id")
        constraints = (models.UniqueConstraint(fields=["organisation", "name"], name="a_remedy_has_a_name_of_its_own"),)


class Upload(models.Model):
    """A workbook between its trial and its carrying out. Emptied as soon as it was carried out."""

    protection: ClassVar[Protection] = Protection(
        (Rule(Role.PERSON, (*READ, *ADD, Command.UPDATE), f"{MINE} and by_id = (select app.me())"),)
    )
    privacy: ClassVar[Words] = {**public("id", "organisation"), **personal("by", "at", "content", "carried_out")}

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.RESTRICT, related_name="+")
    by = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    content = models.BinaryField()
    carried_out = models.DateTimeField(null=True)


class Reminder(models.Model):
    """A mail that told an organisation how many entries are due: at most one in 14 days."""

    protection: ClassVar[Protection] = Protection((Rule(Role.SIGN_IN, (*READ, *ADD)),))
    privacy: ClassVar[Words] = public("id", "organisation", "at", "due")

    id = models.UUIDField(primary_key=True, default=ids.new_public_id, editable=False)
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.RESTRICT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    due = models.PositiveIntegerField()


def row_name(row: Any) -> str:
    """What an entry is called; an offering by its service and site where it has no name of its own."""
    return row.name or f"{row.service.name}, {row.site.name}"
