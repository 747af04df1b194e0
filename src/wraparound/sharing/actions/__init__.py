"""What people do about sharing: each of these is one step, checked, and noted in the learner's chain."""

from wraparound.sharing.actions.ages import handle_age_step, say_it_myself, tell_of_ages
from wraparound.sharing.actions.asking import answer_request, ask_for_access, take_back_request
from wraparound.sharing.actions.bases import assess_capacity, decide_in_best_interests, give_on_duty
from wraparound.sharing.actions.deciding import change_time_for, say_yes_for, stop_for
from wraparound.sharing.actions.disagreements import add_step, raise_disagreement
from wraparound.sharing.actions.freezing import ask_to_lift, freeze, lift_as_second, unfreeze
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
from wraparound.sharing.actions.looks import answer_concern, raise_concern, record_look, record_looks, record_taken
from wraparound.sharing.actions.proxies import appoint_proxy, end_proxy
from wraparound.sharing.actions.safety import open_for_safety, review_safety, tell_learner_now
from wraparound.sharing.actions.withholding import answer_wish, settle_wish, wish_sharing

__all__ = [
    "add_step",
    "answer_concern",
    "answer_request",
    "answer_wish",
    "appoint_proxy",
    "ask_for_access",
    "ask_me_later",
    "ask_to_lift",
    "assess_capacity",
    "change_time",
    "change_time_for",
    "choose_people",
    "decide_in_best_interests",
    "end_grant",
    "end_proxy",
    "first_grant",
    "freeze",
    "give_grant",
    "give_on_duty",
    "handle_age_step",
    "hide_from",
    "lift_as_second",
    "open_for_safety",
    "raise_concern",
    "raise_disagreement",
    "record_look",
    "record_looks",
    "record_taken",
    "review_safety",
    "say_it_myself",
    "say_yes_for",
    "settle_later",
    "settle_wish",
    "share",
    "stop",
    "stop_for",
    "take_back_request",
    "talk_first",
    "tell_learner_now",
    "tell_of_ages",
    "undo_change",
    "unfreeze",
    "wish_sharing",
]
