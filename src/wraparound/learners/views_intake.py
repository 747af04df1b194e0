"""Writing a learner down, in three steps. What was typed is kept in the session until the last."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from wraparound.core import pages
from wraparound.learners import actions, forms, queries
from wraparound.learners.policy import LOOKS_AN_HOUR, Refused, TooManyLooks

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

KEPT = "learner-written-down"


@pages.signed_in
def who(request: HttpRequest) -> HttpResponse:
    """Step 1: name and date of birth."""
    named = _organisations(request)
    kept = request.session.get(KEPT, {})
    initial = {**kept, "born": date.fromisoformat(kept["born"])} if kept else {}
    form = forms.Who(request.POST or None, initial=initial, organisations=[(k, o.name) for k, o in named.items()])
    if form.is_valid():
        said = {**form.cleaned_data, "born": form.cleaned_data["born"].isoformat()}
        request.session[KEPT] = said if said == {k: kept.get(k) for k in said} and "hidden" in kept else dict(said)
        return pages.redirect(request, "learners:new-already-there")
    return pages.render(request, "learners/new_who.html", {"form": form})


@pages.signed_in
def already_there(request: HttpRequest) -> HttpResponse:
    """Step 2: is the learner there already? Asked once for what was typed: a question counts, and is recorded."""
    named, kept = _organisations(request), request.session.get(KEPT)
    if kept is None or kept["organisation"] not in named:
        return pages.redirect(request, "learners:new")
    asked = {"name": kept["name"], "born": date.fromisoformat(kept["born"])}
    if "hidden" not in kept:
        try:
            found = actions.look_for_duplicates(**asked, organisation=named[kept["organisation"]], by=request.user)  # type: ignore[arg-type]
        except TooManyLooks:
            return pages.render(request, "learners/new_too_many.html", {"most": LOOKS_AN_HOUR}, status=429)
        kept = request.session[KEPT] = {**kept, "hidden": found.hidden}
    shown = {"name": kept["name"], "hidden": kept["hidden"], "visible": queries.alike(request.user, **asked)}  # type: ignore[arg-type]
    return pages.render(request, "learners/new_already_there.html", shown)


@pages.signed_in
def why(request: HttpRequest) -> HttpResponse:
    """Step 3: the basis, and what the learner said. Then the learner is written down."""
    named, kept = _organisations(request), request.session.get(KEPT)
    if kept is None or "hidden" not in kept or kept["organisation"] not in named:
        return pages.redirect(request, "learners:new-already-there")
    form = forms.Why(request.POST or None)
    if form.is_valid():
        told = {"name": kept["name"], "known_as": kept["known_as"], "born": date.fromisoformat(kept["born"])}
        try:
            new = actions.write_down_learner(
                **told,
                **form.cleaned_data,
                organisation=named[kept["organisation"]],
                by=request.user,  # type: ignore[arg-type]
            )
        except Refused as refused:
            raise PermissionDenied from refused
        del request.session[KEPT]
        return pages.redirect(request, "learners:learner", _("We have written the learner down."), new.public_id)
    return pages.render(request, "learners/new_why.html", {"form": form, "name": kept["name"]})


def _organisations(request: HttpRequest) -> dict[str, Any]:
    """The organisations for which the viewer may write learners down, by public id; else 403."""
    found = {str(o.public_id): o for o in queries.intake_organisations(request.user)}  # type: ignore[arg-type]
    if not found:
        raise PermissionDenied
    return found
