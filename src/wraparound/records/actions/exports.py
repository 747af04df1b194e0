"""Asking for everything about a learner, making the file, and taking it away."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import connection, transaction

from wraparound.core import audit, clock, jobs
from wraparound.core.decisions import insist
from wraparound.records import policy_exports as policy
from wraparound.records import queries, telling
from wraparound.records.models import Export, ExportFile
from wraparound.records.policy_exports import State
from wraparound.sharing import queries as sharing

if TYPE_CHECKING:
    from uuid import UUID

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner

TASK = "records.export"


@transaction.atomic
def ask_for_export(*, learner: Learner, acts_for_learner: bool = False, by: Person) -> Export:
    """Everything about the learner is put into one file by the worker, who is then told. Raises NotAllowed.

    `acts_for_learner` is for somebody who may ask in the learner's place; what they get is what they may read.
    """
    under_way = any(not State(one.state).is_over for one in queries.exports(by, learner))
    who = sharing.standing(by, learner)
    insist(policy.may_ask(who, acts_for_learner=acts_for_learner, under_way=under_way))
    made = Export(learner=learner, asked_by=by)
    made.save(force_insert=True)
    jobs.ask(TASK, about=made.pk)
    audit.record("everything asked for", about=learner.public_id, details={"export": str(made.pk)})
    return made


@transaction.atomic
def begin_export(*, export: UUID, by: Person) -> Export | None:
    """A worker takes it up, or takes it up again; what was kept long enough is forgotten first.

    None where nothing is to be done (any more), as where whoever asked is not the learner now or may not sign in.
    """
    forget_exports(by=by)
    row = Export.objects.select_for_update(of=("self",)).select_related("learner").filter(pk=export).first()
    if row is None or State(row.state).is_over:
        return None
    row.attempts += 1
    row.state = State.RUNNING.value
    if row.attempts > policy.ATTEMPTS or not by.is_active:
        row.state, row.ended = State.FAILED.value, clock.now()
    row.save()
    details: dict[str, audit.Detail] = {"export": str(row.pk), "attempt": row.attempts}
    audit.record("everything being put together", about=row.learner.public_id, details=details)
    return row if row.state == State.RUNNING else None


@transaction.atomic
def end_export(*, export: Export, content: bytes | None, by: Person) -> bool:
    """Keeps the file for a week and tells who asked; None: it could not be made.

    False, and nothing is kept, where another worker has taken it up.
    """
    row = Export.objects.select_for_update().filter(pk=export.pk, attempts=export.attempts).first()
    if row is None or State(row.state).is_over:
        return False
    row.ended = clock.now()
    row.state = State.FAILED.value
    if content is not None:
        row.state, row.until = State.READY.value, row.ended + policy.KEPT
        row.size, row.sha256 = len(content), hashlib.sha256(content).hexdigest()
        file = ExportFile(export=row, learner_id=row.learner_id, content=content, until=row.until)
        file.save(force_insert=True)
    row.save()
    details = {"export": str(row.pk), "state": row.state, "sha256": row.sha256}
    audit.record("everything put together", about=export.learner.public_id, details=details)
    telling.export_ended(row)
    return True


@transaction.atomic
def fetch_export(*, export: Export, by: Person) -> bytes | None:
    """The file. From the first time on it is kept for an hour only; None where it is gone."""
    file = ExportFile.objects.select_for_update().filter(export=export).first()
    if file is None:
        return None
    if export.fetched is None:
        until = min(file.until, clock.now() + policy.KEPT_AFTER_FETCHING)
        ExportFile.objects.filter(pk=file.pk).update(until=until)
        Export.objects.filter(pk=export.pk).update(fetched=clock.now(), until=until)
    audit.record("everything fetched", about=export.learner.public_id, details={"export": str(export.pk)})
    return bytes(file.content)


@transaction.atomic
def forget_exports(*, by: Person | None) -> int:
    """Takes away every file that was kept long enough, whosever it is: how many.

    This leaves no event: that a file is kept no longer than promised is noted where it was made.
    """
    with connection.cursor() as cursor:
        cursor.execute("select app.forget_exports()")
        return int(cursor.fetchone()[0])
