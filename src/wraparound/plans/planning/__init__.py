"""The one door to the planner: rows become a problem, its answer becomes a proposal in plain words.

Only what is open to the viewer goes in. The planner works in a process of its own, and nothing here changes a plan.
"""

from wraparound.plans.planning.asking import ANYTHING, Asked, CouldNot
from wraparound.plans.planning.proposing import answer, suggest, why_not
from wraparound.plans.planning.reading import categories
from wraparound.plans.planning.shapes import (
    Cost,
    LineShown,
    NotYet,
    OutcomeShown,
    ProgrammeShown,
    ProposalShown,
    RemedyShown,
    Takes,
    WhyNot,
)
from wraparound.plans.planning.showing import kind_of, shown
from wraparound.plans.planning.words import Said

__all__ = [
    "ANYTHING",
    "Asked",
    "Cost",
    "CouldNot",
    "LineShown",
    "NotYet",
    "OutcomeShown",
    "ProgrammeShown",
    "ProposalShown",
    "RemedyShown",
    "Said",
    "Takes",
    "WhyNot",
    "answer",
    "categories",
    "kind_of",
    "shown",
    "suggest",
    "why_not",
]
