"""Asking for everything, claims and their answers; keeping and erasing."""

from wraparound.records.actions.claims import answer_claim, ask_for_correction, object_to_use, say_beside
from wraparound.records.actions.exports import (
    ask_for_export,
    begin_export,
    end_export,
    fetch_export,
    forget_exports,
)
from wraparound.records.actions.keeping import (
    answer_erasure,
    confirm_erasure,
    propose_erasure,
    take_back_erasure,
)
from wraparound.records.actions.reviews import review_access

__all__ = [
    "answer_claim",
    "answer_erasure",
    "ask_for_correction",
    "ask_for_export",
    "begin_export",
    "confirm_erasure",
    "end_export",
    "fetch_export",
    "forget_exports",
    "object_to_use",
    "propose_erasure",
    "review_access",
    "say_beside",
    "take_back_erasure",
]
