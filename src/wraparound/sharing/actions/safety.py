"""Opening something for a day at most to keep somebody safe; the second person; telling the learner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from wraparound.core import audit, clock
from wraparound.core.decisions import NotAllowed, insist
from wraparound.sharing import queries, telling_safety
from wraparound.sharing.actions.grants import chain_of, give_grant, one_at_a_time
from wraparound.sharing.models import Grant, GrantEnding, SafetyReview
from wraparound.sharing.policy import LONGEST_FOR_SAFETY, Basis, Permission, RestsOn
from wraparound.sharing.policy_safety import may_open, may_review
from wraparound.sharing.queries import safety

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import timedelta
    from uuid import UUID

    from wraparound.accounts.models import Organisation, Person
    from wraparound.core.categories import Category
    from wraparound.learners.models import Learner


@transaction.atomic
def open_for_safety(
    *,
    learner: Learner,
    to: Organisation,
    categories: Iterable[Category],
    purpose: str,
    because: str,
    lasts: timedelta = LONGEST_FOR_SAFETY,
    told_in: timedelta | None = None,
    told_because: str = "",
    by: Person,
) -> Grant:
    """Opens categories to an organisation's team, for 24 hours at most. A second person is told at once.

    The learner is told now; or, where that is not safe and it is said why, after `told_in`, 28 days at most. Raises
    NotAllowed: also where the last time was not yet reviewed and upheld.
    """
    one_at_a_time(learner)
    now = clock.now()
    last = safety.last_time(by, learner, to)
    who = queries.standing(by, learner)
    insist(may_open(who, because, lasts, told_in, told_because, last, now))
    grant = give_grant(
        learner=learner,
        to=to,
        categories=categories,
        purpose=purpose,
        since=now,
        until=now + lasts,
        basis=Basis.VITAL_INTERESTS,
        permission=Permission.NOT_ASKED,
        basis_note=because,
        rests_on=RestsOn(told_from=None if told_in is None else now + told_in, told_because=told_because.strip()),
        by=by,
    )
    telling_safety.opened(grant, safety.second_persons(by, learner), by)
    return grant


@transaction.atomic
def review_safety(*, grant: UUID, upheld: bool, words: str, by: Person) -> SafetyReview:
    """What the second person says, once: where it was not right, it ends at once. Raises NotAllowed."""
    row = safety.row(by, grant)
    if row is None:
        raise NotAllowed(_("this is for the second person"))
    told = {"gave_it": row.giver == by.pk, "reviewed": row.reviewed is not None}
    insist(may_review(is_second=row.part in ("lead", "second"), words=words, **told))
    held = Grant.objects.get(pk=grant)
    made = SafetyReview(grant=held, learner_id=held.learner_id, upheld=upheld, words=words, by=by)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:  # two at the same moment
        raise NotAllowed(_("it has been reviewed already")) from error
    chain = _chain(held, row)
    said: dict[str, audit.Detail] = {"grant": str(grant), "upheld": int(upheld)}
    audit.record("what keeps somebody safe reviewed", about=chain, details=said)
    if not upheld and row.ended is None:
        GrantEnding.objects.create(grant=held, learner_id=held.learner_id, by=by, at=clock.now(), reason=words[:300])
        audit.record("grant ended", about=chain, details={"grant": str(grant)})
    telling_safety.reviewed(held, by)
    return made


@transaction.atomic
def tell_learner_now(*, grant: UUID, by: Person) -> None:
    """What was kept back from the learner is not any more: their pages show it, their chain says who looked meanwhile.

    They are told. Telling twice changes nothing. Raises NotAllowed.
    """
    row = safety.row(by, grant)
    if row is None or row.part not in ("lead", "second"):
        raise NotAllowed(_("you do not lead for this learner"))
    now = clock.now()
    Grant.objects.filter(pk=grant, told_from__gt=now).update(told_from=now)
    with connection.cursor() as cursor:
        cursor.execute("select app.tell_what_was_kept_back(%s)", [grant])


def _chain(grant: Grant, row: safety.SafetyRow) -> UUID:
    """As actions.grants.chain_of, for somebody to whom the learner's own row is not open."""
    if row.is_kept_back:
        return grant.organisation.public_id if grant.organisation else chain_of(grant)
    return row.learner if row.learner is not None else chain_of(grant)
