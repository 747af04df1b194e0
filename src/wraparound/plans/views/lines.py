"""A line: put forward, looked at, decided on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from wraparound.core import pages
from wraparound.core.categories import Category
from wraparound.directory import queries as directory
from wraparound.directory import wording
from wraparound.passport.policy import SaidBy
from wraparound.plans import actions, forms, policy, queries
from wraparound.plans.kinds import LineKind, LineState
from wraparound.plans.queries import talk
from wraparound.plans.queries import words as named
from wraparound.plans.troubles import WORDS
from wraparound.plans.views.common import asks, carried_out, done, found_or_404, line_of, needed, plan_of, unreached
from wraparound.plans.views.mending import mend
from wraparound.plans.wording import label, told
from wraparound.sharing import actions as sharing

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from wraparound.plans.views.common import Here

PER_PAGE = 10
OFFERED = (LineKind.OFFERING, LineKind.TASTER, LineKind.SUPPORT, LineKind.THERAPY, LineKind.PLACEMENT, LineKind.STAY)


@pages.signed_in
def new(request: HttpRequest, learner: UUID) -> HttpResponse:
    """First of all: what sort of line."""
    here = plan_of(request, learner)
    kinds = [kind for kind in LineKind if here.may_write(policy.category_of(kind))]
    needed(here.may_write(policy.category_of(kinds[0])) if kinds else here.may_write())
    offering = request.GET.get("offering", "")
    shown = {"here": here, "about": here.about, "kinds": kinds, "offering": _offering(here, offering)}
    return pages.render(request, "plans/new.html", shown)


@pages.signed_in
def propose(request: HttpRequest, learner: UUID, kind: str) -> HttpResponse:
    """Then the few fields that matter for it."""
    here = plan_of(request, learner)
    if kind not in set(LineKind):
        raise Http404
    sort = LineKind(kind)
    needed(here.may_write(policy.category_of(sort)))
    known, chosen = here.choosable(), _offering(here, request.POST.get("offering") or request.GET.get("offering", ""))
    told: dict[str, Any] = {"kind": sort, "known": known, "category": policy.category_of(sort).number}
    form = forms.ProposeForm(request.POST or None, **told, initial=_from(chosen))
    if form.is_valid():
        said = {**form.cleaned_data}
        if chosen is not None:
            said |= {"offering": chosen, "site": chosen.site, "sessions": said.get("sessions", chosen.sessions)}
        made: list[Any] = []
        of = {"learner": here.about, "kind": sort, "by": here.viewer}
        if carried_out(form, lambda: made.append(actions.propose_line(**of, **said))):
            return pages.redirect(request, "plans:line", _("It is in the plan."), here.about.public_id, made[0].pk)
    shown = {"here": here, "about": here.about, "form": form, "kind": sort, "offering": chosen}
    shown |= {"may_find": sort in OFFERED, "name": named.offering_name(here.viewer, chosen) if chosen else ""}
    return pages.render(request, "plans/propose.html", shown)


@pages.signed_in
def find_offering(request: HttpRequest, learner: UUID, kind: str) -> HttpResponse:
    """Searches the local offer for something to put in the plan."""
    here = plan_of(request, learner)
    needed(here.may_write())
    if kind not in set(LineKind):
        raise Http404
    form = forms.FindOffering(request.GET or None)
    words = request.GET.get("q", "").strip()
    services = directory.search(here.viewer, directory.Wanted(words=words)).prefetch_related(None)
    found = directory.offerings(here.viewer).filter(service__in=list(services.values_list("pk", flat=True)[:200]))
    page = Paginator(found.order_by("service__name", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(o, named.offering_name(here.viewer, o), wording.price(o.price, o.lasts)) for o in page.object_list]
    shown = {"here": here, "about": here.about, "kind": LineKind(kind), "find": form, "rows": rows, "page_of": page}
    return pages.render(request, "plans/offerings.html", {**shown, "words": words})


@pages.signed_in
def line(request: HttpRequest, learner: UUID, line: UUID) -> HttpResponse:
    """All of a line: facts, what everybody said, questions, suggestions, what it lacks, money, history."""
    here = plan_of(request, learner)
    page: Any = found_or_404(queries.line_page(here.viewer, here.about, line))
    view, row, names = page.view, page.view.line, page.names
    seen = {row.kept_in, *(need.kept_in for need, _word in view.needs)}
    money = Category.FINANCE in here.standing.open
    sharing.record_look(learner=here.about, categories=seen | ({Category.FINANCE} if money else set()), by=here.viewer)
    shown = {"here": here, "about": here.about, "view": view, "line": row, "names": names, "troubles": WORDS}
    shown |= {
        "comments": page.comments,
        "suggestions": page.suggestions,
        "photos": talk.photos(here.viewer, row, names.people),
        "may_add_photo": SaidBy.SUPPORTER in here.standing.speaks_for,
        "payments": talk.payments(here.viewer, row) if money else None,
        "history": told(page.history, names),
        "upto": page.upto,
        "mend": lambda slug: mend(here, row, slug),
        "labels": label,
        "may": _may(here, row),
        "unreached": unreached(here, row),
        **_saying(here),
    }
    return pages.render(request, "plans/line.html", shown)


ACTS: dict[str, tuple[Any, Any, Any]] = {  # what is done, whether it needs a reason, what the page says then
    "accept": (actions.accept_line, "", gettext_lazy("Your organisation accepted it.")),
    "finish": (actions.finish_line, "", gettext_lazy("It is done.")),
    "reopen": (actions.reopen_line, "", gettext_lazy("It is open again.")),
    "decline": (
        actions.decline_line,
        gettext_lazy("It is not possible"),
        gettext_lazy("We kept why not."),
    ),
    "stop": (actions.stop_line, gettext_lazy("It stops"), gettext_lazy("We kept why it stops. Nobody is to blame.")),
}


@pages.signed_in
def decide(request: HttpRequest, learner: UUID, line: UUID, what: str) -> HttpResponse:
    """Accept, decline, finish, stop, reopen. A no has a reason, asked for on a page of its own."""
    here, row = line_of(request, learner, line)
    if what not in ACTS:
        raise Http404
    act, title, message = ACTS[what]
    at = (here.about.public_id, row.pk)
    if not title:
        if request.method != "POST":
            return pages.redirect(request, "plans:line", "", *at)
        return done(request, lambda: act(line=row, by=here.viewer), message, "plans:line", *at)
    needed(policy.may_decide(here.standing, row.facts))
    form = forms.Because(request.POST or None)
    if form.is_valid() and carried_out(form, lambda: act(line=row, **form.cleaned_data, by=here.viewer)):
        return pages.redirect(request, "plans:line", message, *at)
    note = _("%(title)s. What you write stands in the plan, for everybody to whom it is open.") % {"title": row.title}
    return asks(request, here, form, title, _("Save"), pages.url_if("plans:line", *at), note=note)


@pages.signed_in
@require_POST
def take(request: HttpRequest, learner: UUID, line: UUID) -> HttpResponse:
    """One's organisation takes a line that is nobody's."""
    here, row = line_of(request, learner, line)
    said = request.POST.get("organisation", "")
    mine = next((o for o in here.organisations if str(o.public_id) == said), None)
    if mine is None:
        raise Http404
    return done(
        request,
        lambda: actions.take_line(line=row, organisation=mine, by=here.viewer),
        _("Your organisation keeps it now."),
        "plans:line",
        here.about.public_id,
        row.pk,
    )


def _may(here: Here, row: Any) -> dict[str, Any]:
    """What the viewer may do with a line."""
    facts = row.facts
    state, decides = facts.state, bool(policy.may_decide(here.standing, facts))

    def moves(to: LineState) -> bool:
        has = facts.organisation is not None
        return decides and to is not state and bool(policy.may_move(state, to, has))

    return {
        "write": bool(policy.may_write(here.standing, facts.category)),
        "change": bool(policy.may_change(here.standing, facts)),
        "accept": state is LineState.PROPOSED and moves(LineState.ACCEPTED),
        "decline": moves(LineState.DECLINED),
        "finish": moves(LineState.DONE),
        "stop": state.is_live and moves(LineState.STOPPED),
        "reopen": not state.is_live and decides,
        "take": here.organisations if facts.organisation is None else [],
    }


def _saying(here: Here) -> dict[str, Any]:
    ways = forms.ways(sorted(here.standing.speaks_for, key=list(SaidBy).index), here.organisations)
    reply = forms.ReplyForm(ways=ways, auto_id="reply_%s") if ways else None
    return {"reply": reply, "comment": forms.CommentForm(auto_id="comment_%s")}


def _offering(here: Here, said: str) -> Any:
    """The offering of the local offer that was chosen; None where there is none."""
    if not said:
        return None
    try:
        return directory.offerings(here.viewer).filter(public_id=said).first()
    except ValidationError:
        raise Http404 from None


def _from(offering: Any) -> dict[str, Any]:
    """What an offering says about a line."""
    if offering is None:
        return {}
    return {
        "title": offering.service.name,
        "organisation": str(offering.organisation.public_id),
        "place": offering.site.name,
        "sessions": wording.sessions_as_typed(offering.sessions),
    }
