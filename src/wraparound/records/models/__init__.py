"""What a learner may take away and ask by right, and how long what is held is kept."""

from wraparound.records.models.claims import Claim, ClaimAnswer, ClaimWords
from wraparound.records.models.exports import Export, ExportFile
from wraparound.records.models.keeping import Erasure
from wraparound.records.models.reviews import AccessReview, AccessReviewLine

__all__ = [
    "AccessReview",
    "AccessReviewLine",
    "Claim",
    "ClaimAnswer",
    "ClaimWords",
    "Erasure",
    "Export",
    "ExportFile",
]
