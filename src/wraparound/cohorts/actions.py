"""Asking about many learners, stopping, and what the worker writes. Nothing here changes a plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from wraparound.cohorts import policy, queries
from wraparound.cohorts.kinds import Kind, State, Whom
from wraparound.cohorts.models import Answer, Run
from wraparound.cohorts.policy import Refused, required
from wraparound.core import audit, clock, jobs
from wraparound.core.categories import Category
from wraparound.core.decisions import NotAllowed
from wraparound.plans import actions as plans
from wraparound.plans import planning
from wraparound.plans import queries as plan_queries

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID

    from wraparound.accounts.models import Organisation, Person

TASK = "cohorts.work"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked: about whom, from which day, for how many terms, and the limits that matter."""

    whom: Whom
    since: date
    terms: int = 3
    organisation: Organisation | None = None
    year: int | None = None
    council: str = ""
    hours: int | None = None
    days: int | None = None
    pathway: UUID | None = None  # the key of the pathway that is tested; None: plan together


@dataclass(frozen=True, slots=True)
class Found:
    """What came out for a learner, and the categories that were open when it was read."""

    learner: Any
    categories: tuple[Category, ...]
    content: dict[str, Any]
    proposal: dict[str, Any] | None = None


@transaction.atomic
def ask_about_many(*, wanted: Wanted, by: Person) -> Run:
    """A run that the worker takes up; the row and the job are there together, or neither is. Raises Refused."""
    required(queries.may_ask(by))
    required(policy.may_ask_more(queries.not_over(by)))
    if wanted.whom is Whom.LEAVERS and (wanted.year is None or wanted.organisation not in queries.my_organisations(by)):
        raise Refused(_("say which organisation of yours they leave, and in which year"))
    if wanted.whom is Whom.AREA and wanted.council not in queries.councils(by):
        raise Refused(_("this is not the area of an organisation of yours"))
    pathway = plan_queries.pathway(by, wanted.pathway) if wanted.pathway else None
    if wanted.pathway and pathway is None:
        raise Refused(_("there is no such pathway"))
    said = {name: getattr(wanted, name) for name in ("year", "council", "since", "terms", "hours", "days", "pathway")}
    row = Run(
        asked_by=by,
        kind=(Kind.PATHWAY if pathway else Kind.TOGETHER).value,
        whom=wanted.whom.value,
        organisation=wanted.organisation,
        pathway_number=pathway.number if pathway else None,
        **said,
    )
    row.save(force_insert=True)
    jobs.ask(TASK, about=row.pk)
    audit.record("asked about many learners", about=audit.SITE, details={"run": str(row.pk), "kind": row.kind})
    return row


@transaction.atomic
def stop_run(*, run: Run, by: Person) -> State:
    """Stops what waits, or what no worker works on any more, at once; what runs, within seconds. Raises Refused."""
    row = Run.objects.select_for_update().get(pk=run.pk)
    required(policy.may_stop(State(row.state)))
    row.stop_asked = clock.now()
    if row.state == State.WAITING or clock.now() - (row.heard or row.made) > policy.SILENT:
        row.state, row.ended = State.STOPPED.value, clock.now()
    row.save(update_fields=["state", "ended", "stop_asked"])
    audit.record("run stopped", about=audit.SITE, details={"run": str(row.pk)})
    return State(row.state)


@transaction.atomic
def begin_run(*, run: UUID, by: Person) -> Run | None:
    """A worker takes it up, or takes it up again. None where nothing is to be done (any more).

    Rights are asked anew. It is taken up three times at the most.
    """
    row = Run.objects.select_for_update(of=("self",)).select_related("organisation").filter(pk=run).first()
    if row is None or State(row.state).is_over:
        return None
    row.attempts += 1
    row.heard = row.started = clock.now()
    row.state = State.RUNNING.value
    if row.stop_asked:
        row.state, row.ended = State.STOPPED.value, clock.now()
    elif not queries.may_ask(by):
        row.state, row.trouble, row.ended = State.FAILED.value, "not-allowed", clock.now()
    elif row.attempts > policy.ATTEMPTS:
        row.state, row.trouble, row.ended = State.FAILED.value, "died", clock.now()
    row.save()
    audit.record("run taken up", about=audit.SITE, details={"run": str(row.pk), "attempt": row.attempts})
    return row if row.state == State.RUNNING else None


@transaction.atomic
def note_progress(*, run: Run, by: Person, **said: Any) -> bool:
    """Writes how far it is; whether to go on. Not where somebody stopped it, or another worker took it up.

    This leaves no event: it comes every second.
    """
    mine = Run.objects.filter(pk=run.pk, attempts=run.attempts, state=State.RUNNING.value)
    if not mine.update(heard=clock.now(), **said):
        return False
    return not mine.filter(stop_asked__isnull=False).exists()


@transaction.atomic
def end_run(*, run: Run, state: State, trouble: str = "", found: Iterable[Found] = (), by: Person, **said: Any) -> bool:
    """Writes what came out, all at once. False, and nothing is written, where another worker has taken it up.

    For a learner of whom something is not open any more that was read, nothing is written.
    """
    row = Run.objects.select_for_update().filter(pk=run.pk, attempts=run.attempts, state=State.RUNNING.value).first()
    if row is None:
        return False
    kept = sum(_keep(row, one, by) for one in found)
    Run.objects.filter(pk=row.pk).update(
        state=state.value, trouble=trouble, ended=clock.now(), heard=clock.now(), doing="", **said
    )
    audit.record("run ended", about=audit.SITE, details={"run": str(row.pk), "state": state.value, "answers": kept})
    return True


def _keep(run: Run, one: Found, by: Person) -> bool:
    """One answer, with the proposal that can be taken line by line."""
    if not set(one.categories) <= set(planning.categories(by, one.learner)):
        return False
    try:
        proposal = (
            plans.keep_proposal(learner=one.learner, content=one.proposal, made_from=one.categories, by=by)
            if one.proposal is not None
            else None
        )
    except NotAllowed:
        return False
    row = Answer(
        run=run,
        learner=one.learner,
        category=Category.PLAN.number,
        categories=[c.number for c in one.categories],
        written_by=by,
        proposal=proposal,
        content=one.content,
    )
    row.save(force_insert=True)
    return True
