"""The way to one's learners, for whoever is signed in and supports somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from wraparound.accounts import links as accounts
from wraparound.accounts.roles import MemberRole
from wraparound.core import pages
from wraparound.learners import queries
from wraparound.learners.policy import INTAKE_ROLES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from wraparound.learners.models import Learner

FEW = 5  # so many learners have cards of their own
BESIDE_THEM = {MemberRole.EMPLOYER_SUPERVISOR}  # like family: they look for one learner, not for a list


def me(request: HttpRequest) -> Learner | None:
    """The learner who is signed in, if they are one; asked once for a request."""
    _ask(request)
    found: Learner | None = request.me_as_learner  # type: ignore[attr-defined]
    return found


def few(request: HttpRequest) -> list[Learner]:
    """The learners of whoever has so few that each can have a card; none for learners themselves."""
    _ask(request)
    shown: list[Learner] = request.few_learners  # type: ignore[attr-defined]
    return shown


def _ask(request: HttpRequest) -> None:
    """Once for a request, since the links of several subjects ask."""
    viewer: Any = request.user
    if not hasattr(request, "few_learners"):
        mine, found = queries.me_and_mine(viewer, FEW + 1)
        request.me_as_learner = mine  # type: ignore[attr-defined]
        request.few_learners = found if len(found) <= FEW else []  # type: ignore[attr-defined]
        request.has_learners = bool(found)  # type: ignore[attr-defined]


def _supports(request: HttpRequest) -> bool:
    """Whoever supports somebody, or may write a learner down; not the learner, who has pages of their own."""
    few(request)
    if me(request) is not None:
        return False
    return bool(request.has_learners) or _takes_in(request)  # type: ignore[attr-defined]


def _takes_in(request: HttpRequest) -> bool:
    return bool(accounts.roles(request) & INTAKE_ROLES)


@pages.navigation.add
def navigation(request: HttpRequest) -> Iterable[pages.Link | None]:
    """On every page."""
    if _supports(request):
        yield pages.link(_("My learners"), "learners:list", order=10)


@pages.home_cards.add
def cards(request: HttpRequest) -> Iterable[pages.Link | None]:
    """At home: one's circle for a learner; a learner's own card for family and employers; the list for the others."""
    mine, roles = me(request), accounts.roles(request)
    if mine is not None:
        hint = _("The people around me, and who leads.")
        yield pages.link(_("Who is around me"), "learners:circle", mine.public_id, order=13, hint=hint, symbol="1f465")
    elif few(request) and roles <= BESIDE_THEM:
        for one in few(request):
            if not roles:
                hint = _("What is shared with you.")
                yield pages.link(str(one), "learners:learner", one.public_id, order=10, hint=hint, symbol="1f9d1")
            hint, text = _("Everybody around them, and who leads."), _("Who to ask about %(name)s") % {"name": one}
            yield pages.link(text, "learners:circle", one.public_id, order=14, hint=hint, symbol="1f465")
        if not roles:
            hint = _("What you put on your short list, side by side.")
            yield pages.link(_("Compare support"), "directory:short-list", order=42, hint=hint, symbol="2696")
    elif _supports(request):
        yield from _of_a_list(request)


def _of_a_list(request: HttpRequest) -> Iterable[pages.Link | None]:
    has_some: bool = request.has_learners  # type: ignore[attr-defined]
    if has_some:
        hint = _("Who is shared with you.")
        yield pages.link(_("My learners"), "learners:list", order=10, hint=hint, symbol="1f465")
    if _takes_in(request):
        hint, order = _("Somebody new, with your basis for it."), 16 if has_some else 46
        yield pages.link(_("Write a learner down"), "learners:new", order=order, hint=hint, symbol="270f")
