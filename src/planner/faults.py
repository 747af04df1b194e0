"""What can be wrong with a problem, found all at once and said with where it is.

`problem.py` calls this, and `events.py` for what is new.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from planner import vocabulary
from planner.problem import DAY, NEVER, ORGANISATION_KINDS, RULES, Session

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from planner.problem import Funder, Learner, Line, Offering, Problem, Remedy, Window

WEEK = 7 * DAY


class Named(Protocol):
    """Anything with an id."""

    @property
    def id(self) -> str:
        """What it is called by the rest of the problem."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong: the kind of thing, its id, the field, and a sentence about it."""

    kind: str
    id: str
    field: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.kind} {self.id}, {self.field}: {self.sentence}"


class Faults(ValueError):
    """Every fault of a problem, in `faults`."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(f) for f in self.faults))


def faults_in(problem: Problem) -> list[Fault]:
    """Every fault of the problem; none means it can be planned."""
    return [
        *_names(problem),
        *_places(problem),
        *_area(problem),
        *_services(problem),
        *(f for o in problem.offerings for f in _offering(o, problem)),
        *(f for r in problem.remedies for f in _remedy(r, problem)),
        *(f for x in problem.learners for f in _learner(x, problem)),
    ]


def faults_of(
    problem: Problem,
    learners: Iterable[Learner] = (),
    offerings: Iterable[Offering] = (),
) -> list[Fault]:
    """The faults of some of a problem's learners and offerings, where the rest is known to have none."""
    learners, offerings = list(learners), list(offerings)
    here = {x.id for x in learners} | {o.id for o in offerings}
    places = sorted({s.place for s in problem.sites})
    return [
        *(f for f in _names(problem) if f.id in here),
        *(f for f in (_services(problem) if offerings else ()) if f.id in here),
        *(f for o in offerings for f in _offering(o, problem)),
        *(f for x in learners for f in (*_home(x, places, problem), *_learner(x, problem))),
    ]


def _names(problem: Problem) -> Iterator[Fault]:
    kinds: dict[str, Sequence[Named]] = {
        "term": problem.terms,
        "organisation": problem.organisations,
        "site": problem.sites,
        "funder": problem.funders,
        "offering": problem.offerings,
        "remedy": problem.remedies,
        "learner": problem.learners,
    }
    for kind, things in kinds.items():
        for name, count in Counter(x.id for x in things).items():
            if count > 1:
                yield Fault(kind, name, "id", f"stands {count} times; each id must be used once")
            if not name.strip():
                yield Fault(kind, name, "id", "must not be empty")


def _area(problem: Problem) -> Iterator[Fault]:
    if not problem.terms:
        yield Fault("area", "", "terms", "there must be at least one term")
    for before, after in zip(problem.terms, problem.terms[1:], strict=False):
        if before.starts >= after.starts:
            yield Fault("term", after.id, "starts", f"must be later than the start of {before.id}")
    for name in sorted(problem.rules - set(RULES)):
        yield Fault("area", "", "rules", f"{name!r} is not a rule; the rules are {', '.join(RULES)}")
    if problem.goals.pence_per_point < 1:
        yield Fault("area", "", "goals", "pence for a point must be at least 1")
    if not problem.goals.first_half >= problem.goals.second_half >= 0:
        yield Fault("area", "", "goals", "the first half of a target must count at least as much as the second")
    if min(problem.goals.wish, problem.goals.travel, problem.goals.setting) < 0:
        yield Fault("area", "", "goals", "points for wishes, travel and settings must not be below 0")
    if min(problem.transport_limit, problem.carousel.employers, problem.carousel.half_day) < 0:
        yield Fault("area", "", "limits", "the transport limit and those of the carousel must not be below 0")
    for organisation in problem.organisations:
        if organisation.kind not in ORGANISATION_KINDS:
            yield Fault("organisation", organisation.id, "kind", f"must be one of {', '.join(ORGANISATION_KINDS)}")
        yield from _known("organisation", organisation.id, "subcontracts", organisation.subcontracts, problem)
    for funder in problem.funders:
        for field in ("budget_per_term", "one_off_budget"):
            if (getattr(funder, field) or 0) < 0:
                yield Fault("funder", funder.id, field, "must not be below 0")
        yield from _ages("funder", funder)


def _ages(kind: str, thing: Funder | Offering) -> Iterator[Fault]:
    if None not in (thing.min_age, thing.max_age) and (thing.max_age or 0) < (thing.min_age or 0):
        yield Fault(kind, thing.id, "max_age", f"{thing.max_age} is below min_age, {thing.min_age}: nobody is that old")


def _services(problem: Problem) -> Iterator[Fault]:
    """Whether a service can be repeated is the same wherever it is offered."""
    repeatable: dict[str, bool] = {}
    for offering in problem.offerings:
        if repeatable.setdefault(offering.service, offering.repeatable) != offering.repeatable:
            yield Fault("offering", offering.id, "repeatable", f"differs from other offerings of {offering.service!r}")


def _known(kind: str, name: str, field: str, ids: Iterable[str], problem: Problem) -> Iterator[Fault]:
    """A fault for each id that names nothing; what it should name is told by the field."""
    wanted = {
        "subcontracts": ("organisation", problem.organisation),
        "organisation": ("organisation", problem.organisation),
        "provider": ("organisation", problem.organisation),
        "site": ("site", problem.site),
        "sites": ("site", problem.site),
        "starts": ("term", problem.term_number),
        "terms": ("term", problem.term_number),
        "funders": ("funder", problem.funder),
        "funding": ("funder", problem.funder),
        "paid_by": ("funder", problem.funder),
    }
    what, there = wanted[field]
    for unknown in sorted(set(ids) - set(there)):
        yield Fault(kind, name, field, f"there is no {what} {unknown!r}")


def _places(problem: Problem) -> Iterator[Fault]:
    for site in problem.sites:
        yield from _known("site", site.id, "organisation", [site.organisation], problem)
    places = sorted({s.place for s in problem.sites})
    off_map = [x for x in places if x not in problem.travel.points]  # between two on the map every way is known
    for a, b in sorted({(min(a, b), max(a, b)) for a in off_map for b in places}):
        if not problem.travel.knows(a, b):
            yield Fault("travel", f"{a} to {b}", "minutes", "no time is stated and the points are not known")
    for learner in problem.learners:
        yield from _home(learner, off_map if learner.home in problem.travel.points else places, problem)
    for pair, minutes in problem.travel.stated.items():
        if minutes < 0:
            yield Fault("travel", " to ".join(pair), "minutes", "must not be below 0")
        if problem.travel.stated.get(pair[::-1], minutes) != minutes:
            yield Fault("travel", " to ".join(pair), "minutes", "is stated otherwise the other way round")
    if problem.travel.base < 0:
        yield Fault("travel", "", "base", "must not be below 0")
    if problem.travel.metres_per_minute < 1:
        yield Fault("travel", "", "metres_per_minute", "must be at least 1")


def _home(learner: Learner, places: Iterable[str], problem: Problem) -> Iterator[Fault]:
    for place in places:
        if not problem.travel.knows(learner.home, place):
            yield Fault("learner", learner.id, "home", f"the way from {learner.home!r} to {place!r} is not known")


def _time(kind: str, name: str, field: str, window: Session | Window) -> Iterator[Fault]:
    if not 0 <= window.start < window.end <= WEEK:
        yield Fault(kind, name, field, f"{window.start} to {window.end} is not a time within one week")
    elif window.start // DAY != (window.end - 1) // DAY:
        yield Fault(kind, name, field, f"{window.start} to {window.end} is not within one day")


def _offering(offering: Offering, problem: Problem) -> Iterator[Fault]:
    name = offering.id
    yield from _known("offering", name, "site", [offering.site], problem)
    yield from _known("offering", name, "starts", offering.starts, problem)
    yield from _known("offering", name, "funders", offering.funders, problem)
    if not offering.sessions:
        yield Fault("offering", name, "sessions", "must have at least one weekly session")
    for session in offering.sessions:
        yield from _time("offering", name, "sessions", session)
    ordered = sorted(offering.sessions)
    if any(a.end > b.start for a, b in pairwise(ordered)):
        yield Fault("offering", name, "sessions", "two of its own sessions overlap")
    for field, least in (("places", 0), ("lasts", 1), ("price", 0)):
        if getattr(offering, field) < least:
            yield Fault("offering", name, field, f"must be at least {least}")
    for outcome, count in Counter(c.outcome for c in offering.contributes).items():
        if count > 1:
            yield Fault("offering", name, "contributes", f"names {outcome!r} {count} times")
    yield from _ages("offering", offering)
    if offering.price and not offering.funders:
        yield Fault("offering", name, "funders", "has a price, so at least one funder must be able to pay it")
    if any(c.minutes < 0 for c in offering.contributes):
        yield Fault("offering", name, "contributes", "minutes must not be below 0")


def _remedy(remedy: Remedy, problem: Problem) -> Iterator[Fault]:
    yield from _known("remedy", remedy.id, "sites", remedy.sites, problem)
    yield from _known("remedy", remedy.id, "provider", [remedy.provider], problem)
    yield from _known("remedy", remedy.id, "paid_by", [remedy.paid_by], problem)
    if not remedy.gives:
        yield Fault("remedy", remedy.id, "gives", "must give at least one provision")
    for field in ("once", "per_learner", "per_term", "lead_terms"):
        if getattr(remedy, field) < 0:
            yield Fault("remedy", remedy.id, field, "must not be below 0")


def _learner(learner: Learner, problem: Problem) -> Iterator[Fault]:
    name = learner.id
    if learner.primary_need and learner.primary_need not in vocabulary.load().sen2:
        known = ", ".join(sorted(vocabulary.load().sen2))
        yield Fault("learner", name, "primary_need", f"must be blank or a code of SEN2: {known}")
    for field in ("travel_limit", "minutes_a_week", "days_a_week", "settings_at_once", "placement_minutes"):
        if getattr(learner, field) < 0:
            yield Fault("learner", name, field, "must not be below 0")
    for outcome, count in Counter(a.outcome for a in learner.aims).items():
        if count > 1:
            yield Fault("learner", name, "aims", f"names {outcome!r} {count} times")
    for aim in learner.aims:
        if not 1 <= aim.weight <= 5 or aim.target < 0:
            yield Fault("learner", name, "aims", f"{aim.outcome!r}: weight is 1 to 5, target at least 0 minutes")
    for about, count in Counter(w.about for w in learner.wishes).items():
        if count > 1:
            yield Fault("learner", name, "wishes", f"names {about!r} {count} times")
    for wish in learner.wishes:
        if not NEVER <= wish.strength <= 2:
            yield Fault("learner", name, "wishes", f"{wish.about!r}: strength is -2 to 2")
    for window in learner.available:
        yield from _time("learner", name, "available", window)
        yield from _known("learner", name, "terms", window.terms or (), problem)
    for taken in learner.commitments:
        yield from _time("learner", name, "commitments", Session(taken.start, taken.end))
        yield from _known("learner", name, "terms", taken.terms or (), problem)
        for place in sorted({s.place for s in problem.sites}) if taken.place else ():
            if not problem.travel.knows(taken.place or "", place):
                yield Fault("learner", name, "commitments", f"the way from {taken.place!r} to {place!r} is not known")
    yield from _known("learner", name, "funding", [f.funder for f in learner.funding], problem)
    for funder, count in Counter(f.funder for f in learner.funding).items():
        if count > 1:
            yield Fault("learner", name, "funding", f"names {funder!r} {count} times")
    if any(f.per_term < 0 for f in learner.funding):
        yield Fault("learner", name, "funding", "must not be below 0")
    for line in learner.accepted:
        yield from _accepted(line, learner, problem)


def _accepted(line: Line, learner: Learner, problem: Problem) -> Iterator[Fault]:
    if line.learner != learner.id:
        yield Fault("learner", learner.id, "accepted", f"a line names another learner, {line.learner!r}")
    known = {"offering": problem.offering, "start": problem.term_number, "funder": {"", *problem.funder}}
    for field, there in known.items():
        if getattr(line, field) not in there:
            yield Fault("learner", learner.id, "accepted", f"there is no {field} {getattr(line, field)!r}")
    for remedy in line.remedies:
        if remedy not in problem.remedy:
            yield Fault("learner", learner.id, "accepted", f"there is no remedy {remedy!r}")
