"""Who is told of proxies, of what was stopped for somebody, and of birthdays. Nothing says what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import gettext_lazy as _

from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.notices.actions import tell
from wraparound.notices.kinds import About, Kind, register

if TYPE_CHECKING:
    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner
    from wraparound.sharing.models import Freeze

_CHANGES, _SEE = _("See what changes."), _("See what changes")
register(
    Kind(
        "proxy-appointed",
        _("You can decide or speak for somebody."),
        named=_("You can decide or speak for %(name)s."),
        link="sharing:deciding",
        link_text=_("See about what"),
    ),
    Kind(
        "proxy-for-you",
        _("Somebody can decide or speak for you."),
        wanted=_("You can stop it."),
        link="sharing:proxies",
        link_text=_("See who it is"),
    ),
    Kind(
        "proxy-acted",
        _("Somebody decided something for you."),
        wanted=_("You can undo it."),
        link="sharing:proxies",
        link_text=_("See what it was"),
    ),
    Kind(
        "frozen-for-you",
        _("Something about you has stopped for somebody."),
        link="sharing:freeze",
        link_text=_("See who it is"),
    ),
    Kind(
        "lift-asked",
        _("Somebody asks to open again what was stopped. It needs a second person."),
        wanted=_("Read why, and say yes or leave it."),
        link="sharing:freezes",
        link_text=_("Read why"),
    ),
    Kind(
        "age-ahead",
        _("A birthday comes that changes something for you."),
        wanted=_CHANGES,
        link="sharing:ages",
        link_text=_SEE,
    ),
    Kind(
        "age-today",
        _("Today something changes for you."),
        wanted=_CHANGES,
        link="sharing:ages",
        link_text=_SEE,
    ),
    Kind(
        "age-ahead-of",
        _("A birthday comes that changes who decides for a learner for whom you lead."),
        wanted=_("See what there is to do."),
        named=_("A birthday comes that changes who decides for %(name)s."),
        link="sharing:ages",
        link_text=_SEE,
    ),
    Kind(
        "age-today-of",
        _("Today it changes who decides for a learner for whom you lead."),
        wanted=_("See what there is to do."),
        named=_("Today it changes who decides for %(name)s."),
        link="sharing:ages",
        link_text=_SEE,
    ),
)


def appointed(learner: Learner, person: int, by: Person) -> None:
    """The new proxy; and the learner, where somebody else appointed them."""
    tell(person=person, kind="proxy-appointed", about=_about(learner), by=by)
    _the_learner(learner, "proxy-for-you", by)


def acted(learner: Learner, by: Person) -> None:
    """The learner, of everything that a proxy does."""
    _the_learner(learner, "proxy-acted", by)


def frozen(learner: Learner, by: Person) -> None:
    """The learner, where somebody else stopped something. Never whom it stopped for."""
    _the_learner(learner, "frozen-for-you", by)


def lift_asked(freeze: Freeze, by: Person) -> None:
    """Those who may say the second yes."""
    with connection.cursor() as cursor:
        cursor.execute("select app.tell_second_persons(%s, %s)", [freeze.pk, clock.now()])


def _the_learner(learner: Learner, kind: str, by: Person) -> None:
    if learner.person_id is not None:
        tell(person=learner.person_id, kind=kind, about=_about(learner), by=by)


def _about(learner: Learner) -> About:
    return About.learner(learner, Category.IDENTITY)
