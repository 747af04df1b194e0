"""An administrator keeps or ends each place in their organisation, having seen what it reaches."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from wraparound.accounts import actions as accounts
from wraparound.accounts.policy import administers
from wraparound.accounts.queries import memberships_of
from wraparound.core import audit, clock
from wraparound.core.decisions import NotAllowed
from wraparound.notices.actions import settle
from wraparound.notices.kinds import About
from wraparound.records.models import AccessReview, AccessReviewLine
from wraparound.records.policy_reviews import Decided
from wraparound.records.queries import reviews

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wraparound.accounts.models import Organisation, Person
    from wraparound.records.queries.reviews import ReachLine


@transaction.atomic
def review_access(*, organisation: Organisation, decided: Mapping[str, Decided], by: Person) -> AccessReview:
    """Keeps or ends every membership of today (by its id): all of it or nothing. What ends, ends at this moment.

    Raises NotAllowed: not an administrator, somebody came or went in the meantime, or a place that has to stay.
    """
    if not administers(memberships_of(by), organisation.pk):
        raise NotAllowed(_("only an administrator of this organisation can do that"))
    lines = reviews.reach(by, organisation)
    if {line.key for line in lines} != set(decided):
        raise NotAllowed(_("somebody came or went in the meantime: look at the list again"))
    made = AccessReview(organisation=organisation, by=by)
    made.save(force_insert=True)
    AccessReviewLine.objects.bulk_create([_line(made, line, decided[line.key]) for line in lines])
    ended = [line for line in lines if decided[line.key] is Decided.END]
    for line in ended:
        accounts.end_membership(membership=line.membership, last_day=clock.today() - timedelta(days=1), by=by)
    details: dict[str, audit.Detail] = {"review": str(made.pk), "kept": len(lines) - len(ended), "ended": len(ended)}
    audit.record("access reviewed", about=organisation.public_id, details=details)
    settle(kind="access-review-due", about=About.thing(organisation.public_id), by=by)
    return made


def _line(review: AccessReview, line: ReachLine, decided: Decided) -> AccessReviewLine:
    place = line.place
    return AccessReviewLine(
        review=review,
        organisation_id=review.organisation_id,
        person_id=line.membership.person_id,
        role=place.role.value,
        learners=place.learners,
        categories=[c.number for c in place.categories],
        last_active=place.last_active,
        oddities=[odd.value for odd in line.oddities],
        decided=decided.value,
    )
