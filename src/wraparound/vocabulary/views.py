"""The pages of the vocabulary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.translation import gettext as _

from wraparound.core import pages
from wraparound.vocabulary import actions, forms, lists, policy, queries
from wraparound.vocabulary.kinds import Kind, State

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

OPEN = "The words name nobody: everybody may read which needs and provision we speak of."


def _viewer(request: HttpRequest) -> Any:
    return request.user if request.user.is_authenticated else None


@pages.public(reason=OPEN)
def home(request: HttpRequest) -> HttpResponse:
    """Words by group, searched and narrowed."""
    viewer = _viewer(request)
    table, rows = lists.terms(viewer), queries.terms(viewer)
    file = table.export(request, rows)
    shown = {"table": table.page_of(request, rows), "may_suggest": bool(queries.memberships(viewer))}
    return file or pages.render(request, "vocabulary/home.html", shown)


@pages.public(reason=OPEN)
def groups(request: HttpRequest) -> HttpResponse:
    """The groups of needs and the areas of outcomes, as a way in."""
    viewer = _viewer(request)
    found = [(of, list(queries.headings(viewer, of=of))) for of in ("need", "outcome")]
    return pages.render(request, "vocabulary/groups.html", {"groups": dict(found)})


@pages.public(reason=OPEN)
def term(request: HttpRequest, slug: str) -> HttpResponse:
    """One word with its codes."""
    found = queries.term_page(_viewer(request), slug)
    if found is None:
        raise Http404
    return pages.render(request, "vocabulary/term.html", {"found": found})


@pages.signed_in
def suggest(request: HttpRequest) -> HttpResponse:
    """A member suggests a word."""
    organisations = queries.my_organisations(request.user)
    if not organisations:
        return pages.render(request, "vocabulary/no_member.html", status=403)
    form = forms.Suggest(request.POST or None, organisations=organisations)
    if form.is_valid():
        said = dict(form.cleaned_data)
        organisation = queries.my_organisation(request.user, said.pop("organisation"))
        actions.suggest_term(**said, organisation=organisation, by=request.user)
        return pages.redirect(request, "vocabulary:suggestions", _("Thank you. We tell you here what becomes of it."))
    return pages.render(request, "vocabulary/suggest.html", {"form": form})


@pages.signed_in
def suggestions(request: HttpRequest) -> HttpResponse:
    """What was suggested: one's own, or all for system administrators."""
    rows = queries.suggestions(request.user)
    table = lists.suggestions()
    file = table.export(request, rows)
    return file or pages.render(request, "vocabulary/suggestions.html", {"table": table.page_of(request, rows)})


@pages.signed_in
def suggestion(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One suggestion; a system administrator answers it here."""
    found = queries.suggestion(request.user, public_id)
    if found is None:
        raise Http404
    may = policy.may_answer(queries.memberships(request.user)).allowed and found.state == State.OPEN
    form = forms.Answer(request.POST or None) if may else None
    if form and form.is_valid():
        said = form.cleaned_data
        actions.answer_suggestion(
            suggestion=found.pk, state=State(said["state"]), answer=said["answer"], by=request.user
        )
        return pages.redirect(request, "vocabulary:suggestions", _("We kept your answer."))
    shown = {"found": found, "form": form, "kind": Kind(found.kind), "state": State(found.state)}
    return pages.render(request, "vocabulary/suggestion.html", shown)
