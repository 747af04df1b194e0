"""Moving on: pathways begun, when somebody leaves, where they are afterwards, lines that pass over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from wraparound.core import audit, clock
from wraparound.core.categories import Category
from wraparound.plans import pathways, policy, queries
from wraparound.plans.actions.keeping import change, locked, make
from wraparound.plans.actions.lines import add_line_need, propose_line
from wraparound.plans.kinds import Source
from wraparound.plans.kinds_of_reviews import DestinationKind, When
from wraparound.plans.models import Destination, Leaving, PathwayBegun
from wraparound.plans.policy import required

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from wraparound.accounts.models import Organisation, Person
    from wraparound.accounts.roles import OrganisationKind
    from wraparound.learners.models import Learner
    from wraparound.plans.models import Line
    from wraparound.plans.queries import PathwayView


@transaction.atomic
def begin_pathway(
    *,
    learner: Learner,
    pathway: PathwayView,
    terms: Sequence[pathways.Stretch],
    organisations: Mapping[OrganisationKind, Organisation],
    leave_out: Sequence[str] = (),
    by: Person,
) -> list[Line]:
    """Proposes the lines of a pathway from `terms[0]` on, and keeps which version it was.

    Steps of a kind without an organisation are nobody's yet. `leave_out`: keys of steps that this learner does not
    need. Raises Refused.
    """
    required(policy.may_write(queries.standing(by, learner), Category.PLAN))
    lines: dict[str, Line] = {}
    kept = [when for when in pathways.dated(pathway.steps, terms) if when.step.key not in set(leave_out)]
    for when in sorted(kept, key=lambda w: w.step.begins):  # what comes first is there before what comes after it
        step = when.step
        said: dict[str, Any] = {"details": step.details, "starts": when.starts, "ends": when.ends}
        said |= {"minutes": step.minutes, "organisation": organisations.get(step.by) if step.by else None}
        said |= {"after": [lines[key].pk for key in step.after if key in lines], "source_words": pathway.name}
        told: dict[str, Any] = {"learner": learner, "kind": step.kind, "title": step.title, "source": Source.PATHWAY}
        lines[step.key] = propose_line(**told, **said, by=by)
        for need in step.needs:
            add_line_need(line=lines[step.key], need=need, by=by)
    begun = PathwayBegun(learner=learner, category=Category.PLAN.number, written_by=by, pathway=pathway.key)
    begun.number, begun.name = pathway.number, pathway.name
    begun.lines = {key: str(line.pk) for key, line in lines.items()}
    begun.save(force_insert=True)
    audit.record(
        "pathway begun", about=learner.public_id, details={"pathway": str(pathway.key), "number": pathway.number}
    )
    return list(lines.values())


@transaction.atomic
def expect_leaving(*, learner: Learner, organisation: Organisation, on: date, by: Person) -> Leaving:
    """When a learner is expected to leave an organisation; said before, it is changed. Raises Refused."""
    required(policy.may_write(queries.standing(by, learner), Category.PLAN))
    same = Leaving.objects.select_for_update().filter(learner=learner, organisation=organisation, ended=None).first()
    if same is not None:
        change(same, {"on": on}, {}, by)
        return same
    return make(Leaving, learner, Category.PLAN, by, organisation=organisation, on=on)


@transaction.atomic
def stay_on(*, leaving: Leaving, by: Person) -> None:
    """They do not leave after all. Raises Refused."""
    row = locked(Leaving, leaving.pk)
    required(policy.may_write(queries.standing(by, row.learner), Category.PLAN))
    change(row, {"ended": clock.now()}, {}, by, "ended")


@transaction.atomic
def note_destination(
    *, learner: Learner, when: When, kind: DestinationKind, words: str = "", by: Person
) -> Destination:
    """Where somebody is at the end of the plan, or six or twelve months later. Raises Refused."""
    required(policy.may_write(queries.standing(by, learner), Category.PLAN))
    row = Destination(
        learner=learner, category=Category.PLAN.number, written_by=by, when=when, kind=kind, words=words.strip()
    )
    row.save(force_insert=True)
    audit.record("destination noted", about=learner.public_id, details={"when": when.value})
    return row


@transaction.atomic
def pass_on_lines(*, organisation: Organisation, leaver: Person, successor: Person, by: Person) -> int:
    """What somebody leads, stands in for or looks at for an organisation goes to a successor; how many rows.

    For who administers the organisation: they need not see the plans, and do not.
    """
    with connection.cursor() as cursor:
        told: list[Any] = [organisation.pk, leaver.pk, successor.pk, clock.now()]
        cursor.execute("select subject, rows from app.pass_on_lines(%s, %s, %s, %s)", told)
        passed = cursor.fetchall()
    for subject, rows in passed:
        audit.record(
            "lines passed on", about=subject, details={"rows": rows, "organisation": str(organisation.public_id)}
        )
    return sum(rows for _subject, rows in passed)
