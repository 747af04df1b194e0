"""How a plan became what it is: its log, its versions, and what differs between two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch

from wraparound.plans.models import Change, Signature, Version, VersionParty
from wraparound.plans.queries.facts import contents, names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner


@dataclass(frozen=True, slots=True)
class Step:
    """A field that changed; `was` is None where there was nothing before."""

    of: str
    row: UUID
    field: str
    was: Any
    value: Any
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is not the same in two versions: what stood in each field that differs, then and later.

    `title`: what the row is called in the later one, or in the earlier where it is gone.
    """

    row: str
    of: str
    title: str
    is_new: bool
    fields: tuple[tuple[str, Any, Any], ...]


def history(
    viewer: Person, learner: Learner, line: UUID | None = None, who: Mapping[int, str] | None = None
) -> list[Step]:
    """What changed, the newest first: all of the plan, or a line with what belongs to it."""
    log = Change.objects.filter(learner=learner).order_by("order")
    log = log if line is None else log.filter(line=line)
    return steps(viewer, log, names(viewer, learner) if who is None else who)


def log_of(viewer: Person, learner: Learner, line: UUID) -> list[Change]:
    """The rows of the log of a line and of what belongs to it, in order."""
    return list(Change.objects.filter(learner=learner, line=line).order_by("order"))


def steps(viewer: Person, log: Iterable[Change], who: Mapping[int, str]) -> list[Step]:
    """The log, given in order, as steps, the newest first. `who`: names by key."""
    stood: dict[tuple[UUID, str], Any] = {}
    found = []
    for change in log:
        place = (change.row, change.field)
        name = who.get(change.by_id, "")
        found.append(Step(change.of, change.row, change.field, stood.get(place), change.value, name, change.at))
        stood[place] = change.value
    return found[::-1]


def versions(viewer: Person, learner: Learner) -> QuerySet[Version]:
    """The versions of a plan, the newest first."""
    parties = Prefetch("parties", VersionParty.objects.select_related("organisation"))
    signatures = Prefetch("signatures", Signature.objects.select_related("organisation"))
    return Version.objects.filter(learner=learner).prefetch_related(parties, signatures).order_by("-number")


def version(viewer: Person, learner: Learner, number: int) -> Version | None:
    """One version; None where there is none or it is not open."""
    return versions(viewer, learner).filter(number=number).first()


def two_versions(viewer: Person, learner: Learner, earlier: int, later: int) -> tuple[Version, Version] | None:
    """Two versions by their numbers; None where one of them is not there or not open."""
    found = {row.number: row for row in Version.objects.filter(learner=learner, number__in=(earlier, later))}
    return (found[earlier], found[later]) if earlier in found and later in found else None


def compare(viewer: Person, earlier: Version, later: Version) -> list[Difference]:
    """What differs between two versions, row by row, of what is open to the viewer."""
    return differences(viewer, *contents(viewer, earlier, later))


def differences(
    viewer: Person, earlier: Mapping[str, dict[str, Any]], later: Mapping[str, dict[str, Any]]
) -> list[Difference]:
    """What differs between the contents of two versions, row by row."""
    found = []
    for row in [*later, *(r for r in earlier if r not in later)]:
        then, now = earlier.get(row, {}), later.get(row, {})
        names_in = dict.fromkeys([*now, *then])
        changed = tuple((f, then.get(f), now.get(f)) for f in names_in if f not in SAME and then.get(f) != now.get(f))
        if changed:
            of = now.get("of") or then.get("of") or ""
            found.append(Difference(row, of, _title(now or then), row not in earlier, changed))
    return found


SAME = ("of", "line")


def _title(row: Mapping[str, Any]) -> str:
    return str(row.get("title") or row.get("words") or row.get("need") or row.get("letter") or row.get("funder") or "")
