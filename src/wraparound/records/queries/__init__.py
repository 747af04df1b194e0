"""What is held, what was asked and what is kept, for this viewer."""

from wraparound.records.queries.claims import (
    ClaimView,
    beside,
    claim,
    claim_row,
    claims,
    claims_open,
    is_to_me,
    objected,
    who_answers,
)
from wraparound.records.queries.exports import export, exports
from wraparound.records.queries.held import Column, Held, Named, everything, left_out, row

__all__ = [
    "ClaimView",
    "Column",
    "Held",
    "Named",
    "beside",
    "claim",
    "claim_row",
    "claims",
    "claims_open",
    "everything",
    "export",
    "exports",
    "is_to_me",
    "left_out",
    "objected",
    "row",
    "who_answers",
]
