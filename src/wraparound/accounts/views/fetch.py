"""Fetching is the check: 404 for what is not there or not for this person, 403 for what they know and may not do."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404

from wraparound.accounts import actions, policy, queries
from wraparound.accounts.requests import viewer
from wraparound.core.decisions import Decision

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest

    from wraparound.accounts.policy import Memberships


def organisation(request: HttpRequest, public_id: UUID) -> Any:
    """The organisation, which everybody may know."""
    found = queries.organisation(viewer(request), public_id)
    if found is None:
        raise Http404
    return found


def my_organisation(request: HttpRequest, public_id: UUID) -> tuple[Any, Memberships]:
    """An organisation that the person belongs to, and what they are today."""
    found, mine = organisation(request, public_id), queries.memberships_of(viewer(request))
    insist(policy.may_see_people(mine, found.pk))
    return found, mine


def membership(request: HttpRequest, public_id: UUID) -> Any:
    """A membership of oneself or of a colleague."""
    found = queries.membership(viewer(request), public_id)
    if found is None:
        raise Http404
    return found


def insist(decision: Decision) -> None:
    """403, with the reason, where the answer is no."""
    if not decision.allowed:
        raise PermissionDenied(decision.because)


def refused_is_403(view: Callable[..., Any]) -> Callable[..., Any]:
    """An action that refuses makes a page that says so."""

    @wraps(view)
    def asks(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return view(request, *args, **kwargs)
        except actions.NotAllowed as no:
            raise PermissionDenied(str(no)) from no

    return asks
