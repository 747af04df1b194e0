"""Grants, what follows from them, and what learners and organisations say about them."""

from wraparound.sharing.models.access import Access
from wraparound.sharing.models.asking import AccessRequest, RequestAnswer
from wraparound.sharing.models.grants import Grant, GrantEnding
from wraparound.sharing.models.hands import LaterQuestion, SharingChange
from wraparound.sharing.models.looks import Concern, ConcernAnswer

__all__ = [
    "Access",
    "AccessRequest",
    "Concern",
    "ConcernAnswer",
    "Grant",
    "GrantEnding",
    "LaterQuestion",
    "RequestAnswer",
    "SharingChange",
]
