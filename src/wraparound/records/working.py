"""What the worker does about an export: as the learner, with what is open to them then. Called again, it begins anew.

All is read in one transaction and packed outside it; nobody waits for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.utils import translation

from wraparound.accounts import queries as accounts
from wraparound.core.database.scope import acting, as_person
from wraparound.core.pages import Reading
from wraparound.records import actions, packing, queries
from wraparound.records.actions.exports import TASK

if TYPE_CHECKING:
    from uuid import UUID

    from wraparound.accounts.models import Person
    from wraparound.records.models import Export

__all__ = ["TASK", "work"]


def work(person: int, about: UUID) -> None:
    """Makes one file, or says that it could not be made."""
    with acting(as_person(person)):
        by: Any = get_user_model()._default_manager.filter(pk=person).first()
        export = actions.begin_export(export=about, by=by) if by is not None else None
    if export is None:
        return
    content = None
    try:
        with translation.override(_language(by)):
            content = _pack(export, by)
    finally:
        with acting(as_person(person)):
            actions.end_export(export=export, content=content, by=by)


def _pack(export: Export, by: Person) -> bytes:
    with acting(as_person(by.pk)):
        held = list(queries.everything(by, export.learner))
        out, beside = queries.left_out(by), queries.beside(by, export.learner)
    return packing.pack(_about(export, by, held), held, out, beside)


def _about(export: Export, by: Person, held: list[queries.Held]) -> packing.About:
    """The end of the chain is that of the events in the file, so that both say the same."""
    events = next(table.rows for table in held if table.table == "core.AuditEvent")
    last: dict[str, Any] = max(events, key=lambda event: int(event["seq"]), default={"seq": 0, "hash": b""})
    return packing.About(
        learner=export.learner.public_id,
        name=export.learner.name,
        asked_by=by.name,
        asked=export.made,
        events=last["seq"],
        head=bytes(last["hash"]).hex(),
    )


def _language(by: Person) -> str:
    with acting(as_person(by.pk)):
        return Reading.from_stored(accounts.reading_of(by)).language_code
