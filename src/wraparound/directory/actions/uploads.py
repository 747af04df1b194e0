"""A workbook put here for a trial, and carried out: all of it or nothing."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from wraparound.core import audit, clock
from wraparound.directory import policy, queries
from wraparound.directory.actions.entries import (
    Refused,
    add_offering,
    add_remedy,
    add_service,
    add_site,
    change_entry,
)
from wraparound.directory.importing import Trial, trial
from wraparound.directory.models import Upload

CONFIRMED = ("service", "remedy")
ADD: dict[str, Any] = {"site": add_site, "service": add_service, "offering": add_offering, "remedy": add_remedy}


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
    made: dict[tuple[str, str], Any] = {}  # what this workbook adds, by kind of entry and name
    for change in found.changes:
        said = {name: _made(made, name, value) for name, value in change.said.items()}
        if change.verb == "add":
            whose = {} if change.what == "offering" else {"organisation": upload.organisation}
            made[change.what, change.name] = ADD[change.what](**said, **whose, by=by)
        elif change.verb == "change":
            confirmed = {"last_confirmed": clock.today()} if change.what in CONFIRMED else {}
            change_entry(entry=change.entry, version=change.entry.version, changes={**said, **confirmed}, by=by)
    Upload.objects.filter(pk=upload.pk).update(content=b"", carried_out=clock.now())
    details: dict[str, Any] = {"upload": str(upload.pk), "added": found.count("add"), "changed": found.count("change")}
    audit.record("workbook carried out", about=upload.organisation.public_id, details=details)
    return found


def _made(made: dict[tuple[str, str], Any], field: str, value: Any) -> Any:
    """Service and site of an offering may be names of what was added a moment ago."""
    return made[field, value] if field in ("service", "site") and isinstance(value, str) else value
