"""This is what somebody else sees: exactly their page, without life."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from wraparound.core import pages
from wraparound.sharing import actions, previews
from wraparound.sharing.queries import hands
from wraparound.sharing.views.hands import here_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@pages.signed_in
@pages.learner_page
def preview(request: HttpRequest, learner: UUID, person: UUID) -> HttpResponse:
    """One page at a time, of those that were registered; for the learner, and for a lead what the lead sees too."""
    here = here_of(request, learner)
    seer = hands.preview_of(here.viewer, here.about, person)
    if seer is None:
        raise Http404
    known = previews.known()
    asked = request.GET.get("page", "")
    page = next((one for one in known if one.key == asked), known[0])
    main = ""
    if seer.sees and not seer.because:
        main = previews.main_seen_by(seer.person, here.about.public_id, page.key, like=request)
        actions.record_look(learner=here.about, categories=seer.sees, by=here.viewer)  # through their eyes
    shown = {"about": here.about, "own": here.own, "seer": seer, "known": known, "page_shown": page}
    return pages.render(request, "sharing/preview.html", {**shown, "inside": previews.inert(main) if main else ""})
