"""Stop everything for somebody, and open it again: for the learner, who leads, and the second person."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _

from wraparound.core import pages
from wraparound.core.decisions import NotAllowed, sentence
from wraparound.sharing import actions
from wraparound.sharing.forms import proxies as forms
from wraparound.sharing.queries import freezing
from wraparound.sharing.views.hands import here_of
from wraparound.sharing.views.proxies import tried

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@pages.signed_in
@pages.learner_page
def freeze(request: HttpRequest, learner: UUID) -> HttpResponse:
    """For whom everything has stopped; one press stops it for somebody else, or opens it again."""
    here = here_of(request, learner)
    do = request.POST.get("do", "")
    if request.method == "POST" and do != "stop":
        return _opened(request, here)
    around = freezing.around(here.viewer, here.about)
    form = forms.StopEverything(request.POST or None, around=around, typed=not here.own)
    if form.is_valid():
        stop = partial(actions.freeze, learner=here.about, **form.said(), by=here.viewer)
        return tried(
            request, "sharing:freeze", here.about, stop, _("Everything has stopped for them. Nobody told them.")
        )
    shown = {"about": here.about, "own": here.own, "form": form, "around": around}
    shown["frozen"] = freezing.frozen(here.viewer, here.about)
    shown["to_review"] = {one.id for one in freezing.to_review(here.viewer)}
    return pages.render(request, "sharing/freeze.html", shown)


def _opened(request: HttpRequest, here: Any) -> HttpResponse:
    """Opens it again: the learner at once; a lead asks; another does it."""
    row = freezing.freeze(here.viewer, request.POST.get("freeze", ""))
    if row is None or row.learner_id != here.about.pk:
        raise Http404
    told: dict[str, Any] = {"freeze": row, "by": here.viewer}
    ways = {
        "open": (partial(actions.unfreeze, **told), _("It is open again.")),
        "ask": (
            partial(actions.ask_to_lift, because=request.POST.get("because", ""), **told),
            _("It needs a second person now. They have been told."),
        ),
        "second": (partial(actions.lift_as_second, **told), _("It is open again.")),
    }
    if request.POST.get("do") not in ways:
        raise Http404
    act, said = ways[request.POST["do"]]
    return tried(request, "sharing:freeze", here.about, act, said)


@pages.signed_in
def freezes(request: HttpRequest) -> HttpResponse:
    """What somebody asks to open again, for the second person."""
    viewer: Any = request.user
    if request.method == "POST":
        row = freezing.freeze(viewer, request.POST.get("freeze", ""))
        if row is None:
            raise Http404
        try:
            actions.lift_as_second(freeze=row, by=viewer)
        except NotAllowed as refused:
            messages.error(request, sentence(refused))
            return pages.redirect(request, "sharing:freezes")
        return pages.redirect(request, "sharing:freezes", _("It is open again."))
    return pages.render(request, "sharing/freezes.html", {"rows": freezing.to_review(viewer)})
