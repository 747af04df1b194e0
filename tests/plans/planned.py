"""Sam with a passport among what is on offer, and how these tests ask the planner."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests import people
from tests.plans.offers import COOK, FRIENDS, QUIET, Offers, offers
from tests.plans.people import Cast, cast
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.core.database.scope import acting, as_person
from wraparound.passport import actions as passport
from wraparound.passport.policy import SaidBy
from wraparound.plans import actions, planning
from wraparound.plans.kinds import LineKind

if TYPE_CHECKING:
    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner

PLENTY = 60.0  # seconds: no answer of these tests is cut short on a busy machine
HIDDEN = (Category.HEALTH, Category.COMMUNICATION, Category.PLACEMENTS, Category.FINANCE)
OPEN = tuple(c for c in Category if c not in HIDDEN)


@pytest.fixture
def sams() -> Cast:
    return cast()


@pytest.fixture
def made(sams: Cast) -> Offers:
    """The local offer, and Sam's passport: two outcomes, two days of the week off, one need."""
    there = offers(sams)
    with acting(as_person(sams.sam.pk)):
        own: dict[str, Any] = {"learner": sams.learner, "said_by": SaidBy.LEARNER, "by": sams.sam}
        passport.add_outcome(outcome=COOK, **own)
        passport.add_outcome(outcome=FRIENDS, **own)
        passport.add_need(need=QUIET, **own)
        for day in range(5):
            passport.add_availability(begins=day * 1440 + 540, ends=day * 1440 + 960, **own)
    return there


def suggested(sams: Cast, by: str = "lead", **more: Any) -> planning.ProposalShown:
    who = getattr(sams, by)
    with acting(as_person(who.pk)):
        return planning.suggest(who, sams.learner, seconds=PLENTY, **more)


def why(sams: Cast, offering: Any, by: str = "lead", **more: Any) -> planning.WhyNot:
    who = getattr(sams, by)
    with acting(as_person(who.pk)):
        return planning.why_not(who, sams.learner, offering, seconds=PLENTY, **more)


def titles(programme: planning.ProgrammeShown) -> set[str]:
    return {line.title for line in programme.lines}


def own(sams: Cast) -> dict[str, Any]:
    return {"learner": sams.learner, "said_by": SaidBy.LEARNER, "by": sams.sam}


def another_in_drama(sams: Cast, made: Offers) -> Learner:
    """A learner of the college, whom nobody else knows, comes to drama in all terms."""
    noor = people.learner("Noor Khan", by=sams.head)
    people.granted(noor, sams.college, sams.head, until=clock.now() + timedelta(days=300))
    people.in_circle(noor, sams.head, sams.college)
    with acting(as_person(sams.head.pk)):
        line = actions.propose_line(
            learner=noor,
            kind=LineKind.OFFERING,
            title="Drama",
            organisation=sams.college,
            offering=made["drama"],
            by=sams.head,
        )
        actions.accept_line(line=line, by=sams.head)
    return noor


def partner(sams: Cast) -> Person:
    """Somebody of a third organisation, with a grant for some categories."""
    third = people.organisation("Third College")
    who = people.member(third, "Pat Partner")
    people.in_circle(sams.learner, who, third)
    people.granted(sams.learner, third, sams.sam, OPEN, until=clock.now() + timedelta(days=300))
    return who
