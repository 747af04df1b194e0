"""The pages for parts of a passport that come in numbers: needs, outcomes, times, wishes, photos."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wraparound.accounts import queries as accounts
from wraparound.core import pages
from wraparound.core.categories import Category
from wraparound.passport import actions, forms, policy, queries
from wraparound.passport.policy import Refused, ways_to_write
from wraparound.passport.views import KIND_WORDS, subject
from wraparound.sharing import actions as sharing
from wraparound.sharing.queries import open_categories
from wraparound.vocabulary import queries as vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from uuid import UUID

    from django.http import HttpRequest

NEEDS = (Category.COMMUNICATION, Category.HEALTH, Category.LEARNING)
IN = {
    "needs": NEEDS,
    "outcomes": (Category.OUTCOMES,),
    "times": (Category.PLAN,),
    "wishes": (Category.OUTCOMES,),
    "photos": (Category.ABOUT_ME,),
}


@pages.signed_in
@pages.learner_page
def things(request: HttpRequest, learner: UUID, kind: str) -> HttpResponse:
    """What there is of a kind, and a form for one more."""
    about = subject(request, learner)
    said_by, ways, is_open = _standing(request, about, kind)
    headings, heading = _headings(request, about, kind)
    form = _form(request, kind, heading, is_open) if ways else None
    if form is not None and form.is_valid():
        try:
            _add(request, kind, about, form, said_by)
        except Refused as refused:
            raise PermissionDenied from refused
        return pages.redirect(request, "passport:things", _("We kept what you said."), about.public_id, kind)
    own = about.person_id == request.user.pk
    shown = {"about": about, "kind": kind, "things": queries.things(request.user, about, kind), "own": own}  # type: ignore[arg-type]
    shown |= {
        "form": form,
        "headings": headings,
        "heading": heading,
        "ways": ways,
        "said_by": said_by,
        "is_kind": KIND_WORDS[kind],
    }
    sharing.record_look(learner=about, categories=is_open, by=request.user)  # type: ignore[arg-type]
    return pages.render(request, "passport/things.html", shown)


@pages.signed_in
@require_POST
def end(request: HttpRequest, learner: UUID, kind: str, thing: UUID) -> HttpResponse:
    """One of them holds no longer."""
    about = subject(request, learner)
    found = queries.thing(request.user, about, kind, thing) if kind in IN else None  # type: ignore[arg-type]
    if found is None:
        raise Http404
    try:
        actions.end_thing(learner=about, thing=found, by=request.user)  # type: ignore[arg-type]
    except Refused as refused:
        raise PermissionDenied from refused
    return pages.redirect(request, "passport:things", _("We took it away."), about.public_id, kind)


@pages.signed_in
def photo(request: HttpRequest, learner: UUID, photo: UUID) -> HttpResponse:
    """The picture itself, for whom it is open to; never kept by a browser or a proxy."""
    about = subject(request, learner)
    found = queries.thing(request.user, about, "photos", photo)  # type: ignore[arg-type]
    if found is None:
        raise Http404
    told = {"categories": IN["photos"], "page": "photo", "often": False}  # a page has several: one look a day
    sharing.record_look(learner=about, **told, by=request.user)  # type: ignore[arg-type]
    response = HttpResponse(bytes(found.image), content_type="image/jpeg")
    response.headers["Content-Disposition"] = "inline"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _standing(request: HttpRequest, about: Any, kind: str) -> Any:
    """In whose name the viewer writes, in whose they could, and what of it is open to them; 404 where nothing is."""
    viewer: Any = request.user
    writers = {c: queries.writer(viewer, about, c) for c in IN.get(kind, ())}
    is_open = [c for c, writer in writers.items() if writer.is_open]
    if not is_open:
        raise Http404
    ways = ways_to_write(writers[is_open[0]])
    asked = forms.said_by(request.POST.get("said_by") or request.GET.get("as", ""))
    return (asked if asked in ways else next(iter(ways), None)), ways, is_open


def _headings(request: HttpRequest, about: Any, kind: str) -> tuple[list[Any], Any]:
    """The groups of needs or areas of outcomes that are open, and the one that was chosen."""
    viewer: Any = request.user
    if kind not in ("needs", "outcomes"):
        return [], None
    found = list(vocabulary.headings(viewer, of="need" if kind == "needs" else "outcome"))
    if kind == "needs":
        is_open = open_categories(viewer, about)
        found = [h for h in found if policy.categories_of_group(h.slug) & is_open]
    asked = request.POST.get("group") or request.GET.get("group", "")
    return found, next((h for h in found if h.slug == asked), None)


def _form(request: HttpRequest, kind: str, heading: Any, is_open: Collection[Category]) -> Any:
    """The form for one more of a kind; None where a heading has to be chosen first."""
    viewer: Any = request.user
    data = request.POST or None
    if kind in {"needs", "outcomes"}:
        if heading is None:
            return None
        terms = vocabulary.terms(viewer, kind="need" if kind == "needs" else "outcome", group=heading.slug)
        words = list(terms.values_list("slug", "label", "easy"))
        if kind == "needs":
            words = [w for w in words if policy.category_of_need(heading.slug, w[0]) in is_open]
        return forms.Need(data, words=words) if kind == "needs" else forms.Outcome(data, words=words)
    if kind == "wishes":
        named = [(str(o.public_id), o.name) for o in accounts.organisations(viewer)]
        return forms.Wish(data, organisations=named)
    return forms.Span(data) if kind == "times" else forms.Photo(data, request.FILES or None)


def _add(request: HttpRequest, kind: str, about: Any, form: Any, said_by: Any) -> None:
    add: dict[str, Callable[..., Any]] = {
        "needs": actions.add_need,
        "outcomes": actions.add_outcome,
        "times": actions.add_availability,
        "wishes": actions.add_wish,
        "photos": actions.add_photo,
    }
    said = dict(form.cleaned_data)
    if kind == "wishes":
        chosen = said.get("organisation")
        said["organisation"] = accounts.organisation(request.user, chosen) if chosen else None  # type: ignore[arg-type]
    add[kind](learner=about, said_by=said_by, by=request.user, **said)
