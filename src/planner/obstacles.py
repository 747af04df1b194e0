"""What stands between one learner and one offering, whatever everybody else does: facts, before any planning.

`candidates.py` uses it to see which lines are possible at all, `explain.py` to say why others are not.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from planner.problem import DAY, NEVER, TRANSPORT
from planner.reasons import Reason, Unmet, Way, Why

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from planner.problem import Learner, Offering, Pence, Problem, Remedy

AVAILABILITY = "availability"
HOURS, DAYS, PLACEMENT, TERMS = "hours a week", "days a week", "placement hours", "terms"


def obstacles(learner: Learner, offering: Offering, problem: Problem) -> list[Reason]:
    """Every obstacle that stands whatever others do; none means that some line of the two is possible.

    A need that a remedy in time would meet is no obstacle; that remedy is then part of the line. What an offering
    requires is not looked at here (`Chains` does), nor whether places are left.
    """
    about = (learner.id, offering.id)
    if learner.wish_for(offering, problem.provider(offering)) == NEVER:
        return [Reason(*about, Why.SAID_NO)]
    found = [*_far(learner, offering, problem), *_rules(learner, offering, problem)]
    starts = possible_starts(offering, problem)
    unmet = lacking(learner, offering, problem)
    stuck = [
        n
        for n in sorted(unmet)
        if not any(r.lead_terms <= max(starts, default=-1) for r in _fitting(n, offering, problem))
    ]
    if stuck:
        found.append(Reason(*about, Why.NEED_UNMET, unmet=tuple(unmet_need(n, offering, problem) for n in stuck)))
    if not offering.repeatable and offering.service in learner.skills:
        found.append(Reason(*about, Why.RULE, rule="no-repeats"))
    found += _time(learner, offering, starts, problem)
    return found or _money(learner, offering, problem)


def lacking(learner: Learner, offering: Offering, problem: Problem) -> frozenset[str]:
    """The needs not met at an offering as things are, transport included where the way is beyond the limit."""
    site = problem.site[offering.site]
    in_place = learner.brings | offering.provision | site.provision
    far = problem.minutes_to(learner, site) > learner.travel_limit
    return (learner.needs | ({TRANSPORT} if far else set())) - in_place


def possible_starts(offering: Offering, problem: Problem) -> list[int]:
    """The term numbers an offering can start in so that it ends within the terms planned, in order."""
    last = len(problem.terms) - offering.lasts
    return sorted(n for s in offering.starts if (n := problem.term_number[s]) <= last)


def covers(needs: Iterable[str], site: str, start: int, problem: Problem) -> list[tuple[str, ...]]:
    """Every smallest set of remedies that meets the needs at a site from term number `start` on, sorted."""
    choices = [[r.id for r in problem.remedies_at.get((n, site), ()) if r.lead_terms <= start] for n in sorted(needs)]
    sets = {frozenset(choice) for choice in product(*choices)}
    return sorted(tuple(sorted(s)) for s in sets if not any(other < s for other in sets))


def unmet_need(need: str, offering: Offering, problem: Problem) -> Unmet:
    """A need with the remedies that would meet it at the offering, cheapest first."""
    ways = [
        Way(r.id, remedy_price(r, offering.lasts), r.lead_terms, r.provider) for r in _fitting(need, offering, problem)
    ]
    return Unmet(need, tuple(sorted(ways, key=lambda way: (way.price, way.lead_terms, way.remedy))))


def remedy_price(remedy: Remedy, terms: int) -> Pence:
    """What a remedy costs with VAT for one learner and so many terms, were nobody else to use it."""
    return remedy.to_pay(remedy.once) + remedy.to_pay(remedy.per_learner) + terms * remedy.to_pay(remedy.per_term)


def _fitting(need: str, offering: Offering, problem: Problem) -> tuple[Remedy, ...]:
    return problem.remedies_at.get((need, offering.site), ())


def _far(learner: Learner, offering: Offering, problem: Problem) -> Iterator[Reason]:
    """Beyond what even transport reaches; or beyond the limit, with no transport that could be bought."""
    site = problem.site[offering.site]
    minutes = problem.minutes_to(learner, site)
    if minutes <= learner.travel_limit:
        return
    reach = max(problem.transport_limit, learner.travel_limit)
    can_have = TRANSPORT not in lacking(learner, offering, problem) or _fitting(TRANSPORT, offering, problem)
    if minutes > reach or not can_have:
        yield Reason(learner.id, offering.id, Why.TOO_FAR, minutes_over=minutes - learner.travel_limit)


def _rules(learner: Learner, offering: Offering, problem: Problem) -> Iterator[Reason]:
    for rule in ("age-limits", "plan-limits"):
        if rule in problem.rules and not any(
            _allowed(rule, learner, offering, start, problem) for start in possible_starts(offering, problem)
        ):
            yield Reason(learner.id, offering.id, Why.RULE, rule=rule)


def _allowed(rule: str, learner: Learner, offering: Offering, start: int, problem: Problem) -> bool:
    """Whether the offering itself (not its funders) is open to the learner under a rule."""
    if rule == "plan-limits":
        return learner.ehc_plan or not offering.ehc_plan_only
    ages = [learner.age_on(problem.terms[t].starts) for t in range(start, start + offering.lasts)]
    return all(
        (offering.min_age or 0) <= age <= (age if offering.max_age is None else offering.max_age) for age in ages
    )


def time_clashes(learner: Learner, offering: Offering, start: int, problem: Problem) -> list[str]:
    """What of the learner's own week stands against an offering from a term number on: "availability", titles."""
    names = {problem.terms[t].id for t in range(start, start + offering.lasts)}
    found = []
    for term in sorted(names):
        windows = [w for w in learner.available if w.terms is None or term in w.terms]
        if not all(any(w.start <= s.start and s.end <= w.end for w in windows) for s in offering.sessions):
            found.append(AVAILABILITY)
    place = problem.site[offering.site].place
    for taken in learner.commitments:
        if taken.terms is None or names & taken.terms:
            way = problem.travel.minutes(taken.place, place) if taken.place else 0
            for s in offering.sessions:
                same_day = s.day == taken.start // DAY
                if same_day and s.start < taken.end + way and taken.start < s.end + way:
                    found.append(taken.title)
    return sorted(set(found))


def _time(learner: Learner, offering: Offering, starts: list[int], problem: Problem) -> Iterator[Reason]:
    limits = [TERMS] if not starts else []
    if offering.minutes > learner.minutes_a_week:
        limits.append(HOURS)
    if len(offering.days) > learner.days_a_week:
        limits.append(DAYS)
    if offering.placement:
        too_long = offering.minutes > min(problem.carousel.half_day, learner.placement_minutes)
        if too_long or len(offering.days) > 1 or problem.carousel.employers < 1:
            limits.append(PLACEMENT)
    elif learner.settings_at_once < 1:
        limits.append("settings at once")
    each = [time_clashes(learner, offering, start, problem) for start in starts]
    if each and all(each):
        limits += sorted(each, key=lambda found: (len(found), found))[0]
    if limits:
        yield Reason(learner.id, offering.id, Why.CLASH, clashes=tuple(limits))


def payers(learner: Learner, offering: Offering, start: int, problem: Problem) -> list[tuple[str, Pence]]:
    """(funder, ceiling a term) of those who may pay for a line from a term number on; ("", 0) if it is free."""
    if not offering.funders:
        return [("", 0)]
    found = who_may_pay(learner, range(start, start + offering.lasts), problem)
    return [(funder, ceiling) for funder, ceiling in found if funder in offering.funders]


def who_may_pay(learner: Learner, terms: range, problem: Problem) -> list[tuple[str, Pence]]:
    """(funder, ceiling a term) of the learner's funders who pay for somebody of that age in these terms."""
    found = []
    for funding in sorted(learner.funding, key=lambda f: f.funder):
        funder = problem.funder[funding.funder]
        ages = [learner.age_on(problem.terms[t].starts) for t in terms]
        of_age = all((funder.min_age or 0) <= a <= (a if funder.max_age is None else funder.max_age) for a in ages)
        if "age-limits" in problem.rules and not of_age:
            continue
        if "plan-limits" in problem.rules and funder.ehc_plan_only and not learner.ehc_plan:
            continue
        found.append((funder.id, funding.per_term))
    return found


def _money(learner: Learner, offering: Offering, problem: Problem) -> list[Reason]:
    """A reason if no line is within a ceiling: the funder that comes nearest and how much is missing a term."""
    over: list[tuple[Pence, str]] = []
    needs = lacking(learner, offering, problem)
    for start in possible_starts(offering, problem):
        for funder, ceiling in payers(learner, offering, start, problem):
            for cover in covers(needs, offering.site, start, problem):
                over.append((term_price(offering, cover, problem) - ceiling, funder))
    if over and min(over)[0] <= 0:
        return []
    short, funder = min(over, default=(offering.price, ""))
    return [Reason(learner.id, offering.id, Why.MONEY, funder=funder, over=short)]


def term_price(offering: Offering, cover: Iterable[str], problem: Problem) -> Pence:
    """Price of a line for a term: the offering and its remedies by the term, with VAT where it applies."""
    bought = (problem.remedy[r] for r in cover)
    return offering.price + sum(r.to_pay(r.per_term) for r in bought)


def gives(offering: Offering, skill: str) -> bool:
    """Whether completing an offering counts as holding a skill, or as having done that service."""
    return skill in offering.grants or skill == offering.service
