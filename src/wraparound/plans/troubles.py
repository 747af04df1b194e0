"""What is not right yet with the lines of a plan: nobody leads, two would both do it, two at the same hour. Pure.

Nothing here forbids anything: a plan in the making is shown with what it lacks.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wraparound.plans.kinds import Answer, LineKind, LineState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

WORDS = {
    "nobodys": _("No organisation has taken this yet."),
    "not-led": _("Nobody leads this yet."),
    "no-deputy": _("There is no deputy."),
    "no-dates": _("It has no dates yet."),
    "for-nothing": _("It does not say what it is for."),
    "done-twice": _("Two organisations would both do this."),
    "same-hour": _("It is at the same time as another part of the plan."),
    "too-early": _("It starts before what has to come first is over."),
    "done-before": _("The learner has done this already."),
    "missing": _("Something still has to be put in place."),
    "learner-no": _("The learner said no."),
    "learner-not-yet": _("The learner said not yet."),
    "learner-not-asked": _("The learner has not said anything yet."),
    "changed-since": _("It changed after the learner said something."),
}


@dataclass(frozen=True, slots=True)
class LineToCheck:
    """What of a line matters here. Sessions are minutes of the week; `missing`: some provision is not in place."""

    id: UUID
    kind: LineKind
    state: LineState
    title: str
    organisation: int | None = None
    lead: int | None = None
    deputy: int | None = None
    offering: int | None = None
    starts: date | None = None
    ends: date | None = None
    sessions: tuple[tuple[int, int], ...] = ()
    outcomes: frozenset[UUID] = field(default_factory=frozenset)
    after: frozenset[UUID] = field(default_factory=frozenset)
    missing: bool = False
    repeats: bool = False  # gives nothing that the learner has not got from a line that is done
    learner_says: Answer | None = None
    learner_said_before: bool = False


def troubles(lines: Iterable[LineToCheck]) -> dict[UUID, tuple[str, ...]]:
    """What is not right with each line that still counts, as slugs of WORDS, the gravest first."""
    live = [line for line in lines if line.state.is_live]
    found: dict[UUID, set[str]] = defaultdict(set)
    for line in live:
        found[line.id].update(_alone(line))
    for one, other in combinations(live, 2):
        for slug in _together(one, other):
            found[one.id].add(slug)
            found[other.id].add(slug)
    by_id = {line.id: line for line in live}
    for line in live:
        before = [by_id[key] for key in line.after if key in by_id]
        if line.starts and any(b.ends is None or b.ends >= line.starts for b in before if b.starts):
            found[line.id].add("too-early")
    return {key: tuple(slug for slug in ORDER if slug in slugs) for key, slugs in found.items() if slugs}


def _alone(line: LineToCheck) -> Iterator[str]:
    if line.organisation is None:
        yield "nobodys"
    if line.lead is None:
        yield "not-led"
    elif line.deputy is None:
        yield "no-deputy"
    if line.starts is None:
        yield "no-dates"
    if not line.outcomes and line.kind not in (LineKind.ACTION, LineKind.REMEDY):
        yield "for-nothing"
    if line.repeats:
        yield "done-before"
    if line.missing:
        yield "missing"
    if line.learner_said_before:
        yield "changed-since"
    elif line.learner_says is None:
        yield "learner-not-asked"
    elif line.learner_says is Answer.NO:
        yield "learner-no"
    elif line.learner_says is Answer.NOT_YET:
        yield "learner-not-yet"


def _together(one: LineToCheck, other: LineToCheck) -> Iterator[str]:
    if not _at_the_same_time(one, other):
        return
    if _overlap(one.sessions, other.sessions):
        yield "same-hour"
    if _would_both_do(one, other):
        yield "done-twice"


def _at_the_same_time(one: LineToCheck, other: LineToCheck) -> bool:
    """Whether their dates touch; what has no dates may be at any time."""
    return (one.starts or date.min) <= (other.ends or date.max) and (other.starts or date.min) <= (one.ends or date.max)


def _overlap(one: tuple[tuple[int, int], ...], other: tuple[tuple[int, int], ...]) -> bool:
    return any(a < d and c < b for a, b in one for c, d in other)


def _would_both_do(one: LineToCheck, other: LineToCheck) -> bool:
    """The same thing by its name or its offering, at two organisations (or one of them nobody's yet)."""
    if one.kind is not other.kind or (one.organisation == other.organisation and one.organisation is not None):
        return False
    return (one.offering is not None and one.offering == other.offering) or _plain(one.title) == _plain(other.title)


def _plain(title: str) -> str:
    return " ".join("".join(c for c in title.casefold() if c.isalnum() or c.isspace()).split())


ORDER = tuple(WORDS)
