"""Composing a plan: everything that changes one, in the name of whoever does it."""

from wraparound.plans.actions.agreeing import cut_version, restore_line, sign_version
from wraparound.plans.actions.lines import (
    accept_line,
    add_line_need,
    change_line,
    decline_line,
    end_line_need,
    finish_line,
    propose_line,
    reopen_line,
    stop_line,
    take_line,
)
from wraparound.plans.actions.money import add_payment, agree_payment, change_payment, end_payment
from wraparound.plans.actions.outcomes import add_outcome, attach_section, change_outcome, end_section, settle_outcome
from wraparound.plans.actions.talking import (
    answer_comment,
    answer_suggestion,
    comment_on_line,
    make_task_of_comment,
    reply_to_line,
    suggest_change,
)

__all__ = [
    "accept_line",
    "add_line_need",
    "add_outcome",
    "add_payment",
    "agree_payment",
    "answer_comment",
    "answer_suggestion",
    "attach_section",
    "change_line",
    "change_outcome",
    "change_payment",
    "comment_on_line",
    "cut_version",
    "decline_line",
    "end_line_need",
    "end_payment",
    "end_section",
    "finish_line",
    "make_task_of_comment",
    "propose_line",
    "reopen_line",
    "reply_to_line",
    "restore_line",
    "settle_outcome",
    "sign_version",
    "stop_line",
    "suggest_change",
    "take_line",
]
