"""How every row of a plan is made and changed: in one's own name, each field by itself, nobody's words lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from wraparound.core import audit, clock
from wraparound.core.decisions import Stale
from wraparound.plans import fields
from wraparound.plans.models import Kept

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from wraparound.accounts.models import Person
    from wraparound.core.categories import Category
    from wraparound.learners.models import Learner

Row = TypeVar("Row", bound=Kept)


def locked(model: type[Row], pk: UUID) -> Row:
    """The row as it stands, kept for this transaction. Raises the model's DoesNotExist where it is not open."""
    rows: Any = model._default_manager.select_for_update(of=("self",))
    found: Row = rows.get(pk=pk)
    return found


def make(model: type[Row], learner: Learner, category: Category, by: Person, **values: Any) -> Row:
    """A new row, with one audit event."""
    row = model(learner=learner, category=category.number, made_by=by, changed_by=by, **values)
    row.save(force_insert=True)
    _record("made", row, learner, category.value, [])
    return row


def change(row: Row, wanted: Mapping[str, Any], seen: Mapping[str, str], by: Person, what: str = "changed") -> bool:
    """Sets the fields that differ; whether there were any. The row is locked. Raises Stale with the clashes.

    With a clash nothing is saved: not the other fields of the same form either, so that it is sent again as a whole.
    """
    found = fields.clashes(row, wanted, seen)
    if found:
        raise Stale(found)
    differing = {f: v for f, v in wanted.items() if fields.value_of(row, f) != fields.plain(v)}
    if not differing:
        return False
    for field, value in differing.items():
        fields.put(row, field, value)
    row.changed_by, row.changed = by, clock.now()
    row.save(update_fields=[*differing, "changed_by", "changed"])
    _record(what, row, row.learner, str(row.category), sorted(differing))
    return True


def _record(what: str, row: Kept, learner: Learner, category: str, names: list[str]) -> None:
    details: dict[str, audit.Detail] = {"row": str(row.pk), "category": category}
    if names:
        details["fields"] = names
    audit.record(f"{row._meta.model_name} {what}", about=learner.public_id, details=details)
