"""Random small areas that use every part of a problem. `pick(low, high)` chooses: a seeded random, or Hypothesis."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from planner.by_hand import by_hand
from planner.problem import (
    DAY,
    RULES,
    Aim,
    Commitment,
    Contribution,
    Funder,
    Funding,
    Learner,
    Offering,
    Organisation,
    Problem,
    Remedy,
    Session,
    Site,
    Term,
    Window,
    Wish,
)
from planner.travel import Travel

if TYPE_CHECKING:
    from collections.abc import Callable

    Pick = Callable[[int, int], int]

OUTCOMES = ("cook", "job", "friends")
NEEDS = ("hoist", "nurse", "quiet", "transport")
SKILLS = ("s0", "s1", "a", "b", "c")


def small_area(pick: Pick, learners: int = 3, offerings: int = 6, terms: int = 4) -> Problem:
    """A valid area; every choice is made by `pick`."""
    names = [f"t{i}" for i in range(terms)]
    first = pick(0, 2)
    starts = [date(2027 + (first + i) // 3, (1, 4, 9)[(first + i) % 3], 5) for i in range(terms)]
    sites = tuple(
        Site(f"site{i}", f"Site {i}", f"org{i}", f"p{i}", frozenset(n for n in NEEDS if pick(0, 2) == 0))
        for i in range(3)
    )
    problem = Problem(
        terms=tuple(Term(n, n, s) for n, s in zip(names, starts, strict=True)),
        organisations=(
            Organisation("org0", "Org 0", "specialist-college", frozenset({"org1"} if pick(0, 1) else ())),
            Organisation("org1", "Org 1", "general-fe"),
            Organisation("org2", "Org 2", "employer"),
        ),
        sites=sites,
        funders=(
            Funder("edu", "Education", one_provider_a_year=True, budget_per_term=_maybe(pick, 90_000), max_age=19),
            Funder("care", "Care", ehc_plan_only=bool(pick(0, 1)), one_off_budget=_maybe(pick, 60_000)),
        ),
        offerings=tuple(_offering(pick, i, names) for i in range(offerings)),
        learners=tuple(_learner(pick, i, names) for i in range(learners)),
        travel=Travel(
            {f"p{i}": (i * 6000, 0) for i in range(3)} | {f"h{i}": (i * 3000, 4000) for i in range(learners)}
        ),
        remedies=tuple(_remedy(pick, i) for i in range(3)),
        rules=frozenset(r for r in RULES if pick(0, 3)),
        transport_limit=60,
    )
    return with_accepted(problem) if pick(0, 3) == 0 else problem


def with_accepted(problem: Problem) -> Problem:
    """The area with one line that its by-hand plan holds, and that stands by itself, accepted."""
    lines = [
        y for y in by_hand(problem).lines if problem.offering[y.offering].requires <= problem.learner[y.learner].skills
    ]
    kept = lines[:1]
    learners = tuple(replace(x, accepted=tuple(y for y in kept if y.learner == x.id)) for x in problem.learners)
    return replace(problem, learners=learners)


def _maybe(pick: Pick, limit: int) -> int | None:
    return pick(0, 9) * limit // 9 if pick(0, 2) == 0 else None


def _offering(pick: Pick, i: int, names: list[str]) -> Offering:
    placement = pick(0, 3) == 0
    days = sorted({pick(0, 4) for _ in range(1 if placement else pick(1, 2))})
    number = pick(0, 4)
    start, long = pick(18, 26) * 30, pick(3, 8) * 30
    return Offering(
        id=f"o{i}",
        service=f"s{number}",
        name=f"Offering {i}",
        site="site2" if placement else f"site{pick(0, 1)}",
        sessions=tuple(Session(d * DAY + start, d * DAY + start + long) for d in days),
        starts=frozenset(n for n in names if pick(0, 2)) or frozenset(names[:1]),
        places=pick(1, 3),
        lasts=pick(1, min(3, len(names))),
        contributes=tuple(Contribution(o, pick(30, long)) for o in OUTCOMES if pick(0, 1)),
        requires=frozenset({SKILLS[pick(0, 4)]} if pick(0, 3) == 0 else ()),
        grants=frozenset({SKILLS[pick(2, 4)]} if pick(0, 1) else ()),
        repeatable=number % 2 == 1,
        placement=placement,
        provision=frozenset({NEEDS[pick(0, 3)]} if pick(0, 3) == 0 else ()),
        price=pick(1, 6) * 5_000,
        funders=frozenset({"edu", "care"} if pick(0, 1) else {("edu", "care")[pick(0, 1)]}),
        min_age=18 if pick(0, 4) == 0 else None,
        ehc_plan_only=pick(0, 4) == 0,
    )


def _learner(pick: Pick, i: int, names: list[str]) -> Learner:
    return Learner(
        id=f"l{i}",
        name=f"Learner {i}",
        home=f"h{i}",
        born=date(2027 - pick(16, 20), pick(1, 12), 3),
        travel_limit=pick(20, 50),
        minutes_a_week=pick(4, 16) * 60,
        days_a_week=pick(1, 5),
        settings_at_once=pick(1, 3),
        placement_minutes=pick(0, 2) * 240,
        ehc_plan=bool(pick(0, 3)),
        aims=tuple(Aim(o, pick(1, 5), pick(1, 6) * 60) for o in OUTCOMES),
        needs=frozenset(n for n in NEEDS[:3] if pick(0, 3) == 0),
        skills=frozenset(s for s in SKILLS if pick(0, 4) == 0),
        wishes=tuple(Wish(w, pick(-2, 2)) for w in ("s1", "org0") if pick(0, 2) == 0),
        available=tuple(Window(d * DAY + 480, d * DAY + 1080) for d in range(5) if pick(0, 5)),
        commitments=tuple(
            Commitment("clinic", d * DAY + 600, d * DAY + 660, frozenset(names[:2]), "p1")
            for d in range(5)
            if pick(0, 8) == 0
        ),
        funding=tuple(Funding(f, pick(1, 8) * 10_000) for f in ("edu", "care") if pick(0, 4)),
    )


def _remedy(pick: Pick, i: int) -> Remedy:
    return Remedy(
        id=f"r{i}",
        name=f"Remedy {i}",
        gives=frozenset({NEEDS[i], NEEDS[3]} if pick(0, 2) == 0 else {NEEDS[i]}),
        sites=frozenset(f"site{s}" for s in range(3) if pick(0, 2)) or frozenset({"site0"}),
        provider="org0",
        paid_by="care",
        once=pick(0, 4) * 10_000,
        per_learner=pick(0, 2) * 4_000,
        per_term=pick(0, 2) * 3_000,
        vat=bool(pick(0, 1)),
        lead_terms=pick(0, 1),
    )
