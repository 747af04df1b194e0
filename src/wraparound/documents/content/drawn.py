"""The pictures of a plan for its documents, each with its facts as a table. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wraparound.core.jinja import in_words
from wraparound.documents.content.parts import week_of
from wraparound.documents.content.tree import Look, Picture, Table
from wraparound.plans.kinds import LineState
from wraparound.plans.pictures import Bar, WeekItem, pathway, week

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wraparound.documents.content.parts import Part, PlanFacts

DAY = 24 * 60
SIZES = {Look.ORDINARY: 1.1, Look.LARGE: 1.5, Look.EASY: 1.3}  # of letters, on a page that lies on its side
OF_A_WEEK = 1.1  # larger, long words would be broken in the columns of days
MOST_BARS = {Look.ORDINARY: 6, Look.LARGE: 3, Look.EASY: 3}
SHOWN = (LineState.PROPOSED, LineState.ACCEPTED, LineState.DONE)


def the_pathway(facts: PlanFacts, look: Look) -> Iterator[Picture]:
    """The way through the terms; nothing where no part has a date. Several pictures where one would be too small."""
    bars = [_bar(p) for p in facts.parts]
    groups = _groups(bars, MOST_BARS[look]) if any(b.starts for b in bars) else []
    title, rows = _("The way through the terms"), []
    alt = _("A picture of the plan: who does what in which term. The table after it says the same.")
    for number, group in enumerate(groups, 1):
        drawn = pathway(group, facts.terms, title=title, today=facts.today, size=SIZES[look])
        rows += [(r.what, r.organisation, _of(r.when, r.how_much), r.standing) for r in drawn.rows]
        named = f"{title} ({number})" if number > 1 else title
        heads = (_("What"), _("By whom"), _("When"), _("How far it is"))
        table = Table(_("The way through the terms, in words"), heads, tuple(rows)) if number == len(groups) else None
        yield Picture(named, drawn.svg, alt, table)


def _groups(bars: list[Bar], most: int) -> list[list[Bar]]:
    """What is drawn, so many at once; an organisation stays together unless it alone has more."""
    lanes: dict[str | None, list[Bar]] = {}
    for bar in bars:
        if bar.state in SHOWN:
            lanes.setdefault(bar.organisation, []).append(bar)
    groups: list[list[Bar]] = []
    for lane in lanes.values():
        for start in range(0, len(lane), most):
            piece = lane[start : start + most]
            if groups and len(groups[-1]) + len(piece) <= most:
                groups[-1] += piece
            else:
                groups.append(piece)
    return groups


def the_week(facts: PlanFacts, look: Look) -> Iterator[Picture]:
    """The hours of this week, or of the first week with some; nothing where there are none."""
    day = week_of(facts.live, facts.today)
    items = [item for p in facts.live if p.runs(day) for item in items_of(p)]
    if items:
        title = _("A week from %(day)s") % {"day": in_words(day)}
        drawn = week(items, title=title, size=OF_A_WEEK)
        rows = tuple((d.name, e.when, e.item.title, e.item.beside) for d in drawn.days for e in d.entries)
        heads = (_("Day"), _("When"), _("What"), _("Where and with whom"))
        alt = _("A picture of the week, day by day. The table after it says the same.")
        yield Picture(title, drawn.svg, alt, Table(_("The week, in words"), heads, rows))


def items_of(part: Part) -> Iterator[WeekItem]:
    """The hours of a part in the week."""
    for start, end in part.sessions:
        day, first = divmod(start, DAY)
        last = end - day * DAY
        if 0 <= day < 7 and first < last <= DAY:
            who = part.lead or part.deputy
            yield WeekItem(day, first, last, part.title, part.place, who, part.organisation)


def _bar(part: Part) -> Bar:
    return Bar(
        key=part.key,
        title=part.title,
        organisation=part.organisation or None,
        starts=part.starts,
        ends=part.ends,
        state=part.state,
        sessions=part.sessions,
        minutes=part.minutes,
        agreed=part.agreed,
        after=tuple(key for key, _title in part.after),
    )


def _of(*said: str) -> str:
    return "\n".join(one for one in said if one)
