"""Grants given once more: for other categories, another time, other people, or after they were ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model

from wraparound.sharing import queries
from wraparound.sharing.actions.grants import give_grant
from wraparound.sharing.policy import Basis, Permission, RestsOn, Support, SupportHow
from wraparound.sharing.queries import hands

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from wraparound.accounts.models import Person
    from wraparound.core.categories import Category
    from wraparound.sharing.models import Grant


def once_more(
    grant: Grant,
    categories: Collection[Category],
    until: datetime,
    support: Support | None,
    by: Person,
    people: Collection[int] | None = None,
) -> Grant:
    """The same grant for other categories or another time, or (their keys) other people of the team.

    From when it was open does not change: it was.
    """
    permission = Permission(grant.permission)
    if grant.basis == Basis.CONSENT or permission is Permission.GIVEN:
        permission = _said(grant, support, by)
    return _copied(grant, categories, until, permission, support, by, people)


def given_back(grant: Grant, by: Person) -> Grant:
    """A grant that was ended, for what is left of its time."""
    permission = Permission(grant.permission)
    if permission is Permission.BY_PROXY:
        permission = _said(grant, None, by)
    how = tuple(SupportHow(h) for h in grant.support_how)
    support = Support(grant.supported_by_id, grant.supported_name, how)
    return _copied(grant, hands.categories_of(by, grant), grant.until, permission, support, by)


def _said(grant: Grant, support: Support | None, by: Person) -> Permission:
    """Who says yes this time: the learner, with or without support, or who decides for them."""
    if queries.standing(by, grant.learner).decides:
        return Permission.BY_PROXY
    return Permission.WITH_SUPPORT if support else Permission.GIVEN


def _copied(
    grant: Grant,
    categories: Collection[Category],
    until: datetime,
    permission: Permission,
    support: Support | None,
    by: Person,
    people: Collection[int] | None = None,
) -> Grant:
    return give_grant(
        learner=grant.learner,
        to=grant.organisation or get_user_model()(pk=grant.person_id),
        categories=categories,
        purpose=grant.purpose,
        since=grant.since,
        until=until,
        basis=Basis(grant.basis),
        basis_note=grant.basis_note,
        permission=permission,
        support=support,
        request=grant.request,
        only_people=(grant.only_people or ()) if people is None else people,
        rests_on=RestsOn(grant.duty, grant.decision_id, grant.told_from, grant.told_because),
        composite=grant.composite,
        by=by,
    )
