"""Sam and two others around one lead, what is on offer for them, and a planner that does what a test wants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests import people
from tests.plans.offers import COOK, FRIENDS, QUIET, Offers, offers
from tests.plans.people import Cast, cast
from wraparound.accounts.roles import CirclePart
from wraparound.cohorts import actions, queries
from wraparound.cohorts.actions import Wanted
from wraparound.cohorts.kinds import Whom
from wraparound.core import clock
from wraparound.core.database.scope import acting, as_person
from wraparound.passport import actions as passport
from wraparound.passport.policy import SaidBy
from wraparound.plans.planning import steadily

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner

    Plant = Callable[[str], Path]


@dataclass
class Several:
    """The cast around Sam, and two more learners of the same lead."""

    cast: Cast
    offers: Offers
    noor: Learner
    kit: Learner

    @property
    def lead(self) -> Person:
        return self.cast.lead


def around(lead: Person, of: Any, name: str) -> Learner:
    """A learner of the lead, with nothing written down yet."""
    one = people.learner(name, by=lead)
    people.in_circle(one, lead, of, CirclePart.LEAD)
    people.granted(one, of, lead, until=clock.now() + timedelta(days=300))
    return one


def wants(
    lead: Person, learner: Learner, outcomes: tuple[str, ...] = (COOK, FRIENDS), needs: tuple[str, ...] = ()
) -> None:
    """What the passport says, typed by the lead for the organisation."""
    said: dict[str, Any] = {"learner": learner, "said_by": SaidBy.ORGANISATION, "by": lead}
    with acting(as_person(lead.pk)):
        for one in outcomes:
            passport.add_outcome(outcome=one, **said)
        for one in needs:
            passport.add_need(need=one, **said)


def made() -> Several:
    """Three learners who want to cook and to make friends; drama and cooking have two places each."""
    sams = cast()
    there = offers(sams)
    noor, kit = (around(sams.lead, sams.specialist, name) for name in ("Noor Khan", "Kit Hill"))
    wants(sams.lead, sams.learner, needs=(QUIET,))
    wants(sams.lead, noor)
    wants(sams.lead, kit)
    return Several(sams, there, noor, kit)


@pytest.fixture
def several(db: None) -> Several:
    return made()


@pytest.fixture
def planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plant:
    """Puts a script where the planner's own stands, and gives it little time to start and to stop."""

    def plant(text: str) -> Path:
        script = tmp_path / "planted.py"
        script.write_text(f"import json, os, sys, time\ntask = json.loads(sys.stdin.readline())\n{text}")
        monkeypatch.setattr(steadily, "WORKER", script)
        monkeypatch.setattr(steadily, "GRACE", 1.5)
        monkeypatch.setattr(steadily, "STOPS_IN", 0.5)
        return tmp_path

    return plant


def asked(who: Person, **more: Any) -> Any:
    """A run that waits."""
    wanted = Wanted(**{"whom": Whom.CASELOAD, "since": clock.today(), **more})
    with acting(as_person(who.pk)):
        return actions.ask_about_many(wanted=wanted, by=who)


def now(who: Person, run: Any) -> Any:
    """The run as it stands."""
    with acting(as_person(who.pk)):
        return queries.run(who, run.pk)
