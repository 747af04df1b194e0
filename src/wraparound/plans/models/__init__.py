"""What a plan is made of. There is no row for the plan itself: it is a learner's lines and outcomes, and their log."""

from wraparound.plans.models.agreeing import Comment, Reply, Signature, Suggestion, Version, VersionParty
from wraparound.plans.models.kept import Change, Kept
from wraparound.plans.models.lines import Line, LineNeed, Outcome, Payment, Section

__all__ = [
    "Change",
    "Comment",
    "Kept",
    "Line",
    "LineNeed",
    "Outcome",
    "Payment",
    "Reply",
    "Section",
    "Signature",
    "Suggestion",
    "Version",
    "VersionParty",
]
