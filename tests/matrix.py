"""A small world in which each category of a learner holds a canary, and who in it may see what; and every address.

A new address with parameters needs a row in PARAMETERS, or `tests/site/test_matrix.py` fails.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests import people
from wraparound.accounts.roles import CirclePart, MemberRole
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.passport import actions as passport
from wraparound.passport.policy import SaidBy
from wraparound.passport.topics import TOPICS
from wraparound.sharing import actions as sharing
from wraparound.sharing import queries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wraparound.accounts.models import Membership, Organisation, Person
    from wraparound.learners.models import CircleMember, Learner

OTHERS = ("allauth.", "django.")  # their views know no learner: they run in the role of sign-in, or ask no database


def canary(category: Category) -> str:
    """A word that stands nowhere but in this category of the learner."""
    return f"canary{category.number}{category.value.replace('-', '')}"


@dataclass
class World:
    """Sam, who says a canary in each category; and those around, by what they are to Sam."""

    learner: Learner
    north: Organisation
    actors: dict[str, Person | None]
    place: CircleMember
    membership: Membership

    def may_see(self, actor: str) -> frozenset[Category]:
        """The categories that are open to an actor."""
        who = self.actors[actor]
        if who is None:
            return frozenset()
        with acting(as_person(who.pk)):
            return queries.open_categories(who, self.learner)


ACTORS = (
    "visitor",
    "person of no organisation",
    "the learner",
    "mother",
    "lead",
    "support worker in the team",
    "colleague not in the team",
    "organisation administrator",
    "partner whose grant ended",
    "partner without a grant",
    "commissioner",
    "system administrator",
)


def make_world() -> World:
    """In the transaction of the test."""
    north, south = people.organisation("North"), people.organisation("South")
    sam, mother = people.person("Sam"), people.person("Mother")
    sams = people.learner(canary(Category.IDENTITY), person=sam)
    lead = people.member(north, "Lead", MemberRole.TRANSITION_LEAD)
    worker, colleague = people.member(north, "Worker"), people.member(north, "Colleague")
    admin = people.member(north, "Admin", MemberRole.ORGANISATION_ADMIN)
    ended, without = people.member(south, "Ended"), people.member(south, "Without", MemberRole.HEAD_OF_INCLUSION)
    council = people.member(people.organisation("Council"), "Commissioner", MemberRole.COMMISSIONER)
    system = people.member(people.organisation("System"), "System", MemberRole.SYSTEM_ADMIN)
    people.in_circle(sams, lead, north, CirclePart.LEAD)
    place = people.in_circle(sams, worker, north)
    people.in_circle(sams, ended, south)
    people.in_circle(sams, mother, None, CirclePart.FAMILY)
    people.granted(sams, north, lead, [Category.IDENTITY, Category.ABOUT_ME, Category.COMMUNICATION])
    people.granted(sams, mother, lead, [Category.IDENTITY, Category.HEALTH])
    over = people.granted(sams, south, lead)
    with acting(as_person(sam.pk)):
        sharing.end_grant(grant=over, by=sam)
        for topic in TOPICS:
            passport.say(learner=sams, topic=topic, words=canary(topic.category), said_by=SaidBy.LEARNER, by=sam)
        begin = 9 * 60
        passport.add_availability(learner=sams, begins=begin, ends=begin + 60, said_by=SaidBy.LEARNER, by=sam)
    who = (None, people.person("Nobody"), sam, mother, lead, worker, colleague, admin, ended, without, council, system)
    membership = people.join(people.person("Somebody"), north, since=clock.today() - timedelta(days=3))
    return World(sams, north, dict(zip(ACTORS, who, strict=True)), place, membership)


def _learner(world: World) -> dict[str, Any]:
    return {"learner": world.learner.public_id}


def _organisation(world: World) -> dict[str, Any]:
    return {"public_id": world.north.public_id}


def _membership(world: World) -> dict[str, Any]:
    return {"public_id": world.membership.pk}


def _absent(*names: str, **more: Any) -> Callable[[World], dict[str, Any]]:
    return lambda _: {name: uuid.uuid4() for name in names} | more


PARAMETERS: dict[str, Callable[[World], dict[str, Any]]] = {
    "reading-choice": lambda _: {"name": "theme"},
    "accounts:invitation": lambda _: {"token": "x" * 43},
    **{f"accounts:{n}": _membership for n in ("membership", "role", "end-membership", "hand-over")},
    **{
        f"accounts:{n}": _organisation
        for n in ("organisation", "edit-organisation", "connection", "people", "invite", "link")
    },
    "accounts:withdraw-invitation": lambda w: {**_organisation(w), "invitation": uuid.uuid4()},
    "vocabulary:suggestion": _absent("public_id"),
    "vocabulary:term": lambda _: {"slug": "hoist"},
    **{f"directory:{n}": _absent("public_id") for n in ("service", "keep", "let-go", "organisation", "remedy")},
    **{f"directory:{n}": _absent("public_id") for n in ("trial", "faults", "carry-out")},
    **{f"directory:{n}": lambda w: {"organisation": w.north.public_id} for n in ("entries", "add-term", "put-up")},
    "directory:add": lambda w: {"organisation": w.north.public_id, "what": "site"},
    "directory:change": _absent("public_id", what="site"),
    "directory:words": _absent("public_id", what="service", field="description"),
    "directory:confirm": _absent("public_id", what="service"),
    "learners:invitation": lambda _: {"token": "x" * 43},
    **{f"learners:{n}": _learner for n in ("learner", "circle", "invite", "add", "merge")},
    "learners:withdraw": lambda w: {**_learner(w), "invitation": uuid.uuid4()},
    "learners:end": lambda w: {**_learner(w), "place": w.place.pk},
    "learners:undo-merge": lambda w: {**_learner(w), "merge": uuid.uuid4()},
    "demo:sign-in": lambda _: {"key": "nobody"},
    "passport:asked-for": lambda w: {"organisation": w.north.public_id},
    **{f"passport:{n}": _learner for n in ("passport", "card")},
    "passport:question": lambda w: {**_learner(w), "topic": TOPICS[0].slug},
    "passport:history": lambda w: {**_learner(w), "topic": TOPICS[0].slug, "voice": "learner"},
    "passport:receiving": lambda w: {**_learner(w), "organisation": w.north.public_id},
    "passport:photo": lambda w: {**_learner(w), "photo": uuid.uuid4()},
    "passport:things": lambda w: {**_learner(w), "kind": "needs"},
    "passport:end": lambda w: {**_learner(w), "kind": "needs", "thing": uuid.uuid4()},
}


@dataclass(frozen=True)
class Address:
    """One address of the site."""

    name: str  # with its namespaces; empty where it has none
    parameters: frozenset[str]
    view: Any

    @property
    def is_ours(self) -> bool:
        """Whether the view is of this site."""
        return not self.view.__module__.startswith(OTHERS)


def addresses(resolver: Any = None, names: str = "") -> Iterator[Address]:
    """Every address, from the root down."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from addresses(one, f"{names}{one.namespace}:" if one.namespace else names)
        elif isinstance(one, URLPattern):
            yield Address(f"{names}{one.name or ''}", frozenset(one.pattern.regex.groupindex), one.callback)


def unguarded(of: Iterator[Address]) -> list[str]:
    """Addresses of ours of which the view neither asks for sign-in nor says why it is public."""
    return [
        a.name
        for a in of
        if a.is_ours and not getattr(a.view, "for_signed_in", False) and not getattr(a.view, "public_because", "")
    ]


def without_parameters(of: Iterator[Address]) -> list[str]:
    """Addresses of ours with parameters that nobody has said here."""
    return [a.name for a in of if a.is_ours and a.parameters and a.name not in PARAMETERS]
