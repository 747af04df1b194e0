"""Where a caseload leads on to: subjects above the plans add their ways, as `leads_on`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wraparound.core import pages

if TYPE_CHECKING:
    from collections.abc import Iterable

ways: pages.Hook[Iterable[pages.Link | None]] = pages.Hook()
leads_on = ways.add
