"""A workbook of an organisation: the template, and what carrying one out would do. Nothing is changed here."""

from __future__ import annotations

from wraparound.directory.importing.layout import COLUMNS, OFFERINGS, REMEDIES, SERVICES, SITES, WRONG, template
from wraparound.directory.importing.lines import Change
from wraparound.directory.importing.trying import Trial, trial

__all__ = ["COLUMNS", "OFFERINGS", "REMEDIES", "SERVICES", "SITES", "WRONG", "Change", "Trial", "template", "trial"]
