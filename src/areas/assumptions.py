"""The assumptions of `made_up.yaml`, typed, and checked against the vocabulary when they are read."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from planner.problem import ORGANISATION_KINDS, TRANSPORT
from planner.vocabulary import load as vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

FILE = Path(__file__).with_name("made_up.yaml")
Table = dict[str, Any]  # a part of the file that is read where it is used


@dataclass(frozen=True, slots=True, eq=False)
class Service:
    """A service as the file states it. `at` are the kinds of organisation that offer it, with weights."""

    slug: str
    name: str
    hours: float
    sessions: int
    lasts: int
    at: Mapping[str, float]
    outcomes: Mapping[str, float]
    starts: str = ""
    again: bool = False
    accompanied: bool = False
    plan_only: bool = False
    requires: tuple[str, ...] = ()
    grants: tuple[str, ...] = ()
    min_age: int | None = None
    max_age: int | None = None


@dataclass(frozen=True, slots=True)
class RemedyKind:
    """A remedy as the file states it; money in pounds. `places` are the kinds of organisation where it can be had."""

    slug: str
    name: str
    gives: tuple[str, ...]
    places: tuple[str, ...]
    share: float
    provider: str
    paid_by: str
    vat: bool
    lead: int
    once: float = 0
    per_learner: float = 0
    per_term: float = 0
    together: bool = False
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class FunderKind:
    """A funder as the file states it; money in pounds for each learner."""

    slug: str
    name: str
    ceiling: tuple[float, float]
    ceiling_per_need: float
    share: float
    min_age: int | None = None
    max_age: int | None = None
    ehc_plan_only: bool = False
    one_provider_a_year: bool = False
    budget_per_learner: float | None = None
    one_off_per_learner: float | None = None


@dataclass(frozen=True, slots=True)
class Assumptions:
    """The whole file. What is a `Table` is read where it is used, under the names it has in the file."""

    size: Table
    travel: Table
    offerings_by_kind: Mapping[str, float]
    price_per_hour: Mapping[str, float]
    price_spread: float
    paid_by: Mapping[str, tuple[str, ...]]
    services: tuple[Service, ...]
    session_starts: Mapping[float, float]
    day_ends: float
    roll_on: float
    places_spread: tuple[float, float]
    employers: Table
    community_groups: tuple[str, ...]
    learners: Table
    needs: Mapping[str, Mapping[str, float]]
    also: Mapping[str, Table]
    brings: Mapping[str, float]
    provision_order: tuple[str, ...]
    provision: Mapping[str, tuple[float, ...]]
    remedies: tuple[RemedyKind, ...]
    funders: tuple[FunderKind, ...]
    subcontracts: Table
    chance_in_place: Mapping[tuple[str, str], float] = field(default_factory=dict)  # by (term, kind of organisation)


@cache
def assumptions() -> Assumptions:
    """The assumptions that come with this package, read once. Raises ValueError as `parse` does."""
    return parse(FILE.read_text(encoding="utf-8"))


def parse(text: str) -> Assumptions:
    """The assumptions written in `text` (YAML). Raises one ValueError that names every word that is not known."""
    data: Table = yaml.safe_load(text)
    data["services"] = tuple(_entries(Service, data["services"]))
    data["remedies"] = tuple(_entries(RemedyKind, data["remedies"], {"for": "places"}))
    data["funders"] = tuple(_entries(FunderKind, data["funders"]))
    for name in ("places_spread", "community_groups", "provision_order"):
        data[name] = tuple(data[name])
    data["paid_by"] = {kind: tuple(funders) for kind, funders in data["paid_by"].items()}
    data["chance_in_place"] = {
        (term, kind): chance
        for term, chances in data["provision"].items()
        for kind, chance in zip(data["provision_order"], chances, strict=True)
    }
    found = Assumptions(**data)
    faults = sorted(set(_faults(found)))
    if faults:
        raise ValueError("\n".join(faults))
    return found


def _entries(made: type[Any], table: Table, renamed: Mapping[str, str] | None = None) -> Iterator[Any]:
    """Each entry of a table as a dataclass; lists become tuples, and the key becomes `slug`."""
    known = {f.name: f for f in fields(made)}
    for slug, entry in table.items():
        given = {(renamed or {}).get(k, k): tuple(v) if isinstance(v, list) else v for k, v in entry.items()}
        strange = sorted(set(given) - set(known))
        absent = sorted(n for n, f in known.items() if f.default is MISSING and n not in given and n != "slug")
        if strange or absent:
            raise ValueError(f"{made.__name__} {slug}: unknown {strange}, missing {absent}")
        yield made(slug=slug, **given)


def _faults(found: Assumptions) -> Iterator[str]:
    words = vocabulary()
    terms = {*words.terms, TRANSPORT}
    funders = {f.slug for f in found.funders}
    services = {s.slug for s in found.services} | {g for s in found.services for g in s.grants}
    needed = {n for chances in found.needs.values() for n in chances} | set(found.brings)
    needed |= {n for extra in found.also.values() for n in extra["needs"]}
    yield from _unknown("needs", "word of the vocabulary", needed, terms)
    yield from _unknown("needs", "chance in `provision`", needed, found.provision)
    yield from _unknown("provision", "word of the vocabulary", found.provision, terms)
    yield from _unknown("needs", "code of SEN2", found.needs, words.sen2)
    for remedy in found.remedies:
        yield from _unknown(f"remedy {remedy.slug}", "word of the vocabulary", remedy.gives, terms)
        yield from _unknown(f"remedy {remedy.slug}", "kind", (*remedy.places, remedy.provider), ORGANISATION_KINDS)
        yield from _unknown(f"remedy {remedy.slug}", "funder", [remedy.paid_by], funders)
    for service in found.services:
        yield from _unknown(f"service {service.slug}", "outcome", service.outcomes, words.outcomes)
        yield from _unknown(f"service {service.slug}", "kind", service.at, ORGANISATION_KINDS)
        yield from _unknown(f"service {service.slug}", "skill that anything grants", service.requires, services)
    yield from _unknown("employers", "outcome", found.employers["outcomes"], words.outcomes)
    yield from _unknown("aims", "outcome", found.learners["aim_chances"], words.outcomes)
    for kind, payers in found.paid_by.items():
        yield from _unknown(f"paid_by {kind}", "funder", payers, funders)


def _unknown(where: str, what: str, said: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    for word in sorted(set(said) - set(known)):
        yield f"made_up.yaml, {where}: {word!r} is no {what}"
