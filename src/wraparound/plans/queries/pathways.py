"""Pathways of the library and of organisations, those being written, and which of them a plan began from."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models.expressions import RawSQL

from wraparound.accounts import queries as accounts
from wraparound.plans import pathways, policy
from wraparound.plans.kinds_of_pathways import OpenTo
from wraparound.plans.models import Pathway, PathwayBegun, PathwayDraft

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

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
    reassurance: str = ""
    open_to: OpenTo = OpenTo.EVERYBODY
    copied_from: str = ""
    retired: bool = False
    at: datetime | None = None  # since when


@dataclass(frozen=True, slots=True)
class BegunView:
    """A pathway that a plan began from. `newest`: the number of a newer version; None where there is none."""

    key: UUID
    number: int
    name: str
    at: datetime
    newest: int | None


def library(viewer: Person | None) -> tuple[PathwayView, ...]:
    """The pathways that come with the site, for everybody. Raises pathways.Faulty."""
    return _library()


@cache
def _library() -> tuple[PathwayView, ...]:
    told = tomllib.loads((files("wraparound.plans") / "pathways.toml").read_text(encoding="utf-8"))["pathway"]
    return tuple(
        PathwayView(UUID(p["key"]), 1, p["name"], p["words"], p["guide"], pathways.read(p["steps"])) for p in told
    )


def all_pathways(viewer: Person | None) -> list[PathwayView]:
    """The library, then what organisations wrote and is open to the viewer: the newest of each that is in use."""
    rows = _in_use().select_related("organisation")
    return [*_library(), *sorted((_view(p) for p in rows), key=lambda p: (p.name, str(p.key)))]


def retired_pathways(viewer: Person, keys: frozenset[int]) -> list[PathwayView]:
    """Those of some organisations of which no plan begins any more."""
    rows = Pathway.objects.filter(organisation__in=keys).select_related("organisation").order_by("key", "-number")
    newest = {row.key: row for row in reversed(rows)}
    return [_view(row) for row in newest.values() if row.retired]


def pathway(viewer: Person | None, key: UUID, number: int | None = None) -> PathwayView | None:
    """One pathway, in its newest version unless another is asked for."""
    of_library = next((p for p in _library() if p.key == key), None)
    if of_library is not None:
        return of_library if number in (None, 1) else None
    rows = Pathway.objects.filter(key=key).select_related("organisation").order_by("-number")
    row = (rows if number is None else rows.filter(number=number)).first()
    return _view(row) if row else None


def versions_of(viewer: Person | None, key: UUID) -> list[tuple[int, datetime, bool]]:
    """The versions of a pathway of an organisation, the newest first: number, since when, whether it was retired."""
    rows = Pathway.objects.filter(key=key).order_by("-number")
    return list(rows.values_list("number", "at", "retired"))


def can_begin(viewer: Person, pathway: PathwayView) -> bool:
    """Whether plans begin from just this version."""
    return not pathway.organisation or _in_use().filter(key=pathway.key, number=pathway.number).exists()


def writes_for(viewer: Person | None) -> list[Organisation]:
    """The organisations whose pathways the viewer may write, by name."""
    mine = accounts.memberships_of(viewer)
    keys = {m.organisation for m in mine if policy.may_keep_pathways(mine, m.organisation)}
    return list(accounts.organisations(viewer).filter(pk__in=keys)) if keys else []


def drafts(viewer: Person) -> QuerySet[PathwayDraft]:
    """What is being written in the viewer's organisations."""
    return PathwayDraft.objects.filter(ended=None).select_related("organisation", "changed_by").order_by("name", "pk")


def draft(viewer: Person, key: UUID) -> PathwayDraft | None:
    """One of these."""
    return drafts(viewer).filter(pk=key).first()


def draft_of(viewer: Person, pathway: UUID) -> PathwayDraft | None:
    """The next version of a pathway, if somebody writes on it."""
    return drafts(viewer).filter(key=pathway).first()


def begun(viewer: Person, learner: Learner) -> list[BegunView]:
    """From which pathways a plan began, the first first, and whether there is a newer version of it for the viewer."""
    rows = list(PathwayBegun.objects.filter(learner=learner).order_by("at", "pk"))
    wanted = {row.pathway for row in rows}
    newest = dict(_in_use().filter(key__in=wanted).values_list("key", "number")) if wanted else {}
    return [
        BegunView(row.pathway, row.number, row.name, row.at, last if last and last > row.number else None)
        for row in rows
        for last in [newest.get(row.pathway)]
    ]


def reassurance(viewer: Person, learner: Learner) -> tuple[list[str], dict[str, str]]:
    """What the pathways of a plan tell families, of the version that it began from: of the whole, and by line's id."""
    whole: list[str] = []
    by_line: dict[str, str] = {}
    for row in PathwayBegun.objects.filter(learner=learner).order_by("at"):
        found = pathway(viewer, row.pathway, row.number)
        if found is None:
            continue
        whole += [found.reassurance] if found.reassurance and found.reassurance not in whole else []
        by_line |= {row.lines[s.key]: s.reassurance for s in found.steps if s.reassurance and s.key in row.lines}
    return whole, by_line


def _in_use() -> QuerySet[Pathway]:
    return Pathway.objects.filter(pk__in=RawSQL("select unnest(app.pathways_in_use())", []))


def _view(row: Pathway) -> PathwayView:
    told = (row.key, row.number, row.name, row.words, row.guide, pathways.read(row.steps))
    more = (row.reassurance, OpenTo(row.open_to), row.copied_from, row.retired, row.at)
    return PathwayView(*told, row.organisation.name, row.organisation_id, *more)
