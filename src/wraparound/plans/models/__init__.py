"""What a plan is made of. There is no row for the plan itself: it is a learner's lines and outcomes, and their log."""

from wraparound.plans.models.agreeing import Comment, Reply, ReplyPhoto, Signature, Suggestion, Version, VersionParty
from wraparound.plans.models.kept import Change, Kept
from wraparound.plans.models.lines import Line, LineNeed, Outcome, Payment, Section
from wraparound.plans.models.moving_on import Destination, Leaving
from wraparound.plans.models.pathways import Pathway, PathwayBegun, PathwayDraft
from wraparound.plans.models.planning import Proposal, ProposalAnswer
from wraparound.plans.models.reviewing import Attendee, Day, Decision, Flag, Progress, Review

__all__ = [
    "Attendee",
    "Change",
    "Comment",
    "Day",
    "Decision",
    "Destination",
    "Flag",
    "Kept",
    "Leaving",
    "Line",
    "LineNeed",
    "Outcome",
    "Pathway",
    "PathwayBegun",
    "PathwayDraft",
    "Payment",
    "Progress",
    "Proposal",
    "ProposalAnswer",
    "Reply",
    "ReplyPhoto",
    "Review",
    "Section",
    "Signature",
    "Suggestion",
    "Version",
    "VersionParty",
]
