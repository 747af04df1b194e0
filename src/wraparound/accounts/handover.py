"""What passes to a successor when somebody leaves an organisation. Each subject says what of theirs that is.

A subject registers its part when the site starts (in its app's `ready()`):

    @handover.part(lambda: _("Places in learners' circles"), count=places_held)
    def pass_on_places(organisation, leaver, successor, last_day, by) -> int: ...

It runs as the person who hands over, in one transaction with the end of the memberships: all of it happens, or nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from wraparound.accounts.models import Organisation, Person

    PassOn = Callable[[Organisation, Person, Person, date, Person], int]
    Count = Callable[[Organisation, Person, Person], int]  # organisation, leaver, by


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of thing that passes over: what it is called, how many there are, and how it is done."""

    label: str | Callable[[], str]
    pass_on: PassOn
    count: Count | None

    def __str__(self) -> str:
        return self.label() if callable(self.label) else self.label


@dataclass(frozen=True, slots=True)
class Passing:
    """How many things of one kind pass over, or did; None where it cannot be told beforehand."""

    label: str
    count: int | None


_parts: list[Part] = []


def part(label: str | Callable[[], str], *, count: Count | None = None) -> Callable[[PassOn], PassOn]:
    """Registers what passes over and answers how many did; `count` tells how many would."""

    def add(function: PassOn) -> PassOn:
        if all(p.pass_on is not function for p in _parts):
            _parts.append(Part(label, function, count))
        return function

    return add


def remove(function: PassOn) -> None:
    """Takes a part out again."""
    _parts[:] = [p for p in _parts if p.pass_on is not function]


def parts() -> Iterator[Part]:
    """All parts, in the order in which they were registered."""
    return iter(tuple(_parts))


def would_pass(organisation: Organisation, leaver: Person, by: Person) -> tuple[Passing, ...]:
    """What passes over if it is done now."""
    return tuple(Passing(str(p), p.count(organisation, leaver, by) if p.count else None) for p in parts())


def pass_on(
    organisation: Organisation, leaver: Person, successor: Person, last_day: date, by: Person
) -> tuple[Passing, ...]:
    """Passes everything over, and says what did."""
    return tuple(Passing(str(p), p.pass_on(organisation, leaver, successor, last_day, by)) for p in parts())
