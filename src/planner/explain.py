"""Why an offering is not in a learner's programme, and what it would take. Facts first, then planning again.

An offering that no fact forbids is put into the learner's programme by force, the others and the stretches of terms
that it does not touch staying as they are: that gives what it would be worth, or shows what stands against it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from planner.around import around
from planner.candidates import possible
from planner.conflicts import Conflicts
from planner.forced import Forced
from planner.goals import worth
from planner.obstacles import HOURS, TERMS, lacking, obstacles, unmet_need
from planner.part import part
from planner.plan import Plan
from planner.progress import Watch, never, quiet
from planner.reasons import Reason, Why
from planner.rules.money import overspent, spent_by
from planner.shortlists import BLOCK, fit, shortlists
from planner.sieve import Sieve
from planner.stretches import stretches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from planner.candidates import Candidate
    from planner.problem import Learner, Offering, Problem
    from planner.result import Progress
    from planner.state import State

SERVICES = 10  # the learner's own shortlist while an offering is tried
LINES = 32  # of offerings that are tried, beside it, in one model: half of what there is room for


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
        taken = {line.offering for line in plan.of_learner(name)}
        facts = _Facts(problem.learner[name], plan, problem)
        for offering in (problem.offering[o] for o in sorted(set(asked[name]) - taken)):
            reasons, lines = facts.about(offering)
            found += reasons
            if not reasons:
                open_.setdefault(name, {})[offering.id] = lines
    if open_:
        found += _Trial(problem, plan).reasons(open_, watch)
    return sorted(found, key=lambda r: (r.learner, r.offering, r.why))


@dataclass
class _Facts:
    """What stands against offerings for one learner whatever else is planned."""

    learner: Learner
    plan: Plan
    problem: Problem

    def about(self, offering: Offering) -> tuple[list[Reason], list[Candidate]]:
        """The reasons; where there are none, the lines that are possible."""
        learner, problem = self.learner, self.problem
        reasons = self._obstacles(offering)
        if reasons:
            return reasons, []
        about = (learner.id, offering.id)
        lines = [c for c in possible(learner, [offering], problem) if c.offering.id == offering.id]
        missing = min((self._missing(c) for c in lines), key=len, default=frozenset[str]())
        if missing:
            return [Reason(*about, Why.NOT_READY, chain=self._chain(offering), missing=tuple(sorted(missing)))], []
        if not offering.places:
            return [Reason(*about, Why.FULL)], []
        if not lines:  # each fact leaves a start, but no start suits them all
            unmet = tuple(unmet_need(n, offering, problem) for n in sorted(lacking(learner, offering, problem)))
            return [Reason(*about, Why.CLASH, unmet=unmet, clashes=(TERMS,))], []
        return [], [c for c in lines if not self._missing(c)]

    @cached_property
    def _known(self) -> dict[str, list[Reason]]:
        return {}

    def _obstacles(self, offering: Offering) -> list[Reason]:
        if offering.id not in self._known:
            self._known[offering.id] = obstacles(self.learner, offering, self.problem)
        return self._known[offering.id]

    def _missing(self, c: Candidate) -> frozenset[str]:
        """The skills that a line asks for and that neither the learner nor the plan before it has."""
        held = set(self.learner.skills)
        for line in self.plan.of_learner(self.learner.id) if c.offering.requires else ():
            if self.problem.running(line).stop <= c.terms.start:
                done = self.problem.offering[line.offering]
                held |= done.grants | {done.service}
        return c.offering.requires - held

    @cached_property
    def _givers(self) -> Mapping[str, Sequence[Offering]]:
        """For each skill the offerings that give it and that nothing stands against; if there are no such, all."""
        offerings = self.problem.offerings
        usable = [o for o in offerings if not self._obstacles(o)] or offerings
        found: dict[str, list[Offering]] = defaultdict(list)
        for o in sorted(usable, key=lambda o: o.id):
            for skill in o.grants | {o.service}:
                found[skill].append(o)
        return found

    def _chain(self, offering: Offering) -> tuple[str, ...]:
        """The fewest services, in order, after which the learner is ready for an offering; empty if none lead there."""
        return self._leading(offering, frozenset()) or ()

    def _leading(self, offering: Offering, on_the_way: frozenset[str]) -> tuple[str, ...] | None:
        """The services to take before an offering; None where a skill cannot be had."""
        chain: tuple[str, ...] = ()
        for skill in sorted(offering.requires - self.learner.skills):
            step = None if skill in on_the_way else self._lead(skill, on_the_way | {skill})
            if step is None:
                return None
            chain = (*chain, *(s for s in step if s not in chain))
        return chain

    def _lead(self, skill: str, on_the_way: frozenset[str]) -> tuple[str, ...] | None:
        """The shortest chain of services to a skill; None if there is none."""
        best: tuple[str, ...] | None = None
        for giver in self._givers.get(skill, ()):
            chain = self._leading(giver, on_the_way)
            if chain is not None and (best is None or len(chain) + 1 < len(best)):
                best = (*chain, giver.service)
        return best


@dataclass
class _Trial:
    """Offerings put into programmes by force, one at a time."""

    problem: Problem
    plan: Plan

    def __post_init__(self) -> None:
        """Conflicts are remembered over all trials."""
        self.conflicts = Conflicts(self.problem)

    def reasons(self, asked: Mapping[str, Mapping[str, list[Candidate]]], watch: Watch) -> list[Reason]:
        """A reason for each offering asked for."""
        few = part(self.problem, (x for x in self.problem.learners if x.id in asked))
        cuts, mine = stretches(few), [y for name in asked for y in self.plan.of_learner(name)]
        short = shortlists(Sieve(few), SERVICES, len(cuts), BLOCK, mine, watch.go_on)
        short = fit(short, cuts, few, mine, dict.fromkeys(few.learner, BLOCK - LINES))
        found: list[Reason] = []
        for count, (name, offerings) in enumerate(asked.items()):
            watch.say(f"finding reasons, learner {count + 1} of {len(asked)}")
            own = {c.line for c in short.of[name]}
            for some in _rounds(offerings):
                if watch.over():
                    return found
                more = [c for lines in some.values() for c in lines if c.line not in own]
                state = around(self.problem, self.plan, [name], None, (), {name: (*short.of[name], *more)})
                there = {c.line: j for j, c in enumerate(state.model.candidates)}
                forced = Forced(state, 0, self.conflicts, [there[c.line] for c in more if c.line in there])
                for offering, lines in some.items():
                    found.append(self._one(state, forced, offering, [there[c.line] for c in lines if c.line in there]))
        return found

    def _one(self, state: State, forced: Forced, offering: str, lines: list[int]) -> Reason:
        learner = state.problem.learners[0]
        about = (learner.id, offering)
        have = worth(learner, self.plan.of_learner(learner.id), self.problem).total
        with_place = [j for j in lines if all(forced.left[r] >= 1 for r in forced.places(j))]
        if not lines:
            fixed = tuple(sorted({y.offering for y in learner.accepted}))
            return Reason(*about, Why.CLASH, clashes=fixed or (HOURS,), plan_gives=have)
        best = (
            forced.best(with_place) if with_place else forced.best(lines, [r for j in lines for r in forced.places(j)])
        )
        if best is None:
            return self._impossible(state, forced, offering, lines, have)
        got = best[0]
        if not with_place and got > have:
            more = self._gain_more(learner.id, offering, got - have)
            return Reason(*about, Why.FULL, gain_more=more, plan_gives=have, this_gives=got)
        against = self._clashes(state, with_place or lines)
        why = Why.CLASH if against else Why.LESS_GOOD
        return Reason(*about, why, clashes=against, plan_gives=have, this_gives=got)

    def _impossible(self, state: State, forced: Forced, offering: str, lines: list[int], have: int) -> Reason:
        """No programme has it: whether a budget of the area is in the way, or what the learner has agreed to."""
        learner = state.problem.learners[0]
        budgets = [r for r, name in enumerate(state.model.names) if name[0] in ("budget", "one-off")]
        best = forced.best(lines, [*budgets, *(r for j in lines for r in forced.places(j))])
        if best is not None:
            plan = Plan.of([*(y for y in self.plan.lines if y.learner != learner.id), *best[1]])
            over = list(overspent(plan, spent_by(plan, self.problem), self.problem))
            if over:
                funder, _, pence = max(over, key=lambda o: (o[2], o[0]))
                return Reason(learner.id, offering, Why.MONEY, funder=funder, over=pence, plan_gives=have)
        fixed = self._clashes(state, lines) or tuple(sorted({y.offering for y in learner.accepted}))
        return Reason(learner.id, offering, Why.CLASH, clashes=fixed or (HOURS,), plan_gives=have)

    def _gain_more(self, learner: str, offering: str, gain: int) -> int:
        """How many who hold a place would lose more without it than the learner would gain."""
        holders = {y.learner for y in self.plan.lines if y.offering == offering}
        count = 0
        for name in holders - {learner}:
            holder, lines = self.problem.learner[name], self.plan.of_learner(name)
            without = [y for y in lines if y.offering != offering]
            count += worth(holder, lines, self.problem).total - worth(holder, without, self.problem).total > gain
        return count

    def _clashes(self, state: State, lines: list[int]) -> tuple[str, ...]:
        """The offerings of the plan that every one of the lines clashes with some of; those of the line with fewest."""
        model = state.model
        each = []
        for c in (model.candidates[j] for j in lines):
            mine = (model.candidates[i] for i in state.of[0])
            each.append(tuple(sorted({m.offering.id for m in mine if self.conflicts.between(c, m)})))
        return min(each, key=lambda hit: (len(hit), hit)) if all(each) else ()


def _rounds(asked: Mapping[str, list[Candidate]]) -> Iterator[dict[str, list[Candidate]]]:
    """Offerings with their lines, as many at a time as there is room for; of each the lines that look best."""
    some: dict[str, list[Candidate]] = {}
    room = LINES
    for offering, lines in asked.items():
        if some and len(lines) > room:
            yield some
            some, room = {}, LINES
        some[offering] = sorted(lines, key=lambda c: (-c.looks, c.line))[:LINES]
        room -= len(some[offering])
    yield some
