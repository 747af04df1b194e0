"""What is shared with whom in the demo, on which basis, and what has ended, so that pages about it show something.

Drawn from the area; nothing here writes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wraparound.accounts.roles import CirclePart, OrganisationKind
from wraparound.core.categories import Category
from wraparound.demo.told import dice, told
from wraparound.sharing.policy import Basis, Permission

if TYPE_CHECKING:
    from random import Random

    from wraparound.demo.area import Area
    from wraparound.demo.lives import Life

FAMILY = "family"
TO_COME = (
    Category.IDENTITY,
    Category.ABOUT_ME,
    Category.COMMUNICATION,
    Category.LEARNING,
    Category.OUTCOMES,
    Category.PLAN,
)
TO_FUND = (Category.IDENTITY, Category.OUTCOMES, Category.PLAN, Category.FINANCE)
TO_WORK = (Category.IDENTITY, Category.ABOUT_ME, Category.COMMUNICATION, Category.PLACEMENTS)
TO_CARE = (Category.IDENTITY, Category.COMMUNICATION, Category.HEALTH, Category.PLAN)
TO_FAMILY = tuple(c for c in Category if c is not Category.FINANCE)
COMING = (0, 2, 3, 5, 7)  # learners who want to go on to the college of the cast's head of inclusion
FUNDED = range(8)  # learners whom the cast's commissioner decides about
GETTING_READY, HOLIDAY = "To get ready for me", "For the summer holiday"
AT_WORK = (0, 6)  # learners at the cast's employer


@dataclass(frozen=True, slots=True)
class Share:
    """A grant: to an organisation (with who there works with the learner) or to the family; days from today."""

    to: str
    categories: tuple[Category, ...]
    purpose: str
    team: str = ""
    part: CirclePart = CirclePart.WORKS_WITH
    basis: Basis = Basis.CONSENT
    since: int = -60
    until: int = 305
    ended: str | None = None  # why


def shares(area: Area, n: int, life: Life) -> tuple[Share, ...]:
    """The grants of the nth learner, beside the first one to where they are."""
    rng = dice("shares", n)
    found = [*_family(n, life, rng), *_coming(area, n, life, rng), *_funding(area, n, rng)]
    return (*found, *_work(area, n, rng), *_care(area, n, rng), *_once(area, n, life, rng))


def _family(n: int, life: Life, rng: Random) -> Iterator[Share]:
    if not life.family:
        return
    if n == 0:  # the story of the cast: one category is hers alone since the summer
        yield Share(FAMILY, TO_FAMILY, "So that Mum can help", since=-300, ended="I want some of it for myself")
        rest = tuple(c for c in TO_FAMILY if c is not Category.OUTCOMES)
        yield Share(FAMILY, rest, "So that Mum can help", since=-160, until=205)
        return
    hidden = rng.sample([c for c in TO_FAMILY if c is not Category.IDENTITY], rng.choice([0, 0, 1, 2]))
    yield Share(FAMILY, tuple(c for c in TO_FAMILY if c not in hidden), "So that my family can help")


def _coming(area: Area, n: int, life: Life, rng: Random) -> Iterator[Share]:
    """To a general FE college that the learner would like to go to."""
    colleges = [p.ref for p in area.of_kind(OrganisationKind.GENERAL_FE) if p.ref != life.home]
    to = area.at("south-and-city-college-birmingham") if n in COMING else rng.choice(colleges)
    if n in COMING or rng.random() < 0.3:
        ended = None if n in COMING[:-1] or rng.random() < 0.7 else "I go somewhere else now"
        yield Share(to, TO_COME, GETTING_READY, f"{to}:head-of-inclusion:0", since=-40, ended=ended)


def _funding(area: Area, n: int, rng: Random) -> Iterator[Share]:
    if n in FUNDED or rng.random() < 0.2:
        to, who = area.at("council"), 0 if n in FUNDED else 1
        team = f"{to}:commissioner:{who}"
        basis = Basis.STATUTORY_DUTY
        yield Share(to, TO_FUND, "To decide what is funded", team, basis=basis, since=-90, until=275)


def _work(area: Area, n: int, rng: Random) -> Iterator[Share]:
    if n in AT_WORK or rng.random() < 0.12:
        first, *others = [p.ref for p in area.of_kind(OrganisationKind.EMPLOYER)]
        to = first if n in AT_WORK else rng.choice(others)
        yield Share(to, TO_WORK, "To work with me", f"{to}:employer-supervisor:0", since=-25, until=120)


def _care(area: Area, n: int, rng: Random) -> Iterator[Share]:
    if rng.random() < 0.2 or n == 0:
        to = area.at("health")
        team = f"{to}:support-worker:{rng.randrange(2) if n else 0}"
        why, part = "To look after my health", CirclePart.SUPPORT
        yield Share(to, TO_CARE, why, team, part, Basis.BEST_INTERESTS, since=-20, until=8)


def _once(area: Area, n: int, life: Life, rng: Random) -> Iterator[Share]:
    """What was open once: it ran out. And, for two in a hundred, what keeps somebody safe today."""
    if n == 0 or rng.random() < 0.15:
        groups = [p.ref for p in area.of_kind(OrganisationKind.COMMUNITY)]
        yield Share(rng.choice(groups), (Category.IDENTITY, Category.ABOUT_ME), HOLIDAY, since=-130, until=-80)
    if n == 11 or rng.random() < 0.01:
        to = area.at("council")
        team = f"{to}:commissioner:1"
        yield Share(
            to,
            (Category.IDENTITY, Category.COMMUNICATION),
            "To find them",
            team,
            basis=Basis.VITAL_INTERESTS,
            since=0,
            until=1,
        )


def permission(share: Share, by_the_learner: bool) -> Permission:
    """What the learner said about it."""
    if share.basis is not Basis.CONSENT:
        return Permission.NOT_ASKED
    return Permission.GIVEN if by_the_learner else Permission.WITH_SUPPORT


def note(basis: Basis, ref: str) -> str:
    """Why it is lawful, in words."""
    said: list[str] = told("words")["basis_notes"][basis.value]
    return dice("note", ref, basis).choice(said)
