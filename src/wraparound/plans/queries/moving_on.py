"""Support now beside support then; what passes to a successor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection

from wraparound.plans.kinds import LineKind, LineState
from wraparound.plans.queries.plan import LineView, plan_page

if TYPE_CHECKING:
    from datetime import date

    from wraparound.accounts.models import Organisation, Person
    from wraparound.learners.models import Learner


@dataclass(frozen=True, slots=True)
class Support:
    """What is there on one day and on another, side by side. Either is None where there is nothing of its like."""

    kind: LineKind
    now: LineView | None
    then: LineView | None


def now_and_then(viewer: Person, learner: Learner, now: date, then: date) -> list[Support]:
    """The support of one day beside that of another, line by line: the same kind side by side."""
    views = [v for v in plan_page(viewer, learner).lines if v.state in (LineState.PROPOSED, LineState.ACCEPTED)]
    before, after = _on(views, now), _on(views, then)
    found = []
    for kind in LineKind:
        left = [v for v in before if v.kind is kind]
        right = [v for v in after if v.kind is kind]
        same = [v for v in left if v in right]
        found += [Support(kind, v, v) for v in same]
        left, right = [v for v in left if v not in same], [v for v in right if v not in same]
        for place in range(max(len(left), len(right))):
            found.append(Support(kind, *(side[place] if place < len(side) else None for side in (left, right))))
    return found


def lines_led(viewer: Person, organisation: Organisation, who: Person) -> int:
    """How many lines, reviews and flags somebody has for an organisation; 0 for who may not hand over."""
    with connection.cursor() as cursor:
        cursor.execute("select app.lines_led(%s, %s)", [organisation.pk, who.pk])
        return int(cursor.fetchone()[0])


def _on(views: list[LineView], day: date) -> list[LineView]:
    return [
        v
        for v in views
        if v.kind not in (LineKind.ACTION, LineKind.REMEDY)
        and v.line.starts
        and v.line.starts <= day
        and (v.line.ends is None or v.line.ends >= day)
    ]
