"""Who the learners of the demo are and what is said in their passports: drawn from the area and from the YAML files.

Nothing here writes; `writing` does. Learner 0 is the one of the cast, whose life the file of the cast tells.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.demo.area import HOMES
from wraparound.demo.told import dice, some, told
from wraparound.passport.topics import TOPICS

if TYPE_CHECKING:
    from random import Random

    from wraparound.demo.area import Area
    from wraparound.demo.shares import Share

LEAVERS = 10  # learners of the cast's lead
TURNS_18 = 6  # the learner who is 18 soon
SUPPORTED = 5  # of them, those of the cast's support worker
OFTEN_AT = {"specialist-college": 3, "general-fe": 3, "sixth-form": 1}
SIGN_IN_SHARE = 0.4
FAMILY_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Wished:
    """A wish for or against something."""

    is_for: bool
    at: str  # id of an organisation, or ""
    service: str
    words: str


@dataclass(frozen=True, slots=True)
class Family:
    """Somebody of the family. `cast`: who of the cast it is, or ""."""

    name: str
    cast: str = ""


@dataclass(frozen=True)
class Life:
    """A learner as they are written down. People are named by what `made.people` calls them."""

    ref: str
    name: str
    known_as: str
    born: date
    home: str
    lead: str
    support: tuple[str, ...]
    signs_in: bool
    family: tuple[Family, ...]
    cast: str = ""
    needs: dict[str, str] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)
    times: tuple[tuple[int, int], ...] = ()
    wishes: tuple[Wished, ...] = ()
    says: dict[str, str] = field(default_factory=dict)
    aside: tuple[str, ...] = ()  # topics that are put aside
    family_says: dict[str, str] = field(default_factory=dict)
    lead_says: dict[str, str] = field(default_factory=dict)
    typed_for: dict[str, str] = field(default_factory=dict)  # by whoever supports them, beside their own words
    shares: tuple[Share, ...] = ()
    turns_18: bool = False  # soon, and a parent decides until then


def life(area: Area, n: int) -> Life:
    """The nth learner of the area, without what they share."""
    return _of_the_cast(area) if n == 0 else _drawn(area, n)


def _of_the_cast(area: Area) -> Life:
    said = told("cast")["learner"]
    home = area.at("queen-alexandra-college")
    return Life(
        ref=area.problem.learners[0].id,
        name=said["name"],
        known_as=said["known_as"],
        born=clock.today() - timedelta(days=round(365.25 * said["age"]) + 200),
        home=home,
        lead=f"{home}:transition-lead:0",
        support=(f"{home}:support-worker:0",),
        signs_in=said["signs_in"],
        family=(Family(next(c["name"] for c in told("cast")["cast"] if c["key"] == "mother"), "mother"),),
        cast="learner",
        needs=said["needs"],
        outcomes=said["outcomes"],
        times=tuple((begins, ends) for begins, ends in said["times"]),
        wishes=tuple(
            Wished(w["for"], area.at(w["at"]) if w["at"] else "", w["service"], w["words"]) for w in said["wishes"]
        ),
        says=said["says"],
        family_says=said["family_says"],
        lead_says=said["lead_says"],
        typed_for=said["typed_for_her"],
    )


def _drawn(area: Area, n: int) -> Life:
    drawn, rng = area.problem.learners[n], dice("life", n)
    first, initial = drawn.name.removesuffix(".").rsplit(" ", 1)
    surname = rng.choice(told("names")["surnames"][initial])
    home, lead, support = _team(area, n, rng)
    soon = n == TURNS_18
    family = rng.random() < FAMILY_SHARE or soon
    grown_up = f"{rng.choice(told('names')['grown_ups'])} {surname}"
    says, aside = _says(rng)
    return Life(
        ref=drawn.id,
        name=f"{first} {surname}",
        known_as=first,
        born=clock.today() - timedelta(days=18 * 365 + 4 - 40) if soon else drawn.born,
        home=home,
        lead=lead,
        support=support,
        signs_in=rng.random() < SIGN_IN_SHARE or soon,
        family=(Family(grown_up),) if family else (),
        needs=dict.fromkeys(sorted(drawn.needs), ""),
        outcomes={a.outcome: told("words")["in_my_words"].get(a.outcome, "") for a in drawn.aims},
        times=tuple((w.start, w.end) for w in drawn.available),
        wishes=tuple(_wishes(area, drawn, rng)),
        says=says,
        aside=aside,
        family_says=_beside("what_family_says", rng) if family else {},
        lead_says=_beside("what_leads_say", rng),
        turns_18=soon,
    )


def _team(area: Area, n: int, rng: Random) -> tuple[str, str, tuple[str, ...]]:
    """Where they are, and who leads and supports them there. The cast's people have just those of the cast."""
    of_the_cast = area.at("queen-alexandra-college")
    if n < LEAVERS:
        worker = 0 if n < SUPPORTED else 1
        return of_the_cast, f"{of_the_cast}:transition-lead:0", (f"{of_the_cast}:support-worker:{worker}",)
    places = area.of_kind(*HOMES)
    home = rng.choices([p.ref for p in places], [OFTEN_AT[p.kind] for p in places])[0]
    lead = 1 if home == of_the_cast else rng.randrange(2)
    workers = rng.sample([1, 2] if home == of_the_cast else [0, 1, 2], rng.choice([1, 1, 2]))
    return home, f"{home}:transition-lead:{lead}", tuple(f"{home}:support-worker:{w}" for w in workers)


def _says(rng: Random) -> tuple[dict[str, str], tuple[str, ...]]:
    """Six to ten of the questions answered, now and then one put aside."""
    words = told("words")["what_learners_say"]
    order = [t.slug for t in TOPICS if t.slug in words]
    rng.shuffle(order)
    many = rng.randint(6, 10)
    aside = order[many : many + 1] if rng.random() < 0.3 else []
    return {slug: some(rng, words[slug]) for slug in order[:many]}, tuple(aside)


def _beside(who: str, rng: Random) -> dict[str, str]:
    """What somebody else says, on one question, by half of them."""
    said = told("words")[who]
    topic = rng.choice(sorted(said))
    return {topic: rng.choice(said[topic])} if rng.random() < 0.5 else {}


def _wishes(area: Area, drawn: Any, rng: Random) -> list[Wished]:
    """The wishes of the area: about an organisation, or about a service by its name."""
    refs = {p.ref for p in area.places}
    names = {o.service: o.name for o in area.problem.offerings}
    why = told("words")
    found = []
    for wish in drawn.wishes:
        is_for = wish.strength > 0
        words = rng.choice(why["why_a_wish" if is_for else "why_not"])
        at = wish.about if wish.about in refs else ""
        found.append(Wished(is_for, at, "" if at else names[wish.about], words))
    return found


def category_of(topic: str) -> Category:
    """In which category the answer to a question is."""
    return next(t.category for t in TOPICS if t.slug == topic)
