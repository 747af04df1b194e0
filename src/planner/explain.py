"""Why an offering is not in a learner's programme, and what it would take. Facts first, then planning again.

An offering that no fact forbids is put into the learner's programme by force, the others and the stretches of terms
that it does not touch staying as they are: that gives what it would be worth, or shows what stands against it.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.around import around
from planner.candidates import possible
from planner.conflicts import Conflicts
from planner.goals import worth
from planner.monolith import solve_whole
from planner.obstacles import HOURS, TERMS, gives, lacking, obstacles, unmet_need
from planner.plan import Plan
from planner.progress import Watch, never, quiet
from planner.reasons import Reason, Why
from planner.rules.money import overspent, spent_by
from planner.stretches import stretches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from planner.candidates import Candidate
    from planner.problem import Learner, Line, Offering, Problem
    from planner.result import Progress
    from planner.state import State

SERVICES = 10  # the learner's own shortlist while an offering is tried
NODES = 60
THREADS = 2
GAP = 0.005


def explain(problem: Problem, plan: Plan, learner: str, offerings: Iterable[str] | None = None) -> list[Reason]:
    """Reasons for the offerings (all) that are not in a learner's programme; at least one for each."""
    asked = [o.id for o in problem.offerings] if offerings is None else list(offerings)
    return explain_many(problem, plan, {learner: asked})


def explain_many(
    problem: Problem,
    plan: Plan,
    asked: Mapping[str, Sequence[str]],
    stop: Callable[[], bool] = never,
    progress: Callable[[Progress], None] = quiet,
) -> list[Reason]:
    """Reasons for many learners, sorted by learner and offering; what is in the programme is left out.

    Once `stop` says True, the offerings not yet tried are left without a reason.
    """
    watch = Watch(stop, None, progress)
    found: list[Reason] = []
    open_: dict[str, dict[str, list[Candidate]]] = {}
    for name in sorted(asked):
        learner = problem.learner[name]
        taken = {line.offering for line in plan.of_learner(name)}
        for offering in (problem.offering[o] for o in sorted(set(asked[name]) - taken)):
            reasons, lines = _facts(learner, offering, plan, problem)
            found += reasons
            if not reasons:
                open_.setdefault(name, {})[offering.id] = lines
    if open_:
        found += _Trial(problem, plan, open_).reasons(watch)
    return sorted(found, key=lambda r: (r.learner, r.offering, r.why))


def _facts(learner: Learner, offering: Offering, plan: Plan, problem: Problem) -> tuple[list[Reason], list[Candidate]]:
    """Reasons that stand whatever else is planned; where there are none, the lines that are possible."""
    reasons = obstacles(learner, offering, problem)
    if reasons:
        return reasons, []
    about = (learner.id, offering.id)
    lines = [c for c in possible(learner, [offering], problem) if c.offering.id == offering.id]
    missing = min((_missing(c, learner, plan, problem) for c in lines), key=len, default=frozenset[str]())
    if missing:
        chain = shortest_chain(learner, offering, problem)
        return [Reason(*about, Why.NOT_READY, chain=chain, missing=tuple(sorted(missing)))], []
    if not offering.places:
        return [Reason(*about, Why.FULL)], []
    if not lines:  # each fact leaves a start, but no start suits them all
        unmet = tuple(unmet_need(n, offering, problem) for n in sorted(lacking(learner, offering, problem)))
        return [Reason(*about, Why.CLASH, unmet=unmet, clashes=(TERMS,))], []
    return [], [c for c in lines if not _missing(c, learner, plan, problem)]


def _missing(c: Candidate, learner: Learner, plan: Plan, problem: Problem) -> frozenset[str]:
    """The skills that a line asks for and that neither the learner nor the plan before it has."""
    held = set(learner.skills)
    for line in plan.of_learner(learner.id):
        if problem.running(line).stop <= c.terms.start:
            done = problem.offering[line.offering]
            held |= done.grants | {done.service}
    return c.offering.requires - held


def shortest_chain(learner: Learner, offering: Offering, problem: Problem) -> tuple[str, ...]:
    """The fewest services, in order, after which a learner is ready for an offering; empty if none lead there.

    Services with no obstacle for the learner come first; each step adds what can be started with what is held.
    """
    usable = [o for o in problem.offerings if not obstacles(learner, o, problem)] or list(problem.offerings)
    chain: list[str] = []
    for skill in sorted(offering.requires - learner.skills):
        part = _lead(skill, learner, usable, frozenset())
        if part is None:
            return ()
        chain += [service for service in part if service not in chain]
    return tuple(chain)


def _lead(
    skill: str, learner: Learner, usable: Sequence[Offering], on_the_way: frozenset[str]
) -> tuple[str, ...] | None:
    """The shortest chain of services to a skill; None if there is none."""
    best: tuple[str, ...] | None = None
    for giver in sorted((o for o in usable if gives(o, skill)), key=lambda o: o.id):
        chain: tuple[str, ...] | None = ()
        for asked in sorted(giver.requires - learner.skills):
            step = None if asked in on_the_way else _lead(asked, learner, usable, on_the_way | {skill})
            chain = None if step is None or chain is None else (*chain, *(s for s in step if s not in chain))
        if chain is not None and (best is None or len(chain) + 1 < len(best)):
            best = (*chain, giver.service)
    return best


@dataclass
class _Trial:
    """Offerings put into programmes by force, one at a time."""

    problem: Problem
    plan: Plan
    asked: Mapping[str, Mapping[str, list[Candidate]]]

    def __post_init__(self) -> None:
        """Conflicts are remembered over all trials."""
        self.conflicts = Conflicts(self.problem)

    def reasons(self, watch: Watch) -> list[Reason]:
        """A reason for each offering asked for."""
        keep = [c.line for offerings in self.asked.values() for lines in offerings.values() for c in lines]
        state = around(self.problem, self.plan, self.asked, SERVICES, keep)
        number = {x.id: i for i, x in enumerate(state.problem.learners)}
        there = {c.line: j for j, c in enumerate(state.model.candidates)}

        def of_learner(name: str) -> list[Reason]:
            return [
                self._one(state, number[name], offering, [there[c.line] for c in lines if c.line in there])
                for offering, lines in self.asked[name].items()
                if not watch.over()
            ]

        found: list[Reason] = []
        with ThreadPoolExecutor(THREADS) as pool:
            for count, reasons in enumerate(pool.map(of_learner, self.asked)):
                watch.say(f"finding reasons, learner {count + 1} of {len(self.asked)}")
                found += reasons
        return found

    def _one(self, state: State, x: int, offering: str, lines: list[int]) -> Reason:
        learner = state.problem.learners[x]
        about = (learner.id, offering)
        have = worth(learner, self.plan.of_learner(learner.id), self.problem).total
        left = state.residual([x])
        with_place = [j for j in lines if all(left[r] >= 1 for r in _places(state, j))]
        if not lines:
            fixed = tuple(sorted({y.offering for y in learner.accepted}))
            return Reason(*about, Why.CLASH, clashes=fixed or (HOURS,), plan_gives=have)
        got = self._best(state, x, with_place or lines, left, free=not with_place)
        if got is None:
            return self._impossible(state, x, offering, lines, left, have)
        if not with_place and got > have:
            more = self._gain_more(state, x, offering, got - have)
            return Reason(*about, Why.FULL, gain_more=more, plan_gives=have, this_gives=got)
        against = self._clashes(state, x, with_place or lines)
        why = Why.CLASH if against else Why.LESS_GOOD
        return Reason(*about, why, clashes=against, plan_gives=have, this_gives=got)

    def _best(self, state: State, x: int, lines: list[int], left: Mapping[int, float], *, free: bool) -> int | None:
        """Points of the best programme with one of the lines; None if there is none."""
        rows = [r for j in lines for r in _places(state, j)] if free else []
        found = [self._programme(state, x, here, left, rows) for here in self._by_stretch(state, lines)]
        learner = state.problem.learners[x]
        return max((worth(learner, got, self.problem).total for got in found if got is not None), default=None)

    def _by_stretch(self, state: State, lines: list[int]) -> list[list[int]]:
        """The lines by the stretch of terms that they start in."""
        starts = state.model.candidates
        cuts = stretches(self.problem)
        return [here for cut in cuts if (here := [j for j in lines if starts[j].terms.start in cut])]

    def _programme(
        self, state: State, x: int, here: list[int], left: Mapping[int, float], free: list[int]
    ) -> list[Line] | None:
        """The best programme with one of these lines: all else as planned where they do not reach, or else anew."""
        model, between = state.model, self.conflicts.between
        stop = max(model.candidates[j].terms.stop for j in here)
        cut = next(c for c in stretches(self.problem) if model.candidates[here[0]].terms.start in c)
        stay = [
            i
            for i in state.of[x]
            if not _meet(model.candidates[i].terms, range(cut.start, stop))
            and not any(between(model.candidates[i], model.candidates[j]) for j in here)
        ]
        for forced in (stay, []):
            answer = solve_whole(
                model, [x], left, state.bought([x]), force=forced, one_of=here, free=free, nodes=NODES, gap=GAP
            )
            if answer.chosen is not None:
                return [model.candidates[j].line for j in answer.chosen]
        return None

    def _impossible(
        self, state: State, x: int, offering: str, lines: list[int], left: Mapping[int, float], have: int
    ) -> Reason:
        """No programme has it: whether a budget of the area is in the way, or what the learner has agreed to."""
        learner = state.problem.learners[x]
        budgets = [r for r, name in enumerate(state.model.names) if name[0] in ("budget", "one-off")]
        places = [r for j in lines for r in _places(state, j)]
        others = [y for y in self.plan.lines if y.learner != learner.id]
        for here in self._by_stretch(state, lines):
            got = self._programme(state, x, here, left, [*budgets, *places])
            if got is not None:
                plan = Plan.of([*others, *got])
                over = list(overspent(plan, spent_by(plan, self.problem), self.problem))
                if over:
                    funder, _, pence = max(over, key=lambda o: (o[2], o[0]))
                    return Reason(learner.id, offering, Why.MONEY, funder=funder, over=pence, plan_gives=have)
        fixed = self._clashes(state, x, lines) or tuple(sorted({y.offering for y in learner.accepted}))
        return Reason(learner.id, offering, Why.CLASH, clashes=fixed or (HOURS,), plan_gives=have)

    def _gain_more(self, state: State, x: int, offering: str, gain: int) -> int:
        """How many who hold a place would lose more without it than the learner would gain."""
        holders = {y.learner for y in self.plan.lines if y.offering == offering}
        count = 0
        for name in holders - {state.problem.learners[x].id}:
            holder, lines = self.problem.learner[name], self.plan.of_learner(name)
            without = [y for y in lines if y.offering != offering]
            count += worth(holder, lines, self.problem).total - worth(holder, without, self.problem).total > gain
        return count

    def _clashes(self, state: State, x: int, lines: list[int]) -> tuple[str, ...]:
        """The offerings of the plan that every one of the lines clashes with some of; those of the line with fewest."""
        model = state.model
        each = []
        for c in (model.candidates[j] for j in lines):
            mine = (model.candidates[i] for i in state.of[x])
            each.append(tuple(sorted({m.offering.id for m in mine if self.conflicts.between(c, m)})))
        return min(each, key=lambda hit: (len(hit), hit)) if all(each) else ()


def _places(state: State, j: int) -> list[int]:
    """The rows of places that a candidate counts in."""
    model = state.model
    return [r for b, i in model.pieces_of[j] for r, _ in model.blocks[b].pieces[i].rows if model.names[r][0] == "place"]


def _meet(a: range, b: range) -> bool:
    return a.start < b.stop and b.start < a.stop
