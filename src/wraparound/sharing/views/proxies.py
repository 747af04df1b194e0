"""Who decides for a learner: for the learner and who leads. And the page of those who decide or speak."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _

from wraparound.core import pages
from wraparound.core.categories import Category
from wraparound.core.decisions import NotAllowed, sentence
from wraparound.learners import queries as learners
from wraparound.sharing import actions
from wraparound.sharing.forms import proxies as forms
from wraparound.sharing.queries import hands, proxies
from wraparound.sharing.views.hands import here_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from wraparound.sharing.policy_proxies import Say


def tried(request: HttpRequest, to: str, about: Any, act: Callable[[], object], message: Any) -> HttpResponse:
    """Does one thing and leads on to a page of a learner; where it is refused, that page says why."""
    try:
        act()
    except NotAllowed as refused:
        messages.error(request, sentence(refused))
        message = ""
    return pages.redirect(request, to, message, about.public_id)


@pages.signed_in
@pages.learner_page
def who_decides(request: HttpRequest, learner: UUID) -> HttpResponseBase:
    """Who decides or speaks for the learner, what they said yes to; to end it."""
    here = here_of(request, learner)
    found = proxies.proxy(here.viewer, here.about, request.POST.get("proxy", ""))
    if request.method == "POST":
        if found is None:
            raise Http404
        end = partial(actions.end_proxy, proxy=found, reason=request.POST.get("reason", ""), by=here.viewer)
        return tried(request, "sharing:proxies", here.about, end, _("They decide nothing for you any more."))
    shown = {"about": here.about, "own": here.own, "proxies": proxies.proxies(here.viewer, here.about)}
    return pages.render(request, "sharing/proxies.html", shown)


@pages.signed_in
@pages.learner_page
def appoint(request: HttpRequest, learner: UUID) -> HttpResponseBase:
    """Somebody of the circle is to decide or speak."""
    here = here_of(request, learner)
    known = proxies.candidates(here.viewer, here.about)
    people = [one for one in known if not proxies.has_a_say(here.viewer, here.about, one.pk)]
    data = request.POST or None
    form = (forms.Appoint if here.own else forms.AppointByPaper)(data, people=people)
    time = forms.how_long(data, hands.term_ends(here.viewer))
    shown = {"about": here.about, "own": here.own, "asks": form, "time": time, "people": people, "refused": ""}
    if data and form.is_valid() and time.is_valid():
        try:
            actions.appoint_proxy(learner=here.about, until=time.until(), **form.appointing(), by=here.viewer)
        except NotAllowed as no:
            shown["refused"] = sentence(no)
        else:
            return pages.redirect(request, "sharing:proxies", _("It is written down."), learner)
    wrong = next((f for f in (form, time) if f.is_bound and f.errors), None)
    return pages.render(request, "sharing/appoint.html", {**shown, "form": wrong})


@pages.signed_in
def deciding(request: HttpRequest, learner: UUID) -> HttpResponseBase:
    """For a proxy: about what they decide, who sees what of it; to share less, or to give it up."""
    viewer: Any = request.user
    about, _say = _mine(request, learner)
    do = request.POST.get("do", "")
    if request.method == "POST":
        found = proxies.held(viewer, about, request.POST.get("grant", ""))
        if do == "leave":
            return _left(request, about)
        if found is None:
            messages.error(request, _("This is not yours to change, or it has changed since."))
            return pages.redirect(request, "sharing:deciding", "", learner)
        if do == "time":
            return _another_time(request, about, found)
        stop = partial(actions.stop_for, grant=found, by=viewer)
        return tried(request, "sharing:deciding", about, stop, _("They see nothing of it from now on."))
    page = proxies.deciding_page(viewer, about)
    time = forms.how_long(None, hands.term_ends(viewer), _say.longest)
    actions.record_look(learner=about, categories=[Category.IDENTITY], often=False, by=viewer)
    return pages.render(request, "sharing/deciding.html", {"about": about, "page_of": page, "time": time})


@pages.signed_in
def decide_to_share(request: HttpRequest, learner: UUID) -> HttpResponseBase:
    """A proxy says yes for the learner; before it is done, the page says what will be open to whom."""
    viewer: Any = request.user
    about, say = _mine(request, learner)
    if not say.decides:
        raise Http404
    people = [one for one in hands.whom(viewer, about) if not (one.key[0] == "p" and one.to.pk == viewer.pk)]
    data = request.POST or None
    form = forms.SayYes(data, people=people, decides=say.decides)
    time = forms.how_long(data, hands.term_ends(viewer), say.longest)
    shown = {"about": about, "asks": form, "time": time, "people": people, "refused": ""}
    actions.record_look(learner=about, categories=[Category.IDENTITY], often=False, by=viewer)
    if data and form.is_valid() and time.is_valid() and data.get("do") != "change":
        shown["said"] = {**form.said(), "until": time.until()}
        shown["hidden"] = [*form.as_sent(), *time.as_sent()]
        if data.get("do") != "share":
            return pages.render(request, "sharing/decide_check.html", shown)
        try:
            actions.say_yes_for(learner=about, **form.said(), until=time.until(), by=viewer)
        except NotAllowed as no:
            shown["refused"] = sentence(no)
        else:
            done = _("It is shared. %(name)s can see that you said yes.") % {"name": about}
            return pages.redirect(request, "sharing:deciding", done, learner)
    wrong = next((f for f in (form, time) if f.is_bound and f.errors), None)
    return pages.render(request, "sharing/decide_share.html", {**shown, "form": wrong})


def _another_time(request: HttpRequest, about: Any, found: Any) -> HttpResponse:
    viewer: Any = request.user
    _about, say = _mine(request, about.public_id)
    time = forms.how_long(request.POST, hands.term_ends(viewer), say.longest)
    if not time.is_valid():
        messages.error(request, _("Choose until when."))
        return pages.redirect(request, "sharing:deciding", "", about.public_id)
    change = partial(actions.change_time_for, grant=found, until=time.until(), by=viewer)
    return tried(request, "sharing:deciding", about, change, _("The time has changed."))


def _left(request: HttpRequest, about: Any) -> HttpResponse:
    viewer: Any = request.user
    say = proxies.say(viewer, about)
    found = proxies.proxy(viewer, about, str(say.proxy)) if say else None
    try:
        if found is not None:
            actions.end_proxy(proxy=found, by=viewer)
    except NotAllowed as refused:
        messages.error(request, sentence(refused))
        return pages.redirect(request, "sharing:deciding", "", about.public_id)
    return pages.redirect(request, "home", _("You have given it up."))


def _mine(request: HttpRequest, learner: UUID) -> tuple[Any, Say]:
    """The learner of the address, for whom the viewer has a say; 404 for everybody else."""
    viewer: Any = request.user
    about = learners.learner(viewer, learner)
    say = proxies.say(viewer, about) if about is not None else None
    if about is None or say is None:
        raise Http404
    return about, say
