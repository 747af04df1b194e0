"""The figures by which a made-up area is judged: how much is within reach, what is missing, how scarce places are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from planner.problem import NEVER, TRANSPORT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.problem import Learner, Offering, Problem


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares are from 0 to 1. "Within reach" is what nothing but needs, places and money stands in the way of."""

    learners: int
    offerings: int
    placements: int
    services: int
    services_at_several: int
    sites: int
    remedies: int
    needs_each: float
    within_reach: float
    least_within_reach: int
    nothing_in_reach: float
    no_way_open: float  # share of learners with nothing within reach that meets their needs now
    too_far: float
    blocked_by_need: float
    blocked_with_remedy: float
    gated: float
    lines_possible: float
    supply: float
    placement_supply: float
    want_placements: float
    wish_general_fe: float


def measure(problem: Problem, most: int = 300) -> Figures:
    """The figures of an area. What is within reach is looked at for so many learners at the most, spread evenly."""
    asked = problem.learners[:: ceil(len(problem.learners) / most)]
    courses = [o for o in problem.offerings if not o.placement]
    at: dict[str, set[str]] = defaultdict(set)
    for o in courses:
        at[o.service].add(problem.provider(o))
    granted = frozenset(g for o in problem.offerings for g in (*o.grants, o.service))
    reach = {x.id: within_reach(x, problem, granted) for x in asked}
    pairs = [(x, o) for x in asked for o in reach[x.id]]
    blocked = [(x, o) for x, o in pairs if missing(x, o, problem)]
    gives = _gives(problem)
    bought = [(x, o) for x, o in blocked if missing(x, o, problem) <= gives.get(o.site, frozenset())]
    open_to = {x.id for x, o in pairs if not missing(x, o, problem)}
    far = [_too_far(x, o, problem) for x in asked for o in courses]
    everybody = len(problem.learners)
    hours = sum(o.minutes for o in courses) / len(courses)
    wanted = [x.minutes_a_week - x.placement_minutes for x in problem.learners]
    general = {o.id for o in problem.organisations if o.kind == "general-fe"}
    return Figures(
        learners=everybody,
        offerings=len(courses),
        placements=len(problem.offerings) - len(courses),
        services=len(at),
        services_at_several=sum(len(who) > 1 for who in at.values()),
        sites=len(problem.sites),
        remedies=len(problem.remedies),
        needs_each=sum(len(x.needs) for x in problem.learners) / everybody,
        within_reach=len(pairs) / len(asked),
        least_within_reach=min(len(r) for r in reach.values()),
        nothing_in_reach=sum(not r for r in reach.values()) / len(asked),
        no_way_open=1 - len(open_to) / len(asked),
        too_far=sum(far) / len(far),
        blocked_by_need=len(blocked) / max(1, len(pairs)),
        blocked_with_remedy=len(bought) / max(1, len(blocked)),
        gated=sum(bool(o.requires) for o in courses) / len(courses),
        lines_possible=sum(wanted) / everybody / hours,
        supply=_supply(courses, problem) / (len(problem.terms) * sum(wanted)),
        placement_supply=sum(o.minutes for o in problem.offerings if o.placement)
        / max(1, sum(x.placement_minutes for x in problem.learners)),
        want_placements=sum(x.placement_minutes > 0 for x in problem.learners) / everybody,
        wish_general_fe=sum(any(w.about in general for w in x.wishes) for x in problem.learners) / everybody,
    )


def within_reach(learner: Learner, problem: Problem, granted: frozenset[str]) -> list[Offering]:
    """Offerings that distance, age, plan, wishes, days and skills leave open, now or after what others here grant."""
    able = granted | learner.skills
    return [o for o in problem.offerings if _open(learner, o, problem) and o.requires <= able]


def missing(learner: Learner, offering: Offering, problem: Problem) -> frozenset[str]:
    """What the learner needs and neither finds there nor brings."""
    return learner.needs - learner.brings - offering.provision - problem.site[offering.site].provision


def _open(learner: Learner, offering: Offering, problem: Problem) -> bool:
    ages = [learner.age_on(t.starts) for t in problem.terms if t.id in offering.starts]
    return (
        not _too_far(learner, offering, problem)
        and any((offering.min_age or 0) <= age <= (offering.max_age or age) for age in ages)
        and (learner.ehc_plan or not offering.ehc_plan_only)
        and (not offering.placement or learner.placement_minutes > 0)
        and (offering.repeatable or offering.service not in learner.skills)
        and learner.wish_for(offering, problem.provider(offering)) > NEVER
        and all(any(w.start <= s.start and s.end <= w.end for w in learner.available) for s in offering.sessions)
        and offering.minutes <= learner.minutes_a_week
        and bool(offering.funders & {f.funder for f in learner.funding})
    )


def _too_far(learner: Learner, offering: Offering, problem: Problem) -> bool:
    limit = problem.transport_limit if TRANSPORT in learner.brings else 0
    return problem.minutes_to(learner, problem.site[offering.site]) > max(limit, learner.travel_limit)


def _gives(problem: Problem) -> Mapping[str, frozenset[str]]:
    """What remedies can put in place at each site within the terms planned."""
    found: dict[str, frozenset[str]] = defaultdict(frozenset)
    for remedy in problem.remedies:
        if remedy.lead_terms < len(problem.terms):
            for site in remedy.sites:
                found[site] |= remedy.gives
    return found


def _supply(courses: list[Offering], problem: Problem) -> int:
    """Minutes of all places over all terms in which an offering can be running."""
    total = 0
    for o in courses:
        firsts = (problem.term_number[s] for s in o.starts)
        total += o.places * o.minutes * len({t for f in firsts for t in range(f, f + o.lasts)})
    return total
