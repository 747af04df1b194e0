"""What people type into a plan, well-formed or not."""

from wraparound.plans.forms.lines import FIELDS_OF, LineForm, ProposeForm, initial_of, not_choosable
from wraparound.plans.forms.outcomes import OutcomeForm, SectionForm
from wraparound.plans.forms.paying import NeedForm, PaymentForm
from wraparound.plans.forms.saying import (
    Because,
    CommentForm,
    CutForm,
    FindOffering,
    ReplyForm,
    SignForm,
    TaskForm,
    WhyForm,
    voice,
    ways,
)

__all__ = [
    "FIELDS_OF",
    "Because",
    "CommentForm",
    "CutForm",
    "FindOffering",
    "LineForm",
    "NeedForm",
    "OutcomeForm",
    "PaymentForm",
    "ProposeForm",
    "ReplyForm",
    "SectionForm",
    "SignForm",
    "TaskForm",
    "WhyForm",
    "initial_of",
    "not_choosable",
    "voice",
    "ways",
]
