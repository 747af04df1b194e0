"""Each line is paid by a funder that may pay for it, within that funder's ceiling for the learner and its budgets.

Term prices (lines, and remedies by the term) count against the learner's ceiling and the funder's budget for the
term; prices paid once (for the area or for a learner) against the one-off budget of the remedy's payer.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from planner.plan import Plan
from planner.rules.breach import Breach

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from planner.problem import Pence, Problem


ONE_OFF = ""  # where a term id would stand


def check(plan: Plan, problem: Problem) -> list[Breach]:
    """Breaches of this rule."""
    spent = spent_by(plan, problem)
    return [*_who_pays(plan, problem), *_ceilings(spent, problem), *_budgets(plan, spent, problem)]


def check_some(some: Plan, plan: Plan, few: Problem, problem: Problem) -> list[Breach]:
    """Breaches of some learners' lines, `few` being the problem of these alone; the plan's where theirs take part."""
    spent = spent_by(some, few)
    by_term = {line.funder for line in some.lines} & {f.id for f in problem.funders if f.budget_per_term is not None}
    payers = {problem.remedy[r].paid_by for r in some.remedies}
    once = {f.id for f in problem.funders if f.id in payers and f.one_off_budget is not None}
    beside = Plan(
        tuple(
            line
            for line in plan.lines
            if line.funder in by_term or any(problem.remedy[r].paid_by in once for r in line.remedies)
        )
    )
    over = overspent(beside, spent_by(beside, problem), problem)
    return [*_who_pays(some, few), *_ceilings(spent, few), *_told(over)]


def spent_by(plan: Plan, problem: Problem) -> Mapping[tuple[str, str, int], Pence]:
    """(funder, learner, term number) to pence."""
    spent: dict[tuple[str, str, int], Pence] = defaultdict(int)
    for line in plan.lines:
        for term in problem.running(line):
            spent[line.funder, line.learner, term] += problem.offering[line.offering].price
    for remedy, learner, term, funder in plan.terms_of_use(problem):
        bought = problem.remedy[remedy]
        spent[funder, learner, term] += bought.to_pay(bought.per_term)
    return spent


def _who_pays(plan: Plan, problem: Problem) -> Iterator[Breach]:
    for line in plan.lines:
        offering, learner = problem.offering[line.offering], problem.learner[line.learner]
        if line.funder or offering.funders:
            if line.funder not in offering.funders:
                yield Breach("money", line.learner, line.offering, f"{line.funder or 'nobody'} cannot pay for it")
            elif line.funder not in {f.funder for f in learner.funding}:
                yield Breach("money", line.learner, line.offering, f"{line.funder} does not fund this learner")


def _ceilings(spent: Mapping[tuple[str, str, int], Pence], problem: Problem) -> Iterator[Breach]:
    for (funder, learner, term), pence in sorted(spent.items()):
        ceiling = sum(f.per_term for f in problem.learner[learner].funding if f.funder == funder)
        if pence > ceiling:
            yield Breach("money", learner, funder, f"{pence - ceiling} pence over in {problem.terms[term].id}")


def _budgets(plan: Plan, spent: Mapping[tuple[str, str, int], Pence], problem: Problem) -> Iterator[Breach]:
    yield from _told(overspent(plan, spent, problem))


def _told(over: Iterable[tuple[str, str, Pence]]) -> Iterator[Breach]:
    for funder, when, pence in over:
        of = ", one-off" if when == ONE_OFF else f" the area's budget in {when}"
        yield Breach("money", "", funder, f"{pence} pence over{of}")


def overspent(
    plan: Plan, spent: Mapping[tuple[str, str, int], Pence], problem: Problem
) -> Iterator[tuple[str, str, Pence]]:
    """(funder, term id or `ONE_OFF`, pence over) for each budget of the area that a plan goes over."""
    terms: dict[tuple[str, int], Pence] = defaultdict(int)
    for (funder, _, term), pence in spent.items():
        terms[funder, term] += pence
    once: dict[str, Pence] = defaultdict(int)
    for name in plan.remedies:
        remedy = problem.remedy[name]
        once[remedy.paid_by] += remedy.to_pay(remedy.once)
    for name, _ in plan.uses:
        remedy = problem.remedy[name]
        once[remedy.paid_by] += remedy.to_pay(remedy.per_learner)
    for payer in problem.funders:
        if payer.one_off_budget is not None and once[payer.id] > payer.one_off_budget:
            yield payer.id, ONE_OFF, once[payer.id] - payer.one_off_budget
        for number, when in enumerate(problem.terms):
            if payer.budget_per_term is not None and terms[payer.id, number] > payer.budget_per_term:
                yield payer.id, when.id, terms[payer.id, number] - payer.budget_per_term
