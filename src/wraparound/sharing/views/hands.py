"""The learner's pages about who can see what; a lead helps with them and says who else did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wraparound.core import pages
from wraparound.core.categories import Category
from wraparound.core.decisions import NotAllowed, sentence
from wraparound.learners import queries as learners
from wraparound.partnerships.policy import GrantDefaults
from wraparound.sharing import actions, queries
from wraparound.sharing.forms import hands as forms
from wraparound.sharing.queries import hands, who

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from wraparound.sharing.policy import Standing, Support


@dataclass(frozen=True)
class Here:
    """The learner of the address, and the learner or lead who looks."""

    about: Any
    viewer: Any
    standing: Standing

    @property
    def own(self) -> bool:
        """Whether the learner looks."""
        return self.standing.is_the_learner

    def helped(self, data: Any) -> Any:
        """Who helped to decide: a lead has to say it, the learner may."""
        return forms.HelpedMe(data) if self.own else forms.Helped(data)


def here_of(request: HttpRequest, learner: UUID) -> Here:
    """404 where there is no such learner, and for everybody but the learner and who leads for them."""
    viewer: Any = request.user
    about = learners.learner(viewer, learner)
    standing = queries.standing(viewer, about) if about else None
    if about is None or standing is None or not (standing.is_the_learner or standing.is_lead):
        raise Http404
    return Here(about, viewer, standing)


def done(request: HttpRequest, here: Here, act: Callable[[], object], message: Any) -> HttpResponse:
    """Does one thing and leads back to who can see what; where it is refused, that page says why."""
    try:
        act()
    except NotAllowed as refused:
        messages.error(request, sentence(refused))
        message = ""
    return pages.redirect(request, "sharing:who", message, here.about.public_id)


@pages.signed_in
@pages.learner_page
def who_sees(request: HttpRequest, learner: UUID) -> HttpResponse:
    """Everybody to whom something of the learner is open, and what waits for the learner."""
    here = here_of(request, learner)
    page = who.who_page(here.viewer, here.about)
    return pages.render(request, "sharing/who.html", {"about": here.about, "own": here.own, "who": page})


@pages.signed_in
@pages.learner_page
def share(request: HttpRequest, learner: UUID) -> HttpResponse:
    """Whom, what, how long, why: one question a page, each kept in the next. Then all of it to check."""
    here = here_of(request, learner)
    people = hands.whom(here.viewer, here.about)
    whom = next((one for one in people if one.key == request.POST.get("to")), None)
    agreed = hands.agreed(here.viewer, whom.to) if whom else GrantDefaults()
    steps = _steps(request, here, people, whom, agreed)
    at = _place(request, steps)
    shown = {"about": here.about, "own": here.own, "at": at, "people": people, "steps": len(steps), "refused": ""}
    if at < len(steps):
        hidden = [pair for step in steps if step is not steps[at] for pair in step.as_sent()]
        return pages.render(request, "sharing/share.html", {**shown, "form": steps[at], "hidden": hidden})
    said = _said(steps, people)
    if request.POST.get("do") == "share":
        try:
            actions.share(learner=here.about, by=here.viewer, **said)
        except NotAllowed as refused:
            shown["refused"] = sentence(refused)
        else:
            return pages.redirect(request, "sharing:who", _("It is shared. You can undo it here."), learner)
    shown |= {"hidden": [pair for step in steps for pair in step.as_sent()], "said": said, "agreed": agreed}
    shown["names"] = [p.name for one in people if one.to == said["to"] for p in one.team if p.pk in said["only_people"]]
    return pages.render(request, "sharing/check.html", shown)


def _steps(request: HttpRequest, here: Here, people: list[Any], whom: Any, agreed: GrantDefaults) -> list[Any]:
    """The questions. Who there is asked once it is known which team, where there is more than one person."""
    data, term = request.POST or None, hands.term_ends(here.viewer)
    steps: list[Any] = [forms.ToWhom(data, people=people, initial={"to": request.GET.get("to", "")})]
    if whom and len(whom.team) > 1:
        steps.append(forms.WhoThere(data if request.POST.get("step") != "0" else None, team=whom.team))
    steps += [forms.What(data, agreed=agreed), forms.HowLong(data, term=term, longest=agreed.longest)]
    return [*steps, forms.Why(data), here.helped(data)]


def _place(request: HttpRequest, steps: list[Any]) -> int:
    """Which question comes now; as many as there are: all are answered."""
    if request.method != "POST":
        return 0
    sent = request.POST.get("step", "0")
    posted = min(int(sent), len(steps)) if sent.isdigit() and len(sent) < 3 else 0
    if request.POST.get("do") == "back":
        steps[max(posted - 1, 0)].not_asked_yet()
        return max(posted - 1, 0)
    wrong = next((n for n, step in enumerate(steps[: posted + 1]) if not step.is_valid()), None)
    if wrong is None and posted + 1 < len(steps):
        steps[posted + 1].not_asked_yet()
    return min(posted + 1, len(steps)) if wrong is None else wrong


def _said(steps: list[Any], people: list[Any]) -> dict[str, Any]:
    whom, what, long, why, helped = (step for step in steps if not isinstance(step, forms.WhoThere))
    there = next((step.only_people() for step in steps if isinstance(step, forms.WhoThere)), [])
    to = next(one.to for one in people if one.key == whom.cleaned_data["to"])
    categories = [c for c in Category if c.value in what.cleaned_data["what"] or c is Category.IDENTITY]
    told = {"until": long.until(), "purpose": why.purpose(), "support": helped.support()}
    return {"to": to, "categories": categories, "only_people": there, **told}


@pages.signed_in
@pages.learner_page
def receiver(request: HttpRequest, learner: UUID, grant: UUID) -> HttpResponse:
    """One receiver: what they see, until when, what they had read; to stop it, or change it."""
    here = here_of(request, learner)
    one = who.receiver(here.viewer, here.about, grant)
    row = queries.grant(here.viewer, grant)
    if one is None or row is None:
        raise Http404
    to, data = hands.receiver_of(here.viewer, row), request.POST or None
    do = request.POST.get("do", "")
    asked = {
        "keep": forms.Still(data if do == "keep" else None, sees=one.sees),
        "team": _team(here, to, one, data if do == "team" else None),
        "time": forms.HowLong(
            data if do == "time" else None,
            term=hands.term_ends(here.viewer),
            longest=hands.agreed(here.viewer, to).longest,
            as_heading=False,
        ),
        "helped": forms.Helped(data) if not here.own else None,
    }
    if data and (made := _changed(request, here, one, to, asked)):
        return made
    wrong = next((f for f in asked.values() if f is not None and f.is_bound and f.errors), None)
    read = hands.had_read(here.viewer, here.about, [p.key for p in one.people], one.sees) if here.own else []
    shown = {"about": here.about, "own": here.own, "one": one, "asked": asked, "form": wrong, "read": read}
    return pages.render(request, "sharing/with.html", shown)


def _team(here: Here, to: Any, one: Any, data: Any) -> Any:
    """To choose people of an organisation's team; None where there is no choice."""
    team = next((w.team for w in hands.whom(here.viewer, here.about) if w.to == to), ())
    return forms.WhoThere(data, team=team, chosen=one.only, as_heading=False) if len(team) > 1 else None


def _changed(request: HttpRequest, here: Here, one: Any, to: Any, asked: dict[str, Any]) -> HttpResponse | None:
    """What a button of the page asks for; None where something is to be mended first."""
    do, helped = request.POST.get("do", ""), asked["helped"]
    wanted: Any = asked.get(do)
    if (
        do not in {"stop", "keep", "time", "team"}
        or (do == "team" and not wanted)
        or not all(f.is_valid() for f in (helped, wanted) if f is not None)
    ):
        return None
    support: Support | None = helped.support() if helped is not None else None
    told: dict[str, Any] = {"learner": here.about, "receiver": to, "support": support, "by": here.viewer}
    if do == "time":
        until = wanted.until()
        return done(request, here, lambda: actions.change_time(until=until, **told), _("The time has changed."))
    if do == "team":
        people = wanted.only_people()
        return done(request, here, lambda: actions.choose_people(people=people, **told), _("Who sees it has changed."))
    keep = set(wanted.cleaned_data["keep"]) if wanted is not None else set()
    closing = None if do == "stop" or not keep else {c for c in one.sees if c.value not in keep}
    if closing == set():
        return pages.redirect(request, "sharing:who", _("Nothing has changed."), here.about.public_id)
    said = _("They see nothing more of it from now on.") if closing is None else _("They see less from now on.")
    return done(request, here, lambda: actions.stop(categories=closing, **told), said)


@pages.signed_in
@require_POST
def hide(request: HttpRequest, learner: UUID, grant: UUID) -> HttpResponse:
    """One press: a category is hidden from somebody of the family. For the learner alone."""
    here = here_of(request, learner)
    row = queries.grant(here.viewer, grant)
    found = next((c for c in Category if c.value == request.POST.get("category")), None)
    if row is None or row.learner_id != here.about.pk or row.person_id is None or found is None:
        raise Http404
    if not here.own:
        raise PermissionDenied
    person: Any = hands.receiver_of(here.viewer, row)
    told = {"learner": here.about, "person": person, "categories": {found}, "by": here.viewer}
    said = _("It is hidden. Nobody is told.")
    if places := hands.also_through(here.viewer, here.about, person.pk, found):
        said = _("It is hidden at home. They still see it at %(places)s.") % {"places": ", ".join(places)}
    return done(request, here, lambda: actions.hide_from(**told), said)


@pages.signed_in
@require_POST
def undo(request: HttpRequest, learner: UUID, change: UUID) -> HttpResponse:
    """Takes the last thing back."""
    here = here_of(request, learner)
    found = hands.change(here.viewer, here.about, change)
    if found is None:
        raise Http404
    said = _("It is as it was before.")
    return done(request, here, lambda: actions.undo_change(change=found, by=here.viewer), said)


@pages.signed_in
@pages.learner_page
def later(request: HttpRequest, learner: UUID) -> HttpResponse:
    """To be asked again on a day, or to talk with somebody first."""
    here = here_of(request, learner)
    people = {str(p.public_id): p for p in hands.to_talk_with(here.viewer, here.about)}
    do, data = request.POST.get("do", ""), request.POST or None
    ask = forms.Later(data if do == "later" else None)
    talk = forms.Talk(data if do == "talk" else None, people=[(key, one.name) for key, one in people.items()])
    told: dict[str, Any] = {"learner": here.about, "by": here.viewer}
    if do == "later" and ask.is_valid():
        asked = ask.cleaned_data
        return done(request, here, lambda: actions.ask_me_later(**asked, **told), _("We ask you again on that day."))
    if do == "talk" and talk.is_valid():
        to = people[talk.cleaned_data["to"]]
        said = _("%(name)s knows that you want to talk.") % {"name": to.name}
        return done(request, here, lambda: actions.talk_first(to=to, **told), said)
    wrong = next((f for f in (ask, talk) if f.is_bound), None)
    shown = {"about": here.about, "own": here.own, "ask": ask, "talk": talk, "people": people, "form": wrong}
    return pages.render(request, "sharing/later.html", shown)


@pages.signed_in
@require_POST
def settle(request: HttpRequest, learner: UUID, question: UUID) -> HttpResponse:
    """A question that was put off is done with."""
    here = here_of(request, learner)
    found = hands.question(here.viewer, here.about, question)
    if found is None:
        raise Http404
    return done(request, here, lambda: actions.settle_later(question=found, by=here.viewer), _("That is done."))
