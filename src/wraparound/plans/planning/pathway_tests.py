"""A pathway tried for learners, each alone: a step is possible where the learner can take something of its kind then.

Beside `together.py`, which runs it: nothing of the site is imported.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from planner.candidates import possible
from planner.explain import explain_many
from planner.files.json_values import encode
from planner.plan import Plan
from planner.rules import check_all

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from planner.candidates import Candidate
    from planner.problem import Learner, Problem

CHOICES = 6  # lines that are tried for a step: the fewest remedies first, then the cheapest
CHECKS = 400  # whole programmes looked at for one learner and one first term


def tests(
    problem: Problem, task: Mapping[str, Any], say: Callable[[dict[str, Any]], None], stop: Callable[[], bool]
) -> None:
    """Says after each learner what came out so far, by the learner's id."""
    found: dict[str, Any] = {}
    for number, x in enumerate(problem.learners):
        if stop():
            break
        alone = replace(problem, learners=(x,))
        found[x.id] = _test(alone, x, task["steps"], task["firsts"])
        say({"doing": "testing", "done": number + 1})
        if number % 10 == 9:
            say({"answer": {"learners": found}})
    say({"answer": {"learners": found}})


def _test(problem: Problem, learner: Learner, steps: Sequence[Mapping[str, Any]], firsts: int) -> dict[str, Any]:
    """From the earliest first term in which all steps are possible; else the attempt that comes furthest, and why."""
    offered = {o for step in steps for o in step["offerings"]}
    lines = possible(learner, [o for o in problem.offerings if o.id in offered], problem)
    best: list[Candidate | None] = []
    at = 0
    for first in range(firsts):
        found = _Tries(problem, learner, steps, first, lines).best()
        if sum(c is not None for c in found) > sum(c is not None for c in best) or not best:
            best, at = found, first
        if all(c is not None for c in found):
            break
    taken = [c for c in best if c is not None]
    told = [
        {"step": s["key"], "offering": c.offering.id, "remedies": list(c.line.remedies)}
        for s, c in zip(steps, best, strict=True)
        if c is not None
    ]
    missing = [s for s, c in zip(steps, best, strict=True) if c is None]
    plan = Plan.of([*learner.accepted, *(c.line for c in taken)])
    reasons = [{"step": s["key"], "reason": _why(problem, learner, plan, s["offerings"])} for s in missing]
    return {"first": at, "lines": told, "missing": reasons}


class _Tries:
    """The steps one after the other, each with what could be taken, until all are possible together."""

    def __init__(
        self,
        problem: Problem,
        learner: Learner,
        steps: Sequence[Mapping[str, Any]],
        first: int,
        lines: Sequence[Candidate],
    ) -> None:
        self.problem, self.learner, self.left = problem, learner, CHECKS
        self.choices = [
            sorted(
                (c for c in lines if c.offering.id in step["offerings"] and c.terms.start == first + step["begins"]),
                key=lambda c: (len(c.line.remedies), c.offering.price, c.line),
            )[:CHOICES]
            for step in steps
        ]
        self.found: list[Candidate | None] = [None] * len(steps)

    def best(self) -> list[Candidate | None]:
        """The attempt with the most steps; None for those that are not possible beside the others."""
        self._go(0, [])
        return self.found

    def _go(self, step: int, taken: list[Candidate | None]) -> bool:
        if sum(c is not None for c in taken) > sum(c is not None for c in self.found):
            self.found = [*taken, *[None] * (len(self.found) - len(taken))]
        if step == len(self.choices):
            return all(c is not None for c in taken)
        for choice in self.choices[step]:
            if self.left <= 0:
                return True
            if self._fits([*taken, choice]) and self._go(step + 1, [*taken, choice]):
                return True
        return self._go(step + 1, [*taken, None])

    def _fits(self, taken: Sequence[Candidate | None]) -> bool:
        self.left -= 1
        lines = {c.line for c in taken if c is not None}
        if len(lines) < sum(c is not None for c in taken):
            return False  # one line is one step
        return not check_all(Plan.of([*self.learner.accepted, *lines]), self.problem)


def _why(problem: Problem, learner: Learner, plan: Plan, offerings: Sequence[str]) -> Any:
    """The reason of what is nearest to being possible; None where nothing stands against it but the term."""
    reasons = explain_many(problem, plan, {learner.id: list(offerings)[:CHOICES]})
    by: dict[str, list[Any]] = {}
    for reason in reasons:
        by.setdefault(reason.offering, []).append(reason)
    real = {o: [r for r in found if r.why != "less-good"] for o, found in by.items()}
    if not real or not min(map(len, real.values())):
        return None
    nearest = min(real, key=lambda o: (len(real[o]), _unmet(real[o]), o))
    told: Any = encode(tuple(real[nearest][:1]), brief=True)
    return told[0]


def _unmet(reasons: Sequence[Any]) -> int:
    return sum(len(r.unmet) for r in reasons)
