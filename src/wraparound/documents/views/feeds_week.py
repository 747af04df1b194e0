"""A week on paper."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.templatetags.static import static
from django.utils.translation import gettext as _

from wraparound.core import clock, pages
from wraparound.core.jinja import in_words
from wraparound.documents.queries import feeds as queries
from wraparound.documents.views.feeds import plan_of
from wraparound.plans.pictures import WeekItem, week
from wraparound.sharing import actions as sharing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from wraparound.documents.queries.feeds import OfWeek

WEEK = timedelta(days=7)
MIDNIGHT = 24 * 60
LETTERS = 1.1  # larger for a learner, as on their own plan


@pages.signed_in
@pages.learner_page
def printed(request: HttpRequest, learner: UUID) -> HttpResponse:
    """One week with its real dates, to print: `?from=` any day of it, else today's week."""
    about, viewer = plan_of(request, learner)
    monday = _monday(request.GET.get("from", ""))
    found, own = queries.printed_week(viewer, about, monday), about.person_id == viewer.pk
    sharing.record_look(learner=about, categories=queries.categories_seen(viewer, about), by=viewer)
    title = _("Week from %(day)s") % {"day": in_words(monday)}
    items = list(_items(found.sessions, own))
    shown = {"about": about, "own": own, "found": found, "title_of_week": title, "today": clock.today()}
    shown |= {"week": week(items, title=title, size=LETTERS if own else 1.0) if items else None}
    shown |= {"before": (monday - WEEK).isoformat(), "after": (monday + WEEK).isoformat()}
    return pages.render(request, "documents/feeds_week.html", shown)


def _monday(said: str) -> date:
    try:
        day = date.fromisoformat(said)
    except ValueError:
        day = clock.today()
    if not 2000 <= day.year <= 2100:
        day = clock.today()
    return day - timedelta(days=day.weekday())


def _items(sessions: Iterable[OfWeek], own: bool) -> Iterator[WeekItem]:
    for one in sessions:
        picture = static(f"symbols/{one.view.kind.symbol}.svg") if own else ""
        told = (one.view.line.title, one.view.site, one.view.lead or one.view.deputy, one.view.organisation, picture)
        yield WeekItem(one.day, one.start, min(one.start + one.minutes, MIDNIGHT), *told)
