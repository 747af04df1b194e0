"""The learners of an area: who they are comes from real figures, what they need and want from the assumptions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from areas.assumptions import assumptions
from areas.chance import between, dice, draw, draw_some, happens
from planner.problem import DAY, NEVER, TRANSPORT, Aim, Commitment, Funding, Learner, Window, Wish

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from random import Random

    from areas.hosts import Host
    from areas.sampling import Drawn
    from planner.problem import Offering, Term

WITHOUT_PLAN = ("general_fe", "mainstream", "neet")  # where learners without an EHC plan are


@dataclass(frozen=True, slots=True)
class Around:
    """What a learner's wishes and commitments can be about."""

    terms: Sequence[Term]
    hosts: Mapping[str, Sequence[Host]]  # by kind of organisation
    serves: Mapping[str, frozenset[str]]  # the outcomes that each service offered serves

    @staticmethod
    def of(terms: Sequence[Term], hosts: Sequence[Host], offerings: Sequence[Offering]) -> Around:
        """What is around, from everything that is offered."""
        serves = {o.service: frozenset(c.outcome for c in o.contributes) for o in offerings if not o.placement}
        kinds: dict[str, list[Host]] = {}
        for host in hosts:
            kinds.setdefault(host.organisation.kind, []).append(host)
        return Around(terms, kinds, serves)

    def sites_of(self, kind: str) -> Sequence[Host]:
        """The hosts of one kind."""
        return self.hosts.get(kind, ())


def make_learner(number: int, drawn: Drawn, around: Around, seed: int, council: str = "") -> Learner:
    """One learner. Each has dice of their own, so that one more learner changes nobody else."""
    rng, stated = dice(seed, "learner", number), assumptions().learners
    plan = not (drawn.placement in WITHOUT_PLAN and happens(rng, stated["without_plan"]))
    needs = _needs(drawn.need, rng)
    brings = {n for n in sorted(needs) if happens(rng, assumptions().brings.get(n, 0))}
    if happens(rng, stated["brings_transport"]):
        brings.add(TRANSPORT)
    carousel = drawn.need not in stated["placement_not_for"] and happens(rng, stated["placement_wanted"])
    hours = draw(rng, stated["hours_a_week"]) * (stated["hours_beside_placement"] if carousel else 1)
    placement = stated["placement_hours"] * 60 if carousel else 0
    aims = _aims(hours * 60, carousel, around, rng)
    return Learner(
        id=f"L{number:03d}",
        name=f"{rng.choice(stated['first_names'])} {rng.choice(stated['initials'])}.",
        home=f"home-{number:03d}",
        born=_born(drawn.age, around.terms[0].starts, rng),
        travel_limit=draw(rng, stated["travel_limit"]),
        minutes_a_week=round(hours * 4) * 15 + placement,
        days_a_week=5 if carousel else draw(rng, stated["days_a_week"]),
        settings_at_once=draw(rng, stated["settings_at_once"]),
        placement_minutes=placement,
        ehc_plan=plan,
        aims=aims,
        needs=frozenset(needs),
        brings=frozenset(brings),
        skills=_skills(drawn, rng),
        wishes=tuple(_wishes(aims, around, rng)),
        available=tuple(_available(rng)),
        commitments=tuple(_commitments(around, rng)),
        funding=tuple(_funding(plan, len(needs), rng)),
        primary_need=drawn.need,
        council=council,
    )


def _born(age: int, first: date, rng: Random) -> date:
    """A birthday that makes somebody this old on the first day."""
    birthday = first.replace(year=first.year - age, day=min(first.day, 28))
    return birthday - timedelta(days=rng.randrange(360))


def _needs(primary: str, rng: Random) -> set[str]:
    stated = assumptions()
    needs = {n for n, chance in stated.needs[primary].items() if happens(rng, chance)}
    for extra in stated.also.values():
        if happens(rng, extra.get("more", {}).get(primary, extra["share"])):
            needs |= set(extra["needs"])
    return needs


def _skills(drawn: Drawn, rng: Random) -> frozenset[str]:
    stated = assumptions().learners
    as_often = stated["skills_by_need"].get(drawn.need, 1)
    return frozenset(s for s, c in stated["skills"][drawn.placement].items() if happens(rng, c * as_often))


def _aims(minutes: float, carousel: bool, around: Around, rng: Random) -> tuple[Aim, ...]:
    """Outcomes with weights, and targets that share out most of the time wanted; what nobody offers is not aimed at."""
    stated = assumptions().learners
    served = frozenset().union(*around.serves.values())
    chances = {o: w for o, w in stated["aim_chances"].items() if o in served}
    wanted: list[str] = []
    for _ in range(draw(rng, stated["aims"])):
        kin = frozenset().union(*(serves for serves in around.serves.values() if serves & set(wanted)))
        left = {o: w * (stated["aims_together"] if o in kin else 1) for o, w in chances.items() if o not in wanted}
        wanted += draw_some(rng, left, 1)
    if carousel and "work-placement" not in wanted:
        wanted = ["work-placement", *wanted[:-1]]
    parts = {o: between(rng, (0.5, 1.5)) for o in wanted}
    each = minutes * stated["aims_share_of_hours"] / sum(parts.values())
    return tuple(
        Aim(o, draw(rng, stated["aim_weights"]), max(30, round(part * each / 15) * 15)) for o, part in parts.items()
    )


def _wishes(aims: Sequence[Aim], around: Around, rng: Random) -> Iterator[Wish]:
    """At most one for a general FE college, one for another organisation, one for a service, one against."""
    stated = assumptions().learners
    outcomes = {a.outcome for a in aims}
    liked = sorted(s for s, serves in around.serves.items() if serves & outcomes)
    disliked = sorted(s for s, serves in around.serves.items() if not serves & outcomes)
    general = [h.organisation.id for h in around.sites_of("general-fe")]
    others = [h.organisation.id for kind in ("specialist-college", "community") for h in around.sites_of(kind)]
    for share, about in (("general_fe", general), ("organisation", others), ("service", liked)):
        if about and happens(rng, stated["wishes"][share]):
            yield Wish(rng.choice(about), 2 if happens(rng, stated["wishes"]["strong"]) else 1)
    if disliked and happens(rng, stated["wishes"]["never"]):
        yield Wish(rng.choice(disliked), NEVER)
    elif disliked and happens(rng, stated["wishes"]["rather_not"]):
        yield Wish(rng.choice(disliked), -1)


def _available(rng: Random) -> Iterator[Window]:
    stated = assumptions().learners
    times = stated["available"]
    shape = times[draw(rng, {name: entry["share"] for name, entry in times.items()})]
    off = rng.randrange(5) if happens(rng, stated["day_off"]) else None
    for day in range(5):
        if day != off:
            yield Window(day * DAY + shape["from"] * 60, day * DAY + shape["to"] * 60)


def _commitments(around: Around, rng: Random) -> Iterator[Commitment]:
    for stated in assumptions().learners["commitments"]:
        if happens(rng, stated["share"]):
            start = rng.randrange(5) * DAY + rng.choice([9, 10, 11, 13, 14]) * 60
            where = around.sites_of(stated["at"]) if "at" in stated else []
            terms = frozenset([rng.choice(around.terms).id]) if stated.get("one_term") else None
            place = rng.choice(where).site.place if where else None
            yield Commitment(stated["title"], start, start + stated["hours"] * 60, terms, place)


def _funding(plan: bool, needs: int, rng: Random) -> Iterator[Funding]:
    for funder in assumptions().funders:
        pays = happens(rng, funder.share)  # drawn for everybody, so that a plan more or less changes no other draw
        ceiling = between(rng, funder.ceiling) + needs * funder.ceiling_per_need
        if pays and (plan or not funder.ehc_plan_only):
            yield Funding(funder.slug, round(ceiling / 10) * 1000)
