"""Reviews: planned, changed, with an agenda made from the plan; held, with who was there; decisions become lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from wraparound.core import clock, pages
from wraparound.core.categories import Category
from wraparound.core.decisions import Decision, Stale
from wraparound.plans import actions, fields, queries
from wraparound.plans.agenda import About
from wraparound.plans.forms import reviewing as forms
from wraparound.plans.forms.saying import Because
from wraparound.plans.kinds_of_pathways import Way
from wraparound.plans.kinds_of_reviews import ReviewKind, ReviewState, TookPart
from wraparound.plans.troubles import WORDS
from wraparound.plans.views.clashing import Choice, both
from wraparound.plans.views.common import asks, carried_out, found_or_404, needed, plan_of
from wraparound.plans.wording import Names, told
from wraparound.sharing import actions as sharing

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from wraparound.core.forms import Form
    from wraparound.plans.agenda import Item
    from wraparound.plans.views.common import Here

PLAN = frozenset({Category.PLAN})
NOTES = ("notes",)
MEETING = ("kind", "on", "way", "place", "lead")


@pages.signed_in
def reviews(request: HttpRequest, learner: UUID) -> HttpResponse:
    """All reviews of a plan, the newest first."""
    here = plan_of(request, learner, PLAN)
    sharing.record_look(learner=here.about, categories=PLAN, by=here.viewer)
    rows = [(r, ReviewKind(r.kind), ReviewState(r.state)) for r in queries.reviews(here.viewer, here.about)]
    shown = {"here": here, "about": here.about, "rows": rows, "may_plan": _may_plan(here), "today": clock.today()}
    return pages.render(request, "plans/reviews.html", shown)


@pages.signed_in
def plan_review(request: HttpRequest, learner: UUID) -> HttpResponse:
    """A date on which people meet."""
    here = plan_of(request, learner, PLAN)
    needed(_may_plan(here))
    known = here.choosable()
    mine = {str(o.public_id): o for o in here.organisations} or {k: o for k, (o, _name) in known.organisations.items()}
    pairs = [(key, o.name) for key, o in mine.items()]
    people = [(key, name) for key, (_person, name) in known.people.items()]
    only = {"organisation": pairs[0][0]} if len(pairs) == 1 else {}
    form = forms.ReviewForm(request.POST or None, organisations=pairs, people=people, initial=only)
    made: list[Any] = []
    if form.is_valid():
        said = form.cleaned_data
        said |= {
            "organisation": mine[said["organisation"]],
            "lead": known.people[said["lead"]][0] if said["lead"] else None,
        }
        if carried_out(form, lambda: made.append(actions.plan_review(learner=here.about, **said, by=here.viewer))):
            return pages.redirect(request, "plans:review", _("We kept it."), here.about.public_id, made[0].pk)
    back = pages.url_if("plans:reviews", here.about.public_id)
    return asks(request, here, form, _("Plan a review"), _("Save"), back)


@pages.signed_in
def review(request: HttpRequest, learner: UUID, review: UUID) -> HttpResponse:
    """One review: what to talk about, who was there, what was decided."""
    here, row = review_of(request, learner, review)
    sharing.record_look(learner=here.about, categories=PLAN | {Category.OUTCOMES}, by=here.viewer)
    shown = {"here": here, "about": here.about, "review": row, "kind": ReviewKind(row.kind)}
    shown |= {"state": ReviewState(row.state), "took_part": TookPart(row.took_part) if row.took_part else None}
    shown |= {"agenda": _agenda(here, row), "troubles": WORDS}
    people = queries.names(here.viewer, here.about)
    steps = [s for s in told(queries.steps_of_review(here.viewer, row, people), Names(people=people)) if not s.is_new]
    shown |= {"people": people, "may_write": here.may_write(), "steps": steps}
    shown |= {"way": Way(row.way).label if row.way else "", "today": clock.today()}
    return pages.render(request, "plans/review.html", shown)


@pages.signed_in
def change(request: HttpRequest, learner: UUID, review: UUID) -> HttpResponse:
    """Another date, way, place or lead. Two who change the same see both."""
    here, row = writable(request, learner, review)
    people = here.choosable().people
    sent = Choice(request.POST, MEETING, fields.marks(row, MEETING))
    pairs = [(key, name) for key, (_person, name) in people.items()]
    lead = next((key for key, (person, _name) in people.items() if person.pk == row.lead_id), "")
    first = {"kind": row.kind, "on": row.on, "way": row.way, "place": row.place, "lead": lead}
    form = forms.ChangeReviewForm(request.POST or None, people=pairs, initial=first)
    to = ("plans:review", here.about.public_id, row.pk)
    if form.is_valid():
        said = form.cleaned_data
        said |= {"lead": people[said["lead"]][0].pk if said["lead"] else None, "way": said["way"] or ""}
        wanted, seen = sent.settled(said)
        try:
            act = lambda: actions.change_review(review=row, wanted=wanted, seen=seen, by=here.viewer)  # noqa: E731
            if carried_out(form, act):
                return pages.redirect(request, to[0], _("We kept it."), *to[1:])
        except Stale as stale:
            return both(request, here, form, sent, stale.current, _("somebody else"), request.path)
    shown = {"here": here, "about": here.about, "form": form, "marks": sent.marks, "back": pages.url_if(*to)}
    return pages.render(request, "plans/review_change.html", shown)


@pages.signed_in
def hold(request: HttpRequest, learner: UUID, review: UUID) -> HttpResponse:
    """It was held; the plan as it stands becomes a version for everybody to agree to."""
    here, row = writable(request, learner, review)
    form = forms.HeldForm(request.POST or None)
    note = _("The plan as it stands now is kept as a version. Everybody is then asked to agree to it.")
    words = (_("The review was held"), _("Save"))
    return _ask(
        request, here, row, form, words, lambda said: actions.hold_review(review=row, **said, by=here.viewer), note
    )


@pages.signed_in
def cancel(request: HttpRequest, learner: UUID, review: UUID) -> HttpResponse:
    """It is called off, with the reason."""
    here, row = writable(request, learner, review)
    words = (_("Call the review off"), _("Call it off"))
    act = lambda said: actions.cancel_review(review=row, **said, by=here.viewer)  # noqa: E731
    return _ask(request, here, row, Because(request.POST or None), words, act)


@pages.signed_in
def attendee(request: HttpRequest, learner: UUID, review: UUID) -> HttpResponse:
    """Somebody was there or sent word."""
    here, row = writable(request, learner, review)
    people = here.choosable().people
    form = forms.AttendeeForm(request.POST or None, people=[(key, name) for key, (_p, name) in people.items()])

    def act(said: dict[str, Any]) -> object:
        person = people[said.pop("person")][0] if said.get("person") else said.pop("person", None) or None
        return actions.add_attendee(review=row, person=person, **said, by=here.viewer)

    return _ask(request, here, row, form, (_("Who was there?"), _("Save")), act)


@pages.signed_in
def decide(request: HttpRequest, learner: UUID, review: UUID) -> HttpResponse:
    """Something was decided."""
    here, row = writable(request, learner, review)
    form = forms.DecisionForm(request.POST or None)
    words = (_("What was decided?"), _("Save"))
    return _ask(request, here, row, form, words, lambda said: actions.decide(review=row, **said, by=here.viewer))


@pages.signed_in
def make_line(request: HttpRequest, learner: UUID, review: UUID, decision: UUID) -> HttpResponse:
    """A decision becomes a line of the plan."""
    here, row = writable(request, learner, review)
    decided = found_or_404(queries.decision(here.viewer, row, decision))
    form = forms.DecisionLineForm(request.POST or None, initial={"title": decided.words[:200]})
    words = (_("Put it in the plan"), _("Put it in the plan"))
    act = lambda said: actions.make_line_of_decision(decision=decided, **said, by=here.viewer)  # noqa: E731
    return _ask(request, here, row, form, words, act, decided.words)


@pages.signed_in
def notes(request: HttpRequest, learner: UUID, review: UUID) -> HttpResponse:
    """What was said. Two who write at once both see both texts."""
    here, row = writable(request, learner, review)
    sent = Choice(request.POST, NOTES, fields.marks(row, NOTES))
    form = forms.NotesForm(request.POST or None, initial={"notes": row.notes})
    to = ("plans:review", here.about.public_id, row.pk)
    if form.is_valid():
        wanted, seen = sent.settled(form.cleaned_data)
        try:
            actions.change_review(review=row, wanted=wanted, seen=seen, by=here.viewer)
        except Stale as stale:
            return both(request, here, form, sent, stale.current, _("somebody else"), request.path)
        return pages.redirect(request, to[0], _("We kept it."), *to[1:])
    shown = {"here": here, "about": here.about, "form": form, "marks": sent.marks, "back": pages.url_if(*to)}
    return pages.render(request, "plans/notes.html", shown)


def _agenda(here: Here, row: Any) -> list[tuple[str, str, list[Item]]]:
    """Each line, outcome and flag to talk about once: its address, its title, and all reasons."""
    found: dict[UUID, list[Item]] = {}
    for item in queries.talk_about(here.viewer, here.about, row):
        found.setdefault(item.row, []).append(item)
    return [(_address(here, of_row[0]), of_row[0].title, of_row) for of_row in found.values()]


def _address(here: Here, item: Item) -> str:
    if item.about is About.FLAG:
        return reverse("plans:flags", args=[here.about.public_id])
    of = "outcome" if item.about in (About.PROGRESS, About.NO_NEWS) else "line"
    return reverse(f"plans:{of}", args=[here.about.public_id, item.row])


def _may_plan(here: Here) -> Decision:
    """Who runs a review: an organisation of the circle, or whichever the learner names."""
    if here.standing.is_the_learner or here.organisations:
        return here.may_write()
    return Decision(False, _("an organisation of the circle plans a review; ask one of them"))


def review_of(request: HttpRequest, learner: UUID, review: UUID) -> tuple[Here, Any]:
    """A review of the plan; 404 where there is none or it is not open."""
    here = plan_of(request, learner, PLAN)
    return here, found_or_404(queries.review(here.viewer, here.about, review))


def writable(request: HttpRequest, learner: UUID, review: UUID) -> tuple[Here, Any]:
    """The same, for whoever takes part; else 403."""
    here, row = review_of(request, learner, review)
    needed(here.may_write())
    return here, row


def _ask(
    request: HttpRequest,
    here: Here,
    row: Any,
    form: Form,
    words: tuple[str, str],
    act: Callable[[dict[str, Any]], object],
    note: str = "",
) -> HttpResponse:
    if form.is_valid() and carried_out(form, lambda: act(dict(form.cleaned_data))):
        return pages.redirect(request, "plans:review", _("We kept it."), here.about.public_id, row.pk)
    back = pages.url_if("plans:review", here.about.public_id, row.pk)
    return asks(request, here, form, *words, back, note=note)
