"""The organisations of an area and their sites: real colleges and the real council; the others are made up.

A college whose postcode is not known stands near the middle of its council, and its site says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from math import hypot, sqrt
from typing import TYPE_CHECKING

from areas import facts, homes
from areas.assumptions import assumptions
from areas.chance import dice, happens
from planner.problem import Organisation, Site

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from random import Random

    from areas.facts import College, Council
    from areas.postcodes import Point

KINDS = {
    "general_fe": "general-fe",
    "other": "general-fe",  # adult and designated colleges: nearest to general FE in what they do
    "sixth_form": "sixth-form",
    "specialist_post16": "specialist-college",
}
NEEDED = ("general_fe", "specialist_post16")  # an area without one of these borrows the nearest


@dataclass(frozen=True, slots=True)
class Host:
    """An organisation with its one site, the site's point, and its weight when offerings are shared out."""

    organisation: Organisation
    site: Site
    point: Point
    weight: float
    kind_of_work: str = ""  # of an employer: which entry of `employers.kinds`


def slug(name: str) -> str:
    """A name as an id: lower-case words joined by hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "").lower()).strip("-")


def make_hosts(council: Council, learners: int, seed: int) -> list[Host]:
    """Every organisation of the area with its site: colleges, council, health body, community groups, employers."""
    size = assumptions().size
    places = dice(seed, "places of organisations")
    groups = max(4, round(learners / size["learners_per_community_group"]))
    hubs = 1 + learners // 500
    employers = max(3, round(learners / size["learners_per_employer"]))
    spots = iter(homes.scatter(council, groups + 2 * hubs + employers, [0, 150], places))
    made = [
        *_colleges(council, learners),
        *_named("council", f"{council.name} council", [f"hub {n + 1}" for n in range(hubs)], spots),
        *_named("health", "Made-up Community Health Team", [f"clinic {n + 1}" for n in range(hubs)], spots),
        *_community(groups, spots),
        *_employers(employers, spots, dice(seed, "employers")),
    ]
    return _with_subcontracts(_with_provision(made, dice(seed, "provision")), dice(seed, "subcontracts"))


def colleges_near(council: Council, learners: int) -> list[tuple[College, Point, bool]]:
    """Colleges with their points and whether those are approximate: the council's own, then the nearest others."""
    size = assumptions().size
    centres = {c.code: c.centre for c in facts.councils()}
    placed, without = [], Counter[str]()
    for college in facts.colleges():
        point = college.point or homes.ring(centres[college.council], without[college.council])
        without[college.council] += college.point is None
        placed.append((college, point, college.point is None))

    def far(of: tuple[College, Point, bool]) -> float:
        return hypot(of[1][0] - council.centre[0], of[1][1] - council.centre[1])

    own = [p for p in placed if p[0].council == council.code]
    others = sorted((p for p in placed if p[0].council != council.code), key=far)
    more = size["colleges_nearby"] + learners // size["learners_per_college_more"]
    found = own + [p for p in others if far(p) <= size["nearby_metres"]][:more]
    for kind in NEEDED:
        if kind not in {p[0].kind for p in found}:
            found += [p for p in others if p[0].kind == kind][:1]
    return found


def _colleges(council: Council, learners: int) -> Iterator[Host]:
    for college, point, approximate in colleges_near(council, learners):
        name = slug(college.name)
        text = f"{college.name} (place approximate)" if approximate else college.name
        organisation = Organisation(name, college.name, KINDS[college.kind])
        yield Host(organisation, Site(name, text, name, name), point, sqrt(college.size + 50))


def _named(kind: str, name: str, sites: Iterable[str], spots: Iterator[Point]) -> Iterator[Host]:
    organisation = Organisation(slug(name), name, kind)
    for text in sites:
        where = f"{organisation.id}-{slug(text)}"
        yield Host(organisation, Site(where, f"{name}, {text}", organisation.id, where), next(spots), 1)


def _community(count: int, spots: Iterator[Point]) -> Iterator[Host]:
    names = assumptions().community_groups
    for n in range(count):
        again = f" {n // len(names) + 1}" if n >= len(names) else ""
        yield from _named("community", f"Made-up {names[n % len(names)]}{again}", ["house"], spots)


def _employers(count: int, spots: Iterator[Point], rng: Random) -> Iterator[Host]:
    kinds = list(assumptions().employers["kinds"].items())
    rng.shuffle(kinds)
    for n in range(count):
        slug_of_kind, kind = kinds[n % len(kinds)]
        name = f"Made-up {kind['name']} {n // len(kinds) + 1}"
        organisation = Organisation(slug(name), name, "employer")
        site = Site(organisation.id, name, organisation.id, organisation.id)
        yield Host(organisation, site, next(spots), 1, slug_of_kind)


def _with_provision(made: Sequence[Host], rng: Random) -> list[Host]:
    """What is in place at each site: of each kind of organisation as many sites have it as its chance says.

    As many, and not each by chance: an area has few colleges, and one throw of dice for each would make areas of
    the same size too unlike each other to compare.
    """
    there: dict[str, set[str]] = {h.site.id: set() for h in made}
    for (word, kind), chance in assumptions().chance_in_place.items():
        sites = [h.site.id for h in made if h.organisation.kind == kind]
        for site in rng.sample(sites, int(chance * len(sites) + rng.random())):
            there[site].add(word)
    return [replace(h, site=replace(h.site, provision=frozenset(there[h.site.id]))) for h in made]


def _with_subcontracts(made: Sequence[Host], rng: Random) -> list[Host]:
    """Who can take on whose offerings: partners of the seed both ways, other colleges by chance."""
    stated = assumptions().subcontracts
    specialists = [h.organisation for h in made if h.organisation.kind == "specialist-college"]
    general = [h.organisation for h in made if h.organisation.kind == "general-fe"]
    takes: dict[str, set[str]] = {}
    for one in specialists:
        for other in general:
            partners = any(one.name.startswith(a) and other.name.startswith(b) for a, b in stated["partners"])
            if happens(rng, stated["chance"]) or partners:
                takes.setdefault(other.id, set()).add(one.id)
            if partners:
                takes.setdefault(one.id, set()).add(other.id)
    return [
        replace(h, organisation=replace(h.organisation, subcontracts=frozenset(takes.get(h.organisation.id, ()))))
        for h in made
    ]
