"""The sentences of proposals and reasons, keyed by the planner's own slugs; a test looks that each slug has its words.

"%(name)s" is the learner, "%(where)s" the organisation. Nobody else is spoken of.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

# Why not, and what would have to happen.
REASONS: dict[str, tuple[Any, Any]] = {
    "said-no": (
        _("%(name)s said no to this, or to %(where)s."),
        _("Nothing, unless %(name)s thinks differently one day."),
    ),
    "need-unmet": (
        _("Not in place yet at %(where)s: %(missing)s."),
        _("%(where)s can take %(name)s once this is in place: %(ways)s."),
    ),
    "need-unmet:nobody": (
        _("Not in place yet at %(where)s: %(missing)s."),
        _("Ask %(where)s and its partners who could put this in place: %(stuck)s."),
    ),
    "too-far": (
        _("The way there takes %(minutes)s more than it may."),
        _("Transport or travel training that reaches this far, or the same nearer home."),
    ),
    "not-ready": (
        _("This comes later: %(name)s would need %(missing)s first."),
        _("First %(steps)s; after that, this one."),
    ),
    "not-ready:nobody": (
        _("This comes later: %(name)s would need %(missing)s first."),
        _("Nothing that is on offer leads there yet. Ask which organisation could offer it."),
    ),
    "clash": (
        _("It meets %(times)s. That does not go together with %(clashes)s."),
        _("A session at another time, or %(name)s changes what matters most."),
    ),
    "clash:limit": (
        _("It meets %(times)s. That does not go together with %(clashes)s."),
        _("A shorter or different offer, or %(name)s changes what matters most."),
    ),
    "money": (
        _("It costs %(over)s a term more than %(funder)s may pay for it."),
        _("Ask %(funder)s, or find somebody to share the price."),
    ),
    "money:nobody": (
        _("None of those who may pay for %(name)s may pay for this."),
        _("Ask which funder could agree to pay for it."),
    ),
    "full": (_("No place is left in the terms that are planned."), _("One more place, or a later term.")),
    "less-good": (
        _("It is possible, but other things do more for what %(name)s wants."),
        _("If %(name)s wants this more, say so in the wishes and plan again."),
    ),
    "rule:one-provider-a-year": (
        _("One stream of money pays one organisation a year, or two of which one works for the other."),
        _("Ask the organisations to agree who works for whom, or another funder to pay."),
    ),
    "rule:no-subcontracting": (
        _("Here no organisation may work for another."),
        _("Ask those who made the rule for an exception."),
    ),
    "rule:age-limits": (
        _("It is for another age than %(name)s has then."),
        _("Ask %(where)s for an exception, or for something like it for this age."),
    ),
    "rule:plan-limits": (
        _("It is only for learners with an EHC plan."),
        _("Ask the council whether %(name)s should have one, or %(where)s for an exception."),
    ),
    "rule:no-repeats": (
        _("%(name)s has done this already."),
        _("Something that builds on it, rather than the same again."),
    ),
    # Said by the site, before the planner is asked.
    "in-plan": (_("It is in the plan already."), _("Nothing: it was agreed.")),
    "put-forward": (_("It was put forward already."), _("Those who have to decide on it answer.")),
    "declined": (_("It was not possible: %(because)s"), _("Put that line forward again once this has changed.")),
    "no-times": (_("%(where)s does not say when it meets."), _("Ask %(where)s for days and times.")),
    "not-then": (
        _("It does not start, or does not end, in the terms that are planned."),
        _("Plan for more terms, or ask %(where)s when it starts again."),
    ),
    "possible": (
        _("Nothing stands against it."),
        _("Put it forward as a line; %(where)s then says whether it can be."),
    ),
    "possible:once": (
        _("It can be, once this is in place: %(ways)s."),
        _("Put both forward as lines: this, and what has to be in place."),
    ),
}

# What can stand against a time, besides offerings and lines of the plan.
LIMITS: dict[str, Any] = {
    "availability": _("the times when %(name)s can come"),
    "hours a week": _("the hours a week that are wanted"),
    "days a week": _("the days a week that are wanted"),
    "placement hours": _("a carousel of placements, which has half a day with one employer at the most"),
    "settings at once": _("how many places at once are wanted"),
    "terms": _("the terms that are planned"),
}

CHANGES: dict[str, Any] = {
    "remedy": _("%(remedy)s by %(provider)s, arranged before the first term and paid by somebody else"),
    "place": _("One more place: %(title)s at %(where)s"),
    "session": _("%(title)s at %(where)s on another day: %(detail)s"),
    "rule": _("Planning without the rule: %(rule)s"),
}

RULES: dict[str, Any] = {
    "one-provider-a-year": _("one stream of money pays one organisation a year"),
    "no-subcontracting": _("no organisation works for another"),
    "age-limits": _("age limits"),
    "plan-limits": _("places only for learners with an EHC plan"),
}

DAYS: dict[str, Any] = {
    "Monday": _("Monday"),
    "Tuesday": _("Tuesday"),
    "Wednesday": _("Wednesday"),
    "Thursday": _("Thursday"),
    "Friday": _("Friday"),
}

PROGRAMMES: dict[str, tuple[Any, Any]] = {
    "most": (_("Most of what %(name)s wants"), _("Gives most minutes to the outcomes and wishes.")),
    "calm": (_("Fewer places"), _("Fewer places to go to in one term, and shorter ways.")),
    "cheap": (_("Costs less"), _("Leaves out what costs much and gives little.")),
    "together": (
        _("Planned together with others"),
        _("The best for all who were planned at once, with the places there are."),
    ),
    "elsewhere": (_("Somewhere else"), _("Without the organisation that the first one rests on most.")),
}

LINES: dict[str, Any] = {
    "agreed": _("It was agreed and stays."),
    "serves": _("It serves: %(outcomes)s."),
    "wished": _("%(name)s wished for this."),
    "likes": _("%(name)s wants to be at %(where)s."),
    "in-place": _("In place there: %(needs)s."),
    "remedies": _("It can start once this is in place: %(ways)s."),
    "leads-to": _("It comes before: %(steps)s."),
    "helps-missing": _("It would help, and is not in place there: %(needs)s."),
}

GAPS: dict[str, Any] = {
    "home": _(
        "Where %(name)s lives is not known here, so ways from home count nothing. Give a postcode to count them."
    ),
    "times": _("The passport does not say when %(name)s can come, so every time of the week was taken."),
    "hours": _("How many hours a week are wanted is not known; 16 were shared out over the outcomes."),
    "ehc-plan": _("Whether there is an EHC plan is not known here; what needs one was not left out."),
    "subcontracts": _("Which colleges work for each other is not known; each was taken to be ready to."),
    "places-unknown": _("Some sites do not say where they are; the ways there count nothing."),
    "prices-unknown": _("Some prices are not said; they count nothing."),
    "too-many": _("There is more on offer than can be planned at once; only what is nearest was looked at."),
    "loose": _("What was agreed does not go together in every way; it was kept as it is and planned around."),
    "no-outcomes": _("No outcome or wish is known yet that something on offer would serve. Write these down first."),
}

APART: dict[str, Any] = {
    "together": _("These do not go together, though each does without one of the others: %(lines)s."),
    "alone": _("This does not fit what is known here of times, hours and needs: %(lines)s."),
}
