"""Documents to take away: which there are for somebody, and the files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from wraparound.core import clock, pages
from wraparound.documents import actions, formats
from wraparound.documents.content.tree import Kind, Look
from wraparound.documents.forms.documents import TakeForm
from wraparound.documents.queries import documents as queries
from wraparound.learners import queries as learners

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from wraparound.documents.content.tree import Document
    from wraparound.documents.formats import Format
    from wraparound.documents.queries.documents import Choice

PAGE = "documents/documents.html"
FILES = {Kind.PLAN: "plan", Kind.REVIEW: "review", Kind.TRANSITION: "moving-on", Kind.MONEY: "money"}
LOOKS = {Look.ORDINARY: "", Look.LARGE: "large-print", Look.EASY: "easy-read"}


@pages.signed_in
@require_safe
def documents(request: HttpRequest, learner: UUID) -> HttpResponseBase:
    """What can be taken away, how it reads, and as what. `?what=` says what is chosen already."""
    about, found = _of(request, learner)
    what = request.GET.get("what", "")
    chosen = next((one for one in found if one.key == what), found[0])
    form = _form(request, about, found, chosen.kind, initial={"what": chosen.key})
    return _page(request, about, form)


@pages.signed_in
@require_safe
def file(request: HttpRequest, learner: UUID) -> HttpResponseBase:
    """The file; or the page with what is to be mended."""
    about, found = _of(request, learner)
    what = request.GET.get("what", "")
    chosen = next((one for one in found if one.key == what), None)
    if chosen is None and what:
        raise Http404
    form = _form(request, about, found, chosen.kind if chosen else Kind.PLAN, data=request.GET)
    if chosen is None or not form.is_valid():
        return _page(request, about, form)
    made = queries.document(request.user, about, chosen.key, form.cleaned_data["how"])  # type: ignore[arg-type]
    if made is None:
        raise Http404
    fmt = form.formats[form.cleaned_data["kind"]]
    try:
        content = fmt.write(made)
    except formats.NotWritten as no:
        form.add_error(None, str(no))
        return _page(request, about, form)
    viewer: Any = request.user
    opened = queries.categories(viewer, about, chosen.kind)
    actions.take_document(learner=about, document=made, form=fmt.key, categories=opened, by=viewer)
    return _answer(made, fmt, content)


def _of(request: HttpRequest, learner: UUID) -> tuple[Any, list[Choice]]:
    """The learner and the documents for this viewer; 404 where there is none."""
    viewer: Any = request.user
    about = learners.learner(viewer, learner)
    found = queries.choices(viewer, about) if about is not None else []
    if not found:
        raise Http404
    return about, found


def _form(request: HttpRequest, about: Any, found: list[Choice], kind: Kind, **more: Any) -> TakeForm:
    viewer: Any = request.user
    known = formats.of(viewer, about, kind)
    own = about.person_id == viewer.pk
    first = {"how": Look.EASY.value if own else Look.ORDINARY.value, "kind": known[0].key if known else ""}
    more["initial"] = {**first, **more.get("initial", {})}
    return TakeForm(documents=found, formats=known, **more)


def _page(request: HttpRequest, about: Any, form: TakeForm) -> HttpResponseBase:
    own = about.person_id == getattr(request.user, "pk", None)
    shown = {"about": about, "form": form, "own": own, "to": reverse("documents:file", args=[about.public_id])}
    return _own_page(request, shown) if own else pages.render(request, PAGE, shown)


@pages.learner_page
def _own_page(request: HttpRequest, shown: dict[str, Any]) -> HttpResponse:
    return pages.render(request, PAGE, shown)


def _answer(document: Document, fmt: Format, content: bytes) -> HttpResponse:
    """A download. Its name ends in histories and on other people's screens: of the learner it has initials at most."""
    letters = re.sub(r"[^A-Z]", "", document.initials)
    said = [FILES[document.kind], LOOKS[document.look], letters, f"{clock.today():%Y-%m-%d}"]
    name = "-".join(part for part in said if part)
    answer = HttpResponse(content, content_type=fmt.content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{fmt.ending}"'
    answer["Cache-Control"] = "no-store"
    return answer
