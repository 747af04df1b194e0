"""Where what is not right yet with a line is mended, by whom who looks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

if TYPE_CHECKING:
    from wraparound.plans.views.common import Here

MENDED_AT = {  # where what is not right is mended: on the page of a line
    "nobodys": "organisation",
    "not-led": "lead",
    "no-deputy": "deputy",
    "no-dates": "starts",
    "for-nothing": "outcomes",
    "same-hour": "sessions",
    "too-early": "starts",
    "done-twice": "title",
}
SAID = {"learner-no", "learner-not-yet", "learner-not-asked", "changed-since"}


def mend(here: Here, line: Any, slug: str) -> str:
    """The address where a trouble is mended by this viewer."""
    at = [here.about.public_id, line.pk]
    page = reverse("plans:line", args=at)
    if slug in SAID:
        return f"{page}#said"
    if slug == "missing":
        return f"{page}#needs"
    if slug == "nobodys" and here.standing.organisations:
        return f"{page}#decide"
    may_change = line.organisation_id is None or line.organisation_id in here.standing.organisations
    if may_change:
        return f"{reverse('plans:change', args=at)}#field-{MENDED_AT.get(slug, 'title')}"
    return reverse("plans:suggest", args=[*at, MENDED_AT.get(slug, "title")])
