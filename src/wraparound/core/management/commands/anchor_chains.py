"""`manage.py anchor_chains`: adds to the anchors what all audit chains are now."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from wraparound.core import anchors


class Command(BaseCommand):
    """Ends with 1, and adds nothing, where the chains are not what they were at the last anchor."""

    help = "Add an anchor of the audit chains to the file in the folder ANCHORS."

    def handle(self, *_: Any, **__: Any) -> None:
        """Adds one."""
        if not settings.ANCHORS:
            raise CommandError("ANCHORS must name a folder that the database cannot write: see docs/operations.md.")
        try:
            made = anchors.anchor(Path(settings.ANCHORS))
        except (anchors.AnchorsWrong, anchors.Busy) as fault:
            raise CommandError(str(fault)) from fault
        except OSError as fault:
            raise CommandError(f"The folder of anchors cannot be written: {fault.strerror}.") from fault
        self.stdout.write(f"Anchor {made.number}: {made.chains} chains, up to event {made.highest}.")
