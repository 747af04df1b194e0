"""What of a plan still stands after something has happened, by the independent rules, looked at where it may not."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from planner.part import part
from planner.plan import Plan
from planner.rules import CHECKS, check_all, check_some, money
from planner.rules import terms as terms_rule

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from planner.learner import Learner, Line
    from planner.problem import Problem
    from planner.rules.breach import Breach

ALL_OF = ("terms", "organisations", "rules", "goals", "carousel", "transport_limit", "travel")
"""What concerns everybody when it changes."""
PRICED = ("terms", "funders", "offerings", "remedies")
"""What says how much lines cost, and what there is to pay it."""


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
        here = [] if learner is None else [y for y in old if _stands(learner, y, after)]
        fallen += [y for y in old if y not in here]
        if learner is None:
            continue
        if here:
            lines[name] = tuple(here)
        if len(here) < len(old) or not _hold(learner, here, after):
            broken.add(name)
        firm = tuple(y for y in learner.accepted if y in here or _stands(learner, y, after))
        agreed[name] = firm if name not in loose and _hold(learner, firm, after) else ()
    return Standing(lines, tuple(sorted(fallen)), frozenset(touched), frozenset(broken), agreed)


def verdict(before: Problem, old: Plan, after: Problem, new: Plan, names: Collection[str]) -> tuple[Breach, ...]:
    """What the rules say of all that is new where only these learners have other lines than in a valid plan.

    `check_some` asks all rules about these learners, and about what they share with others. Of the others it is given
    only the lines that can matter: those of offerings that these learners take; and for budgets those of everybody,
    but none where these learners need no more of any budget than before: no sum has grown then, and no budget shrunk.
    """
    if all(getattr(before, x) is getattr(after, x) for x in PRICED) and not _needs_more(before, old, after, new, names):
        taken = {y.offering for x in names for y in new.of_learner(x)}
        new = Plan(tuple(y for y in new.lines if y.offering in taken))
    return check_some(new, after, names)


def _needs_more(before: Problem, old: Plan, after: Problem, new: Plan, names: Iterable[str]) -> bool:
    """Whether some learners need more of a budget in any term than they did, or anything new that is paid once."""
    was, now = (Plan(tuple(sorted(y for x in names for y in p.of_learner(x)))) for p in (old, new))
    if not now.uses <= was.uses:
        return True
    limited = {f.id for f in after.funders if f.budget_per_term is not None}
    sums: dict[tuple[str, int], int] = defaultdict(int)
    for plan, problem, sign in ((was, before, -1), (now, after, 1)):
        for (funder, _, term), pence in money.spent_by(plan, problem).items():
            sums[funder, term] += sign * pence
    return any(more > 0 and funder in limited for (funder, _), more in sums.items())


def _stands(learner: Learner, line: Line, problem: Problem) -> bool:
    """Whether a line could be in some plan: valid by itself, once the learner has what it asks for first."""
    alone = part(problem, [replace(learner, accepted=())])
    only = Plan((line,))
    if terms_rule.check(only, alone):
        return False
    asked = problem.offering[line.offering].requires
    ready = part(problem, [replace(learner, accepted=(), skills=learner.skills | asked)])
    return not check_all(only, ready)


def _hold(learner: Learner, lines: Iterable[Line], problem: Problem) -> bool:
    """Whether lines hold together as one programme, places apart. They must stand by themselves."""
    alone = part(problem, [replace(learner, accepted=())])
    plan = Plan.of(lines)
    return not any(check(plan, alone) for name, check in CHECKS.items() if name not in ("places", "accepted"))


def _touched(before: Problem, after: Problem, plan: Plan) -> set[str]:
    """Learners whom a difference between two problems can concern: their own, or that of what their lines name."""
    if any(getattr(before, x) is not getattr(after, x) and getattr(before, x) != getattr(after, x) for x in ALL_OF):
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
    for line in plan.lines if offerings or remedies or funders else ():
        if line.offering in offerings or line.funder in funders or not remedies.isdisjoint(line.remedies):
            found.add(line.learner)
    return found


def _differing(before: Sequence[object], after: Sequence[object]) -> set[str]:
    """Ids of things that came, went or changed; things that are the very same are not looked into."""
    if before is after:
        return set()
    old, new = {id(x): x for x in before}, {id(x): x for x in after}
    there = [x for key, x in old.items() if key not in new] + [x for key, x in new.items() if key not in old]
    by_name: dict[str, list[object]] = defaultdict(list)
    for thing in there:
        by_name[thing.id].append(thing)  # type: ignore[attr-defined]
    return {name for name, things in by_name.items() if len(things) != 2 or things[0] != things[1]}
