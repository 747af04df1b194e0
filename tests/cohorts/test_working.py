"""Planning for several: it ends well or says why not, changes no plan, and no planner can hurt it."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from planner.problem import NEVER
from tests import people
from tests.cohorts import several as helpers
from tests.cohorts.several import Several, asked, now
from tests.plans.planned import another_in_drama
from wraparound.cohorts import actions, comparing, policy, queries, working
from wraparound.cohorts.kinds import State
from wraparound.core.database.scope import acting, as_person
from wraparound.plans import actions as plans
from wraparound.plans import planning
from wraparound.plans import queries as plan_queries
from wraparound.plans.kinds import LineKind
from wraparound.sharing import actions as sharing_actions
from wraparound.sharing import queries as sharing

if TYPE_CHECKING:
    from tests.cohorts.several import Plant

pytestmark = pytest.mark.django_db
several, planted = helpers.several, helpers.planted

ANSWERS = """
answer = {"lines": {}, "loose": [], "value": 10, "bound": 20, "reasons": []}
print(json.dumps({"doing": "prices", "value": 10, "bound": 20}), flush=True)
print(json.dumps({"answer": answer}), flush=True)
"""


def outcome(who: Any, **more: Any) -> Any:
    run = asked(who, **more)
    working.work(who.pk, run.pk)
    return now(who, run)


def shown(several: Several, run: Any) -> list[comparing.Compared]:
    with acting(as_person(several.lead.pk)):
        return comparing.compared(several.lead, run)


def test_all_are_planned_at_once_within_the_places_and_no_plan_changes(several: Several) -> None:
    run = outcome(several.lead)
    assert (run.state, run.trouble, run.total) == (State.DONE, "", 3)
    assert run.value <= run.bound
    rows = shown(several, run)
    assert {r.name for r in rows} == {"Sam Green", "Noor Khan", "Kit Hill"}
    assert all(r.new or r.reasons for r in rows)  # nobody without a reason
    with acting(as_person(several.lead.pk)):
        found = [plan_queries.proposal(several.lead, r.learner, r.proposal) for r in rows]
        lines = [y for p in found if p for y in p.content["programmes"][0]["lines"]]
        taken = Counter((y["offering"], term) for y in lines for term in range(*y["terms"]))
        assert max(taken.values()) == 2  # each has two places
        assert not plan_queries.lines(several.lead, several.noor).exists()
        one = next(r for r in rows if r.new)
        proposal = plan_queries.proposal(several.lead, one.learner, one.proposal)
        assert proposal is not None
        lines = plans.take_from_proposal(proposal=proposal, programme=0, lines=[0], by=several.lead)
        assert [x.state for x in lines] == ["proposed"]


def test_who_would_get_less_than_now_stands_first(several: Several, planted: Plant) -> None:
    with acting(as_person(several.lead.pk)):
        drama = several.offers["drama"]
        told = {
            "learner": several.kit,
            "kind": LineKind.OFFERING,
            "title": "Drama",
            "organisation": several.cast.college,
        }
        first, last = several.offers.others[0].starts, several.offers.others[-1].ends
        plans.propose_line(**told, offering=drama, starts=first, ends=last, by=several.lead)
    planted(ANSWERS)
    first_row, *others = shown(several, outcome(several.lead))
    assert (first_row.name, first_row.verdict, first_row.gone) == ("Kit Hill", "less", 1)
    assert first_row.gained < 0 and first_row.loses[0].then == 0
    assert {r.verdict for r in others} == {"none"}
    assert all(r.reasons for r in (first_row, *others))


@pytest.mark.parametrize(
    ("does", "trouble"),
    [
        ("os.kill(os.getpid(), 9)", "broke"),
        ("print('nonsense')", "broke"),
        ("raise MemoryError", "too-big"),
    ],
)
def test_a_planner_that_dies_is_told_in_plain_words(several: Several, planted: Plant, does: str, trouble: str) -> None:
    planted(does)
    run = outcome(several.lead)
    assert (run.state, run.trouble) == (State.FAILED, trouble)
    assert run.ended


def test_of_a_planner_that_hangs_the_last_good_answer_is_kept(
    several: Several, planted: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "SECONDS", 0.2)
    monkeypatch.setattr(working, "TELLS", 0.3)
    planted(f"{ANSWERS}\nwhile True: time.sleep(60)")
    began = time.monotonic()
    run = outcome(several.lead)
    assert (run.state, run.trouble, run.value) == (State.FAILED, "too-long", 10)
    assert len(shown(several, run)) == 3
    assert time.monotonic() - began < 10


def test_stopping_takes_seconds_even_if_the_planner_does_not_listen(
    several: Several, planted: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "TELLS", 0.2)
    planted(f"{ANSWERS}\nwhile True: time.sleep(60)")
    run = asked(several.lead)
    real = actions.note_progress
    seen = threading.Event()

    def stops_meanwhile(**said: Any) -> bool:
        if "value" in said and not seen.is_set():
            seen.set()
            actions.stop_run(run=run, by=several.lead)
        return real(**said)

    monkeypatch.setattr(actions, "note_progress", stops_meanwhile)
    began = time.monotonic()
    working.work(several.lead.pk, run.pk)
    assert time.monotonic() - began < 6
    run = now(several.lead, run)
    assert run.state == State.STOPPED and len(shown(several, run)) == 3


def test_a_planner_that_does_not_even_read_is_ended_all_the_same(planted: Plant) -> None:
    script = planted("") / "planted.py"
    script.write_text("import time\nwhile True: time.sleep(60)")
    began = time.monotonic()
    with planning.Planner("together", (), 60, filler="x" * 1_000_000) as planner:
        planner.stop()
        while not planner.is_over:
            planner.news(0.1)
        assert (planner.answer, planner.trouble) == (None, "too-long")
    assert time.monotonic() - began < 5


def test_what_waits_is_stopped_at_once_and_not_begun(several: Several) -> None:
    run = asked(several.lead)
    with acting(as_person(several.lead.pk)):
        assert actions.stop_run(run=run, by=several.lead) is State.STOPPED
        with pytest.raises(policy.Refused):
            actions.stop_run(run=run, by=several.lead)
    working.work(several.lead.pk, run.pk)
    assert now(several.lead, run).attempts == 0


def test_whoever_lost_a_right_meanwhile_gets_what_they_may_see_now(several: Several, planted: Plant) -> None:
    planted(ANSWERS)
    run = asked(several.lead)
    with acting(as_person(several.lead.pk)):
        (grant,) = sharing.grants(several.lead, several.noor)
        row = sharing.grant(several.lead, grant.id)
        assert row is not None
        sharing_actions.end_grant(grant=row, by=several.lead)
    working.work(several.lead.pk, run.pk)
    assert {r.name for r in shown(several, now(several.lead, run))} == {"Sam Green", "Kit Hill"}


def test_what_is_closed_later_is_shown_no_more(several: Several, planted: Plant) -> None:
    planted(ANSWERS)
    run = outcome(several.lead)
    with acting(as_person(several.cast.sam.pk)):
        for grant in sharing.grants(several.cast.sam, several.cast.learner):
            row = sharing.grant(several.cast.sam, grant.id)
            assert row is not None
            sharing_actions.end_grant(grant=row, by=several.cast.sam)
    assert {r.name for r in shown(several, run)} == {"Noor Khan", "Kit Hill"}
    with acting(as_person(several.cast.head.pk)):
        assert queries.run(several.cast.head, run.pk) is None


def test_somebody_hidden_changes_nothing_but_how_many_places_are_left(several: Several) -> None:
    before = problem_of(several)
    hidden = another_in_drama(several.cast, several.offers)
    after = problem_of(several)
    assert hidden.name not in str(after)
    places = {o.id: o.places for o in before.offerings}
    changed = [o for o in after.offerings if o.places != places[o.id]]
    assert [o.id for o in changed] == [f"o{several.offers['drama'].pk}"]
    assert (places[changed[0].id], changed[0].places) == (2, 1)
    same = tuple(replace(o, places=places[o.id]) for o in after.offerings)
    assert replace(after, offerings=same) == before


def problem_of(several: Several) -> Any:
    with acting(as_person(several.lead.pk)):
        found = [planning.read(several.lead, x) for x in (several.cast.learner, several.noor, several.kit)]
        return planning.together(several.lead, [r for r in found if r], planning.Asked()).problem


def test_what_was_not_possible_for_one_stays_possible_for_the_others(several: Several) -> None:
    lead = several.cast.head
    with acting(as_person(lead.pk)):
        told = {"learner": several.cast.learner, "kind": LineKind.OFFERING, "title": "Drama"}
        line = plans.propose_line(**told, organisation=several.cast.college, offering=several.offers["drama"], by=lead)
        plans.decline_line(line=line, because="Too loud", by=lead)
    problem = problem_of(several)
    drama = f"o{several.offers['drama'].pk}"
    offering = problem.offering[drama]
    provider = problem.provider(offering)
    assert [x.wish_for(offering, provider) == NEVER for x in problem.learners] == [True, False, False]


def test_a_run_is_for_those_who_plan_and_for_at_most_three_at_once(several: Several) -> None:
    helper = people.member(several.cast.specialist, "Hal Help")
    with pytest.raises(policy.Refused, match="transition leads"):
        asked(helper)
    for _ in range(policy.AT_ONCE):
        asked(several.lead)
    with pytest.raises(policy.Refused, match="not finished"):
        asked(several.lead)


def test_what_another_worker_took_up_is_not_written_over(several: Several) -> None:
    run = asked(several.lead)
    with acting(as_person(several.lead.pk)):
        early = actions.begin_run(run=run.pk, by=several.lead)
        late = actions.begin_run(run=run.pk, by=several.lead)
        assert early is not None and late is not None and late.attempts == 2
        assert not actions.note_progress(run=early, by=several.lead, done=1)
        assert not actions.end_run(run=early, state=State.DONE, by=several.lead)
        assert actions.note_progress(run=late, by=several.lead, done=1)


def test_a_run_that_kills_its_worker_is_not_taken_up_for_ever(several: Several) -> None:
    run = asked(several.lead)
    with acting(as_person(several.lead.pk)):
        taken = [actions.begin_run(run=run.pk, by=several.lead) for _ in range(policy.ATTEMPTS + 1)]
    assert taken[-1] is None
    assert (now(several.lead, run).state, now(several.lead, run).trouble) == (State.FAILED, "died")
