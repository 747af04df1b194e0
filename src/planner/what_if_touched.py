"""Whom a change touches: who could have lines that were not there before, and how much these could add at the most.

What is found may be too much, never too little: a bound rests on it. Nobody's lines are worked out here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from planner.problem import TRANSPORT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from planner.plan import Plan
    from planner.problem import Funder, Learner, Offering, Problem, Remedy

ALL_OF = ("terms", "organisations", "sites", "goals", "carousel", "transport_limit", "travel")
"""What may change everything for everybody."""
PAIRS = {"one-provider-a-year", "no-subcontracting"}  # rules about two lines of one funder


@dataclass
class Touched:
    """Learners by id. `opens`: offerings of which a learner could have lines that were not there before, or are better.

    `anything`: learners of whose lines nothing is known any more. `again`: learners who have, or pay towards, what has
    changed; their old bound holds, a new one may be lower. `wants`: offerings that a learner could gain from, for
    planning again only; `hungry` are those whom more money may help to anything. `changed` are offerings that are not
    what they were: their places have no price yet.
    """

    opens: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    anything: set[str] = field(default_factory=set)
    again: set[str] = field(default_factory=set)
    wants: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    hungry: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)


def touched(before: Problem, after: Problem, plan: Plan, uses: Iterable[tuple[str, str]] = ()) -> Touched:
    """Whom the step from one problem to the other touches. `uses` are (remedy, learner) pairs that pay for a remedy."""
    found = Touched()
    everybody = any(getattr(before, name) is not getattr(after, name) for name in ALL_OF)
    for x in after.learners:
        if everybody or before.learner.get(x.id) is not x:
            found.anything.add(x.id)
    _offerings(before, after, found)
    remedies = _remedies(before, after, found)
    _rules(before, after, found)
    _money(before, after, found)
    gone = before.offering.keys() - after.offering.keys()
    for line in plan.lines:
        if line.offering in found.changed or line.offering in gone or not remedies.isdisjoint(line.remedies):
            found.again.add(line.learner)
    found.again |= {x for r, x in uses if r in remedies}
    found.again &= after.learner.keys()
    _dependants(after, found)
    for x in after.learners:  # an agreed line cannot be left out of a programme to see what the others are worth
        if any(y.offering in found.opens.get(x.id, ()) for y in x.accepted):
            found.anything.add(x.id)
    return found


def _offerings(before: Problem, after: Problem, found: Touched) -> None:
    """Offerings that are new or changed may be new to anybody; more places are only wanted by more."""
    for o in after.offerings:
        old = before.offering.get(o.id)
        if old is o or old == o:
            continue
        if old is not None and old.places and replace(old, places=o.places, name=o.name) == o:
            for x in after.learners if o.places > old.places else ():
                found.wants[x.id].add(o.id)
            continue
        found.changed.add(o.id)
        for x in after.learners:
            found.opens[x.id].add(o.id)


def _remedies(before: Problem, after: Problem, found: Touched) -> set[str]:
    """Remedies that changed; sooner, cheaper by the term or for more, they open lines to those who need them."""
    changed = {r.id for r in before.remedies if after.remedy.get(r.id) != r}
    at: dict[str, list[str]] = defaultdict(list)
    for o in after.offerings:
        at[o.site].append(o.id)
    for r in after.remedies:
        old = before.remedy.get(r.id)
        if old == r:
            continue
        opens = old is None or replace(old, once=r.once, paid_by=r.paid_by, name=r.name) != r
        for x in after.learners:
            if there := {o for site in _sites(x, r, after) for o in at[site]}:
                (found.opens if opens else found.wants)[x.id] |= there
    return changed


def _sites(learner: Learner, remedy: Remedy, problem: Problem) -> Iterable[str]:
    """The sites at which a learner may use a remedy."""
    if (learner.needs - learner.brings) & remedy.gives:
        return remedy.sites
    if TRANSPORT not in remedy.gives or TRANSPORT in learner.brings:
        return ()
    return [s for s in remedy.sites if problem.minutes_to(learner, problem.site[s]) > learner.travel_limit]


def _rules(before: Problem, after: Problem, found: Touched) -> None:
    """What lifting a rule opens: all pairs of lines of some funders, or what a learner was too old for."""
    lifted = before.rules - after.rules
    if lifted & PAIRS and "one-provider-a-year" in before.rules:
        strict = {f.id for f in after.funders if f.one_provider_a_year}
        found.anything |= {x.id for x in after.learners if any(f.funder in strict for f in x.funding)}
    if "age-limits" in lifted:
        aged = [o for o in after.offerings if o.min_age is not None or o.max_age is not None]
        for x in after.learners:
            ages = [x.age_on(t.starts) for t in after.terms]
            if any(_outside(ages, after.funder[f.funder]) for f in x.funding):
                found.anything.add(x.id)
            found.opens[x.id].update(o.id for o in aged if _outside(ages, o))
    if "plan-limits" in lifted:
        only = {o.id for o in after.offerings if o.ehc_plan_only}
        for x in after.learners:
            if not x.ehc_plan:
                found.opens[x.id] |= only
                if any(after.funder[f.funder].ehc_plan_only for f in x.funding):
                    found.anything.add(x.id)


def _outside(ages: Iterable[int], of: Offering | Funder) -> bool:
    return any(a < (of.min_age or 0) or (of.max_age is not None and a > of.max_age) for a in ages)


def _money(before: Problem, after: Problem, found: Touched) -> None:
    """Funders: a budget that was too small for a single line opens lines; other terms of theirs may open any."""
    for f in after.funders:
        old = before.funder.get(f.id)
        if old == f:
            continue
        mine = [x.id for x in after.learners if any(y.funder == f.id for y in x.funding)]
        same = old is not None and f == replace(
            old, name=f.name, budget_per_term=f.budget_per_term, one_off_budget=f.one_off_budget
        )
        if old is None or not same or _too_small(old, f, before):
            found.anything |= set(mine)
        found.hungry |= set(mine)
        paid = {r.id for r in after.remedies if r.paid_by == f.id and (r.once or r.per_learner)}
        if old is not None and paid and old.one_off_budget != f.one_off_budget:
            found.hungry |= {x.id for x in after.learners if x.needs - x.brings}
            if _too_small_once(old, f, before):
                found.anything |= {x.id for x in after.learners}


def _too_small(old: Funder, new: Funder, problem: Problem) -> bool:
    """Whether the old budget for a term may have been too small for one line with all its remedies."""
    if old.budget_per_term is None or not _more(old.budget_per_term, new.budget_per_term):
        return False
    dearest = max((o.price for o in problem.offerings if new.id in o.funders), default=0)
    remedies = _most(problem, {r.id: r.to_pay(r.per_term) for r in problem.remedies})
    return old.budget_per_term < dearest + remedies


def _too_small_once(old: Funder, new: Funder, problem: Problem) -> bool:
    if old.one_off_budget is None or not _more(old.one_off_budget, new.one_off_budget):
        return False
    mine = [r for r in problem.remedies if r.paid_by == new.id]
    return old.one_off_budget < _most(problem, {r.id: r.to_pay(r.once) + r.to_pay(r.per_learner) for r in mine})


def _more(old: int, new: int | None) -> bool:
    return new is None or new > old


def _most(problem: Problem, prices: Mapping[str, int]) -> int:
    """What the remedies of one line cost at the most: all at one site, one for each need, transport among them."""
    needs = max((len(x.needs | {TRANSPORT}) for x in problem.learners), default=0)
    at: dict[str, list[int]] = defaultdict(list)
    for r in problem.remedies:
        for site in r.sites if r.id in prices else ():
            at[site].append(prices[r.id])
    return max((sum(sorted(mine)[-needs:]) for mine in at.values()), default=0) if needs else 0


def _dependants(after: Problem, found: Touched) -> None:
    """What asks for an offering that is opened is opened with it."""
    asking: dict[str, set[str]] = defaultdict(set)
    for o in after.offerings:
        for skill in o.requires:
            asking[skill].add(o.id)
    known: dict[frozenset[str], set[str]] = {}
    for name, opened in found.opens.items():
        key = frozenset(opened)
        if key not in known:
            known[key] = _all_asking(after, key, asking)
        found.opens[name] = known[key]


def _all_asking(after: Problem, opened: Collection[str], asking: Mapping[str, set[str]]) -> set[str]:
    found, front = set(opened), set(opened)
    while front:
        given = {s for o in front for s in (*after.offering[o].grants, after.offering[o].service)}
        front = {o for s in given for o in asking.get(s, ())} - found
        found |= front
    return found
