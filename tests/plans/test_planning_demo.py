"""The demo's learners among the demo's local offer, which is made from real places: programmes, answers, in time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wraparound.core.database.scope import acting, as_person
from wraparound.demo import made
from wraparound.directory import postcodes
from wraparound.directory import queries as directory
from wraparound.learners import queries as learners
from wraparound.plans import planning
from wraparound.plans.planning import running

if TYPE_CHECKING:
    from wraparound.accounts.models import Person

MOST_QUERIES = 30  # for a proposal, whoever it is for: no row is asked for by itself
LEAD = "queen-alexandra-college:transition-lead:0"


@pytest.fixture
def lead(db: None, demo: list[str]) -> Person:
    """The lead of the demo's ten leavers."""
    return next(p for key, p in made.people().items() if key.endswith(LEAD))


def test_learners_of_the_demo_have_programmes_whose_lines_can_all_be_taken(lead: Person) -> None:
    with acting(as_person(lead.pk)):
        for learner in list(learners.my_learners(lead))[:3]:
            with CaptureQueriesContext(connection) as asked:
                found = planning.suggest(lead, learner, seconds=60)
            assert len(asked) <= MOST_QUERIES
            assert found.programmes, learner
            for programme in found.programmes:
                assert programme.lines
                assert all(line.can_be_taken and line.reasons and line.starts for line in programme.lines)
                assert programme.pence > 0
            assert all(n.said.why and n.said.next_step for n in found.not_yet)
            reasons = (r for p in found.programmes for y in p.lines for r in y.reasons)
            sentences = [*found.gaps, *found.changes, *reasons]
            assert not [s for s in sentences if "%(" in s or "None" in s]


def test_with_a_postcode_ways_are_counted_and_it_is_kept_nowhere(lead: Person) -> None:
    home = postcodes.find("B17")
    assert home is not None
    with acting(as_person(lead.pk)):
        learner = learners.my_learners(lead)[0]
        said = planning.answer(lead, learner, asked=planning.Asked(home=home), seconds=60)
        found = planning.shown(lead, learner, said)
    assert all(p.ways is not None and all(line.way is not None for line in p.lines) for p in found.programmes)
    assert "B17" not in str(said)
    assert str(home.easting) not in str(said)


def test_every_offering_of_the_demo_has_an_answer(lead: Person) -> None:
    with acting(as_person(lead.pk)):
        learner = learners.my_learners(lead)[1]
        for offering in list(directory.offerings(lead))[::8]:
            told = planning.why_not(lead, learner, offering, seconds=60)
            assert told.said
            assert all(s.why.endswith(".") and s.next_step.endswith(".") for s in told.said)
            assert told.is_possible == (told.takes is not None and told.said[0].slug.startswith("possible"))


def test_a_planner_that_hangs_says_so_and_the_next_answer_comes(
    lead: Person, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "planted.py"
    script.write_text("import time\ntime.sleep(600)")
    with acting(as_person(lead.pk)):
        learner = learners.my_learners(lead)[0]
        with monkeypatch.context() as planted:
            planted.setattr(running, "WORKER", script)
            planted.setattr(running, "GRACE", 1.0)
            with pytest.raises(planning.CouldNot, match="too long"):
                planning.suggest(lead, learner, seconds=0.5)
        assert planning.suggest(lead, learner, seconds=60).programmes
