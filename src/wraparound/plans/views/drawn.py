"""The two pictures of a plan, from what is open to the viewer: the way through the terms, and a week."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from wraparound.core import clock
from wraparound.core.jinja import in_words
from wraparound.directory import queries as directory
from wraparound.plans.pictures import Bar, Pathway, TermSpan, Week, WeekItem, pathway, week

if TYPE_CHECKING:
    from datetime import date

    from wraparound.plans.queries import LineView, PlanPage

DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Pictures:
    """None where there is nothing to draw yet."""

    pathway: Pathway | None
    week: Week | None
    week_title: str


def pictures(viewer: Any, plan: PlanPage, name: str) -> Pictures:
    """What has dates, and the week of today or of the next start."""
    dated = [view for view in plan.lines if view.line.starts]
    day = _day(plan, clock.today())
    title = _("A week from %(day)s") % {"day": in_words(day)}
    items = [item for view in plan.live if _runs(view, day) for item in items_of(view)]
    bars = [_bar(view) for view in plan.lines]
    drawn = pathway(bars, _terms(viewer, plan), title=_("Plan of %(name)s") % {"name": name}, today=clock.today())
    return Pictures(drawn if dated else None, week(items, title=title) if items else None, title)


def _bar(view: LineView) -> Bar:
    line = view.line
    return Bar(
        key=line.pk,
        title=line.title,
        organisation=view.organisation or None,
        starts=line.starts,
        ends=line.ends,
        state=view.state,
        sessions=tuple((start, end) for start, end in line.sessions),
        minutes=line.minutes,
        agreed=view.is_agreed,
        after=tuple(one.pk for one in view.after),
    )


def _terms(viewer: Any, plan: PlanPage) -> list[TermSpan]:
    """The terms of the organisations of the plan, each stretch of dates once."""
    keys = {view.line.organisation_id for view in plan.lines if view.line.organisation_id}
    found = directory.terms(viewer).filter(organisation__in=keys) if keys else ()
    return sorted({TermSpan(t.name, t.starts, t.ends) for t in found}, key=lambda t: (t.starts, t.name))


def _runs(view: LineView, day: date) -> bool:
    line = view.line
    return line.starts is not None and line.starts <= day and (line.ends is None or line.ends >= day)


def _day(plan: PlanPage, today: date) -> date:
    """Today where something runs, else the next first day, else today."""
    if any(_runs(view, today) for view in plan.live):
        return today
    coming = [v.line.starts for v in plan.live if v.line.starts and v.line.starts > today and v.line.sessions]
    return min(coming, default=today)


def items_of(view: LineView, picture: str = "") -> list[WeekItem]:
    """The hours of a line in the week; `picture` is the address of one to stand beside them."""
    found = []
    for start, end in view.line.sessions:
        day, first = divmod(start, DAY)
        last = end - day * DAY
        if 0 <= day < 7 and first < last <= DAY:
            who = view.lead or view.deputy
            told = (view.line.title, view.site, who, view.organisation, picture)
            found.append(WeekItem(day, first, last, *told))
    return found
