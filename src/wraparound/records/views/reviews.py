"""Who in an organisation reaches how many learners: looked at and kept or ended, every 90 days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.translation import gettext as _

from wraparound.core import pages
from wraparound.core.decisions import NotAllowed, sentence
from wraparound.records import actions
from wraparound.records.forms.reviews import Review
from wraparound.records.queries import reviews as queries

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


@pages.signed_in
def review(request: HttpRequest, organisation: UUID) -> HttpResponseBase:
    """For administrators: each place with what it reaches, to be kept or ended."""
    viewer: Any = request.user
    page = queries.review_page(viewer, organisation)
    if page is None:
        raise Http404
    form = Review(request.POST or None, lines=page.lines)
    if form.is_valid():
        try:
            actions.review_access(organisation=page.organisation, decided=form.decided, by=viewer)
        except NotAllowed as refused:
            form.add_error(None, sentence(refused))
        else:
            return pages.redirect(request, "records:review", _("The review is kept."), organisation)
    return pages.render(request, "records/review.html", {"page_of": page, "form": form})
