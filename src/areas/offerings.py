"""The offerings of an area: which organisation offers which service, when in the week, from which terms, at what price.

Places are relative here (1 is usual); `with_places` makes them whole numbers once it is known what learners want.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from areas.assumptions import assumptions
from areas.chance import between, dice, draw, draw_some, happens
from areas.terms import season
from planner.problem import DAY, Contribution, Offering, Session
from planner.vocabulary import Kind
from planner.vocabulary import load as vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from random import Random

    from areas.assumptions import Service
    from areas.hosts import Host
    from planner.problem import Learner, Term

CARRIED = (Kind.STAFF, Kind.SUPPORT, Kind.DOCUMENT)  # what familiar staff can take along; buildings stay where they are
DAYS = ("mon", "tue", "wed", "thu", "fri")
SURE = 0.9  # what a specialist college has at least this often, its staff bring


def make_offerings(hosts: Sequence[Host], terms: Sequence[Term], learners: int, seed: int) -> list[Offering]:
    """Every offering but placements, with no places yet."""
    rng = dice(seed, "offerings")
    prices = {h.site.id: _price_of(h, rng) for h in hosts}
    made: list[Offering] = []
    for service, host in _shared_out(hosts, how_many(learners), rng):
        made.append(_offering(service, host, len(made) + 1, prices[host.site.id], terms, rng))
    return made


def how_many(learners: int) -> int:
    """How many offerings, placements not counted, an area of so many learners has."""
    size = assumptions().size
    small = min(learners, size["up_to_learners"])
    wanted: float = size["offerings_per_learner"] * small + size["offerings_beyond"] * (learners - small)
    return max(int(size["at_least"]), round(wanted))


def make_placements(hosts: Iterable[Host], terms: Sequence[Term], seed: int) -> Iterator[Offering]:
    """The carved tasks of employers: one offering for each day on which one is open, for one learner at a time."""
    rng, stated = dice(seed, "placements"), assumptions().employers
    every = frozenset(t.id for t in terms)
    for host in (h for h in hosts if h.organisation.kind == "employer"):
        kind = stated["kinds"][host.kind_of_work]
        task = rng.choice(kind["tasks"])
        hours = draw(rng, stated["hours"])
        asks = frozenset(["work-skills"] if happens(rng, stated["asks_skill"]) else [])
        start = _start(hours, rng)
        for day in sorted(rng.sample(range(5), draw(rng, stated["open_days"]))):
            session = Session(day * DAY + start, day * DAY + start + round(hours * 60))
            yield Offering(
                id=f"{host.site.id}-{DAYS[day]}",
                service=f"work-{host.kind_of_work}",
                name=f"{kind['name']}: {task}",
                site=host.site.id,
                sessions=(session,),
                starts=every,
                places=1,
                contributes=_contributions(stated["outcomes"], session.minutes),
                requires=asks,
                repeatable=True,
                placement=True,
                price=_pence(assumptions().price_per_hour["employer"], session.minutes, terms[0]),
                funders=frozenset(assumptions().paid_by["employer"]),
            )


def with_places(
    drafts: Sequence[Offering], learners: Iterable[Learner], terms: Sequence[Term], seed: int
) -> list[Offering]:
    """The offerings with places: all together they are the stated share of the hours that learners would like."""
    rng, size = dice(seed, "places"), assumptions().size
    usual = [between(rng, assumptions().places_spread) for _ in drafts]
    wanted = len(terms) * sum(x.minutes_a_week - x.placement_minutes for x in learners)
    offered = sum(u * o.minutes * _terms_on(o, terms) for u, o in zip(usual, drafts, strict=True))
    factor = size["places_wanted_share"] * wanted / offered if offered else 0
    return [replace(o, places=max(2, round(u * factor))) for u, o in zip(usual, drafts, strict=True)]


def _terms_on(offering: Offering, terms: Sequence[Term]) -> int:
    """In how many terms the offering can be running."""
    number = {t.id: n for n, t in enumerate(terms)}
    return len({n for s in offering.starts for n in range(number[s], number[s] + offering.lasts)})


def _shared_out(hosts: Sequence[Host], count: int, rng: Random) -> Iterator[tuple[Service, Host]]:
    """Which service is offered by whom: shared out by kind of organisation, then to who has least for its size."""
    there = {h.organisation.kind for h in hosts}
    shares = {k: s for k, s in assumptions().offerings_by_kind.items() if k in there}
    load: Counter[str] = Counter()
    given: set[tuple[str, str]] = set()
    for kind, share in shares.items():
        for service in _services(kind, max(1, round(count * share / sum(shares.values()))), rng):
            able = [h for h in hosts if h.organisation.kind == kind]
            new = [h for h in able if (h.site.id, service.slug) not in given]
            host = min(new or able, key=lambda h: (load[h.site.id] + 1) / h.weight * between(rng, (0.7, 1.3)))
            load[host.site.id] += 1
            given.add((host.site.id, service.slug))
            yield service, host


def _services(kind: str, count: int, rng: Random) -> list[Service]:
    """So many services of this kind of organisation: first what other services need, then each once, then by weight."""
    weights = {s: s.at[kind] for s in assumptions().services if kind in s.at}
    first = [s for s in weights if s.grants]
    order = first + draw_some(rng, {s: w for s, w in weights.items() if not s.grants}, len(weights))
    while len(order) < count:
        order += draw_some(rng, weights, len(weights))
    return order[:count]


def _offering(service: Service, host: Host, number: int, price: float, terms: Sequence[Term], rng: Random) -> Offering:
    start, length = _start(service.hours, rng), round(service.hours * 60)
    days = sorted(rng.sample(range(5), service.sessions))
    sessions = tuple(Session(d * DAY + start, d * DAY + start + length) for d in days)
    minutes = sum(s.minutes for s in sessions)
    lasts = min(service.lasts, len(terms))
    return Offering(
        id=f"S{number:03d}",
        service=service.slug,
        name=service.name,
        site=host.site.id,
        sessions=sessions,
        starts=_starts(service, lasts, terms, rng),
        places=0,
        lasts=lasts,
        contributes=_contributions(service.outcomes, minutes),
        requires=frozenset(service.requires),
        grants=frozenset(service.grants),
        repeatable=service.again,
        provision=_carried() if service.accompanied else frozenset(),
        price=_pence(price, minutes, terms[0]),
        funders=frozenset(assumptions().paid_by[host.organisation.kind]),
        min_age=service.min_age,
        max_age=service.max_age,
        ehc_plan_only=service.plan_only,
    )


def _starts(service: Service, lasts: int, terms: Sequence[Term], rng: Random) -> frozenset[str]:
    """Terms it can start in and still end within the plan; in a plan too short for that, the first term."""
    usual = service.starts or ("autumn" if service.lasts > 2 else "")
    if not service.starts and happens(rng, assumptions().roll_on):
        usual = ""
    fits = terms[: len(terms) - lasts + 1]
    return frozenset(t.id for t in fits if usual in ("", season(t))) or frozenset([fits[0].id])


def _start(hours: float, rng: Random) -> int:
    """Minutes from midnight at which a session of so many hours may begin."""
    stated = assumptions()
    return round(60 * draw(rng, {h: w for h, w in stated.session_starts.items() if h + hours <= stated.day_ends}))


def _contributions(outcomes: Mapping[str, float], minutes: int) -> tuple[Contribution, ...]:
    return tuple(Contribution(o, round(share * minutes)) for o, share in outcomes.items())


def _price_of(host: Host, rng: Random) -> float:
    spread = assumptions().price_spread
    return assumptions().price_per_hour[host.organisation.kind] * between(rng, (1 - spread, 1 + spread))


def _pence(pounds_an_hour: float, minutes_a_week: int, term: Term) -> int:
    """The price of a term, in whole pounds as pence."""
    return round(pounds_an_hour * minutes_a_week / 60 * term.weeks) * 100


def _carried() -> frozenset[str]:
    """What the staff of a specialist college bring when they come along."""
    chances, words = assumptions().chance_in_place, vocabulary().terms
    mostly = (t for t in assumptions().provision if chances[t, "specialist-college"] >= SURE)
    return frozenset(t for t in mostly if words[t].kind in CARRIED)
