"""Nobody looks unseen: what notes looks for the subjects below, and the net under the pages of those above.

A page about a learner notes its look itself, with its categories. Where one does not, the net does, once a day: with
what the page belongs to, since it does not know what stood on it. So a new page cannot be forgotten.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from wraparound.sharing import actions
from wraparound.sharing.actions.looks import Look, noted
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
    """For `core.middleware`: of a page about a learner that left no look, notes one.

    And notes again what a form noted that was not carried out: the page was shown, its look was undone with the rest.
    """
    about, viewer = kwargs.get("learner"), request.user
    of_this_request: list[Look] = []
    noted.set(of_this_request)
    if request.method == "HEAD" or not viewer.is_authenticated:
        return None

    def answered(response: HttpResponseBase) -> None:
        if response.status_code != 200:
            return
        looks = list(of_this_request)
        for learners, seen, page, often in looks if request.method == "POST" else ():
            actions.record_looks(learners=learners, categories=seen, page=page, often=often, by=viewer)
        known = {one for learners, *_ in looks for one in learners}
        if isinstance(about, UUID) and about not in known and not getattr(view, "shows_nothing_because", ""):
            page = request.resolver_match.namespace if request.resolver_match else ""
            page = page if page in PAGES else "other"
            actions.record_looks(learners=[about], categories=[], page=page, by=viewer)

    return answered
