"""Pathways of the library and of organisations; support now beside support then; what passes to a successor."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection
from django.db.models import Max

from wraparound.plans import pathways
from wraparound.plans.kinds import LineKind, LineState
from wraparound.plans.models import Pathway
from wraparound.plans.queries.plan import LineView, plan_page

if TYPE_CHECKING:
    from datetime import date

    from wraparound.accounts.models import Organisation, Person
    from wraparound.learners.models import Learner


@dataclass(frozen=True, slots=True)
class PathwayView:
    """A pathway as a page shows it. `organisation` is "" for the library that comes with the site."""

    key: UUID
    number: int
    name: str
    words: str
    guide: str
    steps: tuple[pathways.Step, ...]
    organisation: str = ""
    organisation_key: int | None = None


@dataclass(frozen=True, slots=True)
class Support:
    """What is there on one day and on another, side by side. Either is None where there is nothing of its like."""

    kind: LineKind
    now: LineView | None
    then: LineView | None


def library(viewer: Person | None) -> tuple[PathwayView, ...]:
    """The pathways that come with the site, for everybody. Raises pathways.Faulty."""
    return _library()


@cache
def _library() -> tuple[PathwayView, ...]:
    told = tomllib.loads((files("wraparound.plans") / "pathways.toml").read_text(encoding="utf-8"))["pathway"]
    return tuple(
        PathwayView(UUID(p["key"]), 1, p["name"], p["words"], p["guide"], pathways.read(p["steps"])) for p in told
    )


def all_pathways(viewer: Person) -> list[PathwayView]:
    """The library, then what organisations wrote: the newest version of each that is not retired."""
    newest = Pathway.objects.values("key").annotate(last=Max("number")).values_list("key", "last")
    last = dict(newest)
    rows = [p for p in Pathway.objects.select_related("organisation") if last[p.key] == p.number and not p.retired]
    return [*_library(), *sorted((_view(p) for p in rows), key=lambda p: (p.name, str(p.key)))]


def pathway(viewer: Person, key: UUID, number: int | None = None) -> PathwayView | None:
    """One pathway, in its newest version unless another is asked for."""
    of_library = next((p for p in _library() if p.key == key), None)
    if of_library is not None:
        return of_library
    rows = Pathway.objects.filter(key=key).select_related("organisation").order_by("-number")
    row = (rows if number is None else rows.filter(number=number)).first()
    return _view(row) if row else None


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


def _view(row: Pathway) -> PathwayView:
    told = (row.key, row.number, row.name, row.words, row.guide, pathways.read(row.steps))
    return PathwayView(*told, row.organisation.name, row.organisation_id)
