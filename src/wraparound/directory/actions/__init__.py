"""What can be done to the local offer. Each is keyword-only, atomic, and leaves an event."""

from __future__ import annotations

from wraparound.core.decisions import Stale
from wraparound.directory.actions.entries import (
    Refused,
    add_offering,
    add_remedy,
    add_service,
    add_site,
    add_term,
    change_entry,
    confirm_entry,
    confirm_service,
)
from wraparound.directory.actions.reminders import note_reminder
from wraparound.directory.actions.uploads import carry_out_upload, keep_upload

__all__ = [
    "Refused",
    "Stale",
    "add_offering",
    "add_remedy",
    "add_service",
    "add_site",
    "add_term",
    "carry_out_upload",
    "change_entry",
    "confirm_entry",
    "confirm_service",
    "keep_upload",
    "note_reminder",
]
