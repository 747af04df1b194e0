"""What is open without the learner's yes, for the learner and who leads; assessments and decisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from wraparound.accounts.queries import organisations
from wraparound.core import clock
from wraparound.core.categories import in_categories
from wraparound.sharing import duties
from wraparound.sharing.models import (
    BestInterestsDecision,
    CapacityAssessment,
    DecisionParticipant,
    Grant,
    GrantEnding,
    SafetyReview,
)
from wraparound.sharing.policy import Basis
from wraparound.sharing.policy_asking import RESPECTED
from wraparound.sharing.queries import asking
from wraparound.sharing.queries.grants import names

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from wraparound.accounts.models import Organisation, Person
    from wraparound.core.categories import Category
    from wraparound.learners.models import Learner
    from wraparound.sharing.duties import Duty


@dataclass(frozen=True, slots=True)
class OtherBasis:
    """A grant that rests on no yes, as a page shows it: with the decision, law or review behind it.

    `until`: when it ends or ended.
    """

    id: UUID
    basis: Basis
    to: str
    categories: tuple[Category, ...]
    purpose: str
    why: str
    since: datetime
    until: datetime
    is_over: bool
    given_by: str
    decision: BestInterestsDecision | None
    duty: Duty | None
    told_because: str
    told_from: datetime | None
    review: SafetyReview | None


def other_bases(viewer: Person, learner: Learner) -> list[OtherBasis]:
    """What is or was open without the learner's yes, as far as the viewer may know: the newest first of what holds."""
    took_part = Prefetch("decision__took_part", queryset=DecisionParticipant.objects.order_by("name", "pk"))
    rows = Grant.objects.filter(learner=learner).exclude(basis=Basis.CONSENT.value).order_by("-since", "pk")
    found = list(rows.select_related("organisation", "ending", "decision__assessment").prefetch_related(took_part))
    reviews = {one.grant_id: one for one in SafetyReview.objects.filter(learner=learner)}
    known = names(viewer, {p for g in found for p in (g.person_id, g.given_by_id) if p})
    lines = [_line(grant, known, reviews.get(grant.pk)) for grant in found]
    return sorted(lines, key=lambda one: one.is_over)


def assessments(viewer: Person, learner: Learner) -> list[CapacityAssessment]:
    """What was found about single decisions, the newest first, each with what was decided then."""
    return list(
        CapacityAssessment.objects.filter(learner=learner).prefetch_related("decisions").order_by("-on", "-made", "pk")
    )


def assessment(viewer: Person, learner: Learner, key: UUID) -> CapacityAssessment | None:
    """One of these."""
    return CapacityAssessment.objects.select_related("learner").filter(learner=learner, pk=key).first()


def decision(viewer: Person, learner: Learner, key: UUID) -> BestInterestsDecision | None:
    """One decision."""
    found = BestInterestsDecision.objects.select_related("assessment").filter(learner=learner, pk=key)
    return found.prefetch_related("took_part").first()


def grant_of(viewer: Person, made: BestInterestsDecision) -> Grant | None:
    """The grant that rests on a decision and holds still."""
    found = Grant.objects.filter(decision=made, ending__isnull=True, until__gt=clock.now())
    return found.select_related("organisation").first()


def live_in_best_interests(viewer: Person, learner: Learner, to: Organisation | Person) -> list[Grant]:
    """What a receiver holds in the learner's best interests."""
    receiver = {to._meta.model_name or "": to.pk}
    held = Grant.objects.filter(learner=learner, basis=Basis.BEST_INTERESTS.value, ending__isnull=True, **receiver)
    return list(held.filter(until__gt=clock.now()).select_related("learner").order_by("pk"))


def all_organisations(viewer: Person) -> list[Organisation]:
    """Every organisation of the site, by name."""
    return list(organisations(viewer).order_by("name", "pk"))


def _line(grant: Grant, known: Mapping[int, str], review: SafetyReview | None) -> OtherBasis:
    basis, somebody, ending = Basis(grant.basis), _("somebody"), getattr(grant, "ending", None)
    return OtherBasis(
        id=grant.pk,
        basis=basis,
        to=grant.organisation.name if grant.organisation else known.get(grant.person_id or 0, somebody),
        categories=in_categories(grant.categories),
        purpose=grant.purpose,
        why=grant.basis_note,
        since=grant.since,
        until=ending.at if ending else grant.until,
        is_over=grant.until <= clock.now() or ending is not None,
        given_by=known.get(grant.given_by_id, somebody),
        decision=grant.decision,
        duty=duties.of(grant.duty) if basis is Basis.STATUTORY_DUTY else None,
        told_because=grant.told_because,
        told_from=grant.told_from,
        review=review,
    )


def stopped_for_mine(viewer: Person, learner: Learner, to: Organisation) -> frozenset[Category]:
    """What the learner stopped in the last 90 days for an organisation of the viewer; for others nothing."""
    if to.pk not in asking.my_organisations(viewer):
        return frozenset()
    since = clock.now() - RESPECTED
    ended = GrantEnding.objects.filter(learner=learner, grant__organisation=to, at__gt=since, by=learner.person_id)
    return frozenset(c for one in ended.select_related("grant") for c in in_categories(one.grant.categories))
