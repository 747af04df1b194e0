"""Accepted lines that cannot hold together: the sets that are told are the truth, found again by trying every set."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from planner import cannot_hold
from planner.__main__ import main
from planner.cannot_hold import why_not_together
from planner.files import write_problem
from planner.files.accepted_words import SENTENCES, told
from planner.files.template import example
from planner.plan import Plan
from planner.problem import DAY, Contribution, Line, Offering, Session
from planner.rules import CHECKS, check_all
from planner.solve import CannotHold, solve
from tests.planner.strategies import any_area, areas, asked, possible_lines, with_lines_accepted

if TYPE_CHECKING:
    from pathlib import Path

    from planner.problem import Problem
    from planner.rules.breach import Breach

    Broken = dict[frozenset[Line], frozenset[Breach]]


def broken(lines: frozenset[Line], problem: Problem, final: frozenset[Breach] | None) -> frozenset[Breach]:
    """What some of the accepted lines break; of skills that are missing only those missing with all lines there."""
    found = (b for b in check_all(Plan.of(lines), problem) if b.rule != "accepted")
    return frozenset(b for b in found if final is None or b.rule != "order" or b in final)


def all_smallest(problem: Problem) -> Broken:
    """Every set of accepted lines that is broken while no smaller set in it is, by trying them all."""
    lines = frozenset(y for x in problem.learners for y in x.accepted)
    unreadable = {y for y in lines if any(b.rule == "terms" for b in check_all(Plan.of([y]), problem))}
    final = broken(lines - unreadable, problem, None)
    found: Broken = {}
    for size in range(1, len(lines) + 1):
        for some in map(frozenset, combinations(lines, size)):
            if not any(one <= some for one in found) and (breaches := broken(some, problem, final)):
                found[some] = breaches
    return found


def what(breach: Breach) -> tuple[str, ...]:
    """What a breach is about, without the figure it may begin with."""
    first, _, rest = breach.sentence.partition(" ")
    return breach.rule, breach.learner, breach.where, rest if first.isdigit() else breach.sentence


def prove(problem: Problem) -> None:
    """Each set that is told is one of the smallest, no cause is left out, and letting go helps."""
    truth, found = all_smallest(problem), why_not_together(problem)
    assert bool(truth) == bool(found.sets)
    for one in found.sets:
        assert truth.get(frozenset(one.lines)) == frozenset(one.breaches), "it breaks this, and each line is needed"
        sizes = {what(b): [len(s) for s in truth if what(b) in map(what, truth[s])] for b in one.breaches}
        assert not one.smallest or any(len(one.lines) == min(of) for of in sizes.values())
    for lines, breaches in truth.items():
        about = set(map(what, breaches))
        told_of = [one for one in found.sets if about & set(map(what, one.breaches))]
        assert told_of or any(len(one.lines) < len(lines) and set(one.lines) & lines for one in found.sets)
    kept = [y for x in problem.learners for y in x.accepted if y not in found.let_go]
    assert not broken(frozenset(kept), problem, None)
    for said in told(found, problem):
        assert said.strip()


@asked(36)
@given(areas(learners=3, offerings=6, terms=4), st.data())
def test_sets_that_cannot_hold_are_found_as_by_trying_them_all(problem: Problem, data: st.DataObject) -> None:
    lines = [y for x in problem.learners for y in possible_lines(problem, x.id) if len(y.remedies) < 2]
    assume(lines)
    picked = data.draw(st.lists(st.sampled_from(lines), min_size=1, max_size=2, unique=True))
    alone = [y for y in lines if not check_all(Plan.of([y]), with_lines_accepted(problem, []))]
    if alone:  # most lines break a rule by themselves, so what does not is drawn more often
        picked += data.draw(st.lists(st.sampled_from(alone), max_size=6, unique=True))
    prove(with_lines_accepted(problem, picked))


@pytest.mark.parametrize("seed", [50, 272, 777])
def test_a_budget_that_two_lines_of_one_learner_go_over_is_told_though_they_also_clash(seed: int) -> None:
    pick = random.Random(seed)
    problem = any_area(pick.randint, 3, 6, 4)
    lines = [y for x in problem.learners for y in possible_lines(problem, x.id) if len(y.remedies) < 2]
    alone = [y for y in lines if not check_all(Plan.of([y]), with_lines_accepted(problem, []))]
    some = pick.sample(lines, pick.randint(0, 1))
    picked = {*some, *pick.sample(alone, min(len(alone), pick.randint(2, 7)))}
    agreed = with_lines_accepted(problem, list(picked))
    prove(agreed)
    all_told = {what(b) for one in why_not_together(agreed).sets for b in one.breaches}
    assert {what(b) for breaches in all_smallest(agreed).values() for b in breaches} <= all_told


def crowded(places: int, **changes: object) -> Problem:
    """The example area with ten learners who have all accepted one offering, and Sam two that clash."""
    area = example()
    sam = replace(area.learners[0], needs=frozenset(), accepted=())
    meets = (Session(DAY + 600, DAY + 660),)
    new = (
        Offering("art", "art", "Art", "ex-river", meets, frozenset({"ex-autumn27"}), places,
                 contributes=(Contribution("make-friends", 60),), price=10_000, funders=frozenset({"ex-council"})),
        Offering("song", "song", "Song", "ex-river", meets, frozenset({"ex-autumn27"}), 20),
    )  # fmt: skip
    people = [replace(sam, id=f"l{n}", name=f"L{n}") for n in range(10)]
    people = [replace(x, accepted=(Line(x.id, "art", "ex-autumn27", "ex-council"),)) for x in people]
    people[0] = replace(people[0], accepted=(*people[0].accepted, Line("l0", "song", "ex-autumn27", "")))
    return replace(area, offerings=(*area.offerings, *new), learners=tuple(people), **changes)  # type: ignore[arg-type]


def test_what_is_told_says_the_rule_the_figure_and_what_to_let_go() -> None:
    with pytest.raises(CannotHold) as caught:
        solve(crowded(8))
    why, said = caught.value.why, "\n".join(told(caught.value.why, caught.value.problem))
    assert [len(one.lines) for one in why.sets] == [2, 9]
    assert all(one.smallest for one in why.sets)
    assert len(why.let_go) == 2
    assert "Rule: No two sessions of a learner overlap" in said
    assert "2 places more in Art at Example: Riverside College in Example: Autumn 2027." in said
    assert "All other lines hold once 2 lines are let go:" in said


def test_a_budget_that_is_short_is_told_in_pounds() -> None:
    area = crowded(20)
    funders = tuple(replace(f, budget_per_term=75_000) for f in area.funders)
    why = why_not_together(replace(area, funders=funders))
    said = "\n".join(told(why, replace(area, funders=funders)))
    assert [len(one.lines) for one in why.sets] == [2, 8]
    assert "£250.00 more in the budget of Example: County Council, in Example: Autumn 2027." in said


def test_where_nearly_everything_is_broken_learners_are_counted_and_what_is_let_go_still_holds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cannot_hold, "MOST_ASKED", 6)
    monkeypatch.setattr(cannot_hold, "MOST_SHOWN", 2)
    area = crowded(20)
    area = replace(area, learners=tuple(replace(x, travel_limit=0) for x in area.learners))
    found = why_not_together(area)
    assert len(found.sets) == 2
    assert found.more > 0
    assert set(found.let_go) == {y for x in area.learners for y in x.accepted}


def test_the_command_tells_it_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_problem(crowded(8), tmp_path / "area.json")
    assert main(["solve", str(tmp_path / "area.json"), "-o", str(tmp_path / "plans.json")]) == 2
    said = capsys.readouterr().err
    assert "1. These 2 lines cannot hold together; all but any one of them can:" in said
    assert "What would help: 2 places more in Art" in said
    assert [p.name for p in tmp_path.iterdir()] == ["area.json"]


def test_every_rule_that_accepted_lines_can_break_has_its_sentence() -> None:
    assert set(SENTENCES) == set(CHECKS) - {"accepted", "said_no"}
