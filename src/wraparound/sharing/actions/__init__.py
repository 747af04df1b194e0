"""What people do about sharing: each of these is one step, checked, and noted in the learner's chain."""

from wraparound.sharing.actions.asking import answer_request, ask_for_access, take_back_request
from wraparound.sharing.actions.grants import end_grant, first_grant, give_grant
from wraparound.sharing.actions.hands import (
    ask_me_later,
    change_time,
    choose_people,
    hide_from,
    settle_later,
    share,
    stop,
    talk_first,
    undo_change,
)
from wraparound.sharing.actions.looks import answer_concern, raise_concern, record_look, record_looks

__all__ = [
    "answer_concern",
    "answer_request",
    "ask_for_access",
    "ask_me_later",
    "change_time",
    "choose_people",
    "end_grant",
    "first_grant",
    "give_grant",
    "hide_from",
    "raise_concern",
    "record_look",
    "record_looks",
    "settle_later",
    "share",
    "stop",
    "take_back_request",
    "talk_first",
    "undo_change",
]
