"""A planner that hangs, dies, talks nonsense or eats memory hurts nobody: "could not", and nothing of it is left."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from planner.problem import Aim, Contribution, Learner, Offering, Organisation, Problem, Session, Site, Term, Window
from planner.travel import Travel
from wraparound.plans.planning import CouldNot, running

Plant = Callable[[str], Path]
SLEEPS = """
import os, pathlib, time
pathlib.Path(__file__).with_name('pid').write_text(str(os.getpid()))
time.sleep(600)
"""
A_LITTLE = 0.5  # seconds for the planner, beside what it may need to start


def problem() -> Problem:
    return Problem(
        terms=(Term("t0", "t0", date(2027, 9, 6)),),
        organisations=(Organisation("g1", "g1", "general-fe"),),
        sites=(Site("s1", "s1", "g1", "p"),),
        funders=(),
        offerings=(
            Offering(
                "o1", "v1", "o1", "s1", (Session(600, 720),), frozenset({"t0"}), 1, 1, (Contribution("cook", 60),)
            ),
        ),
        learners=(
            Learner(
                "L0", "L0", "home", date(2008, 1, 1), 60, 600, aims=(Aim("cook", 3, 60),), available=(Window(0, 1440),)
            ),
        ),
        travel=Travel(stated={("home", "p"): 10}),
    )


@pytest.fixture
def planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plant:
    """Puts a script where the planner's own stands, and gives it less time to start."""

    def plant(text: str) -> Path:
        script = tmp_path / "planted.py"
        script.write_text(text)
        monkeypatch.setattr(running, "WORKER", script)
        monkeypatch.setattr(running, "GRACE", 1.5)
        return tmp_path

    return plant


def trouble() -> str:
    with pytest.raises(CouldNot) as caught:
        running.run("suggest", problem(), A_LITTLE)
    return caught.value.trouble


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_planner_answers_from_its_own_process() -> None:
    found = running.run("suggest", problem(), 20)
    assert [line["offering"] for line in found["programmes"][0]["lines"]] == ["o1"]
    assert running.run("why", problem(), 20, offerings=["o1"])["lines"]["L0"][0]["offering"] == "o1"


def test_one_that_hangs_is_ended(planted: Plant) -> None:
    where = planted(SLEEPS)
    began = time.monotonic()
    assert trouble() == "too-long"
    assert time.monotonic() - began < 10
    assert not is_running(int((where / "pid").read_text()))


def test_one_that_hangs_deaf_to_its_own_alarm_is_ended_from_outside(planted: Plant) -> None:
    planted("import signal, time\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nwhile True: time.sleep(60)")
    began = time.monotonic()
    assert trouble() == "too-long"
    assert time.monotonic() - began < 10


def test_one_that_turns_in_circles_is_ended(planted: Plant) -> None:
    planted("while True: pass")
    assert trouble() == "too-long"


def test_one_that_eats_memory_is_refused_it(planted: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    planted("hoard = []\nwhile True: hoard.append(bytearray(50_000_000))")
    monkeypatch.setattr(running, "MEGABYTES", 400)
    assert trouble() == "too-big"


def test_one_that_is_killed_is_told_as_broken(planted: Plant) -> None:
    planted("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    assert trouble() == "broke"


def test_one_that_somebody_kills_in_the_middle_is_told_as_broken(planted: Plant) -> None:
    where = planted(SLEEPS)

    def kill() -> None:
        until = time.monotonic() + 5
        while time.monotonic() < until and not (where / "pid").exists():
            time.sleep(0.01)
        time.sleep(0.05)
        os.kill(int((where / "pid").read_text()), signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    assert trouble() == "broke"
    killer.join()


@pytest.mark.parametrize("text", ["raise SystemExit(3)", "print('{')", "print('[1]')", "", "import os\nos.abort()"])
def test_one_that_dies_or_talks_nonsense_is_told_as_broken(planted: Plant, text: str) -> None:
    planted(text)
    assert trouble() == "broke"


def test_one_that_never_stops_talking_is_cut_off(planted: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    planted("import sys\nwhile True: sys.stdout.write('x' * 1_000_000)")
    monkeypatch.setattr(running, "MOST_ANSWER", 3_000_000)
    assert trouble() == "broke"


def test_the_sites_secrets_and_django_are_not_in_that_process(planted: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "do-not-tell")
    planted("import json, os, sys\njson.dump({'env': sorted(os.environ), 'modules': sorted(sys.modules)}, sys.stdout)")
    found = running.run("suggest", problem(), 20)
    assert not {"SECRET_KEY", "ACTOR_KEY", "DATABASE_URL", "DATABASE_OWNER_URL"} & set(found["env"])
    assert "django" not in found["modules"]


def test_what_goes_in_holds_no_name(planted: Plant) -> None:
    planted("import json, sys\njson.dump({'task': sys.stdin.read()}, sys.stdout)")
    assert "L0" in running.run("suggest", problem(), 20)["task"]


def test_more_than_so_many_at_once_wait_and_are_then_told_so(planted: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "PATIENCE", 0.1)
    for _ in range(running.AT_ONCE):
        assert running._free.acquire(timeout=1)
    try:
        assert trouble() == "busy"
    finally:
        for _ in range(running.AT_ONCE):
            running._free.release()


def test_every_place_is_free_again_after_all_that() -> None:
    for _ in range(running.AT_ONCE):
        assert running._free.acquire(timeout=0)
    for _ in range(running.AT_ONCE):
        running._free.release()
