"""Outcomes and lines, with what belongs to a line: what has to be in place for it, and who pays."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from wraparound.core.database.protection import Protection, key_index
from wraparound.core.privacy import Words, personal, special
from wraparound.plans.kinds import Area, LineKind, LineState, OutcomeState, Source
from wraparound.plans.models.kept import KEPT, Kept, choices, kept_protection
from wraparound.plans.policy import LineFacts

if TYPE_CHECKING:
    from uuid import UUID


def keys() -> ArrayField[list[UUID], list[UUID]]:
    """Ids of other rows of the plan."""
    return ArrayField(models.UUIDField(), default=list, blank=True)


class Outcome(Kept):
    """What the learner wants to be able to do: in their words, why it matters, how everybody will know."""

    protection: ClassVar[Protection] = kept_protection()
    privacy: ClassVar[Words] = {**KEPT, **personal("state"), **special("area", "words", "why", "how_we_know", "term")}

    area = models.CharField(max_length=20, choices=choices(Area))
    words = models.TextField()
    why = models.TextField(blank=True)
    how_we_know = models.TextField(blank=True)
    term = models.CharField(max_length=80, blank=True)  # its word of the vocabulary
    state = models.CharField(max_length=20, choices=choices(OutcomeState), default=OutcomeState.WORKING)

    class Meta:
        indexes = (key_index("plan_outcome_key"),)


class Line(Kept):
    """One part of the plan. `sessions`: minutes of the week, [[start, end], ...]; 0 is Monday, midnight."""

    protection: ClassVar[Protection] = kept_protection()
    privacy: ClassVar[Words] = {
        **KEPT,
        **personal("organisation", "lead", "deputy", "state", "source", "offering", "remedy", "site", "after"),
        **special("kind", "title", "details", "place", "starts", "ends", "sessions", "minutes", "outcomes"),
        **special("because", "source_words"),
    }

    kind = models.CharField(max_length=20, choices=choices(LineKind))
    title = models.CharField(max_length=200)
    details = models.TextField(blank=True)
    organisation = models.ForeignKey(  # whose line it is
        "accounts.Organisation", on_delete=models.RESTRICT, related_name="+", null=True, blank=True
    )
    lead = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+", null=True, blank=True)
    deputy = models.ForeignKey("accounts.Person", on_delete=models.RESTRICT, related_name="+", null=True, blank=True)
    offering = models.ForeignKey(
        "directory.Offering", on_delete=models.RESTRICT, related_name="+", null=True, blank=True
    )
    remedy = models.ForeignKey("directory.Remedy", on_delete=models.RESTRICT, related_name="+", null=True, blank=True)
    site = models.ForeignKey("directory.Site", on_delete=models.RESTRICT, related_name="+", null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)  # where, if it is no site of the local offer
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)  # the last day
    sessions = models.JSONField(default=list, blank=True)
    minutes = models.PositiveIntegerField(null=True, blank=True)  # a week, where there are no fixed sessions
    outcomes = keys()  # what it is for
    after = keys()  # lines that come first
    state = models.CharField(max_length=20, choices=choices(LineState), default=LineState.PROPOSED)
    because = models.TextField(blank=True)  # why it was declined or stopped
    source = models.CharField(max_length=20, choices=choices(Source), default=Source.PERSON)
    source_words = models.CharField(max_length=300, blank=True)  # which document, which conversation

    class Meta:
        indexes = (
            key_index("line_key"),
            models.Index("organisation", "state", name="lines_of_an_organisation"),
            models.Index("lead", name="lines_of_a_lead"),
            models.Index("offering", name="lines_of_an_offering"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(starts__isnull=True) | Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="a_line_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(lead__isnull=True) | Q(deputy__isnull=True) | ~Q(lead=F("deputy")),
                name="a_deputy_is_somebody_else",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["declined", "stopped"]) | ~Q(because=""),
                name="what_is_declined_or_stopped_has_a_reason",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="a_line_has_a_title"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def facts(self) -> LineFacts:
        """What of it decides who may do what."""
        return LineFacts(self.kept_in, self.organisation_id, LineState(self.state))


class LineNeed(Kept):
    """What has to be in place for a line, by its word of the vocabulary; in the category of that need."""

    protection: ClassVar[Protection] = kept_protection()
    privacy: ClassVar[Words] = {**KEPT, **personal("line"), **special("need", "in_place")}

    line = models.ForeignKey("plans.Line", on_delete=models.RESTRICT, related_name="needs")
    need = models.CharField(max_length=80)
    in_place = models.BooleanField(default=False)

    class Meta:
        indexes = (key_index("line_need_key"),)
        constraints = (
            models.UniqueConstraint(
                fields=["line", "need", "category"], condition=Q(ended__isnull=True), name="a_need_of_a_line_once"
            ),
        )


class Payment(Kept):
    """Who pays what for a line: pence without VAT, once, for each term or for each week. Several make a split."""

    protection: ClassVar[Protection] = kept_protection()
    privacy: ClassVar[Words] = {
        **KEPT,
        **personal("line", "funder", "payer", "agreed"),
        **special("pence", "each", "vat", "details"),
    }

    line = models.ForeignKey("plans.Line", on_delete=models.RESTRICT, related_name="payments")
    funder = models.CharField(max_length=30)  # a stream of money: directory.kinds.Funder
    payer = models.ForeignKey(
        "accounts.Organisation", on_delete=models.RESTRICT, related_name="+", null=True, blank=True
    )
    pence = models.PositiveIntegerField()
    each = models.CharField(max_length=10, choices=[(e, e) for e in ("once", "term", "week")])
    vat = models.BooleanField(default=False)  # comes on top
    agreed = models.BooleanField(default=False)  # by who pays
    details = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = (key_index("payment_key"),)


class Section(Kept):
    """A section of the EHC plan, attached as the statutory backbone; in the category of what stands in it."""

    protection: ClassVar[Protection] = kept_protection()
    privacy: ClassVar[Words] = {**KEPT, **special("letter", "words", "dated")}

    letter = models.CharField(max_length=2)  # A to K, H1 and H2
    words = models.TextField()
    dated = models.DateField()  # of the EHC plan

    class Meta:
        indexes = (key_index("section_key"),)
        constraints = (
            models.UniqueConstraint(
                fields=["learner", "letter", "category"],
                condition=Q(ended__isnull=True),
                name="a_section_stands_once",
            ),
        )
