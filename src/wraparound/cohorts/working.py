"""What the worker does about a run, for whoever asked and with what is open to them then. Called again, it begins anew.

Reading, planning and writing are separate transactions, so that nobody waits for the planner. Between them the run
tells how far it is, and hears whether to stop.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model

from wraparound.cohorts import actions, comparing, queries, testing
from wraparound.cohorts.actions import TASK, Found
from wraparound.cohorts.kinds import Kind, State
from wraparound.core.database.scope import acting, as_person
from wraparound.plans import planning
from wraparound.plans.planning import Asked, CouldNot

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from wraparound.accounts.models import Person
    from wraparound.cohorts.models import Run
    from wraparound.plans.planning import Read

__all__ = ["TASK", "work"]

SECONDS = 600.0  # for the planner; what it has by then counts
TELLS = 1.0  # seconds between two notes of progress


class Over(Exception):  # it reads as what it says
    """Nobody waits for it any more: stopped, or taken up by another worker."""


def work(person: int, about: UUID) -> None:
    """Does one run to its end, whatever that is."""
    with acting(as_person(person)):
        by: Any = get_user_model()._default_manager.get(pk=person)
        run = actions.begin_run(run=about, by=by)
    if run is not None:
        _Work(run, by).do()


class _Work:
    def __init__(self, run: Run, by: Person) -> None:
        self.run, self.by = run, by
        self.told = 0.0

    def do(self) -> None:
        """From who it is about to what came out; every way out of it is written into the run."""
        try:
            about = self._read()
            if not about:
                self._end(State.FAILED, "nobody")
            elif self.run.kind == Kind.PATHWAY:
                self._test(about)
            else:
                self._plan(about)
        except Over:
            self._end(State.STOPPED)
        except CouldNot as fault:
            self._end(State.FAILED, fault.trouble)
        except Exception:
            self._end(State.FAILED, "broke")
            raise

    def _read(self) -> list[Read]:
        """Each learner in a transaction of their own, with what is open at that moment."""
        with self._acting():
            whom = queries.whom(self.by, self.run)
        found = []
        for number, learner in enumerate(whom):
            self._tell(doing="reading", total=len(whom), done=number)
            with self._acting():
                one = planning.read(self.by, learner)
            found += [one] if one is not None else []
        return found

    def _plan(self, about: Sequence[Read]) -> None:
        with self._acting():
            made = planning.together(self.by, about, self._asked())
        self._tell(always=True, doing="looking", total=len(about), done=0)
        with planning.Planner("together", made.problem, SECONDS) as planner:
            stopped = self._watch(planner)
            answer, trouble = planner.answer, planner.trouble
        if answer is None:
            self._end(State.STOPPED if stopped else State.FAILED, "" if stopped else trouble or "broke")
            return
        contents = planning.contents(made, answer)
        found = []
        for number, one in enumerate(about):
            content = contents[f"L{number}"]
            told = comparing.figures(made, one, content)
            found.append(Found(one.learner, one.categories, told, content))
        state = State.STOPPED if stopped else State.FAILED if trouble else State.DONE
        figures = {"value": answer["value"], "bound": answer["bound"], "total": len(about), "done": len(about)}
        self._end(state, "" if stopped else trouble, found, **figures)

    def _test(self, about: Sequence[Read]) -> None:
        with self._acting():
            task = testing.task(self.by, self.run, about, self._asked())
        if task is None:
            self._end(State.FAILED, "gone")
            return
        self._tell(always=True, doing="testing", total=len(about), done=0)
        with planning.Planner("pathway", task.problem, SECONDS, **task.more) as planner:
            stopped = self._watch(planner)
            answer, trouble = planner.answer or {"learners": {}}, planner.trouble
        found = [
            Found(one.learner, one.categories, testing.content(task, key, answer["learners"][key]))
            for key, one in zip(task.keys, about, strict=True)
            if key in answer["learners"]
        ]
        state = State.STOPPED if stopped else State.FAILED if trouble else State.DONE
        self._end(state, "" if stopped else trouble, found, told=task.told, total=len(about), done=len(found))

    def _watch(self, planner: planning.Planner) -> bool:
        """Until the planner is over; whether somebody stopped it. Raises Over where the run is another worker's."""
        stopped = False
        while not planner.is_over:
            news = planner.news(TELLS)
            said = {k: v for k, v in news.items() if k in ("doing", "done", "value", "bound") and v is not None}
            if planner.answer is not None and "value" not in said and planner.answer.get("value") is not None:
                said["value"] = planner.answer["value"]
            with self._acting():
                goes_on = actions.note_progress(run=self.run, by=self.by, **said)
            if not goes_on and not stopped:
                stopped = True
                planner.stop()
        return stopped

    def _tell(self, *, always: bool = False, **said: Any) -> None:
        """Writes progress, once a second. Raises Over."""
        if always or time.monotonic() - self.told > TELLS:
            self.told = time.monotonic()
            with self._acting():
                if not actions.note_progress(run=self.run, by=self.by, **said):
                    raise Over

    def _end(self, state: State, trouble: str = "", found: Sequence[Found] = (), **said: Any) -> None:
        with self._acting():
            actions.end_run(run=self.run, state=state, trouble=trouble, found=found, by=self.by, **said)

    def _asked(self) -> Asked:
        run = self.run
        return Asked(since=run.since, terms=run.terms, hours_a_week=run.hours, days_a_week=run.days)

    def _acting(self) -> Any:
        return acting(as_person(self.by.pk))
