"""Planning again after something has happened: always valid, as little disturbed as asked, best where it says so."""

from __future__ import annotations

import pickle
import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.alternatives import alternatives
from planner.around import around
from planner.by_hand import by_hand
from planner.events import (
    LearnerChanges,
    LearnerComes,
    LearnerLeaves,
    OfferingComes,
    OfferingStops,
    OrganisationStops,
    PlacesChange,
    RemedyStops,
    SessionsMove,
)
from planner.faults import Faults
from planner.goals import value, worth
from planner.monolith import solve_whole
from planner.plan import Plan
from planner.problem import DAY, Commitment, Contribution, Session, Site
from planner.replan import replan
from planner.rules import check_all, check_some
from planner.standing import verdict
from planner.travel import Travel
from tests.planner.strategies import any_area, areas, asked, possible_lines, with_lines_accepted
from tests.planner.test_changes import AREA, COOK, learner
from tests.planner.test_properties_brute_force import TooMany, grow, lasting, without_accepted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.events import Event
    from planner.problem import Line, Problem
    from planner.replan import Replanned
    from tests.planner.small_areas import Pick

MOST = 150  # programmes of one learner that are tried
DRAMA = replace(COOK, id="drama", service="drama", name="Drama", sessions=(Session(720, 780),))
BOTH = replace(AREA, offerings=(replace(COOK, places=2), replace(DRAMA, places=1)), learners=(learner(0), learner(1)))


def takes(who: str, offering: str) -> Line:
    return next(y for y in possible_lines(BOTH, who) if y.offering == offering and not y.funder and not y.remedies)


OLD = Plan.of([takes("x0", "cook"), takes("x1", "cook")])


def agreed(problem: Problem, *lines: Line) -> Problem:
    return with_lines_accepted(problem, list(lines))


# By hand


def test_who_loses_a_place_gets_the_next_best_and_nobody_else_is_disturbed() -> None:
    done = replan(BOTH, OLD, PlacesChange("cook", 1))
    assert len(done.disturbed) == 1
    assert sorted(y.offering for y in done.plan.lines) == ["cook", "drama"]
    assert done.exact
    assert done.points == value(done.plan, done.problem) - value(OLD, BOTH) == 0


def test_an_agreed_line_keeps_its_place_before_a_proposed_one() -> None:
    for kept in OLD.lines:
        done = replan(agreed(BOTH, kept), OLD, PlacesChange("cook", 1))
        assert kept in done.plan.lines
        assert not done.released


def test_an_agreed_line_that_cannot_stay_is_released_and_told() -> None:
    gone = takes("x0", "cook")
    done = replan(agreed(BOTH, *OLD.lines), OLD, OfferingStops("cook"))
    assert done.released == OLD.lines
    assert gone in done.learners[0].fell
    assert check_all(done.plan, done.problem) == ()


def test_agreed_lines_that_no_longer_hold_together_are_kept_as_far_as_they_can_be() -> None:
    plan = Plan.of([takes("x0", "cook"), takes("x0", "drama")])
    done = replan(agreed(BOTH, *plan.lines), plan, SessionsMove("drama", COOK.sessions), disturbance=0)
    assert len(done.released) == 1
    assert len(done.plan.of_learner("x0")) == 1


def test_the_lines_of_an_employer_that_drops_out_fall_and_those_who_had_them_are_planned_again() -> None:
    done = replan(BOTH, OLD, OrganisationStops("north"))
    assert done.plan.lines == ()
    assert {x.learner: x.went for x in done.learners} == {y.learner: (y,) for y in OLD.lines}


def test_a_commitment_moves_only_the_learner_who_has_it() -> None:
    busy = replace(BOTH.learner["x1"], commitments=(Commitment("clinic", 540, 600),))
    done = replan(BOTH, OLD, LearnerChanges(busy))
    assert done.disturbed == ("x1",)
    assert [y.offering for y in done.plan.of_learner("x1")] == ["drama"]


def test_who_comes_is_planned_beside_all_others() -> None:
    done = replan(BOTH, OLD, LearnerComes(learner(2)))
    assert [y.offering for y in done.plan.of_learner("x2")] == ["drama"]
    assert done.disturbed == ()


def test_what_becomes_free_goes_to_others_only_within_reach() -> None:
    third = replace(BOTH, learners=(*BOTH.learners, learner(2), learner(3)))
    assert replan(third, OLD, LearnerLeaves("x0")).plan.lines == OLD.lines[1:]
    done = replan(third, OLD, LearnerLeaves("x0"), reach=2)
    assert {y.learner for y in done.plan.lines} == {"x1", "x2", "x3"}
    more = replan(third, OLD, OfferingComes(replace(DRAMA, id="more", places=1)), reach=1)
    assert len(more.plan.lines) == 3


def test_an_event_about_nothing_there_or_with_a_fault_is_refused() -> None:
    bad: list[Event] = [
        LearnerLeaves("nobody"),
        OfferingStops("nothing"),
        LearnerComes(learner(0)),
        PlacesChange("cook", -1),
        LearnerChanges(replace(learner(0), home="nowhere")),
        SessionsMove("cook", ()),
    ]
    for event in bad:
        with pytest.raises(Faults):
            event.apply(BOTH)


NEARER = replace(COOK, id="nearer", site="hub", places=1)
OTHER = replace(DRAMA, id="drama", contributes=(Contribution("cook", 40),))
PAGE = replace(
    BOTH,
    sites=(*BOTH.sites, Site("hub", "The Hub", "north", "corner")),
    offerings=(replace(COOK, places=2), OTHER),
    travel=Travel(stated={("home", "town"): 20, ("home", "corner"): 5, ("corner", "town"): 15}),
)
"""The example of docs/planner/replan.md: x0 is Sam, x1 is Alex."""


def test_the_example_of_the_page_a_place_is_lost() -> None:
    done = replan(agreed(PAGE, takes("x0", "cook")), OLD, PlacesChange("cook", 1))
    assert value(OLD, PAGE) == 820
    assert (done.disturbed, done.points, done.exact) == (("x1",), -120, True)
    assert [(x.learner, x.before, x.after) for x in done.learners if x.went] == [("x1", 410, 290)]


def test_the_example_of_the_page_the_knob() -> None:
    news = OfferingComes(NEARER)
    assert replan(PAGE, OLD, news, reach=1).plan == OLD
    done = replan(PAGE, OLD, news, reach=1, disturbance=20)
    assert (done.points, len(done.disturbed)) == (30, 1)
    assert replan(PAGE, OLD, news, reach=1, disturbance=30).plan == OLD


# Properties


@pytest.mark.parametrize("seed", range(20))
def test_the_rules_of_some_learners_are_the_rules_of_all(seed: int) -> None:
    pick = random.Random(seed).randint
    problem = any_area(pick, 3, 5, 3)
    every = [y for x in problem.learners for y in possible_lines(problem, x.id) if len(y.remedies) < 2]
    plan = Plan.of(every[pick(0, len(every) - 1)] for _ in range(pick(1, 12)))
    assert check_some(plan, problem, problem.learner.keys()) == check_all(plan, problem)


@pytest.mark.parametrize("seed", range(30))
def test_the_verdict_on_what_is_new_is_that_on_the_whole(seed: int) -> None:
    pick = random.Random(seed).randint
    problem = any_area(pick, 3, 5, 3)
    plan = by_hand(problem)
    who = problem.learners[pick(0, len(problem.learners) - 1)].id
    every = list(possible_lines(problem, who))
    drawn = {every[pick(0, len(every) - 1)] for _ in range(pick(1, 4))}
    new = Plan.of([*(y for y in plan.lines if y.learner != who), *drawn])
    assert verdict(problem, plan, problem, new, [who]) == check_all(new, problem)


@pytest.mark.parametrize("seed", range(6))
def test_one_event_after_the_other_is_as_if_nothing_had_been_kept_of_those_before(seed: int) -> None:
    pick = random.Random(seed).randint
    problem, plan = started(any_area(pick, 4, 7, 4), pick)
    for _ in range(3):
        event = some_event(problem, pick)
        if isinstance(event, LearnerComes) and event.learner.id in problem.learner:
            continue
        anew = replan(problem, Plan(plan.lines), event)
        done = replan(problem, plan, event)
        assert done == anew
        problem, plan = done.problem, done.plan
        assert plan.programme == Plan(plan.lines).programme
        if not (problem.learners and problem.offerings and problem.remedies):
            break


def test_what_is_kept_of_a_plan_does_not_leave_the_process_with_it() -> None:
    replan(BOTH, OLD, PlacesChange("cook", 1))
    assert len(pickle.dumps(OLD)) < len(pickle.dumps(BOTH))
    assert replan(BOTH, pickle.loads(pickle.dumps(OLD)), PlacesChange("cook", 1)).disturbed


def alone(problem: Problem, plan: Plan, who: str) -> int:
    """The most that a learner can gain beside all others, by the model of the part around them."""
    state = around(problem, plan, [who], None)
    before = state.value()
    answer = solve_whole(state.model, [0], state.residual([0]), state.bought([0]))
    state.put(0, answer.chosen or ())
    return value(plan, problem) - before + state.value()


@pytest.mark.parametrize("seed", range(12))
def test_the_two_ways_to_plan_one_learner_beside_all_others_agree(seed: int) -> None:
    problem = any_area(random.Random(seed).randint, 4, 7, 4)
    plan, who = by_hand(problem), problem.learners[0].id
    others = Plan(tuple(y for y in plan.lines if y.learner != who))
    told = alternatives(problem, plan, who, 1)
    assert told.exact
    assert alone(problem, plan, who) == value(others, problem) + sum(a.points for a in told.found)


def some_event(problem: Problem, pick: Pick) -> Event:
    """Anything that can happen in an area."""
    who = problem.learners[pick(0, len(problem.learners) - 1)]
    what = problem.offerings[pick(0, len(problem.offerings) - 1)]
    day = pick(0, 4) * DAY
    new = replace(
        who,
        needs=who.needs ^ {("hoist", "nurse", "quiet")[pick(0, 2)]} if pick(0, 1) else who.needs,
        minutes_a_week=pick(0, 16) * 60,
        commitments=(Commitment("new", day + 600, day + 780),) if pick(0, 1) else who.commitments,
        aims=tuple(replace(a, weight=pick(1, 5)) for a in who.aims),
    )
    kinds: list[Event] = [
        LearnerChanges(new),
        LearnerComes(replace(new, id="new", accepted=())),
        LearnerLeaves(who.id),
        OfferingStops(what.id),
        PlacesChange(what.id, pick(0, max(0, what.places - 1))),
        SessionsMove(what.id, (Session(day + 600, day + 600 + 30 * pick(1, 8)),)),
        OrganisationStops(f"org{pick(0, 2)}"),
        RemedyStops(problem.remedies[pick(0, len(problem.remedies) - 1)].id),
    ]
    return kinds[pick(0, len(kinds) - 1)]


def started(problem: Problem, pick: Pick) -> tuple[Problem, Plan]:
    """The area with its plan by hand, some lines of which are agreed."""
    plan = by_hand(problem)
    bare = with_lines_accepted(problem, [y for y in plan.lines if pick(0, 2) == 0])
    return (problem, plan) if check_all(plan, bare) else (bare, plan)


def kept_points(done: Replanned, old: Plan, disturbance: int) -> int:
    """Value less disturbance."""
    return value(done.plan, done.problem) - disturbance * len(set(old.lines) - set(done.plan.lines))


def sound(problem: Problem, plan: Plan, event: Event, pick: Pick) -> None:
    """Valid; told truly; never worse than without the fallen lines; others keep every line; knob monotone."""
    gone_before = None
    for disturbance in (0, pick(1, 2_000), 10**6):
        done = replan(problem, plan, event, disturbance=disturbance)
        assert check_all(done.plan, done.problem) == done.breaches == ()
        assert done.points == value(done.plan, done.problem) - value(plan, problem)
        concerned = {x for step in done.steps for x in step.learners} | {x.learner for x in done.learners}
        assert {y for y in plan.lines if y.learner not in concerned} <= set(done.plan.lines)
        gone = len(set(plan.lines) - set(done.plan.lines))
        if len(done.steps) <= 1 and done.exact:
            assert gone_before is None or gone <= gone_before or len(concerned) > 1
            gone_before = gone
        fell = {y for x in done.learners for y in x.fell}
        rest = Plan(tuple(y for y in plan.lines if y not in fell))
        if not check_some(rest, done.problem, [x.id for x in done.problem.learners]):
            floor = value(rest, done.problem) - disturbance * len(fell)
            assert kept_points(done, plan, disturbance) >= floor
            if disturbance == 10**6:
                assert set(rest.lines) <= set(done.plan.lines), "nothing goes that need not"


@pytest.mark.parametrize("seed", range(12))
def test_a_plan_made_again_is_sound_in_areas_drawn_by_seed(seed: int) -> None:
    pick = random.Random(seed).randint
    problem, plan = started(any_area(pick, 4, 7, 4), pick)
    sound(problem, plan, some_event(problem, pick), pick)


@asked(20)
@given(areas(), st.data())
def test_a_plan_made_again_is_sound(problem: Problem, data: st.DataObject) -> None:
    def pick(low: int, high: int) -> int:
        return data.draw(st.integers(low, high))

    sound(*started(problem, pick), some_event(problem, pick), pick)


def programmes(problem: Problem, who: str, others: Iterable[Line]) -> list[tuple[Line, ...]]:
    """Every programme of a learner that is valid beside the lines of others."""
    lines = [y for y in possible_lines(problem, who) if not lasting([y], problem)]
    found: list[tuple[Line, ...]] = []
    grow((), lines, problem, found, MOST)
    must = set(problem.learner[who].accepted)
    rest = list(others)
    whole = [p for p in found if must <= set(p) and not without_accepted(p, problem)]
    return [p for p in whole if not check_all(Plan.of([*p, *rest]), problem)]


def own_points(problem: Problem, who: str, lines: Iterable[Line], others: Plan) -> int:
    """Points of a programme beside others."""
    return value(Plan.of([*lines, *others.lines]), problem) - value(others, problem)


def prove(problem: Problem, plan: Plan, pick: Pick) -> None:
    """One learner planned again is the best of all programmes; the alternatives are the best of all there are."""
    who = problem.learners[pick(0, len(problem.learners) - 1)]
    others = Plan(tuple(y for y in plan.lines if y.learner != who.id))
    new = replace(who, minutes_a_week=pick(2, 16) * 60)
    disturbance = pick(0, 1_500)
    done = replan(problem, plan, LearnerChanges(new), disturbance=disturbance)
    old = set(plan.of_learner(who.id))
    try:
        every = programmes(done.problem, who.id, others.lines)
    except TooMany:
        return
    if done.exact and done.steps and not done.released:

        def measure(lines: Iterable[Line]) -> int:
            return own_points(done.problem, who.id, lines, others) - disturbance * len(old - set(lines))

        assert measure(done.plan.of_learner(who.id)) == max(measure(p) for p in every)
    told = alternatives(done.problem, done.plan, who.id, 4)
    best: dict[frozenset[str], int] = {}
    for p in every:
        points = own_points(done.problem, who.id, p, others)
        if (points >= 0 or who.accepted) and lean(p, every, done.problem):
            key = frozenset(y.offering for y in p)
            best[key] = max(points, best.get(key, points))
    if told.exact:
        assert [a.points for a in told.found] == sorted(best.values(), reverse=True)[: len(told.found)]
        assert len(told.found) >= min(4, sum(points > 0 for points in best.values()))


def lean(p: tuple[Line, ...], every: list[tuple[Line, ...]], problem: Problem) -> bool:
    """Whether leaving any one line out is not possible or loses points."""
    who = problem.learner[p[0].learner] if p else None
    valid = {frozenset(x) for x in every}
    rest = [frozenset(p) - {line} for line in p]
    return who is None or all(
        r not in valid or worth(who, r, problem).total < worth(who, p, problem).total for r in rest
    )


@pytest.mark.parametrize("seed", range(104, 130))
def test_one_learner_is_planned_again_as_well_as_can_be_in_areas_drawn_by_seed(seed: int) -> None:
    pick = random.Random(seed).randint
    problem = any_area(pick, 2, 4, 3)
    prove(problem, by_hand(problem), pick)
