"""The ways to who decides, to stopping everything, to birthdays; and for proxies, to what they decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from wraparound.core import clock, pages
from wraparound.learners import links as learners
from wraparound.learners import open_parts
from wraparound.sharing.policy_ages import next_step
from wraparound.sharing.queries import ages, freezing, proxies, standing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from wraparound.learners.models import Learner


@pages.home_cards.add
def cards(request: HttpRequest) -> Iterable[pages.Link | None]:
    """A birthday that is near, for the learner; for a proxy, each learner; what waits for a second person."""
    viewer: Any = request.user
    me = learners.me(request)
    if me is not None:
        if ages.is_near(viewer, me):
            hint = _("See what changes.")
            yield pages.link(_("A birthday comes"), "sharing:ages", me.public_id, order=9, hint=hint, symbol="1f4c5")
        return
    for one, say in proxies.says(viewer):
        text = _("You decide for %(name)s") if say.decides else _("You speak for %(name)s")
        hint = ", ".join(str(c.label) for c in sorted(say.categories, key=lambda c: c.number))
        yield pages.link(text % {"name": one}, "sharing:deciding", one.public_id, order=9, hint=hint, symbol="1f91d")
    if freezing.waits(viewer):
        hint = _("It needs a second person.")
        yield pages.link(_("To open again"), "sharing:freezes", order=9, hint=hint, symbol="21a9")


@open_parts.leads_on
def from_a_learner(request: HttpRequest, learner: Learner) -> Iterable[pages.Link | None]:
    """From the page of a learner: for the learner and who leads, and for a proxy."""
    viewer: Any = request.user
    who = standing(viewer, learner)
    if who.is_the_learner or who.is_lead:
        hint = _("Who decides or speaks, about what, until when.")
        yield pages.link(_("Who decides"), "sharing:proxies", learner.public_id, order=16, hint=hint)
        hint = _("At once, and nobody tells them.")
        yield pages.link(_("Stop everything for somebody"), "sharing:freeze", learner.public_id, order=17, hint=hint)
        near = next_step(learner.born, clock.today())
        if near is not None:
            text = _("What changes at %(age)d") % {"age": near.age}
            yield pages.link(text, "sharing:ages", learner.public_id, order=18, hint=_("Who decides then."))
    elif who.proxy is not None or proxies.say(viewer, learner) is not None:
        hint = _("Who sees what of it, and what you can change.")
        yield pages.link(_("What you decide"), "sharing:deciding", learner.public_id, order=15, hint=hint)
