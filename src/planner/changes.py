"""What change to an area would help most: found by planning again with the change, not guessed.

Changes are looked for where learners stand in front of something: a full offering, a remedy nobody has bought, a
session that clashes, an area rule. A cheap look at single lines says whom a change might help; those learners are
then planned again together, once as things are and once with the change, the others staying as they are. What is
told is the difference of the two plans (`what_if.py`).
"""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planner.candidates import candidates_of
from planner.conflicts import in_the_way
from planner.events import PlacesChange, RemedyPaid, RuleLifted, SessionsMove
from planner.goals import worth
from planner.problem import DAY, RULES, Session
from planner.progress import Watch, never, quiet
from planner.reasons import Change, Kind
from planner.what_if import Asking
from planner.what_if_plans import GROUP, GROUPS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from planner.candidates import Candidate
    from planner.events import Event
    from planner.plan import Plan
    from planner.problem import Learner, Problem
    from planner.result import Progress

THREADS = 2
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


@dataclass
class Idea:
    """A change to try: the problem with it, and the points that single lines promise each learner."""

    kind: Kind
    about: str
    change: Event
    changed: Problem
    detail: str = ""
    promise: dict[str, int] = field(default_factory=dict)
    lines: set[tuple[str, str]] = field(default_factory=set)  # (learner, offering) that the change opens


def what_would_help(
    problem: Problem,
    plan: Plan,
    tries: int = 12,
    stop: Callable[[], bool] = never,
    progress: Callable[[Progress], None] = quiet,
) -> list[Change]:
    """The changes that help, most learners for each pound first; at most `tries` are planned again.

    A change without a price comes before those with one where it helps as many.
    """
    watch = Watch(stop, None, progress)
    watch.say("looking for changes that could help")
    known = {x.id: candidates_of(x, problem) for x in problem.learners}
    look = _Look(problem, plan, {x: tuple(_plainest(lines, problem)) for x, lines in known.items()})
    chosen = _most_promising([idea for idea in look.ideas() if idea.promise], tries)
    found = []
    asking = Asking(problem, plan, watch)
    with ThreadPoolExecutor(THREADS) as pool:
        jobs = [pool.submit(_unless_over, watch, asking, idea) for idea in chosen]
        for number, job in enumerate(jobs):
            watch.say(f"planning again with a change, {number + 1} of {len(jobs)}")
            change = job.result()
            if change is not None and change.points > 0 and change.helped:
                found.append(change)
    return sorted(found, key=lambda c: (-_helped_per_pound(c), -c.points, c.kind, c.about, c.detail))


def _helped_per_pound(change: Change) -> float:
    """Learners helped for each pound; what has no price counts as one pound."""
    return change.helped / max(1.0, change.price / 100)


def _most_promising(ideas: list[Idea], tries: int) -> list[Idea]:
    """Some of each kind, those that promise most first."""
    by_kind: dict[Kind, list[Idea]] = defaultdict(list)
    seen = set()
    most = {id(i): sum(sorted(i.promise.values())[-GROUP * GROUPS :]) for i in ideas}
    for idea in sorted(ideas, key=lambda i: (-most[id(i)], i.kind, i.about, i.detail)):
        if (idea.kind, idea.about) not in seen:  # of the days a session could move to, the one that promises most
            seen.add((idea.kind, idea.about))
            by_kind[idea.kind].append(idea)
    chosen: list[Idea] = []
    while len(chosen) < tries and any(by_kind.values()):
        for kind in Kind:
            if by_kind[kind] and len(chosen) < tries:
                chosen.append(by_kind[kind].pop(0))
    return chosen


def _unless_over(watch: Watch, asking: Asking, idea: Idea) -> Change | None:
    return None if watch.over() else try_change(asking, idea)


def try_change(asking: Asking, idea: Idea) -> Change:
    """Plans the learners whom a change promises most again, with and without it: what `what_if` does."""
    offered: dict[str, set[str]] = defaultdict(set)
    for name, offering in idea.lines:
        offered[name].add(offering)
    opened = []
    for name in sorted(idea.promise, key=lambda x: (-idea.promise[x], x))[: GROUP * GROUPS]:
        offerings = [idea.changed.offering[o] for o in sorted(offered[name])]
        lines = candidates_of(idea.changed.learner[name], idea.changed, offerings)
        opened += [c.line for c in lines if c.offering.id in offered[name]]
    found = asking.effect(idea.change, idea.promise, opened)
    return Change(
        idea.kind, idea.about, found.price, found.helped, found.set_back, found.points, found.certain, idea.detail
    )


def _plainest(lines: tuple[Candidate, ...], problem: Problem) -> Iterable[Candidate]:
    """One line for each offering and start, the cheapest: enough for a cheap look."""
    best: dict[tuple[str, str], tuple[int, Candidate]] = {}
    for c in lines:
        price = sum(problem.remedy[r].to_pay(problem.remedy[r].per_term) for r in c.line.remedies)
        key = (c.offering.id, c.line.start)
        if key not in best or price < best[key][0]:
            best[key] = (price, c)
    return [c for _, c in best.values()]


class _Look:
    """The cheap look: which single lines a change would open, and what they promise."""

    def __init__(self, problem: Problem, plan: Plan, known: Mapping[str, tuple[Candidate, ...]]) -> None:
        self._problem = problem
        self._plan = plan
        self._known = known
        self._taken = plan.places_taken(problem)
        self._have = {x.id: {y.offering for y in plan.of_learner(x.id)} for x in problem.learners}
        self._now = {x.id: worth(x, plan.of_learner(x.id), problem).total for x in problem.learners}

    def ideas(self) -> Iterator[Idea]:
        """Every change to think of; some promise nothing."""
        yield from self._places()
        yield from self._remedies()
        yield from self._sessions()
        yield from self._rules()

    def _gain(self, learner: Learner, c: Candidate, problem: Problem) -> int:
        """Points that a line promises a learner, whatever it clashes with left out of the programme."""
        kept = [y for y in self._plan.of_learner(learner.id) if not in_the_way(y, c.line, problem)]
        return worth(learner, [*kept, c.line], problem).total - self._now[learner.id]

    def _full(self, c: Candidate) -> bool:
        return any(self._taken.get((c.offering.id, t), 0) >= c.offering.places for t in c.terms)

    def _promise(self, idea: Idea, learner: Learner, lines: Iterable[Candidate]) -> None:
        """Adds what the lines that a change opens promise a learner."""
        for c in lines:
            if c.offering.id in self._have[learner.id] or self._full(c):
                continue
            gain = self._gain(learner, c, idea.changed)
            if gain > 0:
                idea.promise[learner.id] = max(gain, idea.promise.get(learner.id, 0))
                idea.lines.add((learner.id, c.offering.id))

    def _places(self) -> Iterator[Idea]:
        """One more place where an offering is full and somebody would gain from it."""
        problem = self._problem
        waiting: dict[str, dict[str, int]] = defaultdict(dict)
        for learner in problem.learners:
            for c in self._known[learner.id]:
                if c.offering.id not in self._have[learner.id] and self._full(c):
                    gain = self._gain(learner, c, problem)
                    if gain > waiting[c.offering.id].get(learner.id, 0):
                        waiting[c.offering.id][learner.id] = gain
        for name, promise in waiting.items():
            o = problem.offering[name]
            more = PlacesChange(name, o.places + 1)
            lines = {(x, name) for x in promise}
            yield Idea(Kind.PLACE, name, more, more.apply(problem), promise=promise, lines=lines)

    def _remedies(self) -> Iterator[Idea]:
        """A remedy arranged at once and paid by somebody else: what it costs once is the price of the change."""
        problem = self._problem
        for remedy in problem.remedies:
            bought = remedy.id in self._plan.remedies
            if not remedy.lead_terms and (bought or not remedy.once):
                continue
            paid = RemedyPaid(remedy.id)
            changed = paid.apply(problem)
            idea = Idea(Kind.REMEDY, remedy.id, paid, changed)
            offerings = [o for o in problem.offerings if o.site in remedy.sites]
            for learner in problem.learners:
                if learner.needs & remedy.gives:
                    lines = candidates_of(learner, changed, offerings)
                    self._promise(idea, learner, (c for c in lines if remedy.id in c.line.remedies))
            yield idea

    def _sessions(self) -> Iterator[Idea]:
        """An offering of one session a week that nobody takes, held on another day at the same time.

        What somebody takes stays where it is: nobody's week is to be disturbed by a suggestion.
        """
        problem = self._problem
        for o in problem.offerings:
            if o.placement or len(o.sessions) > 1 or any(self._taken.get((o.id, t)) for t in range(len(problem.terms))):
                continue
            for day in set(range(5)) - o.days:
                shift = (day - o.sessions[0].day) * DAY
                move = SessionsMove(o.id, (Session(o.sessions[0].start + shift, o.sessions[0].end + shift),))
                idea = Idea(Kind.SESSION, o.id, move, move.apply(problem), detail=DAYS[day])
                moved = idea.changed.offering[o.id]
                for learner in problem.learners:
                    self._promise(idea, learner, candidates_of(learner, idea.changed, [moved]))
                yield idea

    def _rules(self) -> Iterator[Idea]:
        """Each area rule in force, lifted: what it opens, or what it may open where it forbids pairs of lines."""
        problem = self._problem
        for rule in sorted(problem.rules & set(RULES)):
            lifted = RuleLifted(rule)
            idea = Idea(Kind.RULE, rule, lifted, lifted.apply(problem))
            for learner in problem.learners:
                lines = self._known[learner.id]
                if rule in ("age-limits", "plan-limits"):
                    before = {c.line for c in lines}
                    now = _plainest(candidates_of(learner, idea.changed), problem)
                    lines = tuple(c for c in now if c.line not in before)
                self._promise(idea, learner, lines)
            yield idea
