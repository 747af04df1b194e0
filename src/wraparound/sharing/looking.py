"""Nobody looks unseen: what notes looks for the subjects below, and the net under the pages of those above.

A page about a learner notes its look itself, with its categories. Where one does not, the net does, once a day: with
what the page belongs to, since it does not know what stood on it. So a new page cannot be forgotten.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from wraparound.sharing import actions
from wraparound.sharing.actions.looks import noted
from wraparound.sharing.wording_looks import PAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from wraparound.core.categories import Category
    from wraparound.learners.models import Learner


def note(request: HttpRequest, learners: list[Learner], categories: list[Category], page: str, often: bool) -> None:
    """For `learners.open_parts`."""
    viewer: Any = request.user
    of_them = {one.public_id for one in learners if one.person_id != viewer.pk}
    actions.record_looks(learners=of_them, categories=categories, page=page, often=often, by=viewer)


def watch(request: HttpRequest, view: Any, kwargs: Mapping[str, Any]) -> Callable[[HttpResponseBase], None] | None:
    """For `core.middleware`: of a page about a learner that left no look, notes one."""
    about, viewer = kwargs.get("learner"), request.user
    of_this_request: set[UUID] = set()
    noted.set(of_this_request)
    if not isinstance(about, UUID) or request.method != "GET" or not viewer.is_authenticated:
        return None
    if getattr(view, "shows_nothing_because", ""):
        return None

    def answered(response: HttpResponseBase) -> None:
        if response.status_code == 200 and about not in of_this_request:
            page = request.resolver_match.namespace if request.resolver_match else ""
            page = page if page in PAGES else "other"
            actions.record_looks(learners=[about], categories=[], page=page, by=viewer)

    return answered
