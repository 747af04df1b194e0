"""Moving on: pathways written and begun, when somebody leaves, where they are afterwards, lines that pass over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from wraparound.accounts import queries as accounts
from wraparound.core import audit, clock
from wraparound.core.categories import Category
from wraparound.plans import pathways, policy, queries
from wraparound.plans.actions.keeping import change, locked, make
from wraparound.plans.actions.lines import add_line_need, propose_line
from wraparound.plans.kinds import Source
from wraparound.plans.kinds_of_reviews import DestinationKind, When
from wraparound.plans.models import Destination, Leaving, Pathway
from wraparound.plans.policy import Refused, required

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from wraparound.accounts.models import Organisation, Person
    from wraparound.accounts.roles import OrganisationKind
    from wraparound.learners.models import Learner
    from wraparound.plans.models import Line
    from wraparound.plans.queries import PathwayView


@transaction.atomic
def write_pathway(
    *,
    organisation: Organisation,
    name: str,
    words: str,
    steps: Sequence[Mapping[str, Any]],
    guide: str = "",
    key: UUID | None = None,
    number: int = 0,
    retired: bool = False,
    by: Person,
) -> Pathway:
    """A pathway of an organisation, or its next version. `number` is of the version that the writer saw.

    Raises Refused (also where somebody wrote a version in the meantime), pathways.Faulty.
    """
    if organisation.pk not in {m.organisation for m in accounts.memberships_of(by)}:
        raise Refused(_("you have no place in this organisation"))
    if not (name.strip() and words.strip()):
        raise Refused(_("a pathway has a name and says for whom it is"))
    read = pathways.read(steps)
    last = Pathway.objects.filter(key=key).order_by("-number").first() if key else None
    if key and (last is None or last.organisation_id != organisation.pk):
        raise Refused(_("another organisation keeps this pathway"))
    if last is not None and last.number != number:
        raise Refused(_("somebody else wrote a new version in the meantime"))
    told = {"name": name.strip(), "words": words.strip(), "guide": guide.strip(), "steps": [s.told() for s in read]}
    row = Pathway(organisation=organisation, **told, number=number + 1 if last else 1, retired=retired, by=by)
    if last is not None:
        row.key = last.key
    row.save(force_insert=True)
    audit.record(
        "pathway written", about=organisation.public_id, details={"pathway": str(row.key), "number": row.number}
    )
    return row


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
    """Proposes the lines of a pathway from `terms[0]` on; steps of a kind without an organisation are nobody's yet.

    `leave_out`: keys of steps that this learner does not need. Raises Refused.
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
