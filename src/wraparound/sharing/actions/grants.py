"""Giving and ending grants. Nothing is deleted: the past stays accountable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction

from wraparound.core import audit, clock
from wraparound.core.categories import Category, in_categories
from wraparound.core.decisions import insist
from wraparound.sharing import queries
from wraparound.sharing.models import AccessRequest, Grant, GrantEnding, SharingChange
from wraparound.sharing.policy import (
    LONGEST_WITHOUT_DECISION,
    Basis,
    Doing,
    Permission,
    RestsOn,
    Support,
    may_end,
    may_give,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from wraparound.accounts.models import Organisation, Person
    from wraparound.learners.models import Learner

_DUTY = {Basis.STATUTORY_DUTY: "other-law"}  # which one is in the note


@transaction.atomic
def give_grant(
    *,
    learner: Learner,
    to: Organisation | Person,
    categories: Iterable[Category],
    purpose: str,
    until: datetime,
    basis: Basis = Basis.CONSENT,
    permission: Permission = Permission.GIVEN,
    basis_note: str = "",
    since: datetime | None = None,
    support: Support | None = None,
    request: AccessRequest | None = None,
    only_people: Iterable[int] = (),
    rests_on: RestsOn | None = None,
    composite: UUID | None = None,
    by: Person,
) -> Grant:
    """Opens categories of a learner to an organisation's team or to a person, from a moment (now) until another.

    `support` says who helped the learner to decide, `request` what it answers, `only_people` (keys) who of the team it
    is for, `rests_on` what there is besides consent, `composite` the agreed policy with whose clauses it began.

    Raises NotAllowed where `by` may not give it, in words for them.
    """
    start, opened, rests = since or clock.now(), frozenset(categories), rests_on or RestsOn()
    who = queries.standing(by, learner)
    is_decided = rests.decision is not None
    insist(may_give(who, basis, permission, basis_note, until - start, opened, is_decided=is_decided))
    helped = support or Support()
    more = {
        "supported_by_id": helped.person,
        "supported_name": helped.name,
        "support_how": [how.value for how in helped.how],
        "request": request,
        "only_people": sorted(only_people) or None,
        "proxy_id": who.proxy if permission is Permission.BY_PROXY else None,
        "decision_id": rests.decision,
        "told_from": rests.told_from,
        "told_because": rests.told_because,
        "composite": composite,
        "duty": rests.duty or _DUTY.get(basis, ""),
    }
    return _write(learner, to, opened, purpose, start, until, basis, permission, basis_note, by, **more)


@transaction.atomic
def end_grant(*, grant: Grant, reason: str = "", by: Person) -> GrantEnding:
    """Ends a grant from this moment. Ending what has ended changes nothing. Raises NotAllowed."""
    opened = frozenset(in_categories(grant.categories)) if grant.permission == Permission.BY_PROXY else None
    insist(may_end(queries.standing(by, grant.learner), opened))
    ended = GrantEnding.objects.filter(grant=grant).first()
    if ended is None:
        ended = GrantEnding.objects.create(
            grant=grant, learner_id=grant.learner_id, by=by, at=clock.now(), reason=reason
        )
        audit.record("grant ended", about=chain_of(grant), details={"grant": str(grant.pk)})
    return ended


@transaction.atomic
def first_grant(
    *,
    learner: Learner,
    organisation: Organisation,
    categories: Iterable[Category],
    basis: Basis,
    basis_note: str,
    permission: Permission,
    by: Person,
) -> Grant:
    """The grant that comes with writing a learner down: to the writer's own organisation, for a year; in the learner's
    best interests for 28 days, in which the decision is written down.

    Runs in the intake's transaction and role.
    """
    now = clock.now()
    purpose = "To plan together"
    until = now + (LONGEST_WITHOUT_DECISION if basis is Basis.BEST_INTERESTS else queries.YEAR)
    more = {"duty": _DUTY.get(basis, "")}
    return _write(learner, organisation, categories, purpose, now, until, basis, permission, basis_note, by, **more)


def chain_of(grant: Grant) -> UUID:
    """Whose chain notes what becomes of a grant: the learner's; the organisation's, while the learner is not told."""
    is_told = grant.told_from is None or grant.told_from <= clock.now() or grant.organisation is None
    return grant.learner.public_id if is_told or grant.organisation is None else grant.organisation.public_id


def note_change(
    learner: Learner,
    kind: Doing,
    by: Person,
    *,
    given: Iterable[Grant] = (),
    ended: Iterable[Grant] = (),
    undoes: SharingChange | None = None,
) -> SharingChange:
    """One thing that was done about sharing, by the grants that it gave and ended: what can be undone."""
    change = SharingChange(learner=learner, kind=kind, by=by, at=clock.now(), undoes=undoes)
    change.given, change.ended = [g.pk for g in given], [g.pk for g in ended]
    change.save(force_insert=True)
    return change


def one_at_a_time(learner: Learner) -> None:
    """What is asked from here on is still true when it is changed. The lock that access of the learner takes anyway."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(7277, hashint8(%s))", [learner.pk])


def _write(
    learner: Learner,
    to: Organisation | Person,
    categories: Iterable[Category],
    purpose: str,
    since: datetime,
    until: datetime,
    basis: Basis,
    permission: Permission,
    basis_note: str,
    by: Person,
    **more: object,
) -> Grant:
    opened = sorted(categories, key=lambda c: c.number)
    grant = Grant(
        learner=learner,
        categories=[c.number for c in opened],
        purpose=purpose,
        basis=basis.value,
        basis_note=basis_note,
        permission=permission.value,
        since=since,
        until=until,
        given_by=by,
        **{to._meta.model_name or "": to, **more},
    )
    grant.save(force_insert=True)
    details: dict[str, audit.Detail] = {
        "grant": str(grant.pk),
        "categories": [c.value for c in opened],
        "basis": basis.value,
    }
    audit.record("grant given", about=chain_of(grant), details=details)
    return grant
