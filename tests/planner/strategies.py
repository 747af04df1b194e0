"""Hypothesis strategies for whole problems: random small areas, with a few of them given an unusual twist."""

from __future__ import annotations

import os
from dataclasses import fields, is_dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from planner.plan import Plan
from planner.problem import DAY, TRANSPORT, Aim, Carousel, Commitment, Funding, Goals, Line, Problem, Remedy, Window
from planner.result import Params
from planner.rules import check_all
from tests.planner.small_areas import NEEDS, small_area

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from planner.problem import Learner
    from tests.planner.small_areas import Pick

    Twist = Callable[[Problem, Pick], Problem]

EXACT = Params(shortlist=None, gap=0.0)
FACTOR = float(os.environ.get("WRAPAROUND_EXAMPLES", "0.5"))


def asked(examples: int) -> settings:
    """Settings for so many examples; the first plan of a session compiles, so no deadline.

    WRAPAROUND_EXAMPLES is a factor: half of them in each run of `make test`, which meets others each time; fifty times
    as many in `make prove`.
    """
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
    return settings(
        max_examples=max(5, int(examples * FACTOR)), deadline=None, suppress_health_check=checks, print_blob=True
    )


@st.composite
def areas(draw: st.DrawFn, learners: int = 3, offerings: int = 6, terms: int = 4) -> Problem:
    """An area of at most this size, with up to three twists."""

    def pick(low: int, high: int) -> int:
        return draw(st.integers(low, high))

    return any_area(pick, learners, offerings, terms)


def any_area(pick: Pick, learners: int, offerings: int, terms: int) -> Problem:
    """An area of at most this size, with up to three twists, by a seeded random or by Hypothesis."""
    sizes = pick(1, learners), pick(offerings // 2, offerings), pick(max(1, terms // 2), terms)
    problem = small_area(pick, *sizes)
    if pick(0, 1):
        problem = _roomy(problem, pick)
    for _ in range(pick(0, 3)):
        problem = TWISTS[pick(0, len(TWISTS) - 1)](problem, pick)
    return with_lines_accepted(problem, []) if check_all(accepted(problem), problem) else problem


def accepted(problem: Problem) -> Plan:
    """The lines that have been accepted, and no others."""
    return Plan.of(line for x in problem.learners for line in x.accepted)


def tiny_areas() -> st.SearchStrategy[Problem]:
    """Areas small enough to try every plan."""
    return areas(learners=2, offerings=4, terms=3)


def changed(problem: Problem, of: str, pick: Pick, change: Callable[[Any], dict[str, Any]]) -> Problem:
    """The area with the fields of one thing of a kind changed."""
    things = getattr(problem, of)
    i = pick(0, len(things) - 1)
    new = replace(things[i], **change(things[i]))
    return replace(problem, **{of: (*things[:i], new, *things[i + 1 :])})


def _roomy(problem: Problem, pick: Pick) -> Problem:
    """Everybody has time and money and gets about: there is more to choose from than one can take."""
    limit, money = 30 + 5 * pick(0, 4), 40_000 + 10_001 * pick(0, 4)
    days = tuple(Window(d * DAY, d * DAY + DAY) for d in range(5))
    funding = tuple(Funding(f.id, money) for f in problem.funders)
    learners = (
        replace(x, available=days, funding=funding, travel_limit=limit, minutes_a_week=1_500, days_a_week=5)
        for x in problem.learners
    )
    return replace(problem, learners=tuple(learners))


def _free(problem: Problem, pick: Pick) -> Problem:
    paid = {y.offering for x in problem.learners for y in x.accepted}
    free = frozenset(o.id for o in problem.offerings if o.id not in paid and pick(0, 1))
    offerings = (replace(o, price=0, funders=frozenset()) if o.id in free else o for o in problem.offerings)
    return replace(problem, offerings=tuple(offerings))


def _brings(problem: Problem, pick: Pick) -> Problem:
    need = NEEDS[pick(0, 3)]
    return changed(problem, "learners", pick, lambda x: {"brings": x.brings | {need}, "needs": x.needs | {need}})


def _by_term(problem: Problem, pick: Pick) -> Problem:
    """Open in one term only on one day, and away at an unknown place at the same time in some."""
    names = [t.id for t in problem.terms]
    some = frozenset(n for n in names if pick(0, 1)) or None
    day = pick(0, 4) * DAY
    window, away = Window(day + 420, day + 1200, some), Commitment("away", day + 780, day + 840, some)

    def change(x: Learner) -> dict[str, Any]:
        return {"available": (*x.available, window), "commitments": (*x.commitments, away)}

    return changed(problem, "learners", pick, change)


def _goals(problem: Problem, pick: Pick) -> Problem:
    goals = Goals(pick(2, 4), pick(0, 2), pick(0, 3), pick(0, 2), pick(0, 2) * 200, (1, 50, 500, 9_999)[pick(0, 3)])
    return replace(problem, goals=goals)


def _aims(problem: Problem, pick: Pick) -> Problem:
    aims = tuple(Aim(o, pick(1, 5), (0, 1, 77, 90)[pick(0, 3)]) for o in ("cook", "job") if pick(0, 1))
    return changed(problem, "learners", pick, lambda _: {"aims": aims})


def _second_remedy(problem: Problem, pick: Pick) -> Problem:
    new = a_remedy(pick)
    return problem if new.id in problem.remedy else replace(problem, remedies=(*problem.remedies, new))


def a_remedy(pick: Pick) -> Remedy:
    """One more remedy, which may give the same as another."""
    return Remedy(
        id="extra",
        name="Another way",
        gives=frozenset({NEEDS[pick(0, 3)], NEEDS[pick(0, 3)]}),
        sites=frozenset({f"site{pick(0, 2)}", f"site{pick(0, 2)}"}),
        provider="org1",
        paid_by=("care", "edu")[pick(0, 1)],
        once=pick(0, 2) * 7_001,
        per_learner=pick(0, 2) * 1_003,
        per_term=pick(0, 2) * 999,
        vat=bool(pick(0, 1)),
        lead_terms=pick(0, 2),
    )


def _all_places(problem: Problem, pick: Pick) -> Problem:
    names = frozenset(t.id for t in problem.terms)
    return changed(problem, "offerings", pick, lambda _: {"places": 5, "starts": names})


TWISTS: tuple[Twist, ...] = (
    _free,
    _brings,
    _by_term,
    _goals,
    _aims,
    _second_remedy,
    _all_places,
    lambda p, pick: replace(p, carousel=Carousel(pick(0, 2), pick(2, 6) * 60)),
    lambda p, pick: replace(p, transport_limit=pick(0, 100)),
    lambda p, pick: changed(p, "offerings", pick, lambda _: {"places": pick(0, 1)}),
    lambda p, pick: changed(p, "offerings", pick, lambda o: {"max_age": (o.min_age or 16) + pick(0, 4)}),
    lambda p, pick: changed(p, "learners", pick, lambda _: {"settings_at_once": pick(0, 1)}),
    lambda p, pick: changed(p, "funders", pick, lambda f: {"one_off_budget": pick(0, 2) * 10_000, "min_age": 17}),
)


def possible_lines(problem: Problem, learner: str) -> Iterator[Line]:
    """Every line that can be written down for a learner, whether it is valid or not; at most three remedies."""
    names = sorted(problem.remedy)
    sets = [s for size in range(4) for s in combinations(names, size)]
    for offering in problem.offerings:
        for start in sorted(offering.starts):
            for funder in ("", *(f.id for f in problem.funders)):
                for remedies in sets:
                    yield Line(learner, offering.id, start, funder, remedies)


def with_lines_accepted(problem: Problem, lines: list[Line]) -> Problem:
    """The area with these lines accepted, and no others."""
    learners = (replace(x, accepted=tuple(y for y in lines if y.learner == x.id)) for x in problem.learners)
    return replace(problem, learners=tuple(learners))


def renamed(thing: Any, names: Mapping[str, str]) -> Any:
    """The same with other names throughout: every string that `names` holds, however deep."""
    if isinstance(thing, str):
        return names.get(thing, thing)
    if isinstance(thing, tuple | frozenset):
        return type(thing)(renamed(x, names) for x in thing)
    if isinstance(thing, dict):
        return {renamed(key, names): renamed(x, names) for key, x in thing.items()}
    if is_dataclass(thing) and not isinstance(thing, type):
        return type(thing)(**{f.name: renamed(getattr(thing, f.name), names) for f in fields(thing)})
    return thing


def names_by_kind(problem: Problem) -> list[list[str]]:
    """The names of an area by kind. What may stand in one field (services, skills, organisations) is one kind."""
    skills = {s for o in problem.offerings for s in (o.service, *o.requires, *o.grants)}
    skills |= {s for x in problem.learners for s in (*x.skills, *(w.about for w in x.wishes))}
    outcomes = {c.outcome for o in problem.offerings for c in o.contributes}
    return [
        [t.id for t in problem.terms],
        sorted(skills | set(problem.organisation)),
        sorted(problem.site),
        sorted(problem.funder),
        sorted(problem.offering),
        sorted(problem.learner),
        sorted(problem.remedy),
        sorted(outcomes | {a.outcome for x in problem.learners for a in x.aims}),
        [n for n in NEEDS if n != TRANSPORT],
        sorted(problem.travel.points),
    ]
