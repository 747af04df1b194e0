"""What is possible for a learner, seen over all offerings at once: the facts of `obstacles.py` as arrays.

`obstacles.py` says why one offering is not possible and is asked about few; this is asked for every learner of an area.
A test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.covers import NEVER_PAID, Covers
from planner.obstacles import gives
from planner.problem import DAY, NEVER, TRANSPORT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from planner.covers import Cover
    from planner.problem import Learner, Offering, Problem

    Flags = NDArray[np.bool_]
    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

NO_LIMIT = 10**6  # years, terms or pence that nobody reaches


@dataclass(frozen=True, slots=True)
class Look:
    """Where a learner can start: for each offering looked at (`which`, positions in the problem) and term.

    `looks` are points for a minute a week and term of a line by itself, with the cheapest remedies; `gain` the points
    of all its terms. Both are -inf where nothing can start. `lacking` is a mask of needs for each offering.
    """

    which: Ints
    starts: Flags
    looks: Floats
    gain: Floats
    lacking: Sequence[int]
    points: Ints  # wishes, travel and money of each offering in one term; remedies are priced apart
    outcomes: Ints  # points of outcomes in one term


class Sieve:
    """A problem's offerings as arrays. What it works out about remedies at a site is remembered."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.covers = Covers(problem)
        offerings, terms = problem.offerings, problem.terms
        self.number = {o.id: i for i, o in enumerate(offerings)}
        self._places = np.array([o.places for o in offerings], np.int64)
        self._minutes = np.array([o.minutes for o in offerings], np.int64)
        self._days = np.array([len(o.days) for o in offerings], np.int64)
        self._lasts = np.array([o.lasts for o in offerings], np.int64)
        self._price = np.array([o.price for o in offerings], np.int64)
        self._placement = np.array([o.placement for o in offerings], np.bool_)
        self._once = np.array([not o.repeatable for o in offerings], np.bool_)
        self._plan_only = np.array([o.ehc_plan_only for o in offerings], np.bool_)
        self._youngest = np.array([o.min_age or 0 for o in offerings], np.int64)
        self._oldest = np.array([NO_LIMIT if o.max_age is None else o.max_age for o in offerings], np.int64)
        self._free = np.array([not o.funders for o in offerings], np.bool_)
        self._funded = {f.id: np.array([f.id in o.funders for o in offerings], np.bool_) for f in problem.funders}
        starts = np.array([[t.id in o.starts for t in terms] for o in offerings], np.bool_).reshape(-1, len(terms))
        self._starts = starts & (np.arange(len(terms)) + self._lasts[:, None] <= len(terms))
        self.dear: Floats = np.zeros(starts.shape)  # see `price_places`
        self._sites()
        self._services_and_parts()

    def price_places(self, rows: Iterable[tuple[tuple[object, ...], float]]) -> None:
        """From now on places cost points, and lines look the worse for it, so that what there is enough of is seen.

        `rows` are names of rows with their prices; those of places, ("place", offering, term number), count.
        """
        prices = np.zeros_like(self.dear)
        for name, price in rows:
            if name[0] == "place" and name[1] in self.number:
                prices[self.number[str(name[1])], int(str(name[2]))] = price
        terms = prices.shape[1]
        before = np.concatenate([np.zeros((len(prices), 1)), np.cumsum(prices, axis=1)], axis=1)
        ends = np.minimum(np.arange(terms) + self._lasts[:, None], terms)
        rows = np.arange(len(prices))[:, None]
        self.dear = (before[rows, ends] - before[:, :-1]) / np.maximum(self._lasts, 1)[:, None]

    def _sites(self) -> None:
        """Where sites are, what is there, and when sessions are."""
        problem, nowhere = self.problem, (np.nan, np.nan)
        number = {s.id: i for i, s in enumerate(problem.sites)}
        places = [problem.travel.points.get(s.place, nowhere) for s in problem.sites]
        self._points = np.array(places, np.float64).reshape(-1, 2)
        self._at = _positions([(s.place,) for s in problem.sites])
        self._site = np.array([number[o.site] for o in problem.offerings], np.int64)
        spots: dict[tuple[str, frozenset[str]], int] = {}
        spot = [spots.setdefault((o.site, o.provision), len(spots)) for o in problem.offerings]
        self._spot = np.array(spot, np.int64)
        self._spot_site = [number[site] for site, _ in spots]
        self._spot_has = [self.covers.mask(provision | problem.site[site].provision) for site, provision in spots]
        sessions = [(i, s.start, s.end, s.day) for i, o in enumerate(problem.offerings) for s in o.sessions]
        self._sessions = np.array(sessions, np.int64).reshape(-1, 4)

    def _services_and_parts(self) -> None:
        """Which offerings are of a service or organisation, serve an outcome, ask for skills, or give them."""
        problem, offerings = self.problem, self.problem.offerings
        self._about = _positions([(o.service, problem.provider(o)) for o in offerings])
        self._services = _positions([(o.service,) for o in offerings])
        self.services = sorted(self._services)
        at = {service: i for i, service in enumerate(self.services)}
        self.service = np.array([at[o.service] for o in offerings], np.int64)
        self.requires, self.giving = what_leads_where(offerings)
        self._givers = _positions([(*o.grants, o.service) for o in offerings])
        parts: dict[str, list[tuple[int, int]]] = {}
        self._asking: dict[frozenset[str], list[int]] = {}
        for i, o in enumerate(offerings):
            for c in o.contributes:
                parts.setdefault(c.outcome, []).append((i, c.minutes))
            if o.requires:
                self._asking.setdefault(o.requires, []).append(i)
        self._part_of = {outcome: np.array(some, np.int64) for outcome, some in parts.items()}

    def covers_of(self, look: Look, row: int) -> list[list[Cover]]:
        """For each term, the sets of remedies that meet what is lacking at an offering looked at."""
        return self.covers.at(int(self._site[look.which[row]]), look.lacking[row])

    def look(self, learner: Learner, free: Ints | None = None) -> Look:
        """What is possible for a learner; with `free`, only where so many places are left (offerings x terms)."""
        problem, terms = self.problem, len(self.problem.terms)
        way = self._minutes_from(learner.home)
        wish = self._wishes(learner)
        reach = max(problem.transport_limit, learner.travel_limit)
        fits = (self._places > 0) & (wish > NEVER) & (way[self._site] <= reach) & self._time_limits(learner)
        if "plan-limits" in problem.rules and not learner.ehc_plan:
            fits &= ~self._plan_only
        for skill in learner.skills & self._services.keys():
            fits[self._services[skill]] &= ~self._once[self._services[skill]]
        which = np.nonzero(fits)[0]
        starts = self._starts[which] & self._in_time(learner, which, way)
        lacking, spot_term, spot_once = self._remedies(learner, way, which)
        lasts = self._lasts[which]
        by_term, once = spot_term[self._spot[which]], spot_once[self._spot[which]]
        starts &= by_term < NEVER_PAID
        starts &= self._paid(learner, which, by_term)
        if free is not None:
            starts &= ~_any_of(free[which] < 1, lasts)
        self._ready(learner, which, starts)
        outcomes = self._outcome_points(learner)[which]
        goals = problem.goals
        travel = 2 * goals.travel * self._days[which] * way[self._site[which]]
        points = goals.wish * wish[which] * self._minutes[which] - travel - self._price[which] // goals.pence_per_point
        each = (outcomes + points)[:, None] - (by_term + once // lasts[:, None]) // goals.pence_per_point
        minutes = np.maximum(self._minutes[which], 1)[:, None]
        looks = np.where(starts, (each - self.dear[which]) / minutes, -np.inf)
        gain = np.where(starts, each * lasts[:, None], -np.inf)
        some = starts.any(axis=1) if terms else np.zeros(len(which), np.bool_)
        missing = [lacking[spot] for spot in self._spot[which[some]].tolist()]
        return Look(
            which[some], starts[some], looks[some], gain[some], missing, points[some].astype(np.int64), outcomes[some]
        )

    def within_reach(self, learner: Learner) -> Flags:
        """Which sites are near enough for a learner, with transport where it is needed."""
        return self._minutes_from(learner.home) <= max(self.problem.transport_limit, learner.travel_limit)

    def _minutes_from(self, home: str) -> Floats:
        """Minutes one way from a place to every site; as `Travel.minutes` says."""
        travel, sites = self.problem.travel, self.problem.sites
        x, y = travel.points.get(home, (np.nan, np.nan))
        metres = np.hypot(self._points[:, 0] - x, self._points[:, 1] - y)
        found = travel.base + np.ceil(metres / travel.metres_per_minute)
        if travel.stated or np.isnan(found).any():
            known = [i for i, s in enumerate(sites) if travel.knows(home, s.place)]
            found[known] = [travel.minutes(home, sites[i].place) for i in known]
        if home in self._at:
            found[self._at[home]] = 0
        return np.where(np.isnan(found), NO_LIMIT, found)

    def _wishes(self, learner: Learner) -> Ints:
        """As `Learner.wish_for`."""
        total = np.zeros(len(self._site), np.int64)
        never = np.zeros(len(self._site), np.bool_)
        for wish in learner.wishes:
            about = self._about.get(wish.about)
            if about is not None:
                total[about] += wish.strength
                if wish.strength == NEVER:
                    never[about] = True
        return np.where(never, NEVER, np.maximum(NEVER + 1, total))

    def _time_limits(self, learner: Learner) -> Flags:
        problem = self.problem
        fits = (self._minutes <= learner.minutes_a_week) & (self._days <= learner.days_a_week)
        most = min(problem.carousel.half_day, learner.placement_minutes) if problem.carousel.employers >= 1 else -1
        task = (self._minutes <= most) & (self._days <= 1)
        return fits & np.where(self._placement, task, learner.settings_at_once >= 1)

    def _in_time(self, learner: Learner, which: Ints, way: Floats) -> Flags:
        """Whether availability, commitments and age leave room from each term on."""
        problem, lasts = self.problem, self._lasts[which]
        bad = np.zeros((len(self._site), len(problem.terms)), np.bool_)
        offering, start, end, day = self._sessions.T
        same = all(w.terms is None for w in learner.available) and all(c.terms is None for c in learner.commitments)
        for t, term in enumerate(problem.terms):
            if t and same:
                bad[:, t] = bad[:, 0]
                continue
            outside = np.ones(len(start), np.bool_)
            for w in learner.available:
                if w.terms is None or term.id in w.terms:
                    outside &= (start < w.start) | (end > w.end)
            for c in learner.commitments:
                if c.terms is None or term.id in c.terms:
                    there = self._minutes_from(c.place)[self._site[offering]] if c.place else 0
                    outside |= (day == c.start // DAY) & (start < c.end + there) & (c.start < end + there)
            bad[offering[outside], t] = True
        bad = bad[which]
        if "age-limits" in problem.rules:
            ages = np.array([learner.age_on(t.starts) for t in problem.terms], np.int64)
            bad |= (ages < self._youngest[which][:, None]) | (ages > self._oldest[which][:, None])
        return ~_any_of(bad, lasts)

    def _remedies(self, learner: Learner, way: Floats, which: Ints) -> tuple[Mapping[int, int], Ints, Ints]:
        """By spot the needs that are lacking; for each term the cheapest remedies, by the term and once (pence)."""
        terms = len(self.problem.terms)
        mask = self.covers.mask
        brings, needs, transport = mask(learner.brings), mask(learner.needs), mask([TRANSPORT])
        by_term = np.zeros((len(self._spot_site), terms), np.int64)
        once = np.zeros((len(self._spot_site), terms), np.int64)
        lacking: dict[int, int] = {}
        for spot in np.unique(self._spot[which]).tolist():
            site = self._spot_site[spot]
            far = transport if way[site] > learner.travel_limit else 0
            missing = lacking[spot] = (needs | far) & ~brings & ~self._spot_has[spot]
            if missing:
                by_term[spot], once[spot] = self.covers.cheapest_at(site, missing)
        return lacking, by_term, once

    def _paid(self, learner: Learner, which: Ints, by_term: Ints) -> Flags:
        """Whether somebody may pay for a line that starts in each term."""
        problem, terms = self.problem, self.problem.terms
        price = self._price[which][:, None] + by_term
        paid = self._free[which][:, None] & (price <= 0)
        ages = np.array([learner.age_on(t.starts) for t in terms], np.int64)
        for funding in learner.funding:
            funder = problem.funder[funding.funder]
            if "plan-limits" in problem.rules and funder.ehc_plan_only and not learner.ehc_plan:
                continue
            may = self._funded[funder.id][which][:, None] & (price <= funding.per_term)
            if "age-limits" in problem.rules:
                most = NO_LIMIT if funder.max_age is None else funder.max_age
                wrong = (ages < (funder.min_age or 0)) | (ages > most)
                may &= ~_any_of(np.broadcast_to(wrong, may.shape), self._lasts[which])
            paid |= may
        return paid

    def _ready(self, learner: Learner, which: Ints, starts: Flags) -> None:
        """Takes away, in place, the starts that nothing before them can make the learner ready for."""
        at = np.full(len(self._site), -1, np.int64)
        at[which] = np.arange(len(which))
        asking = [(needed, at[members]) for needed, members in self._asking.items()]
        asking = [(needed - learner.skills, rows[rows >= 0]) for needed, rows in asking]
        asking = [(needed, rows) for needed, rows in asking if needed and len(rows)]
        number = np.arange(starts.shape[1])
        while True:
            before = int(starts.sum())
            for needed, rows in asking:
                ready = max(self._earliest(learner, skill, at, which, starts) for skill in needed)
                starts[rows] &= number >= ready
            if int(starts.sum()) == before:
                return

    def _earliest(self, learner: Learner, skill: str, at: Ints, which: Ints, starts: Flags) -> int:
        """The first term that can begin with a skill."""
        givers = self._givers.get(skill)
        rows = at[givers] if givers is not None else np.zeros(0, np.int64)
        rows = rows[rows >= 0]
        rows = rows[starts[rows].any(axis=1)]
        first = (starts[rows].argmax(axis=1) + self._lasts[which[rows]]).min() if len(rows) else NO_LIMIT
        agreed = [line for line in learner.accepted if gives(self.problem.offering[line.offering], skill)]
        return min([int(first), *(self.problem.running(line).stop for line in agreed)])

    def _outcome_points(self, learner: Learner) -> Ints:
        """Points of outcomes in one term of each offering, taken by itself."""
        goals, total = self.problem.goals, np.zeros(len(self._site), np.int64)
        for aim in learner.aims:
            parts = self._part_of.get(aim.outcome)
            if parts is not None:
                first = np.minimum(parts[:, 1], aim.target // 2)
                second = np.minimum(parts[:, 1], aim.target) - first
                np.add.at(total, parts[:, 0], aim.weight * (goals.first_half * first + goals.second_half * second))
        return total


def what_leads_where(offerings: Iterable[Offering]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """The skills that each service requires, and the services that give each skill (their own name is one)."""
    requires: dict[str, set[str]] = {}
    giving: dict[str, set[str]] = {}
    for o in offerings:
        requires.setdefault(o.service, set()).update(o.requires)
        for skill in (*o.grants, o.service):
            giving.setdefault(skill, set()).add(o.service)
    return requires, giving


def _positions(names: Sequence[tuple[str, ...]]) -> dict[str, Ints]:
    """Where each name stands."""
    found: dict[str, dict[int, None]] = {}
    for i, some in enumerate(names):
        for name in some:
            found.setdefault(name, {})[i] = None
    return {name: np.array(list(where), np.int64) for name, where in found.items()}


def _any_of(bad: Flags, lasts: Ints) -> Flags:
    """Whether any of the terms in which a line would run is bad; what runs past the last term is not looked at."""
    found = np.zeros_like(bad)
    terms = bad.shape[1]
    for length in np.unique(lasts).tolist():
        rows = lasts == length
        for k in range(min(length, terms)):
            found[rows, : terms - k] |= bad[rows, k:]
    return found
