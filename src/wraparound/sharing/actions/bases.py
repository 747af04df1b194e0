"""Grants that rest on something else than a yes: a decision in the learner's best interests, or a law."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from wraparound.core import audit, clock
from wraparound.core.decisions import insist
from wraparound.sharing import duties, queries, telling_bases
from wraparound.sharing.actions.grants import end_grant, give_grant, one_at_a_time
from wraparound.sharing.models import BestInterestsDecision, CapacityAssessment, DecisionParticipant
from wraparound.sharing.policy import Basis, Permission, RestsOn
from wraparound.sharing.policy_bases import may_assess, may_decide, may_go_round, may_rely
from wraparound.sharing.queries import bases

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from wraparound.accounts.models import Organisation, Person
    from wraparound.core.categories import Category
    from wraparound.learners.models import Learner
    from wraparound.sharing.models import Grant
    from wraparound.sharing.policy_bases import Decided, TookPart


@transaction.atomic
def assess_capacity(
    *,
    learner: Learner,
    about: str,
    on: date,
    assessed_by: str,
    support_tried: str,
    has_capacity: bool,
    because: str,
    by: Person,
) -> CapacityAssessment:
    """Whether the learner could make one decision on one day, and with what support it was tried. Raises NotAllowed."""
    insist(may_assess(queries.standing(by, learner), on, clock.today()))
    made = CapacityAssessment(
        learner=learner,
        about=about,
        on=on,
        assessed_by=assessed_by,
        support_tried=support_tried,
        has_capacity=has_capacity,
        because=because,
        by=by,
    )
    made.save(force_insert=True)
    audit.record("ability to decide assessed", about=learner.public_id, details={"assessment": str(made.pk)})
    telling_bases.decided(learner, by)
    return made


@transaction.atomic
def decide_in_best_interests(
    *,
    assessment: CapacityAssessment,
    to: Organisation | Person,
    categories: Iterable[Category],
    purpose: str,
    decided: Decided,
    took_part: Sequence[TookPart],
    by: Person,
) -> Grant:
    """The decision with who took part, and the grant that rests on it until the end of its day of review.

    What the same receiver held in the learner's best interests before ends. Raises NotAllowed: above all where the
    assessment says that the learner can decide this.
    """
    learner, today = assessment.learner, clock.today()
    one_at_a_time(learner)
    who = queries.standing(by, learner)
    insist(may_decide(who, decided, took_part, today, can_decide=assessment.has_capacity))
    made = _written(assessment, decided, took_part, by)
    for before in bases.live_in_best_interests(by, learner, to):
        end_grant(grant=before, reason="", by=by)
    grant = give_grant(
        learner=learner,
        to=to,
        categories=categories,
        purpose=purpose,
        until=clock.end_of(decided.review_on),
        basis=Basis.BEST_INTERESTS,
        permission=Permission.NOT_ASKED,
        basis_note=decided.because,
        rests_on=RestsOn(decision=made.pk),
        by=by,
    )
    said: dict[str, audit.Detail] = {"decision": str(made.pk), "assessment": str(assessment.pk), "grant": str(grant.pk)}
    audit.record("decided in best interests", about=learner.public_id, details=said)
    telling_bases.decided(learner, by)
    return grant


@transaction.atomic
def give_on_duty(
    *,
    learner: Learner,
    to: Organisation,
    categories: Iterable[Category],
    purpose: str,
    until: date,
    duty: str,
    why: str,
    by: Person,
) -> Grant:
    """Opens what an organisation needs for a duty in law, to the end of a day, a year ahead at most.

    The duty is named, and the learner reads it. Raises NotAllowed.
    """
    insist(may_rely(duties.of(duty), to.kind, why))
    categories = [*categories]
    insist(may_go_round(bases.stopped_for_mine(by, learner, to), categories))
    until = min(until, clock.today() + timedelta(days=365))
    grant = give_grant(
        learner=learner,
        to=to,
        categories=categories,
        purpose=purpose,
        until=clock.end_of(until),
        basis=Basis.STATUTORY_DUTY,
        permission=Permission.NOT_ASKED,
        basis_note=why,
        rests_on=RestsOn(duty=duties.of(duty).slug),
        by=by,
    )
    telling_bases.decided(learner, by)
    return grant


def _written(
    assessment: CapacityAssessment, decided: Decided, took_part: Sequence[TookPart], by: Person
) -> BestInterestsDecision:
    """The decision and who took part in it, as rows."""
    learner = assessment.learner
    made = BestInterestsDecision(
        learner=learner,
        assessment=assessment,
        what=decided.what,
        options=decided.options,
        wishes=decided.wishes,
        because=decided.because,
        on=clock.today(),
        review_on=decided.review_on,
        by=by,
    )
    made.save(force_insert=True)
    for one in took_part:
        if one.name.strip():
            part = DecisionParticipant(
                learner=learner, decision=made, name=one.name, part=one.part, view=one.view, by=by
            )
            part.save(force_insert=True)
    return made
