"""What changes with a birthday: for the learner in short sentences, for who leads with what there is to do."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.translation import gettext as _

from wraparound.core import pages
from wraparound.sharing import actions, queries, wording_ages
from wraparound.sharing.queries import ages
from wraparound.sharing.views.hands import here_of
from wraparound.sharing.views.proxies import tried

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@pages.signed_in
@pages.learner_page
def birthday(request: HttpRequest, learner: UUID) -> HttpResponse:
    """The next birthday that changes something; what a proxy said is asked again; ticked off when it is done."""
    here = here_of(request, learner)
    page = ages.ages_page(here.viewer, here.about)
    if page is None:
        return pages.render(request, "sharing/ages_none.html", {"about": here.about, "own": here.own})
    if request.method == "POST" and request.POST.get("do") == "handled":
        step = ages.step(here.viewer, here.about, page.step) if page.step else None
        if step is None:
            raise Http404
        act = partial(actions.handle_age_step, step=step, by=here.viewer)
        return tried(request, "sharing:ages", here.about, act, _("It is ticked off."))
    if request.method == "POST":
        asked = next((one for one in page.asked if str(one.grant) == request.POST.get("grant")), None)
        row = queries.grant(here.viewer, asked.grant) if asked else None
        if row is None:
            raise Http404
        goes_on = request.POST.get("do") == "yes"
        said = _("They see it for one more year.") if goes_on else _("They see nothing of it any more, from now on.")
        answer = partial(actions.say_it_myself, grant=row, goes_on=goes_on, by=here.viewer)
        return tried(request, "sharing:ages", here.about, answer, said)
    changes = wording_ages.FOR_THE_LEARNER[page.age]
    if not here.own:
        changes = tuple(("", words) for words in wording_ages.FOR_WHO_LEADS[page.age])
    shown = {"about": here.about, "own": here.own, "birthday": page, "changes": changes}
    return pages.render(request, "sharing/ages.html", shown)
