"""Made-up learners in real places: areas to plan, to show and to measure with, where no real person is in.

Real: colleges, councils, and the Department for Education's figures of EHC plans by council, age, placement and
primary need. Made up, from the distributions that `made_up.yaml` states: everything else. See `docs/areas.md`.
"""

from __future__ import annotations

from areas.facts import UnknownCouncil
from areas.make import make_area
from areas.postcodes import PlacesMissing

__all__ = ["PlacesMissing", "UnknownCouncil", "make_area"]
