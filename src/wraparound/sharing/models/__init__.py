"""Grants, what follows from them and what they rest on, and what learners and organisations say about them."""

from wraparound.sharing.models.access import Access
from wraparound.sharing.models.asking import AccessRequest, RequestAnswer
from wraparound.sharing.models.bases import (
    BestInterestsDecision,
    CapacityAssessment,
    DecisionParticipant,
    SafetyReview,
)
from wraparound.sharing.models.disagreements import Disagreement, DisagreementParty, DisagreementStep
from wraparound.sharing.models.grants import Grant, GrantEnding
from wraparound.sharing.models.hands import LaterQuestion, SharingChange
from wraparound.sharing.models.looks import Concern, ConcernAnswer
from wraparound.sharing.models.proxies import AgeStep, Freeze, Proxy, ProxyEnding
from wraparound.sharing.models.withholding import ShareWish, WishAnswer, WishSettled

__all__ = [
    "Access",
    "AccessRequest",
    "AgeStep",
    "BestInterestsDecision",
    "CapacityAssessment",
    "Concern",
    "ConcernAnswer",
    "DecisionParticipant",
    "Disagreement",
    "DisagreementParty",
    "DisagreementStep",
    "Freeze",
    "Grant",
    "GrantEnding",
    "LaterQuestion",
    "Proxy",
    "ProxyEnding",
    "RequestAnswer",
    "SafetyReview",
    "ShareWish",
    "SharingChange",
    "WishAnswer",
    "WishSettled",
]
