"""What every page of a plan starts from: the learner, who looks, and what is open to them. Fetching is the check."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import resolve_url

from wraparound.core import pages
from wraparound.core.categories import Category
from wraparound.core.decisions import sentence
from wraparound.learners import queries as learners
from wraparound.plans import policy, queries
from wraparound.plans.queries import talk
from wraparound.plans.queries import words as named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from wraparound.core.decisions import Decision
    from wraparound.core.forms import Form
    from wraparound.plans.policy import Standing

OF_A_PLAN = frozenset({Category.PLAN, Category.PLACEMENTS, Category.OUTCOMES})


@dataclass(frozen=True)
class Here:
    """One learner's plan, before one pair of eyes."""

    about: Any  # the learner
    viewer: Any
    standing: Standing

    @property
    def name(self) -> str:
        """What the learner is called."""
        return str(self.about)

    @cached_property
    def organisations(self) -> list[Any]:
        """Those for which the viewer has a place in the circle."""
        return talk.speaking_organisations(self.viewer, self.standing.organisations)

    @cached_property
    def people(self) -> dict[int, str]:
        """The names of those whom the plan names, by key."""
        return queries.names(self.viewer, self.about)

    def may_write(self, category: Category = Category.PLAN) -> Decision:
        """Whether the viewer takes part in composing."""
        return policy.may_write(self.standing, category)

    def choosable(self, but: Any = None) -> named.Choosable:
        """Whom and what a form can name."""
        return named.Choosable(self.viewer, self.about, but)


def plan_of(request: HttpRequest, learner: UUID, needs: Iterable[Category] = OF_A_PLAN) -> Here:
    """The plan of the address; 404 where there is none, or nothing of it (of `needs`) is open to the viewer."""
    viewer: Any = request.user
    about = learners.learner(viewer, learner)
    if about is None:
        raise Http404
    standing = queries.standing(viewer, about)
    if not standing.open.intersection(needs):
        raise Http404
    return Here(about, viewer, standing)


def line_of(request: HttpRequest, learner: UUID, line: UUID) -> tuple[Here, Any]:
    """A line of it; 404 where there is none or it is not open."""
    here = plan_of(request, learner)
    found = queries.line(here.viewer, here.about, line)
    if found is None:
        raise Http404
    return here, found


def unreached(here: Here, line: Any) -> str:
    """The name of the organisation of a line where nobody of it can see the line; else ""."""
    own = line.organisation_id
    if own is None or own in here.standing.organisations:
        return ""
    reached = queries.organisations_reached(here.viewer, here.about, line.category)
    return "" if own in reached else str(line.organisation.name)


def needed(decision: Decision) -> None:
    """403 with the reason where it is a no."""
    if not decision:
        raise PermissionDenied(decision.because)


def found_or_404(found: Any) -> Any:
    """What was found."""
    if found is None:
        raise Http404
    return found


def done(request: HttpRequest, act: Callable[[], object], message: Any, to: str, *args: object) -> HttpResponse:
    """Does one thing and leads on; where it is refused, the page it leads to says why."""
    try:
        act()
    except policy.Refused as refused:
        messages.error(request, sentence(refused))
        return HttpResponseRedirect(resolve_url(to, *args))
    return pages.redirect(request, to, message, *args)


def carried_out(form: Form, act: Callable[[], object]) -> bool:
    """Does what a form asks for; a refusal stands at the top of the form, with all that was typed."""
    try:
        act()
    except policy.Refused as refused:
        form.add_error(None, sentence(refused))
        return False
    return True


def asks(request: HttpRequest, here: Here, form: Form, title: Any, button: Any, back: str, **more: Any) -> HttpResponse:
    """A page with one form. `note` says something before it, `danger` makes the button a warning."""
    shown = {"here": here, "about": here.about, "form": form, "title": title, "button": button, "back": back}
    return pages.render(request, "plans/form.html", {"note": "", "danger": False, **shown, **more})
