"""From rows to a problem: one learner, or several, among what is on offer. Names of people never go in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from planner.faults import Faults
from planner.problem import (
    NEVER,
    RULES,
    Aim,
    Contribution,
    Funding,
    Offering,
    Organisation,
    Problem,
    Session,
    Site,
    Window,
    Wish,
)
from planner.problem import Learner as PlannedLearner
from planner.problem import Line as PlannedLine
from planner.problem import Term as PlannedTerm
from planner.travel import Travel
from wraparound.core import clock
from wraparound.directory.kinds import Funder as Stream
from wraparound.plans.planning import local as offer
from wraparound.plans.planning.asking import MOST_TERMS, Asked, CouldNot
from wraparound.plans.planning.reading import Known, known
from wraparound.plans.planning.terms import overlap
from wraparound.plans.planning.wishes import meant

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner
    from wraparound.plans.models import Line
    from wraparound.plans.planning.local import Local

HOME, ELSEWHERE = "home", "elsewhere"
FAR = 10_000  # minutes: no limit
WEEK = 7 * 1440
FULL_WEEK = 16 * 60  # minutes a week that outcomes are spread over where nobody said how many hours
LEAST_TARGET, MOST_TARGET = 60, 600  # minutes a week for one outcome
PLACEMENT_WEEK = 16 * 60  # the most of a carousel
PLENTY = 10**9  # pence: no ceiling is known
RELEVANT_WEEK = 2  # days in common that make a line run in a term

# What was not known, and how the planner went on; the words are in `words.py`.
UNKNOWN = ("home", "times", "hours", "ehc-plan", "subcontracts", "places-unknown", "prices-unknown", "too-many")


@dataclass(frozen=True)
class Asking:
    """A problem with what it was made from, for turning the answer back into rows."""

    problem: Problem
    here: Local
    known: dict[str, Known]  # by the learner's id in the problem
    own: dict[str, Line]  # lines of the plan by the ids of their offerings in the problem
    unknown: tuple[str, ...]  # slugs of UNKNOWN
    not_understood: tuple[str, ...] = ()  # wishes that no service of the local offer answers to
    rows: dict[int, Any] = field(default_factory=dict)  # offerings in the problem, by key


def asking(
    viewer: Person,
    learners: Sequence[Learner],
    asked: Asked,
    *,
    only: Iterable[int] | None = None,
    read: Sequence[Known] | None = None,
) -> Asking:
    """The problem of some learners, of what is open to the viewer. Raises CouldNot.

    `only`: offerings that it is about, by key; else everything that serves an outcome, was wished for, or leads to
    that. `read`: what is known of the learners, where it was read before.
    """
    facts = {f"L{n}": f for n, f in enumerate(read or [known(viewer, x) for x in learners])}
    here = offer.local(viewer, asked.since or clock.today(), min(asked.terms, MOST_TERMS), _middle(asked, facts))
    if not here.terms:
        raise CouldNot("no-terms")
    wishes = {k: _wishes(f, here) for k, f in facts.items()}
    wanted = set(only) if only is not None else _relevant(here, facts.values(), [w for w, _ in wishes.values()])
    rows = {pk: here.offerings[pk] for pk in _with_steps(here, wanted) if pk in here.offerings}
    own = {f"a{line.pk}": line for f in facts.values() for line in f.accepted if line.sessions}
    try:
        problem = _problem(viewer, here, facts, {k: w for k, (w, _) in wishes.items()}, rows, own, asked)
    except Faults as faults:
        raise CouldNot("broke") from faults
    missed = tuple(w for _, lost in wishes.values() for w in lost)
    return Asking(problem, here, facts, own, _unknown(asked, facts.values(), here, rows), missed, rows)


def _problem(
    viewer: Person,
    here: Local,
    facts: dict[str, Known],
    wishes: dict[str, dict[str, int]],
    rows: dict[int, Any],
    own: dict[str, Line],
    asked: Asked,
) -> Problem:
    used = {r.site_id for r in rows.values()} | {x.site_id for x in own.values()}
    sites = {pk: s for pk, s in here.sites.items() if pk in used}
    has_plan = all(f.has_ehc_plan for f in facts.values())
    room = offer.with_room(viewer, here, rows.values(), len(facts))
    skills = frozenset(s for r in here.offerings.values() for s in r.service.requires)
    agreed = [a for key, line in own.items() if (a := _agreed(key, line, here, facts.values())) is not None]
    return Problem(
        terms=tuple(PlannedTerm(f"t{n}", f"t{n}", s.starts) for n, s in enumerate(here.terms)),
        organisations=_organisations(here, sites),
        sites=(*offer.sites(sites.values()), Site(ELSEWHERE, ELSEWHERE, ELSEWHERE, offer.NOWHERE)),
        funders=offer.funders(has_plan),
        offerings=(
            *(offer.offering_of(r, room[pk], skills, offer.who_may_pay(r)) for pk, r in sorted(rows.items())),
            *agreed,
        ),
        learners=tuple(
            _learner(k, f, wishes[k], asked, [a for a in agreed if own[a.id] in f.accepted]) for k, f in facts.items()
        ),
        travel=_travel(sites.values(), asked),
        remedies=offer.remedies(here, sites, Stream.COUNCIL),
        rules=frozenset(RULES) - {"no-subcontracting"} - (set() if has_plan else {"plan-limits"}),
        transport_limit=asked.travel_minutes or FAR,
    )


def _unknown(asked: Asked, facts: Iterable[Known], here: Local, rows: dict[int, Any]) -> tuple[str, ...]:
    facts = list(facts)
    told = {
        "home": asked.home is None,
        "times": not all(f.times for f in facts),
        "hours": asked.hours_a_week is None,
        "ehc-plan": not all(f.has_ehc_plan for f in facts),
        "subcontracts": True,
        "places-unknown": any(r.site.easting is None for r in rows.values()),
        "prices-unknown": any(r.price is None for r in rows.values()),
        "too-many": bool(here.left_out),
    }
    return tuple(slug for slug in UNKNOWN if told[slug])


def _middle(asked: Asked, facts: dict[str, Known]) -> tuple[int, int] | None:
    """Around which point the nearest offerings are taken: home, or the middle of where the plan takes place."""
    if asked.home:
        return asked.home.easting, asked.home.northing
    sites = [x.site for f in facts.values() for x in f.accepted if x.site]
    points = [(s.easting, s.northing) for s in sites if s.easting is not None and s.northing is not None]
    if not points:
        return None
    return sum(x for x, _ in points) // len(points), sum(y for _, y in points) // len(points)


def _wishes(facts: Known, here: Local) -> tuple[dict[str, int], list[str]]:
    """Wishes as strengths, by the ids of services and organisations; and the words that no service answers to."""
    found = {f"g{pk}": 1 for pk in facts.likes}
    lost = []
    services = {o.service_id: o.service for o in here.offerings.values()}
    for (said, _where, is_for), (_said, _there, named) in zip(facts.wished, meant(facts, services), strict=True):
        found |= {f"v{pk}": 2 if is_for else NEVER for pk in named}
        lost += [] if named else [said]
    found |= {f"g{pk}": NEVER for pk in facts.against}
    no = {here.offerings[pk].service_id for pk in facts.said_no if pk in here.offerings}
    return found | {f"v{pk}": NEVER for pk in no}, lost


def _relevant(here: Local, facts: Iterable[Known], wishes: Iterable[dict[str, int]]) -> set[int]:
    """Offerings that serve an outcome or were wished for, less what was not possible and what is in the plan of all."""
    facts = list(facts)
    aims = {o for f in facts for o in f.outcomes}
    services = {k for w in wishes for k, strength in w.items() if strength > 0}
    each = [{*f.declined, *(x.offering_id for x in f.accepted)} for f in facts]
    gone = set.intersection(*each) if each else set()
    return {
        pk
        for pk, o in here.offerings.items()
        if pk not in gone and (aims & set(o.contributes) or f"v{o.service_id}" in services)
    }


def _with_steps(here: Local, wanted: set[int]) -> set[int]:
    """These offerings, with those that give the skills which they ask for first, and so on."""
    found, front = set(wanted), set(wanted)
    while front:
        asked = {s for pk in front if pk in here.offerings for s in here.offerings[pk].service.requires}
        giving = {
            pk
            for pk, o in here.offerings.items()
            if asked & {*o.service.gives, o.service.reference, f"v{o.service_id}"}
        }
        front = giving - found
        found |= giving
    return found


def _organisations(here: Local, sites: dict[int, Any]) -> tuple[Organisation, ...]:
    rows = [s.organisation for s in sites.values()] + [r.organisation for r in here.remedies.values()]
    return (*offer.organisations(rows), Organisation(ELSEWHERE, ELSEWHERE, "community"))


def _agreed(key: str, line: Line, here: Local, facts: Iterable[Known]) -> Offering | None:
    """A line that stays, as an offering that only this learner takes; None where it does not reach the terms."""
    runs = [
        n
        for n, t in enumerate(here.terms)
        if overlap(line.starts or t.starts, line.ends or t.ends, t.starts, t.ends) >= RELEVANT_WEEK
    ]
    if not runs:
        return None
    row = here.offerings.get(line.offering_id or 0)
    whose = next(f for f in facts if line in f.accepted)
    serves = row.contributes if row else _shared_out(line, whose)
    return Offering(
        id=key,
        service=f"v{row.service_id}" if row else key,
        name=key,
        site=f"s{line.site_id}" if line.site_id in here.sites else ELSEWHERE,
        sessions=tuple(Session(a, b) for a, b in sorted(line.sessions)),
        starts=frozenset({f"t{runs[0]}"}),
        places=1,
        lasts=len(runs),
        contributes=tuple(Contribution(k, m) for k, m in sorted(serves.items())),
        grants=frozenset({*row.service.gives, row.service.reference} - {""} if row else ()),
        repeatable=bool(row and row.service.repeatable),
        provision=whose.needs,
    )


def _shared_out(line: Line, facts: Known) -> dict[str, int]:
    """The minutes of a line shared among the outcomes that it is for."""
    words = sorted({facts.terms_of_outcomes[k] for k in line.outcomes if k in facts.terms_of_outcomes})
    minutes = sum(b - a for a, b in line.sessions)
    return {w: minutes // len(words) for w in words}


def _learner(key: str, facts: Known, wishes: dict[str, int], asked: Asked, agreed: list[Offering]) -> PlannedLearner:
    times = facts.times or tuple((d * 1440, (d + 1) * 1440) for d in range(7))
    windows = {Window(a, b) for begins, ends in times for a, b in _by_day(begins, ends)}
    windows |= {Window(s.start, s.end) for o in agreed for s in o.sessions}
    minutes = asked.hours_a_week * 60 if asked.hours_a_week else FULL_WEEK
    target = round(min(max(minutes / max(1, len(facts.outcomes)), LEAST_TARGET), MOST_TARGET) / 15) * 15
    done = {f"v{o.service_id}" for o in facts.done} | {s for o in facts.done for s in o.service.gives}
    return PlannedLearner(
        id=key,
        name=key,
        home=HOME,
        born=facts.born,
        travel_limit=asked.travel_minutes if asked.home and asked.travel_minutes else FAR,
        minutes_a_week=asked.hours_a_week * 60 if asked.hours_a_week else WEEK,
        days_a_week=asked.days_a_week or 7,
        settings_at_once=asked.sites_at_once or 100,
        placement_minutes=PLACEMENT_WEEK,
        ehc_plan=facts.has_ehc_plan,
        aims=tuple(Aim(o, weight, target) for o, weight in facts.outcomes.items()),
        needs=facts.needs,
        skills=frozenset(done | {o.service.reference for o in facts.done if o.service.reference}),
        wishes=tuple(Wish(about, strength) for about, strength in sorted(wishes.items())),
        available=tuple(sorted(windows, key=lambda w: (w.start, w.end))),
        accepted=tuple(PlannedLine(key, o.id, min(o.starts), "") for o in agreed),
        funding=tuple(Funding(s.value, PLENTY) for s in Stream),
    )


def _by_day(begins: int, ends: int) -> Iterable[tuple[int, int]]:
    """A stretch of the week, cut at midnight."""
    while begins < ends:
        night = (begins // 1440 + 1) * 1440
        yield begins, min(night, ends)
        begins = night


def _travel(sites: Iterable[Any], asked: Asked) -> Travel:
    points = {offer.place_of(s): (s.easting, s.northing) for s in sites if s.easting is not None}
    stated = {(offer.NOWHERE, place): 0 for place in points}
    if asked.home:
        points[HOME] = (asked.home.easting, asked.home.northing)
    else:
        stated |= {(HOME, place): 0 for place in points}
    return Travel(points, stated | {(HOME, offer.NOWHERE): 0})
