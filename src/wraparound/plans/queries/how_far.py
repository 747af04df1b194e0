"""How far the plans of many learners are: composed, waiting for whom, agreed, changed since. In a fixed number of
queries, and of what is open to the viewer: a change in something hidden changes nothing here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Max, Min

from wraparound.passport.policy import Voice
from wraparound.plans.kinds import VersionReason
from wraparound.plans.kinds_of_lists import PlanState
from wraparound.plans.kinds_of_reviews import ReviewState
from wraparound.plans.models import Change, Outcome, Review, Signature, Version
from wraparound.plans.queries.facts import AGREED_TO

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date
    from uuid import UUID

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner
    from wraparound.plans.models import VersionParty


@dataclass(frozen=True, slots=True)
class HowFar:
    """The state of a plan. `unsigned`: organisations that were asked to sign and have not, by key; `waits_for`: all
    who have not, by name, the learner first.
    """

    state: PlanState
    unsigned: frozenset[int] = frozenset()
    waits_for: tuple[str, ...] = ()


def how_far(viewer: Person, learners: Iterable[Learner], live: Collection[int]) -> dict[int, HowFar]:
    """Of each learner. `live`: those who have a line that counts."""
    rows = list(learners)
    wanted = set(Outcome.objects.filter(ended__isnull=True).order_by().values_list("learner_id", flat=True).distinct())
    newest: dict[int, Version] = {}
    asking = Version.objects.exclude(reason=VersionReason.KEPT)
    for version in asking.prefetch_related("parties__organisation").order_by("number"):
        newest[version.learner_id] = version
    said = Signature.objects.order_by().values_list("version_id", "voice", "organisation_id")
    signed: set[tuple[UUID, str, int | None]] = set(said)
    open_ = {key: _unsigned(version, signed) for key, version in newest.items()}
    changed = _last_changes([version for key, version in newest.items() if not open_[key]])
    return {
        one.pk: _one(one, newest[one.pk], open_[one.pk], changed.get(one.pk, 0))
        if one.pk in newest
        else HowFar(PlanState.COMPOSED if one.pk in live or one.pk in wanted else PlanState.NOTHING)
        for one in rows
    }


def reviews_planned(viewer: Person) -> dict[int, date]:
    """The day of the next review that is planned and was not held, by the learner's key, of what is open."""
    rows = Review.objects.filter(ended__isnull=True, state=ReviewState.PLANNED).order_by()
    return dict(rows.values_list("learner_id").annotate(next=Min("on")))


def _unsigned(version: Version, signed: set[tuple[UUID, str, int | None]]) -> list[VersionParty]:
    """Who was asked to sign a version and has not."""
    return [p for p in version.parties.all() if (version.pk, p.voice, p.organisation_id) not in signed]


def _one(learner: Learner, version: Version, open_: list[VersionParty], changed: int) -> HowFar:
    if not version.parties.all():
        return HowFar(PlanState.COMPOSED)
    if not open_:
        return HowFar(PlanState.CHANGED if changed > version.upto else PlanState.AGREED)
    first = [str(learner) for p in open_ if p.voice == Voice.LEARNER]
    others = sorted(p.organisation.name for p in open_ if p.organisation)
    unsigned = frozenset(p.organisation_id for p in open_ if p.organisation_id)
    return HowFar(PlanState.WAITING, unsigned, (*first, *others))


def _last_changes(versions: Collection[Version]) -> dict[int, int]:
    """The last change after any of these versions, by the learner's key."""
    of = [version.learner_id for version in versions]
    first = min((version.upto for version in versions), default=0)
    log = Change.objects.filter(learner__in=of, of__in=AGREED_TO, order__gt=first).order_by()
    return dict(log.values_list("learner_id").annotate(last=Max("order")))
