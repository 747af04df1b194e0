"""Who is told of what was opened to keep somebody safe: a second person; the learner, unless that is not safe now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wraparound.core.categories import Category
from wraparound.notices.actions import settle, tell
from wraparound.notices.kinds import About, Kind, register

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wraparound.accounts.models import Person
    from wraparound.sharing.models import Grant

SECOND = "safety-review"
register(
    Kind(
        "opened-for-safety",
        _("Something was shared to keep somebody safe."),
        wanted=_("You can read it, and say what you think."),
        link="sharing:bases",
        link_text=_("Read what was shared"),
    ),
    Kind(
        "told-later",
        _("Something was shared to keep somebody safe. We tell you only now."),
        wanted=_("You can read it, and say what you think."),
        link="sharing:bases",
        link_text=_("Read what was shared"),
    ),
    Kind(
        SECOND,
        _("Somebody opened something to keep a learner safe. You are the second person."),
        wanted=_("Look at it today: it is open for 24 hours at the most."),
        link="sharing:safety-one",
        link_text=_("Look at it"),
        urgent=True,
        days=1,
    ),
    Kind(
        "safety-reviewed",
        _("A second person looked at what you opened to keep a learner safe."),
        link="sharing:safety-one",
        link_text=_("Read what they say"),
        urgent=True,
    ),
    Kind(
        "safety-missed",
        _("Something was opened to keep a learner safe, and no second person looked at it in time."),
        wanted=_("Find out why. It is closed."),
        link="sharing:safety-one",
        link_text=_("See which"),
    ),
)


def opened(grant: Grant, seconds: Iterable[int], by: Person) -> None:
    """The second person at once; the learner, unless they are told later."""
    for person in seconds:
        tell(person=person, kind=SECOND, about=About.thing(grant.pk), by=by)
    own = grant.learner.person_id
    if own is not None and grant.told_from is None:
        tell(person=own, kind="opened-for-safety", about=About.learner(grant.learner, Category.IDENTITY), by=by)


def reviewed(grant: Grant, by: Person) -> None:
    """Whoever opened it; it waits for nobody any more."""
    settle(kind=SECOND, about=About.thing(grant.pk), by=by)
    settle(kind="safety-missed", about=About.thing(grant.pk), by=by)
    tell(person=grant.given_by_id, kind="safety-reviewed", about=About.thing(grant.pk), by=by)
