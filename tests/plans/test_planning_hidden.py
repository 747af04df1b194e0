"""Two worlds: what is hidden from a viewer changes, and nothing that the viewer is told does."""

from __future__ import annotations

import dataclasses
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from planner.files.json_values import encode
from tests.plans.offers import FRIENDS, NURSE, SIGNS, Offers, at
from tests.plans.planned import PLENTY, another_in_drama, made, own, partner, sams
from wraparound.core import clock
from wraparound.core.database.scope import acting, as_person
from wraparound.directory.kinds import Funder
from wraparound.passport import actions as passport
from wraparound.passport.policy import SaidBy
from wraparound.plans import actions, planning, queries
from wraparound.plans.kinds import Area, LineKind
from wraparound.plans.planning.problems import asking

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.plans.people import Cast
    from wraparound.accounts.models import Person

pytestmark = pytest.mark.django_db
__all__ = ["made", "sams"]  # fixtures


def _need(slug: str) -> Callable[[Cast, Offers], object]:
    return lambda sams, made: passport.add_need(need=slug, **own(sams))


def _placement(sams: Cast, made: Offers) -> None:
    with acting(as_person(sams.head.pk)):
        line = actions.propose_line(
            learner=sams.learner,
            kind=LineKind.PLACEMENT,
            title="Mornings at the bakery",
            organisation=sams.college,
            sessions=[at(1, 9, 4), at(3, 12, 4)],
            by=sams.head,
        )
        actions.accept_line(line=line, by=sams.head)


def _payment(sams: Cast, made: Offers) -> None:
    with acting(as_person(sams.head.pk)):
        line = queries.lines(sams.head, sams.learner).first()
        if line is not None:
            actions.add_payment(line=line, funder=Funder.FAMILY, pence=999_900, each="term", by=sams.head)


def _section(sams: Cast, made: Offers) -> None:
    with acting(as_person(sams.lead.pk)):
        actions.attach_section(learner=sams.learner, letter="C", words="Epilepsy", dated=clock.today(), by=sams.lead)


def _somebody_else(sams: Cast, made: Offers) -> None:
    noor = another_in_drama(sams, made)  # one of two places: there is still room
    with acting(as_person(sams.head.pk)):
        passport.add_need(learner=noor, need=SIGNS, said_by=SaidBy.ORGANISATION, by=sams.head)


FACTS: dict[str, Callable[[Cast, Offers], object]] = {
    "a need of health": _need(NURSE),
    "a need that nobody meets": _need("hearing-loop"),
    "a need of communication": _need("communication-technology"),
    "a placement": _placement,
    "a payment": _payment,
    "a section about health": _section,
    "somebody else": _somebody_else,
}


def told(viewer: Person, sams: Cast, made: Offers) -> tuple[Any, ...]:
    """All that a viewer is told, rows as their keys."""
    with acting(as_person(viewer.pk)):
        found = planning.suggest(viewer, sams.learner, seconds=PLENTY)
        answers = [planning.why_not(viewer, sams.learner, o, seconds=PLENTY) for o in made.offerings.values()]
    return tuple(_plain(x) for x in (found, *answers))


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, (tuple, list)):
        return [_plain(v) for v in value]
    return str(value.pk) if hasattr(value, "pk") else str(value)


def asked_of(viewer: Person, sams: Cast) -> Any:
    """The whole of what goes into the planner for a viewer."""
    with acting(as_person(viewer.pk)):
        found = asking(viewer, [sams.learner], planning.ANYTHING)
    return encode(found.problem), found.unknown, found.not_understood


def test_nothing_that_is_hidden_from_a_viewer_goes_into_what_they_are_told(sams: Cast, made: Offers) -> None:
    with acting(as_person(sams.head.pk)):
        actions.add_outcome(learner=sams.learner, area=Area.COMMUNITY, words="Friends", term=FRIENDS, by=sams.head)
    viewer = partner(sams)
    before, words_before = asked_of(viewer, sams), told(viewer, sams, made)
    seen = [asked_of(sams.lead, sams)]
    for name, happens in FACTS.items():
        with acting(as_person(sams.sam.pk)):
            happens(sams, made)
        is_the_same = asked_of(viewer, sams) == before
        assert is_the_same, name
        seen.append(asked_of(sams.lead, sams))
    are_the_same = [a == b for a, b in zip(told(viewer, sams, made), words_before, strict=True)]
    assert all(are_the_same), are_the_same
    # Not by doing nothing: whoever sees everything is told something else, as the facts come in.
    moved = [a != b for a, b in pairwise(seen)]
    assert dict(zip(FACTS, moved, strict=True)) == {name: name not in ("a payment", "somebody else") for name in FACTS}


def test_a_fact_that_is_open_would_be_found_by_that_comparison(sams: Cast, made: Offers) -> None:
    viewer = partner(sams)
    before = asked_of(viewer, sams)
    with acting(as_person(sams.sam.pk)):
        passport.add_need(need="clear-routine", **own(sams))  # of learning, which is open
    differs = asked_of(viewer, sams) != before
    assert differs
