"""Pathways: reusable patterns of a plan, and the lines that follow from one for a learner who starts on a day. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from wraparound.accounts.roles import OrganisationKind
from wraparound.plans.kinds import LineKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date


@dataclass(frozen=True, slots=True)
class Step:
    """A part of a pathway. `begins`: terms after the first; `lasts`: terms; `minutes` a week; `after`: keys."""

    key: str
    kind: LineKind
    title: str
    begins: int
    lasts: int
    by: OrganisationKind | None = None
    details: str = ""
    minutes: int | None = None
    after: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    guide: str = ""  # for the side that receives the learner
    lead: str = ""  # who usually leads it, by what they do: never a name
    reassurance: str = ""  # for families: what stays, who is there

    def told(self) -> dict[str, Any]:
        """The step as JSON has it."""
        return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A term of the calendar that a plan goes by."""

    starts: date
    ends: date


@dataclass(frozen=True, slots=True)
class StepDates:
    """When a step takes place for somebody; None where the calendar does not reach so far."""

    step: Step
    starts: date | None
    ends: date | None


class Faulty(Exception):  # it reads as what it says
    """A pathway does not fit together; each text names a step and what is wrong."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)


def read(steps: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    """Steps from JSON or TOML. Raises Faulty with all that is wrong."""
    found, unreadable = _read_all(steps)
    if all_faults := [*unreadable, *faults(found)]:
        raise Faulty(all_faults)
    return found


def as_they_are(steps: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    """Steps that are being written: each by itself is right, together they need not fit yet. Raises Faulty."""
    found, unreadable = _read_all(steps)
    if unreadable:
        raise Faulty(unreadable)
    return found


def faults(steps: Sequence[Step], taken_out: Mapping[str, str] | None = None) -> list[str]:
    """What does not fit together, in words. `taken_out`: titles of steps that were there before, by key."""
    by_key = {step.key: step for step in steps}
    found = [] if steps else [_("there is no step yet")]
    if len(by_key) != len(steps):
        found.append(_("two steps have the same key"))
    for step in steps:
        for key in step.after:
            before = by_key.get(key)
            if before is None:
                named = {"step": step.title, "first": (taken_out or {}).get(key, key)}
                found.append(_("%(step)s: comes after %(first)s, which is no step") % named)
            elif before.begins + before.lasts > step.begins:
                named = {"step": step.title, "first": before.title}
                found.append(_("%(step)s: begins before %(first)s is over") % named)
    return found


def dated(steps: Sequence[Step], terms: Sequence[Stretch]) -> tuple[StepDates, ...]:
    """When each step takes place if the first term is `terms[0]`."""
    found = []
    for step in steps:
        last = step.begins + step.lasts - 1
        starts = terms[step.begins].starts if step.begins < len(terms) else None
        found.append(StepDates(step, starts, terms[last].ends if last < len(terms) else None))
    return tuple(found)


def length(steps: Sequence[Step]) -> int:
    """How many terms a pathway takes."""
    return max((step.begins + step.lasts for step in steps), default=0)


def _read_all(steps: Sequence[Mapping[str, Any]]) -> tuple[tuple[Step, ...], list[str]]:
    found, unreadable = [], []
    for number, told in enumerate(steps, start=1):
        try:
            found.append(_read(told))
        except (KeyError, ValueError, TypeError) as fault:
            unreadable.append(f"step {number}: {fault}")
    return tuple(found), unreadable


def _read(told: Mapping[str, Any]) -> Step:
    by = told.get("by") or None
    step = Step(
        key=str(told["key"]),
        kind=LineKind(told["kind"]),
        title=str(told["title"]).strip(),
        begins=int(told["begins"]),
        lasts=int(told["lasts"]),
        by=OrganisationKind(by) if by else None,
        details=str(told.get("details", "")),
        minutes=None if told.get("minutes") is None else int(told["minutes"]),
        after=tuple(map(str, told.get("after", ()))),
        needs=tuple(map(str, told.get("needs", ()))),
        guide=str(told.get("guide", "")),
        lead=str(told.get("lead", "")),
        reassurance=str(told.get("reassurance", "")),
    )
    if not step.title:
        raise ValueError("it has no title")
    if step.begins < 0 or step.lasts < 1:
        raise ValueError("it begins at term 0 or later and lasts a term or more")
    return step
