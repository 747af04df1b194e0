"""The parts of an area that have nothing to do with each other: each can be planned by itself, and nothing is lost.

Two learners belong together if both could take an offering that has not places for all who could, both could use a
remedy that is bought once, or both may draw on a budget; and if others join them in such a way. What is in reach is
looked at first, which is cheap and nearly always says that an area is one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from planner.part import with_changed
from planner.progress import go_on
from planner.travel import Travel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from planner.problem import Learner, Line, Problem, Remedy
    from planner.sieve import Sieve

    Ints = NDArray[np.int64]


def apart(sieve: Sieve, ask: Callable[[], None] = go_on) -> list[Problem]:
    """The parts of a problem, in the order of their first learners; the problem itself where it is one.

    Each part is a valid problem with what its learners can reach. A learner who can reach nothing is in the first.
    `ask` is asked at each learner, and raises to end it.
    """
    problem = sieve.problem
    if len(_together(_in_reach(sieve, ask))) <= 1:
        return [problem]
    reached = _possible(sieve, ask)
    groups = _together(reached)
    if len(groups) <= 1:
        return [problem]
    alone = set(range(len(problem.learners))).difference(*groups)
    groups[0] = sorted(alone.union(groups[0]))
    ways = _Ways(problem)
    return [_part(problem, group, [reached.offerings[x] for x in group], ways) for group in groups]


def within(sieve: Sieve, groups: Iterable[Sequence[int]], ask: Callable[[], None] = go_on) -> list[Problem]:
    """The problems of groups of learners (positions), each with all that is at sites in their reach.

    Groups may share offerings: each part has them as if they were its own. `ask` is as in `apart`.
    """
    problem = sieve.problem
    site = {s.id: i for i, s in enumerate(problem.sites)}
    at = np.array([site[o.site] for o in problem.offerings], np.int64)
    near, ways = _in_reach(sieve, ask).of, _Ways(problem)
    parts = []
    for group in groups:
        there = np.zeros(len(site), np.bool_)
        for x in group:
            there[near[x][near[x] < len(site)]] = True
        parts.append(_part(problem, group, [np.nonzero(there[at])[0]], ways))
    return parts


@dataclass(frozen=True)
class _Reached:
    """What each learner counts on of what is shared, as numbers of things; and the offerings each could take."""

    things: int
    of: Sequence[Ints]
    joined: Iterable[Ints]  # things that belong together whoever counts on them
    offerings: Sequence[Ints] = ()


def _together(reached: _Reached) -> list[list[int]]:
    """The groups of learners (positions) who share something; who counts on nothing is in none."""
    label = np.arange(reached.things)
    for things in chain(reached.joined, reached.of):
        found = np.unique(label[things])
        if len(found) > 1:
            label[np.isin(label, found)] = found[0]
    groups: dict[int, list[int]] = defaultdict(list)
    for learner, things in enumerate(reached.of):
        if len(things):
            groups[int(label[things[0]])].append(learner)
    return list(groups.values())


class _Numbers:
    """Numbers for the things that learners share: offerings or sites first, then remedies, budgets and learners."""

    def __init__(self, problem: Problem, first: int) -> None:
        self._problem = problem
        self.remedy = {r.id: first + i for i, r in enumerate(problem.remedies)}
        after = first + len(problem.remedies)
        self.by_term = {f.id: after + i for i, f in enumerate(problem.funders)}
        self.one_off = {f.id: after + len(problem.funders) + i for i, f in enumerate(problem.funders)}
        self.learner = after + 2 * len(problem.funders)
        self.all = self.learner + len(problem.learners)

    def of_remedy(self, remedy: Remedy) -> list[int]:
        """What those who use a remedy share: itself if it is bought once, the budget that pays."""
        shared = [self.remedy[remedy.id]] if remedy.once else []
        limited = self._problem.funder[remedy.paid_by].one_off_budget is not None
        return shared + ([self.one_off[remedy.paid_by]] if limited and (remedy.once or remedy.per_learner) else [])

    def of_funder(self, funder: str) -> list[int]:
        """What those share for whose lines a funder pays."""
        limited = funder and self._problem.funder[funder].budget_per_term is not None
        return [self.by_term[funder]] if limited else []

    def of_lines(self, lines: Iterable[Line]) -> list[int]:
        """What lines count on besides their offerings."""
        found = []
        for line in lines:
            found += self.of_funder(line.funder)
            for remedy in line.remedies:
                found += self.of_remedy(self._problem.remedy[remedy])
        return found


def _in_reach(sieve: Sieve, ask: Callable[[], None]) -> _Reached:
    """More than learners really share: every site in reach counts, and every budget that may pay for them."""
    problem = sieve.problem
    site = {s.id: i for i, s in enumerate(problem.sites)}
    there = np.zeros(len(site), np.bool_)
    there[[site[o.site] for o in problem.offerings]] = True
    numbers, of = _Numbers(problem, len(site)), []
    for learner in problem.learners:
        ask()
        near = np.nonzero(sieve.within_reach(learner) & there)[0].tolist()
        near += [site[problem.offering[line.offering].site] for line in learner.accepted]
        if near:
            paid = chain.from_iterable(numbers.of_funder(f.funder) for f in learner.funding)
            near += [*paid, *numbers.of_lines(learner.accepted)]
        of.append(np.array(near, np.int64))
    joined = [
        np.array([*shared, *(site[s] for s in sorted(remedy.sites))], np.int64)
        for remedy in problem.remedies
        if (shared := numbers.of_remedy(remedy))
    ]
    return _Reached(numbers.all, of, joined)


def _possible(sieve: Sieve, ask: Callable[[], None]) -> _Reached:
    """What learners share, by what is possible for each."""
    problem = sieve.problem
    numbers = _Numbers(problem, len(problem.offerings))
    funded = [o.funders for o in problem.offerings]
    offerings: list[Ints] = []
    others: list[list[int]] = []
    for learner in problem.learners:
        ask()
        look = sieve.look(learner)
        lacking = [row for row, needs in enumerate(look.lacking) if needs]
        used = {r for row in lacking for covers in sieve.covers_of(look, row) for c in covers for r in c.remedies}
        paying: set[str] = set().union(*(funded[i] for i in look.which.tolist()))
        shared = [n for f in learner.funding if f.funder in paying for n in numbers.of_funder(f.funder)]
        shared += [n for r in sorted(used) for n in numbers.of_remedy(problem.remedy[r])]
        agreed = [sieve.number[line.offering] for line in learner.accepted]
        offerings.append(np.union1d(look.which, np.array(agreed, np.int64)))
        others.append(shared + numbers.of_lines(learner.accepted))
    askers = np.zeros(len(problem.offerings), np.int64)
    for which in offerings:
        askers[which] += 1
    scarce = askers > np.array([o.places for o in problem.offerings], np.int64)
    of = []
    for x, (which, shared) in enumerate(zip(offerings, others, strict=True)):
        things = [*which[scarce[which]].tolist(), *shared]
        of.append(np.array(things or [numbers.learner + x][: len(which)], np.int64))
    return _Reached(numbers.all, of, (), offerings)


def _part(problem: Problem, group: Sequence[int], reached: Sequence[Ints], ways: _Ways) -> Problem:
    """The problem of some learners, with the offerings they can reach and what goes with these."""
    learners = tuple(problem.learners[x] for x in group)
    wanted = np.unique(np.concatenate(reached)).tolist()
    offerings = tuple(problem.offerings[i] for i in wanted)
    at = {o.site for o in offerings}
    agreed = {r for x in learners for line in x.accepted for r in line.remedies}
    remedies = [r for r in problem.remedies if r.sites & at or r.id in agreed]
    sites = tuple(s for s in problem.sites if s.id in at)
    names = {s.organisation for s in sites} | {r.provider for r in remedies}
    return with_changed(
        problem,
        learners=learners,
        offerings=offerings,
        sites=sites,
        remedies=tuple(replace(r, sites=r.sites & at) for r in remedies),
        organisations=tuple(
            replace(o, subcontracts=o.subcontracts & names) for o in problem.organisations if o.id in names
        ),
        travel=ways.of({s.place for s in sites}, learners),
    )


class _Ways:
    """The ways that are known of an area, found by place."""

    def __init__(self, problem: Problem) -> None:
        self._travel = problem.travel
        self._sites = {s.place for s in problem.sites}
        self._between: list[tuple[str, str]] = []  # sites
        self._from: dict[str, list[tuple[str, str]]] = defaultdict(list)  # anywhere else
        for pair in problem.travel.stated:
            elsewhere = [place for place in pair if place not in self._sites]
            for place in elsewhere:
                self._from[place].append(pair)
            if not elsewhere:
                self._between.append(pair)

    def of(self, sites: set[str], learners: Iterable[Learner]) -> Travel:
        """The ways between some sites' places and learners'."""
        travel = self._travel
        theirs = {x.home for x in learners} | {c.place for x in learners for c in x.commitments if c.place}
        here = sites | theirs
        pairs = chain(self._between, *(self._from[place] for place in sorted(theirs & self._from.keys())))
        stated = {pair: travel.stated[pair] for pair in pairs if here.issuperset(pair)}
        points = {place: travel.points[place] for place in sorted(here & travel.points.keys())}
        return Travel(points, stated, travel.base, travel.metres_per_minute)
