"""A workbook put here for a trial, and carried out: all of it or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from wraparound.core import audit, clock
from wraparound.directory import policy, queries
from wraparound.directory.actions.entries import Refused, add_offering, add_service, change_entry
from wraparound.directory.importing import Trial, trial
from wraparound.directory.models import Service, Upload

if TYPE_CHECKING:
    from wraparound.directory.importing import Change


@transaction.atomic
def keep_upload(*, organisation: Any, content: bytes, by: Any) -> Upload:
    """Keeps a workbook until it is carried out. Raises Refused for whoever may not, BadFile where it is no workbook."""
    decision = policy.may_edit(organisation.pk, queries.memberships(by))
    if not decision.allowed:
        raise Refused(decision.because)
    trial(by, organisation.pk, content)
    made = Upload.objects.create(organisation=organisation, by=by, content=content)
    audit.record("workbook put up", about=organisation.public_id, details={"upload": str(made.pk)})
    return made


@transaction.atomic
def carry_out_upload(*, upload: Upload, by: Any) -> Trial:
    """Adds and changes what the workbook says, compared afresh with what is there now. Raises Refused where a fault is.

    Whatever is added or changed counts as confirmed today. The workbook itself is not kept.
    """
    found = trial(by, upload.organisation_id, bytes(upload.content))
    if found.faults:
        raise Refused("the workbook has faults")
    made: dict[str, Service] = {}
    for change in found.changes:
        if change.verb == "add":
            _add(change, upload.organisation, made, by)
        elif change.verb == "change":
            confirmed = {"last_confirmed": clock.today()} if change.what == "service" else {}
            changes = {**change.said, **confirmed}
            change_entry(entry=change.entry, version=change.entry.version, changes=changes, by=by)
    Upload.objects.filter(pk=upload.pk).update(content=b"", carried_out=clock.now())
    details: dict[str, Any] = {"upload": str(upload.pk), "added": found.count("add"), "changed": found.count("change")}
    audit.record("workbook carried out", about=upload.organisation.public_id, details=details)
    return found


def _add(change: Change, organisation: Any, made: dict[str, Service], by: Any) -> None:
    said = dict(change.said)
    if change.what == "service":
        made[change.name] = add_service(organisation=organisation, by=by, **said)
        return
    service = said.pop("service")
    if isinstance(service, str):  # added, or renamed, by this same workbook
        service = made.get(service) or Service.objects.get(organisation=organisation, name=service)
    add_offering(service=service, by=by, **said)
