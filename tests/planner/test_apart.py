"""Parts of an area that share nothing: found, planned apart anywhere, and put together to one plan."""

from __future__ import annotations

import pickle
import random
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import fields, replace
from datetime import date
from multiprocessing import get_context
from typing import TYPE_CHECKING

import pytest

from planner.apart import apart
from planner.by_hand import by_hand
from planner.problem import (
    DAY,
    Aim,
    Contribution,
    Funder,
    Funding,
    Learner,
    Offering,
    Organisation,
    Problem,
    Remedy,
    Session,
    Site,
    Term,
    Window,
)
from planner.progress import Watch
from planner.reference import reference
from planner.result import Params, Result
from planner.rules import check_all
from planner.sieve import Sieve
from planner.solve import solve
from planner.spread import spread
from planner.travel import Travel
from tests.planner.small_areas import small_area

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor

VILLAGES = "abc"
TWO_JOBS = 63  # learners: a village is a part, two make a job
NOISE = 0.5  # seconds that a busy machine may add to what takes less than one
FAR = 100_000  # metres between villages: more than four hours


def villages(learners: int = 30, apart_by: int = FAR) -> Problem:
    """Three villages, a college and a funder in each, with six courses of four places and a hoist to be fitted."""
    pick = random.Random(1)
    return Problem(
        terms=(Term("t0", "Autumn", date(2027, 9, 1)), Term("t1", "Spring", date(2028, 1, 5))),
        organisations=tuple(Organisation(f"org-{v}", f"College {v}", "general-fe") for v in VILLAGES),
        sites=tuple(Site(f"site-{v}", f"Campus {v}", f"org-{v}", f"place-{v}") for v in VILLAGES),
        funders=tuple(Funder(f"funder-{v}", f"Council {v}") for v in VILLAGES),
        offerings=tuple(_course(v, i) for v in VILLAGES for i in range(6)),
        learners=tuple(_learner(VILLAGES[i % 3], i, pick) for i in range(learners)),
        travel=Travel(
            {f"place-{v}": (i * apart_by, 0) for i, v in enumerate(VILLAGES)}
            | {f"home-{i}": (i % 3 * apart_by, 100 * i) for i in range(learners)}
        ),
        remedies=tuple(
            Remedy(
                f"hoist-{v}", "Hoist", frozenset({"hoist"}), frozenset({f"site-{v}"}), f"org-{v}", f"funder-{v}", 9_000
            )
            for v in VILLAGES
        ),
    )


def _course(village: str, i: int) -> Offering:
    start = i % 5 * DAY + 540
    return Offering(
        id=f"course-{village}{i}",
        service=f"service-{i}",
        name=f"Course {i}",
        site=f"site-{village}",
        sessions=(Session(start, start + 120),),
        starts=frozenset({"t0", "t1"}),
        places=4,
        contributes=(Contribution("cook" if i % 2 else "job", 60 + 10 * i),),
        price=10_000,
        funders=frozenset({f"funder-{village}"}),
    )


def _learner(village: str, i: int, pick: random.Random) -> Learner:
    return Learner(
        id=f"l{i:03}",
        name=f"Learner {i}",
        home=f"home-{i}",
        born=date(2009, 1, 1),
        travel_limit=60,
        minutes_a_week=360,
        aims=(Aim("cook", pick.randint(1, 5), 180), Aim("job", pick.randint(1, 5), 180)),
        needs=frozenset({"hoist"} if i % 4 == 0 else ()),
        available=tuple(Window(d * DAY + 480, d * DAY + 1080) for d in range(5)),
        funding=(Funding(f"funder-{village}", 50_000),),
    )


def parts_of(problem: Problem) -> list[list[str]]:
    return [[x.id for x in part.learners] for part in apart(Sieve(problem))]


def the_same(one: Result, other: Result) -> bool:
    mine, theirs = ((r.plan, r.value, r.bound, r.dropped, r.breaches) for r in (one, other))
    return mine == theirs


@pytest.fixture(scope="module")
def alone() -> Result:
    """The villages planned here."""
    return solve(villages(TWO_JOBS), seed=3)


# ------------------------------------------------------------------------------------------------ finding them


def test_villages_far_from_each_other_are_parts_with_what_is_theirs() -> None:
    parts = apart(Sieve(villages()))
    assert [len(p.learners) for p in parts] == [10, 10, 10]
    for part, village in zip(parts, VILLAGES, strict=True):
        assert [s.id for s in part.sites] == [f"site-{village}"]
        assert {o.site for o in part.offerings} == {f"site-{village}"}
        assert [r.id for r in part.remedies] == [f"hoist-{village}"]
        assert [o.id for o in part.organisations] == [f"org-{village}"]
        assert len(part.travel.points) == 11
        assert Problem(**{f.name: getattr(part, f.name) for f in fields(part)}) == part  # nothing is wrong with it


def _near(p: Problem) -> Problem:
    return villages(apart_by=100)


def _one_budget(p: Problem) -> Problem:
    funders = tuple(replace(f, budget_per_term=900_000) if f.id == "funder-a" else f for f in p.funders)
    both = frozenset({"funder-a", "funder-b"})
    offerings = tuple(replace(o, funders=both) if o.site == "site-b" else o for o in p.offerings)
    learners = tuple(
        replace(x, funding=(*x.funding, Funding("funder-a", 9_000))) if x.funding[0].funder == "funder-b" else x
        for x in p.learners
    )
    return replace(p, funders=funders, offerings=offerings, learners=learners)


def _one_training(p: Problem) -> Problem:
    a, b, c = p.remedies
    return replace(p, remedies=(replace(a, sites=a.sites | b.sites), c))


def _one_one_off_budget(p: Problem) -> Problem:
    a, b, c = p.remedies
    funders = tuple(replace(f, one_off_budget=10_000) for f in p.funders)
    return replace(p, remedies=(a, replace(b, paid_by="funder-a"), c), funders=funders)


@pytest.mark.parametrize(
    ("linked", "sizes"),
    [(_near, [30]), (_one_budget, [20, 10]), (_one_training, [20, 10]), (_one_one_off_budget, [20, 10])],
)
def test_what_is_shared_keeps_learners_together(linked: Callable[[Problem], Problem], sizes: list[int]) -> None:
    assert sorted(map(len, parts_of(linked(villages()))), reverse=True) == sizes


def test_places_for_all_who_could_take_one_keep_nobody_together() -> None:
    p = villages()
    enough = replace(p, offerings=tuple(replace(o, places=10) for o in p.offerings))
    parts = parts_of(enough)
    assert max(map(len, parts)) == 3  # those who need a village's hoist; all others are alone
    assert sorted(x for part in parts for x in part) == sorted(p.learner)
    assert reference(enough).value == sum(reference(part).value for part in apart(Sieve(enough)))


def test_a_learner_who_can_reach_nothing_is_not_lost() -> None:
    p = villages()
    lost = replace(p.learners[4], available=())
    parts = parts_of(replace(p, learners=(*p.learners[:4], lost, *p.learners[5:])))
    assert lost.id in parts[0]
    assert sorted(map(len, parts)) == [9, 10, 11]


def test_an_agreed_line_counts_where_nothing_else_would() -> None:
    p = villages()
    line = by_hand(p).of_learner("l001")[0]
    only = replace(p.learner["l001"], travel_limit=60, accepted=(line,), wishes=())
    p = replace(p, learners=tuple(only if x.id == "l001" else x for x in p.learners))
    p = replace(p, offerings=tuple(replace(o, places=1) if o.id == line.offering else o for o in p.offerings))
    result = solve(p)
    assert line in result.plan.lines
    assert not result.breaches


def test_the_best_of_the_parts_is_the_best_of_the_whole() -> None:
    """By the exact reference, on small areas with everything in them that happen to fall apart."""
    split = 0
    for seed in range(110):
        p = small_area(random.Random(seed).randint, 4, 6, 3)
        far = {f"p{i}": (i // 2 * FAR, 0) for i in range(3)} | {f"h{i}": (i % 2 * FAR, 900) for i in range(4)}
        p = replace(p, travel=Travel(far))
        parts = apart(Sieve(p))
        if len(parts) > 1:
            split += 1
            assert reference(p).value == sum(reference(part).value for part in parts)
    assert split == 4


# --------------------------------------------------------------------------------------------- planning them


def test_the_whole_is_the_sum_of_its_parts_and_proven(alone: Result) -> None:
    problem = villages(TWO_JOBS)
    parts = [solve(part, seed=3) for part in apart(Sieve(problem))]
    assert alone.plan.lines == tuple(sorted(line for part in parts for line in part.plan.lines))
    assert (alone.value, alone.bound) == (sum(p.value for p in parts), sum(p.bound for p in parts))
    assert not alone.breaches
    assert alone.value <= reference(problem).value <= alone.bound <= alone.proof.bound + 1e-6
    assert set(alone.proof.learners) == set(problem.learner)


def test_what_is_sent_and_what_comes_back_can_be_written_down(alone: Result) -> None:
    problem = villages()
    solve(problem)  # whatever is remembered in it by then goes with it
    assert pickle.loads(pickle.dumps(problem)) == problem
    assert pickle.loads(pickle.dumps(alone)) == alone


def test_another_process_finds_the_same_plan(alone: Result) -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        assert the_same(solve(villages(TWO_JOBS), seed=3, executor=executor), alone)


@pytest.fixture
def dask() -> Iterator[Executor]:
    """Two workers of Dask on this machine."""
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=2, processes=True, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        yield client.get_executor()


def test_dask_finds_the_same_plan(dask: Executor, alone: Result) -> None:
    assert the_same(solve(villages(TWO_JOBS), seed=3, executor=dask), alone)


def test_what_goes_wrong_in_a_job_is_told() -> None:
    broken = replace(Params(), rounds="many")
    with ThreadPoolExecutor(1) as executor, pytest.raises(TypeError, match="str"):
        solve(villages(), broken, executor=executor)


# ----------------------------------------------------------------------------------------------- time and stop


def test_who_says_stop_gets_a_valid_plan_at_once() -> None:
    problem, said = villages(90), []
    with ThreadPoolExecutor(1) as executor:
        result = solve(problem, stop=lambda: bool(said), progress=said.append, executor=executor, at_once=1)
    assert result.stopped
    assert result.bound == float("inf")
    assert result.gap == 1
    assert not check_all(result.plan, problem)


@pytest.mark.parametrize("apart_by", [FAR, 100])
def test_a_limit_of_seconds_is_kept(apart_by: int) -> None:
    problem = villages(360, apart_by)
    before = time.monotonic()
    result = solve(problem, Params(seconds=0.4))
    assert time.monotonic() - before < 0.4 + NOISE
    assert result.stopped
    assert not check_all(result.plan, problem)


@pytest.mark.parametrize("threads", [0, 1, 3])
def test_those_who_wait_for_their_turn_have_their_share_of_the_time(threads: int) -> None:
    problem = villages(150)
    parts, given = apart(Sieve(problem)), []

    def plan(part: Problem, params: Params, *_: object) -> Result:
        given.append(params.seconds)
        return Result(by_hand(part), 0, 0, (), params, 0, 0, stopped=False, seconds=0)

    with ThreadPoolExecutor(max(1, threads)) as pool:
        spread(problem, parts, plan, Params(), 0, Watch(seconds=30), pool if threads else None, threads)
    assert given == pytest.approx([30, 30, 30] if threads == 3 else [10, 15, 30], abs=2)
