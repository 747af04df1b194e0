"""Every rule of a valid plan: a hand-worked instance each, and every edge of it that the instance does not reach."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from planner.files import read_problem
from planner.goals import value
from planner.plan import Plan
from planner.problem import (
    DAY,
    Commitment,
    Funder,
    Learner,
    Line,
    Offering,
    Organisation,
    Problem,
    Remedy,
    Session,
    Site,
    Term,
    Window,
    Wish,
)
from planner.reference import reference
from planner.result import Params
from planner.rules import CHECKS, check_all
from planner.solve import CannotHold, solve
from planner.travel import Travel
from tests.house_rules.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

FILES = sorted((ROOT / "tests/planner/instances").glob("*.json"))
NAMES = [path.stem for path in FILES]

# ------------------------------------------------------------------------------------ hand-worked instances


@dataclass(frozen=True)
class Instance:
    """A small problem with a plan that is valid and one that breaks a rule."""

    problem: Problem
    good: Plan
    bad: Plan
    breach: tuple[str, str, str]
    value_good: int


@pytest.fixture(params=FILES, ids=NAMES)
def instance(request: pytest.FixtureRequest, tmp_path: Path) -> Instance:
    said = json.loads(request.param.read_text())
    breach = said["breach"]
    return Instance(
        read_area(said["problem"], tmp_path),
        read_lines(said["good"]),
        read_lines(said["bad"]),
        (breach["rule"], breach["learner"], breach["where"]),
        said["value_good"],
    )


def read_area(said: dict[str, Any], folder: Path) -> Problem:
    (folder / "area.json").write_text(json.dumps(said))
    return read_problem(folder / "area.json")


def read_lines(said: list[dict[str, Any]]) -> Plan:
    return Plan.of(Line(**{**line, "remedies": tuple(line["remedies"])}) for line in said)


def test_there_is_an_instance_for_each_rule_and_each_is_about_the_rule_it_is_named_after() -> None:
    assert sorted(CHECKS) == NAMES
    assert [json.loads(path.read_text())["breach"]["rule"] for path in FILES] == NAMES


def test_the_good_plan_passes_every_rule_and_is_worth_what_was_worked_by_hand(instance: Instance) -> None:
    assert check_all(instance.good, instance.problem) == ()
    assert value(instance.good, instance.problem) == instance.value_good


def test_the_bad_plan_breaks_the_named_rule_where_it_says_and_no_other(instance: Instance) -> None:
    found = check_all(instance.bad, instance.problem)
    assert {(b.rule, b.learner, b.where) for b in found} == {instance.breach}


def test_the_reference_plan_is_valid_and_worth_at_least_the_good_one(instance: Instance) -> None:
    result = reference(instance.problem)
    assert check_all(result.plan, instance.problem) == result.breaches == ()
    assert instance.value_good <= result.value == value(result.plan, instance.problem) <= result.bound


def test_the_solved_plan_is_valid_and_worth_what_the_reference_is(instance: Instance) -> None:
    result = solve(instance.problem, Params(shortlist=None, gap=0.0))
    assert check_all(result.plan, instance.problem) == result.breaches == ()
    assert instance.value_good <= result.value == value(result.plan, instance.problem) <= result.bound
    assert result.value == reference(instance.problem).value


# --------------------------------------------------------------------- edges of each rule, on its instance

EDGES = [
    (path, n, edge["about"]) for path in FILES for n, edge in enumerate(json.loads(path.read_text()).get("edges", []))
]


@pytest.mark.parametrize(
    ("path", "number"), [e[:2] for e in EDGES], ids=[f"{path.stem}: {about}" for path, _, about in EDGES]
)
def test_an_edge_of_a_rule_passes_or_fails_as_it_says(path: Path, number: int, tmp_path: Path) -> None:
    said = json.loads(path.read_text())
    edge = said["edges"][number]
    problem = read_area(changed(said["problem"], edge["change"]), tmp_path)
    found = check_all(read_lines(edge["lines"]), problem)
    assert [b.rule for b in found] == [rule for rule, _ in edge["breaches"]]
    assert all(b.sentence.startswith(start) for b, (_, start) in zip(found, edge["breaches"], strict=True))


def changed(said: Any, change: dict[str, Any]) -> Any:
    """The problem with other values at some paths; a path to the end of an array adds to it."""
    for path, value_there in change.items():
        at = said
        *way, last = path.split("/")
        for step in way:
            at = at[int(step)] if isinstance(at, list) else at[step]
        if isinstance(at, list):
            at[int(last) : int(last) + 1] = [value_there]
        else:
            at[last] = value_there
    return said


# ----------------------------------------------------------------------- edges that are easier told in Python

TERMS = (
    Term("a", "Autumn", date(2027, 9, 6)),
    Term("b", "Spring", date(2028, 1, 10)),
    Term("c", "Next autumn", date(2028, 9, 4)),
)
SOME = frozenset({"a", "b", "c"})
SAM = Learner(
    id="sam", name="Sam", home="home", born=date(2009, 3, 14), travel_limit=45, minutes_a_week=900,
    available=tuple(Window(d * DAY + 480, d * DAY + 1080) for d in range(5)),
)  # fmt: skip
COOK = Offering("cook", "cookery", "Cookery", "n", (Session(540, 660),), SOME, places=2)
ART = replace(COOK, id="art", service="art", sessions=(Session(DAY + 540, DAY + 660),))
TASK = replace(COOK, id="task", service="task", site="e1", placement=True)
NURSE = Remedy("nurse", "A nurse", frozenset({"nursing"}), frozenset({"n"}), provider="north", paid_by="care")


def area(*offerings: Offering, learner: Learner = SAM, **said: Any) -> Problem:
    """Sam's area: Northside and Meadow College in town, six employers there, two funders."""
    employers = [f"e{i}" for i in range(1, 7)]
    whole: dict[str, Any] = {
        "terms": TERMS,
        "organisations": (
            Organisation("north", "Northside", "general-fe"),
            Organisation("meadow", "Meadow", "specialist-college"),
            *(Organisation(e, e, "employer") for e in employers),
        ),
        "sites": (
            Site("n", "Northside", "north", "town"),
            Site("m", "Meadow", "meadow", "town"),
            Site("v", "Northside in the village", "north", "village"),
            *(Site(e, e, e, "town") for e in employers),
        ),
        "funders": (Funder("edu", "Education", one_provider_a_year=True), Funder("care", "Care")),
        "offerings": offerings,
        "learners": (learner,),
        "travel": Travel(stated={("home", "town"): 20, ("home", "village"): 40, ("town", "village"): 30}),
    }
    return Problem(**{**whole, **said})


def take(offering: str, start: str = "a", funder: str = "", *remedies: str, learner: str = "sam") -> Line:
    return Line(learner, offering, start, funder, remedies)


def broken(problem: Problem, *lines: Line) -> list[tuple[str, str]]:
    """(rule, sentence) of every breach of a plan."""
    return [(b.rule, b.sentence) for b in check_all(Plan.of(lines), problem)]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (take("cook", learner="nobody"), "no such learner"),
        (take("nothing"), "no such offering"),
        (take("cook", "a", "bank"), "no such funder"),
        (take("cook", "a", "", "magic"), "no such remedy"),
        (take("cook", "z"), "cannot start in z"),
        (take("cook", "c"), "does not end within the terms planned"),
    ],
)
def test_terms_a_line_that_cannot_be_read_is_told_alone(line: Line, sentence: str) -> None:
    problem = area(replace(COOK, lasts=2, places=0), learner=replace(SAM, travel_limit=0))
    assert broken(problem, line) == [("terms", sentence)]


def test_terms_a_line_that_ends_with_the_last_term_passes() -> None:
    assert broken(area(replace(COOK, lasts=2)), take("cook", "b")) == []


def test_clash_sessions_that_touch_at_one_place_pass_and_one_minute_over_fails() -> None:
    problem = area(
        COOK, replace(ART, sessions=(Session(660, 720),)), replace(ART, id="soon", sessions=(Session(659, 720),))
    )
    assert broken(problem, take("cook"), take("art")) == []
    assert broken(problem, take("cook"), take("soon")) == [("clash", "clashes with soon in a")]
    assert broken(problem, take("cook", "a"), take("soon", "b")) == []


def test_clash_the_same_hour_on_another_day_and_two_sessions_of_one_line_never_clash() -> None:
    twice = replace(COOK, sessions=(Session(540, 660), Session(660, 700)))
    assert broken(area(twice, ART), take("cook"), take("art")) == []


def test_clash_a_commitment_counts_with_its_way_in_its_terms_only() -> None:
    def week(start: int, place: str | None, *terms: str) -> Problem:
        club = Commitment("club", start, start + 60, frozenset(terms) or None, place)
        return area(COOK, learner=replace(SAM, commitments=(club, replace(club, title="choir"))))

    late = [("clash", "clashes with cook in a")] * 2
    assert broken(week(690, "village"), take("cook")) == []
    assert broken(week(689, "village"), take("cook")) == late  # 30 minutes between town and village
    assert broken(week(689, None), take("cook")) == []
    assert broken(week(659, None), take("cook", "a")) == late
    assert broken(week(600, None, "b"), take("cook", "a")) == []
    assert len(broken(week(600, None, "b"), take("cook", "b"))) == 2


def test_availability_a_session_fits_one_window_of_its_term_to_the_minute() -> None:
    def when(*windows: Window) -> Problem:
        return area(COOK, learner=replace(SAM, available=windows))

    out = [("availability", "has a session when not available in a")]
    assert broken(when(Window(540, 660)), take("cook")) == []
    assert broken(when(Window(541, 660)), take("cook")) == out
    assert broken(when(Window(540, 659)), take("cook")) == out
    assert broken(when(Window(540, 660, frozenset({"a"}))), take("cook")) == []
    assert broken(when(Window(540, 660, frozenset({"b"}))), take("cook")) == out
    assert broken(when(), take("cook")) == out


@pytest.mark.parametrize(
    ("limit", "sentence"),
    [
        ("minutes_a_week", "more than 239 minutes a week"),
        ("days_a_week", "more than 1 days a week"),
        ("settings_at_once", "more than 1 settings at once"),
    ],
)
def test_availability_hours_days_and_settings_pass_at_the_limit_and_fail_beyond(limit: str, sentence: str) -> None:
    most = {"minutes_a_week": 240, "days_a_week": 2, "settings_at_once": 2}
    for less in (0, 1):
        problem = area(COOK, replace(ART, site="m"), learner=replace(SAM, **{limit: most[limit] - less}))
        assert broken(problem, take("cook"), take("art")) == [("availability", sentence)] * less
        assert broken(problem, take("cook", "a"), take("art", "b")) == []


def test_availability_a_placement_is_no_setting_but_takes_hours_and_days() -> None:
    learner = replace(SAM, settings_at_once=1, placement_minutes=120, days_a_week=2)
    task = replace(TASK, sessions=ART.sessions)
    assert broken(area(COOK, task, learner=learner), take("cook"), take("task")) == []
    less = replace(learner, days_a_week=1, minutes_a_week=239)
    assert len(broken(area(COOK, task, learner=less), take("cook"), take("task"))) == 2


@pytest.mark.parametrize(
    ("limit", "transport_limit", "over"), [(40, 0, 0), (39, 0, 1), (10, 40, 0), (10, 39, 1), (40, 5, 0)]
)
@pytest.mark.parametrize("where", ["site", "offering", "learner", "remedy"])
def test_travel_transport_widens_the_limit_to_that_of_the_area(
    where: str, limit: int, transport_limit: int, over: int
) -> None:
    there = frozenset({"transport"})
    bus = replace(NURSE, id="bus", gives=there, sites=frozenset({"v"}))
    problem = area(
        replace(COOK, site="v", provision=there if where == "offering" else frozenset()),
        learner=replace(SAM, travel_limit=limit, brings=there if where == "learner" else frozenset()),
        transport_limit=transport_limit,
        remedies=(bus, NURSE),
    )
    sites = tuple(replace(s, provision=there) if where == "site" else s for s in problem.sites)
    line = take("cook", "a", "", *(["bus"] if where == "remedy" else []))
    assert broken(replace(problem, sites=sites), line) == [("travel", "1 minutes too far")] * over


def test_travel_without_transport_only_the_limit_of_the_learner_counts() -> None:
    far = area(
        replace(COOK, site="v"), learner=replace(SAM, travel_limit=30), remedies=(replace(NURSE, sites=frozenset("v")),)
    )
    assert broken(far, take("cook", "a", "", "nurse")) == [("travel", "10 minutes too far")]
    elsewhere = replace(NURSE, id="bus", gives=frozenset({"transport"}))  # works at another site
    problem = replace(far, remedies=(elsewhere,))
    assert [rule for rule, _ in broken(problem, take("cook", "a", "", "bus"))] == ["needs", "travel"]


def tasks(count: int) -> list[Offering]:
    """Carved tasks of 120 minutes at as many employers, one a day."""
    return [
        replace(
            TASK, id=f"task{i}", service=f"task{i}", site=f"e{i + 1}", sessions=(Session(i * DAY + 540, i * DAY + 660),)
        )
        for i in range(count)
    ]


def worked(offerings: list[Offering], **said: Any) -> list[tuple[str, str]]:
    """What is broken when Sam, free all week, takes all of these placements in term a."""
    free = tuple(Window(d * DAY, (d + 1) * DAY) for d in range(7))
    learner = replace(SAM, **{"available": free, "placement_minutes": 960, "days_a_week": 7, **said})
    return broken(area(*offerings, learner=learner), *(take(o.id) for o in offerings))


def test_carousel_five_employers_on_five_days_pass_and_a_sixth_fails() -> None:
    assert worked(tasks(5)) == []
    assert worked(tasks(6)) == [("carousel", "has more than 5 employers a week")]


def test_carousel_half_a_day_passes_and_one_minute_over_or_a_second_day_fails() -> None:
    long = [("carousel", "is more than half a day on one day of the week")]
    assert worked([replace(TASK, sessions=(Session(540, 780),))]) == []
    assert worked([replace(TASK, sessions=(Session(540, 660), Session(690, 810)))]) == []
    assert worked([replace(TASK, sessions=(Session(540, 781),))]) == long
    assert worked([replace(TASK, sessions=(Session(540, 600), Session(DAY + 540, DAY + 600)))]) == long


def test_carousel_one_day_at_each_employer_and_one_employer_a_day() -> None:
    first, second = tasks(2)
    assert worked([first, replace(second, site="e1")]) == [("carousel", "is worked at more than once a week in a")]
    same_day = replace(second, sessions=(Session(660, 720),))
    assert worked([first, same_day]) == [("carousel", "has two employers on one day")]
    assert worked([first, replace(same_day, placement=False)]) == []


def test_carousel_placement_hours_pass_at_what_is_wanted_and_fail_beyond() -> None:
    assert worked(tasks(3), placement_minutes=360) == []
    assert worked(tasks(3), placement_minutes=359) == [("carousel", "has more than 359 minutes of placement")]


def test_accepted_lines_stay_word_for_word() -> None:
    agreed = take("cook", "b")
    problem = area(COOK, learner=replace(SAM, accepted=(agreed,)))
    missing = [("accepted", "was agreed from b and is not in the plan")]
    assert broken(problem, agreed) == []
    assert broken(problem) == missing
    assert broken(problem, take("cook", "c")) == missing


def test_accepted_lines_that_break_rules_by_themselves_are_told_and_not_planned_around() -> None:
    problem = area(COOK, learner=replace(SAM, accepted=(take("cook"),), travel_limit=19))
    with pytest.raises(CannotHold) as caught:
        solve(problem)
    assert [(b.rule, b.where) for b in caught.value.breaches] == [("travel", "cook")]


def test_said_no_is_about_service_or_organisation_and_gives_way_to_a_line_accepted_since() -> None:
    for about in ("cookery", "north"):
        learner = replace(SAM, wishes=(Wish(about, -2), Wish("art", 2)))
        assert broken(area(COOK, learner=learner), take("cook")) == [("said_no", "the learner has said no to it")]
        accepted = replace(learner, accepted=(take("cook"),))
        assert broken(area(COOK, learner=accepted), take("cook")) == []
    rather_not = replace(SAM, wishes=(Wish("cookery", -1),))
    assert broken(area(COOK, learner=rather_not), take("cook")) == []


# ------------------------------------------------- faults known and not yet mended: take the mark off with them


def test_said_no_two_times_rather_not_is_not_a_no() -> None:
    learner = replace(SAM, wishes=(Wish("cookery", -1), Wish("north", -1)))
    assert broken(area(COOK, learner=learner), take("cook")) == []


def test_clash_two_commitments_of_one_title_and_time_may_differ_in_place() -> None:
    club = Commitment("club", 600, 660)
    assert broken(area(learner=replace(SAM, commitments=(club, replace(club, place="town"))))) == []
