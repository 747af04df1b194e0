"""What of a plan still stands after something has happened, by the independent rules, looked at where it may not."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from planner.part import part
from planner.plan import Plan
from planner.rules import CHECKS, check_all
from planner.rules import terms as terms_rule

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from planner.learner import Learner, Line
    from planner.problem import Problem

ALL_OF = ("terms", "organisations", "rules", "goals", "carousel", "transport_limit", "travel")
"""What concerns everybody when it changes."""


@dataclass(frozen=True)
class Standing:
    """The lines of each learner that can stay by themselves, and those that cannot.

    `touched` are the learners whom the news can concern, `broken` those of them whose lines fell or do not hold
    together any more, `agreed` the accepted lines that stay for certain.
    """

    lines: dict[str, tuple[Line, ...]]
    fallen: tuple[Line, ...]
    touched: frozenset[str]
    broken: frozenset[str]
    agreed: dict[str, tuple[Line, ...]]


def standing(before: Problem, after: Problem, plan: Plan, loose: Collection[str] = ()) -> Standing:
    """What stands of a plan made for `before`. `loose` are learners whose accepted lines may move."""
    touched = _touched(before, after, plan)
    lines = dict(plan.programme)
    agreed: dict[str, tuple[Line, ...]] = {}
    fallen: list[Line] = []
    broken = set()
    for name in sorted(touched | set(loose)):
        learner = after.learner.get(name)
        old = lines.pop(name, ())
        here = [] if learner is None else [y for y in old if stands(learner, y, after)]
        fallen += [y for y in old if y not in here]
        if learner is None:
            continue
        if here:
            lines[name] = tuple(here)
        if len(here) < len(old) or not hold(learner, here, after):
            broken.add(name)
        firm = tuple(y for y in learner.accepted if y in here or stands(learner, y, after))
        agreed[name] = firm if name not in loose and hold(learner, firm, after) else ()
    return Standing(lines, tuple(sorted(fallen)), frozenset(touched), frozenset(broken), agreed)


def stands(learner: Learner, line: Line, problem: Problem) -> bool:
    """Whether a line could be in some plan: valid by itself, once the learner has what it asks for first."""
    alone = part(problem, [replace(learner, accepted=())])
    only = Plan((line,))
    if terms_rule.check(only, alone):
        return False
    asked = problem.offering[line.offering].requires
    ready = part(problem, [replace(learner, accepted=(), skills=learner.skills | asked)])
    return not check_all(only, ready)


def hold(learner: Learner, lines: Iterable[Line], problem: Problem) -> bool:
    """Whether lines hold together as one programme, places apart. They must stand by themselves."""
    alone = part(problem, [replace(learner, accepted=())])
    plan = Plan.of(lines)
    return not any(check(plan, alone) for name, check in CHECKS.items() if name not in ("places", "accepted"))


def _touched(before: Problem, after: Problem, plan: Plan) -> set[str]:
    """Learners whom a difference between two problems can concern: their own, or that of what their lines name."""
    if any(getattr(before, name) != getattr(after, name) for name in ALL_OF):
        return {*before.learner, *after.learner}
    found = _differing(before.learners, after.learners)
    offerings = _differing(before.offerings, after.offerings)
    sites = _differing(before.sites, after.sites)
    remedies = _differing(before.remedies, after.remedies)
    funders = _differing(before.funders, after.funders)
    if sites:
        offerings |= {o.id for o in before.offerings if o.site in sites}
    if funders:
        remedies |= {r.id for r in before.remedies if r.paid_by in funders}
    for line in plan.lines:
        if line.offering in offerings or line.funder in funders or not remedies.isdisjoint(line.remedies):
            found.add(line.learner)
    return found


def _differing(before: Sequence[object], after: Sequence[object]) -> set[str]:
    """Ids of things that came, went or changed; things that are the very same are not looked into."""
    old, new = {id(x): x for x in before}, {id(x): x for x in after}
    there = [x for key, x in old.items() if key not in new] + [x for key, x in new.items() if key not in old]
    by_name: dict[str, list[object]] = defaultdict(list)
    for thing in there:
        by_name[thing.id].append(thing)  # type: ignore[attr-defined]
    return {name for name, things in by_name.items() if len(things) != 2 or things[0] != things[1]}
