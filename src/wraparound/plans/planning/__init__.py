"""The one door to the planner: rows become a problem, its answer becomes a proposal in plain words.

Only what is open to the viewer goes in. The planner works in a process of its own, and nothing here changes a plan.
"""

from wraparound.plans.planning.asking import ANYTHING, Asked, CouldNot
from wraparound.plans.planning.many_words import Named, named, reasons_in_words
from wraparound.plans.planning.proposing import answer, suggest, why_not
from wraparound.plans.planning.reading import READ, categories
from wraparound.plans.planning.several import Read, contents, minutes_now, minutes_then, read, serves_nothing, together
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
from wraparound.plans.planning.steadily import Planner
from wraparound.plans.planning.words import Said

__all__ = [
    "ANYTHING",
    "READ",
    "Asked",
    "Cost",
    "CouldNot",
    "LineShown",
    "Named",
    "NotYet",
    "OutcomeShown",
    "Planner",
    "ProgrammeShown",
    "ProposalShown",
    "Read",
    "RemedyShown",
    "Said",
    "Takes",
    "WhyNot",
    "answer",
    "categories",
    "contents",
    "kind_of",
    "minutes_now",
    "minutes_then",
    "named",
    "read",
    "reasons_in_words",
    "serves_nothing",
    "shown",
    "suggest",
    "together",
    "why_not",
]
