"""What happens in an area after a plan was agreed: one class for each kind of news, each with the problem it leads to.

`changes.py` looks for changes that would help; an event has happened, or is about to. Agreed lines that name what is
no longer there are released; what else stands in the way of one is found out by `replan.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from planner.faults import Fault, Faults, faults_of
from planner.part import with_changed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from planner.learner import Learner
    from planner.problem import Offering, Pence, Problem, Session


class Event(Protocol):
    """Anything that turns one problem into another."""

    def apply(self, problem: Problem) -> Problem:
        """The problem afterwards. Raises `Faults` where that cannot be, or where the event is about nothing there."""


@dataclass(frozen=True, slots=True)
class LearnerChanges:
    """A learner's needs, aims, times, money or anything else are now as in `learner`."""

    learner: Learner

    def apply(self, problem: Problem) -> Problem:
        """The problem with the learner as now."""
        _there("learner", self.learner.id, problem.learner)
        learners = (self.learner if x.id == self.learner.id else x for x in problem.learners)
        return _checked(with_changed(problem, learners=tuple(learners)), learners=[self.learner])


@dataclass(frozen=True, slots=True)
class LearnerComes:
    """A learner who was not in the area before."""

    learner: Learner

    def apply(self, problem: Problem) -> Problem:
        """The problem with the learner as its last."""
        return _checked(with_changed(problem, learners=(*problem.learners, self.learner)), learners=[self.learner])


@dataclass(frozen=True, slots=True)
class LearnerLeaves:
    """A learner who is not in the area any more."""

    learner: str

    def apply(self, problem: Problem) -> Problem:
        """The problem without the learner."""
        _there("learner", self.learner, problem.learner)
        return with_changed(problem, learners=tuple(x for x in problem.learners if x.id != self.learner))


@dataclass(frozen=True, slots=True)
class OfferingChanges:
    """An offering's sessions, starts, price or anything else are now as in `offering`."""

    offering: Offering

    def apply(self, problem: Problem) -> Problem:
        """The problem with the offering as now."""
        _there("offering", self.offering.id, problem.offering)
        offerings = (self.offering if o.id == self.offering.id else o for o in problem.offerings)
        return _checked(with_changed(problem, offerings=tuple(offerings)), offerings=[self.offering])


@dataclass(frozen=True, slots=True)
class OfferingComes:
    """An offering that was not there before."""

    offering: Offering

    def apply(self, problem: Problem) -> Problem:
        """The problem with the offering as its last."""
        new = with_changed(problem, offerings=(*problem.offerings, self.offering))
        return _checked(new, offerings=[self.offering])


@dataclass(frozen=True, slots=True)
class OfferingStops:
    """An offering that is not there any more, from the first term on."""

    offering: str

    def apply(self, problem: Problem) -> Problem:
        """The problem without the offering."""
        _there("offering", self.offering, problem.offering)
        return _without(problem, offerings={self.offering})


@dataclass(frozen=True, slots=True)
class OrganisationStops:
    """An organisation, an employer say, that drops out: no offering at its sites, and no remedy that it provides."""

    organisation: str

    def apply(self, problem: Problem) -> Problem:
        """The problem without what it offered. The organisation and its sites stay, as names."""
        _there("organisation", self.organisation, problem.organisation)
        offerings = {o.id for o in problem.offerings if problem.provider(o) == self.organisation}
        remedies = {r.id for r in problem.remedies if r.provider == self.organisation}
        return _without(problem, offerings, remedies)


@dataclass(frozen=True, slots=True)
class SessionsMove:
    """The weekly sessions of an offering are now these."""

    offering: str
    sessions: tuple[Session, ...]

    def apply(self, problem: Problem) -> Problem:
        """The problem with the sessions where they are now."""
        _there("offering", self.offering, problem.offering)
        return OfferingChanges(replace(problem.offering[self.offering], sessions=self.sessions)).apply(problem)


@dataclass(frozen=True, slots=True)
class PlacesChange:
    """The places of an offering in a term are now so many: fewer or more."""

    offering: str
    places: int

    def apply(self, problem: Problem) -> Problem:
        """The problem with so many places."""
        _there("offering", self.offering, problem.offering)
        return OfferingChanges(replace(problem.offering[self.offering], places=self.places)).apply(problem)


@dataclass(frozen=True, slots=True)
class RemedyStops:
    """A remedy that cannot be had any more."""

    remedy: str

    def apply(self, problem: Problem) -> Problem:
        """The problem without the remedy."""
        _there("remedy", self.remedy, problem.remedy)
        return _without(problem, remedies={self.remedy})


@dataclass(frozen=True, slots=True)
class RemedyPaid:
    """A remedy is arranged at once, and somebody else pays what it costs once: it is there from the first term on."""

    remedy: str

    def apply(self, problem: Problem) -> Problem:
        """The problem in which the remedy costs nothing once and has no lead."""
        _there("remedy", self.remedy, problem.remedy)
        ready = replace(problem.remedy[self.remedy], once=0, lead_terms=0)
        return with_changed(problem, remedies=tuple(ready if r.id == ready.id else r for r in problem.remedies))


@dataclass(frozen=True, slots=True)
class RuleLifted:
    """An area rule that is not in force any more."""

    rule: str

    def apply(self, problem: Problem) -> Problem:
        """The problem without the rule."""
        _there("rule", self.rule, problem.rules)
        return with_changed(problem, rules=problem.rules - {self.rule})


@dataclass(frozen=True, slots=True)
class BudgetRaised:
    """A funder has so many pence more for each term, and so many more to pay once. What has no limit stays so."""

    funder: str
    per_term: Pence = 0
    once: Pence = 0

    def apply(self, problem: Problem) -> Problem:
        """The problem with the larger budget. Raises `Faults` where a sum is below 0: that is no raise."""
        _there("funder", self.funder, problem.funder)
        if self.per_term < 0 or self.once < 0:
            raise Faults([Fault("funder", self.funder, "budget", "a raise is 0 pence or more")])
        old = problem.funder[self.funder]
        new = replace(
            old,
            budget_per_term=None if old.budget_per_term is None else old.budget_per_term + self.per_term,
            one_off_budget=None if old.one_off_budget is None else old.one_off_budget + self.once,
        )
        return with_changed(problem, funders=tuple(new if f.id == new.id else f for f in problem.funders))


def applied(problem: Problem, events: Iterable[Event]) -> Problem:
    """The problem after all of the events, in their order."""
    for event in events:
        problem = event.apply(problem)
    return problem


def _without(problem: Problem, offerings: Collection[str] = (), remedies: Collection[str] = ()) -> Problem:
    """The problem without some things, and without agreed lines that name them."""
    learners = tuple(_released(x, offerings, remedies) for x in problem.learners)
    kept = tuple(o for o in problem.offerings if o.id not in offerings)
    left = tuple(r for r in problem.remedies if r.id not in remedies)
    return with_changed(problem, learners=learners, offerings=kept, remedies=left)


def _released(learner: Learner, offerings: Collection[str], remedies: Collection[str]) -> Learner:
    """The learner without agreed lines that name what is gone; the same where there is none."""
    kept = tuple(y for y in learner.accepted if y.offering not in offerings and not set(y.remedies) & set(remedies))
    return learner if len(kept) == len(learner.accepted) else replace(learner, accepted=kept)


def _checked(problem: Problem, learners: Iterable[Learner] = (), offerings: Iterable[Offering] = ()) -> Problem:
    found = faults_of(problem, learners, offerings)
    if found:
        raise Faults(found)
    return problem


def _there(kind: str, name: str, known: Collection[str]) -> None:
    if name not in known:
        raise Faults([Fault(kind, name, "id", f"there is no {kind} {name!r}")])
