"""What changes at 16, 18 and 25 in England: with a picture each for the learner; with the law for who leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wraparound.sharing.policy_ages import GROWN_UP, OWN_SAY, PLAN_ENDS

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

FOR_THE_LEARNER: dict[int, tuple[tuple[str, _StrPromise], ...]] = {
    OWN_SAY: (
        ("1f5e3", _("You have your own say about your learning and your support.")),
        ("2705", _("You decide what you can decide.")),
        ("1f464", _("Your parents help you when you want it.")),
        ("1f4c4", _("After that school year, you speak for yourself about an EHC plan.")),
    ),
    GROWN_UP: (
        ("1f9d1", _("You are an adult.")),
        ("2705", _("You decide. Your parents do not decide for you any more.")),
        ("2753", _("What they said yes to, we ask you again.")),
        ("1fa7a", _("Doctors and services for adults help you now.")),
    ),
    PLAN_ENDS: (
        ("1f4c4", _("An EHC plan ends soon after this birthday.")),
        ("1f5d3", _("The council can keep it until your course ends that year.")),
        ("1f91d", _("Talk about who helps you afterwards.")),
    ),
}

FOR_WHO_LEADS: dict[int, tuple[_StrPromise, ...]] = {
    OWN_SAY: (
        _("From the end of that school year they ask and appeal about an EHC plan themself, not the parent."),
        _("The Mental Capacity Act 2005 applies: they decide, unless it is shown that they cannot decide this."),
        _("Parental responsibility covers only what they cannot decide. Write down what it is, and who found it."),
        _("Ask them whether what a parent said yes to is what they want."),
    ),
    GROWN_UP: (
        _("Parental responsibility ends. Parents who decide by it here stop deciding at midnight, by themselves."),
        _("What they said yes to lasts 28 days longer at the most. Ask the learner about each before then."),
        _("For what the learner cannot decide, agree now who does: best interests, a deputy, an attorney."),
        _("Services for adults take over, in health and social care: hand over before, with the learner."),
    ),
    PLAN_ENDS: (
        _("The council may keep an EHC plan for the rest of that academic year, and never up to the 26th birthday."),
        _("In other training than at a college, that year lasts until the training ends."),
        _("Agree what is handed over, to whom, and what of the plan goes on without it."),
        _("What was shared because of the EHC plan has no reason any more: end it, or ask the learner."),
    ),
}
