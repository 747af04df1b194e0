"""How far the plans of many learners are: composed, waiting for whom, agreed, changed since. In a fixed number of
queries, and of what is open to the viewer: a change in something hidden changes nothing here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Max, Min

from wraparound.passport.policy import Voice
from wraparound.plans.kinds import VersionReason
from wraparound.plans.kinds_of_lists import PlanState
from wraparound.plans.kinds_of_reviews import ReviewState
from wraparound.plans.models import Change, Outcome, Review, Signature, Version, VersionParty
from wraparound.plans.queries.facts import AGREED_TO

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date
    from uuid import UUID

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner


@dataclass(frozen=True, slots=True)
class HowFar:
    """The state of a plan. `unsigned`: organisations that were asked to sign and have not, by key; `waits_for`: all
    who have not, by name, the learner first.
    """

    state: PlanState
    unsigned: frozenset[int] = frozenset()
    waits_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Party:
    """Who was asked to sign: a voice, and the organisation by key and name if it is one."""

    voice: str
    organisation: int | None
    name: str | None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A version, and who was asked to sign it."""

    key: UUID
    upto: int
    parties: list[_Party] = field(default_factory=list)


def how_far(viewer: Person, learners: Iterable[Learner], live: Collection[int]) -> dict[int, HowFar]:
    """Of each learner. `live`: those who have a line that counts."""
    wanted = set(Outcome.objects.filter(ended__isnull=True).order_by().values_list("learner_id", flat=True).distinct())
    newest = _newest()
    said = Signature.objects.order_by().values_list("version_id", "voice", "organisation_id")
    signed: set[tuple[UUID, str, int | None]] = set(said)
    open_ = {
        key: [p for p in version.parties if (version.key, p.voice, p.organisation) not in signed]
        for key, version in newest.items()
    }
    changed = _last_changes({key: version for key, version in newest.items() if not open_[key]})
    return {
        one.pk: _one(one, newest[one.pk], open_[one.pk], changed.get(one.pk, 0))
        if one.pk in newest
        else HowFar(PlanState.COMPOSED if one.pk in live or one.pk in wanted else PlanState.NOTHING)
        for one in learners
    }


def reviews_planned(viewer: Person) -> dict[int, date]:
    """The day of the next review that is planned and was not held, by the learner's key, of what is open."""
    rows = Review.objects.filter(ended__isnull=True, state=ReviewState.PLANNED).order_by()
    return dict(rows.values_list("learner_id").annotate(next=Min("on")))


def _newest() -> dict[int, _Asked]:
    """The newest version of each plan that people were asked to sign, as it is open to the viewer."""
    rows = Version.objects.exclude(reason=VersionReason.KEPT).order_by("learner_id", "-number").distinct("learner_id")
    found = {key: _Asked(version, upto) for version, key, upto in rows.values_list("pk", "learner_id", "upto")}
    of = {asked.key: asked for asked in found.values()}
    parties = VersionParty.objects.filter(version__in=of).order_by()
    told = parties.values_list("version_id", "voice", "organisation_id", "organisation__name")
    for version, voice, organisation, name in told:
        of[version].parties.append(_Party(voice, organisation, name))
    return found


def _one(learner: Learner, version: _Asked, open_: list[_Party], changed: int) -> HowFar:
    if not version.parties:
        return HowFar(PlanState.COMPOSED)
    if not open_:
        return HowFar(PlanState.CHANGED if changed > version.upto else PlanState.AGREED)
    first = [str(learner) for p in open_ if p.voice == Voice.LEARNER]
    others = sorted(p.name for p in open_ if p.name)
    unsigned = frozenset(p.organisation for p in open_ if p.organisation)
    return HowFar(PlanState.WAITING, unsigned, (*first, *others))


def _last_changes(versions: Mapping[int, _Asked]) -> dict[int, int]:
    """The last change after any of these versions, by the learner's key."""
    first = min((version.upto for version in versions.values()), default=0)
    log = Change.objects.filter(learner__in=versions, of__in=AGREED_TO, order__gt=first).order_by()
    return dict(log.values_list("learner_id").annotate(last=Max("order")))
