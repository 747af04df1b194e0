"""The pages of the passport: questions, what was said, what is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wraparound.accounts import queries as accounts
from wraparound.core import pages
from wraparound.core.decisions import Stale
from wraparound.core.forms import chosen
from wraparound.learners import queries as learners
from wraparound.passport import actions, forms, queries
from wraparound.passport.policy import Answer, Refused, SaidBy, Voice, ways_to_write
from wraparound.passport.topics import TOPICS, neighbours, topic
from wraparound.sharing import actions as sharing
from wraparound.vocabulary import queries as vocabulary

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from wraparound.passport.topics import Topic

KIND_WORDS = {
    "needs": (gettext_lazy("What I need"), gettext_lazy("Tell us what you need."), "267f"),
    "outcomes": (gettext_lazy("What I want to do"), gettext_lazy("Tell us what you want to be able to do."), "1f3c1"),
    "times": (gettext_lazy("When I can come"), gettext_lazy("Tell us when you have time."), "1f4c5"),
    "wishes": (
        gettext_lazy("Yes please, no thank you"),
        gettext_lazy("Tell us what you like and do not like."),
        "2b50",
    ),
    "photos": (gettext_lazy("My photos"), gettext_lazy("Show us what you like."), "1f5bc"),
}


def subject(request: HttpRequest, public_id: UUID) -> Any:
    """The learner of the address; 404 where there is none or they are not open to the viewer."""
    found = learners.learner(request.user, public_id)  # type: ignore[arg-type]
    if found is None:
        raise Http404
    return found


def way(request: HttpRequest, learner: Any, category: Any) -> tuple[SaidBy, tuple[SaidBy, ...]]:
    """In whose name the viewer writes here, and in whose names they could; 404 where it is not open, else 403."""
    writer = queries.writer(request.user, learner, category)  # type: ignore[arg-type]
    if not (writer.is_open or writer.is_the_learner):
        raise Http404
    ways = ways_to_write(writer)
    if not ways:
        raise PermissionDenied
    asked = forms.said_by(request.POST.get("said_by") or request.GET.get("as", ""))
    return (asked if asked in ways else ways[0]), ways


@pages.signed_in
def home(request: HttpRequest) -> HttpResponse:
    """One's own passport; everybody else finds the passports of their learners with these."""
    me = learners.me_as_learner(request.user)  # type: ignore[arg-type]
    if me is None:
        return pages.redirect(request, "learners:list")
    return pages.redirect(request, "passport:passport", "", me.public_id)


@pages.signed_in
def passport(request: HttpRequest, learner: UUID) -> HttpResponseBase:
    """For the learner what they said and what comes next; for others what is shared with them."""
    about = subject(request, learner)
    viewer: Any = request.user
    if about.person_id == viewer.pk:
        return own(request, about)
    parts = queries.shared(viewer, about)
    sharing.record_look(learner=about, categories=[p.category for p in parts], by=viewer)
    asking = [o for o in queries.my_organisations(viewer) if queries.asked_for(viewer, o)]
    found = {"about": about, "parts_shared": parts, "asking": asking, "steps": queries.steps(viewer, about)}
    return pages.render(request, "passport/shared.html", found)


@pages.learner_page
def own(request: HttpRequest, about: Any) -> HttpResponseBase:
    """The learner's own passport. Called by `passport`, which is for everybody."""
    viewer: Any = request.user
    steps = queries.steps(viewer, about)
    found = {
        "about": about,
        "steps": steps,
        "next": next((s for s in steps if s.is_next), None),
        "done": sum(s.answer is not None for s in steps),
        "to_choose": [s for s in steps if s.to_choose],
        "counts": queries.counts(viewer, about),
        "words": KIND_WORDS,
    }
    return pages.render(request, "passport/own.html", found)


@pages.signed_in
@pages.learner_page
def question(request: HttpRequest, learner: UUID, topic: str) -> HttpResponse:
    """One question. Saved by each button; two who changed the same answer see both."""
    about, asked = subject(request, learner), _topic(topic)
    said_by, ways = way(request, about, asked.category)
    viewer: Any = request.user
    current, beside = queries.written_over(viewer, about, asked, said_by)
    seen = {"words": current.words if current else "", "version": current.version if current else 0}
    data = chosen(forms.Question, request.POST, {"words": seen["words"]}) if request.method == "POST" else None
    form = forms.Question(data, about=asked, initial={**seen, "said_by": said_by})
    steps = queries.steps(viewer, about)
    shown = {"about": about, "topic": asked, "said_by": said_by, "ways": ways, "current": current, "form": form}
    shown |= {"step": next(s for s in steps if s.topic is asked), "of": len(steps)}
    shown |= {"before": neighbours(asked)[0], "own": SaidBy.LEARNER in ways}
    shown |= {"beside": queries.entry(viewer, about, asked, said_by.voice) if beside else None}
    if form.is_valid():
        try:
            _keep(request, about, asked, said_by, form)
        except Stale as stale:
            return _both(request, shown, stale.current)
        return _on(request, about, asked, said_by)
    return pages.render(request, "passport/question.html", shown)


@pages.signed_in
@pages.learner_page
def choose(request: HttpRequest, learner: UUID, topic: str) -> HttpResponse:
    """What the learner said and what was typed for them: they say which is right. For nobody else: 404."""
    about, asked = subject(request, learner), _topic(topic)
    viewer: Any = request.user
    waiting = queries.to_choose(viewer, about, asked) if about.person_id == viewer.pk else None
    if waiting is None:
        raise Http404
    form = forms.WhichIsRight(request.POST or None, initial={"version": waiting.typed.version})
    changed = False
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.choose_answer(
                learner=about, topic=asked, takes_typed=said["takes_typed"], version=said["version"], by=viewer
            )
        except Stale:
            changed = True
        else:
            return pages.redirect(request, "passport:passport", _("We kept what you chose."), about.public_id)
    shown = {"about": about, "topic": asked, "waiting": waiting, "changed": changed}
    return pages.render(request, "passport/choose.html", shown, status=409 if changed else 200)


@pages.signed_in
@pages.learner_page
def card(request: HttpRequest, learner: UUID) -> HttpResponse:
    """The things that everybody must know, on one page to show or print."""
    about = subject(request, learner)
    viewer: Any = request.user
    answers = queries.card(viewer, about)
    sharing.record_look(learner=about, categories={a.topic.category for a in answers}, by=viewer)
    shown = {"about": about, "answers": answers, "own": about.person_id == viewer.pk}
    return pages.render(request, "passport/card.html", shown)


@pages.signed_in
def history(request: HttpRequest, learner: UUID, topic: str, voice: str) -> HttpResponse:
    """How an answer stood before. Nothing there and not open are the same answer: 404."""
    about, asked = subject(request, learner), _topic(topic)
    viewer: Any = request.user
    versions = queries.history(viewer, about, asked, Voice(voice)) if voice in set(Voice) else []
    if not versions:
        raise Http404
    sharing.record_look(learner=about, categories=[asked.category], by=viewer)
    return pages.render(request, "passport/history.html", {"about": about, "topic": asked, "versions": versions})


@pages.signed_in
def receiving(request: HttpRequest, learner: UUID, organisation: UUID) -> HttpResponse:
    """What an organisation asks for, and how ready it is for this viewer."""
    about = subject(request, learner)
    viewer: Any = request.user
    asking = _mine(request, organisation)
    asked = queries.receiving(viewer, about, asking)
    sharing.record_look(learner=about, categories={a.category for a in asked if a.state != "not-shared"}, by=viewer)
    return pages.render(request, "passport/receiving.html", {"about": about, "asked": asked, "organisation": asking})


@pages.signed_in
def asked_for(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """What one's organisation asks about before a learner comes."""
    viewer: Any = request.user
    asking = _mine(request, organisation)
    now = queries.asked_for(viewer, asking)
    seen = {"topics": now.topics, "needs": now.needs, "version": now.version} if now else {}
    choices = {"topics": [(t.slug, t.heading) for t in TOPICS], "needs": vocabulary.choices(viewer, "need")}
    form = forms.AskedFor(request.POST or None, initial=seen, **choices)
    shown = {"organisation": asking, "form": form, "stale": False}
    if form.is_valid():
        try:
            actions.ask_for(organisation=asking, by=viewer, **form.cleaned_data)
        except Stale as stale:
            return pages.render(request, "passport/asked_for.html", {**shown, "stale": stale.current}, status=409)
        return pages.redirect(request, request.path, _("We kept your list."))
    return pages.render(request, "passport/asked_for.html", shown)


def _keep(request: HttpRequest, about: Any, asked: Topic, said_by: SaidBy, form: forms.Question) -> None:
    told: dict[str, Any] = {"learner": about, "topic": asked, "said_by": said_by, "by": request.user}
    told["version"] = form.cleaned_data["version"] or 0
    do = request.POST.get("do", "say")
    try:
        if do in (Answer.LATER, Answer.NOT_TO_SAY):
            shows = do == Answer.NOT_TO_SAY and "show" in request.POST
            actions.put_aside(answer=Answer(do), shows_withheld=shows, **told)
        else:
            actions.say(words=form.cleaned_data["words"], **told)
    except Refused as refused:
        raise PermissionDenied from refused


def _on(request: HttpRequest, about: Any, asked: Topic, said_by: SaidBy) -> HttpResponse:
    """To the next question; after the last, or where one was changed in passing, to the passport."""
    after = neighbours(asked)[1]
    open_to_me = {s.topic for s in queries.steps(request.user, about)}  # type: ignore[arg-type]
    while after is not None and after not in open_to_me:
        after = neighbours(after)[1]
    if after is None or "show" in request.POST:
        return pages.redirect(request, "passport:passport", _("We kept what you said."), about.public_id)
    to = pages.url_if("passport:question", about.public_id, after.slug)
    return pages.redirect(
        request, to if said_by is SaidBy.LEARNER else f"{to}?as={said_by}", _("We kept what you said.")
    )


def _both(request: HttpRequest, shown: dict[str, Any], current: Any) -> HttpResponse:
    """The page on which somebody chooses between their text and another's."""
    who = queries.author(request.user, current) if current else ""  # type: ignore[arg-type]
    theirs = {"words": current.words if current else ""}
    shown |= {"theirs": theirs, "by": who or _("Somebody"), "version": current.version if current else 0}
    return pages.render(request, "passport/both.html", shown, status=409)


def _topic(slug: str) -> Topic:
    found = topic(slug)
    if found is None:
        raise Http404
    return found


def _mine(request: HttpRequest, public_id: UUID) -> Any:
    """An organisation in which the viewer has a place; else 404."""
    viewer: Any = request.user
    found = accounts.organisation(viewer, public_id)
    if found is None or found not in queries.my_organisations(viewer):
        raise Http404
    return found
