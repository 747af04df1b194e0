"""What decides: what somebody is to a learner, what a line is, how far the log has come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Max

from wraparound.accounts.roles import CirclePart
from wraparound.core.categories import Category
from wraparound.learners import queries as learners
from wraparound.passport.policy import ways_to_write, writer_of
from wraparound.plans.kinds import LineState
from wraparound.plans.models import Change, Line, Outcome
from wraparound.plans.policy import Standing
from wraparound.sharing.queries import open_categories

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner
    from wraparound.plans.models import Version


def standing(viewer: Person, learner: Learner) -> Standing:
    """What the viewer is to a learner, and what of the learner is open to them."""
    mine = learners.my_places(viewer, learner)
    parts, is_open = {part for part, _organisation in mine}, open_categories(viewer, learner)
    own = learner.person_id == viewer.pk
    return Standing(
        is_the_learner=own,
        is_family=bool({CirclePart.FAMILY, CirclePart.ADVOCATE} & parts),
        organisations=frozenset(organisation for _part, organisation in mine if organisation is not None),
        speaks_for=frozenset(ways_to_write(writer_of(parts, own, Category.PLAN in is_open))),
        is_lead=CirclePart.LEAD in parts,
        open=is_open,
    )


def ids(viewer: Person, learner: Learner) -> dict[str, frozenset[str]]:
    """The ids of the outcomes and lines that are open to the viewer, as text."""
    return {
        "outcomes": frozenset(map(str, Outcome.objects.filter(learner=learner).values_list("pk", flat=True))),
        "lines": frozenset(map(str, Line.objects.filter(learner=learner).values_list("pk", flat=True))),
    }


def last_change(viewer: Person, line: Line) -> int:
    """The order of the last change to a line itself."""
    return Change.objects.filter(row=line.pk).aggregate(last=Max("order"))["last"] or 0


def upto(viewer: Person, learner: Learner) -> int:
    """The order of the last change to the plan; waits for whoever writes. 0 where the plan is not open."""
    with connection.cursor() as cursor:
        cursor.execute("select app.plan_upto(%s)", [learner.pk])
        return int(cursor.fetchone()[0])


AGREED_TO = ("outcome", "line", "need", "payment", "section")  # reviews, flags and leaving are around the plan


def content(viewer: Person, version: Version) -> dict[str, dict[str, Any]]:
    """What stood in a version, of what is open to the viewer: the fields of each row, by the row's id.

    `of` says what a row is: line, outcome, need, payment, section. A field that was never set is not there.
    """
    return contents(viewer, version)[0]


def contents(viewer: Person, *versions: Version) -> list[dict[str, dict[str, Any]]]:
    """The `content` of each of some versions of one plan; the log is read once."""
    last = max(version.upto for version in versions)
    log = Change.objects.filter(learner_id=versions[0].learner_id, order__lte=last, of__in=AGREED_TO).order_by("order")
    rows = list(log.values_list("of", "row", "line", "field", "value", "order"))
    return [_content(row for row in rows if row[5] <= version.upto) for version in versions]


def _content(log: Iterable[tuple[Any, ...]]) -> dict[str, dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    for of, row, line, field, value, _order in log:
        known = rows.setdefault(str(row), {"of": of} | ({"line": str(line)} if line and line != row else {}))
        known[field] = value
    return rows


def names(viewer: Person, learner: Learner) -> dict[int, str]:
    """The people whom the plan names where it is open to the viewer, by key."""
    with connection.cursor() as cursor:
        cursor.execute("select person, name from app.people_of_plan(%s)", [learner.pk])
        return dict(cursor.fetchall())


def organisations_of_lines(viewer: Person, learner: Learner) -> set[int]:
    """The organisations whose lines stand in the plan as the viewer sees it, by key, but for what was declined."""
    rows = Line.objects.filter(learner=learner, organisation__isnull=False).exclude(state=LineState.DECLINED)
    return set(rows.values_list("organisation", flat=True))


def organisations_reached(viewer: Person, learner: Learner, category: int) -> frozenset[int]:
    """The organisations in the circle in which somebody can see a category (its number), by key; none where the viewer
    cannot.
    """
    with connection.cursor() as cursor:
        cursor.execute("select app.organisations_reached(%s, %s)", [learner.pk, category])
        return frozenset(cursor.fetchone()[0])
