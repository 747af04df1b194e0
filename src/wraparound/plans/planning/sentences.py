"""The sentences of proposals and reasons, keyed by the planner's own slugs; a test looks that each slug has its words.

"%(name)s" is the learner, "%(where)s" the organisation. Nobody else is spoken of.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as lazy

# Why not, and what would have to happen.
REASONS: dict[str, tuple[Any, Any]] = {
    "said-no": (
        lazy("%(name)s said no to this, or to %(where)s."),
        lazy("Nothing, unless %(name)s thinks differently one day."),
    ),
    "need-unmet": (
        lazy("Not in place yet at %(where)s: %(missing)s."),
        lazy("%(where)s can take %(name)s once this is in place: %(ways)s."),
    ),
    "need-unmet:nobody": (
        lazy("Not in place yet at %(where)s: %(missing)s."),
        lazy("Ask %(where)s and its partners who could put this in place: %(stuck)s."),
    ),
    "too-far": (
        lazy("The way there takes %(minutes)s more than it may."),
        lazy("Transport or travel training that reaches this far, or the same nearer home."),
    ),
    "not-ready": (
        lazy("This comes later: %(name)s would need %(missing)s first."),
        lazy("First %(steps)s; after that, this one."),
    ),
    "not-ready:nobody": (
        lazy("This comes later: %(name)s would need %(missing)s first."),
        lazy("Nothing that is on offer leads there yet. Ask which organisation could offer it."),
    ),
    "clash": (
        lazy("It meets %(times)s. That does not go together with %(clashes)s."),
        lazy("A session at another time, or %(name)s changes what matters most."),
    ),
    "clash:limit": (
        lazy("It meets %(times)s. That does not go together with %(clashes)s."),
        lazy("A shorter or different offer, or %(name)s changes what matters most."),
    ),
    "money": (
        lazy("It costs %(over)s a term more than %(funder)s may pay for it."),
        lazy("Ask %(funder)s, or find somebody to share the price."),
    ),
    "money:nobody": (
        lazy("None of those who may pay for %(name)s may pay for this."),
        lazy("Ask which funder could agree to pay for it."),
    ),
    "full": (lazy("No place is left in the terms that are planned."), lazy("One more place, or a later term.")),
    "less-good": (
        lazy("It is possible, but other things do more for what %(name)s wants."),
        lazy("If %(name)s wants this more, say so in the wishes and plan again."),
    ),
    "rule:one-provider-a-year": (
        lazy("One stream of money pays one organisation a year, or two of which one works for the other."),
        lazy("Ask the organisations to agree who works for whom, or another funder to pay."),
    ),
    "rule:no-subcontracting": (
        lazy("Here no organisation may work for another."),
        lazy("Ask those who made the rule for an exception."),
    ),
    "rule:age-limits": (
        lazy("It is for another age than %(name)s has then."),
        lazy("Ask %(where)s for an exception, or for something like it for this age."),
    ),
    "rule:plan-limits": (
        lazy("It is only for learners with an EHC plan."),
        lazy("Ask the council whether %(name)s should have one, or %(where)s for an exception."),
    ),
    "rule:no-repeats": (
        lazy("%(name)s has done this already."),
        lazy("Something that builds on it, rather than the same again."),
    ),
    # Said by the site, before the planner is asked.
    "in-plan": (lazy("It is in the plan already."), lazy("Nothing: it was agreed.")),
    "put-forward": (lazy("It was put forward already."), lazy("Those who have to decide on it answer.")),
    "declined": (lazy("It was not possible: %(because)s"), lazy("Put that line forward again once this has changed.")),
    "no-times": (lazy("%(where)s does not say when it meets."), lazy("Ask %(where)s for days and times.")),
    "not-then": (
        lazy("It does not start, or does not end, in the terms that are planned."),
        lazy("Plan for more terms, or ask %(where)s when it starts again."),
    ),
    "possible": (
        lazy("Nothing stands against it."),
        lazy("Put it forward as a line; %(where)s then says whether it can be."),
    ),
    "possible:once": (
        lazy("It can be, once this is in place: %(ways)s."),
        lazy("Put both forward as lines: this, and what has to be in place."),
    ),
}

# What can stand against a time, besides offerings and lines of the plan.
LIMITS: dict[str, Any] = {
    "availability": lazy("the times when %(name)s can come"),
    "hours a week": lazy("the hours a week that are wanted"),
    "days a week": lazy("the days a week that are wanted"),
    "placement hours": lazy("a carousel of placements, which has half a day with one employer at the most"),
    "settings at once": lazy("how many places at once are wanted"),
    "terms": lazy("the terms that are planned"),
}

CHANGES: dict[str, Any] = {
    "remedy": lazy("%(remedy)s by %(provider)s, arranged before the first term and paid by somebody else"),
    "place": lazy("One more place: %(title)s at %(where)s"),
    "session": lazy("%(title)s at %(where)s on another day: %(detail)s"),
    "rule": lazy("Planning without the rule: %(rule)s"),
}

RULES: dict[str, Any] = {
    "one-provider-a-year": lazy("one stream of money pays one organisation a year"),
    "no-subcontracting": lazy("no organisation works for another"),
    "age-limits": lazy("age limits"),
    "plan-limits": lazy("places only for learners with an EHC plan"),
}

DAYS: dict[str, Any] = {
    "Monday": lazy("Monday"),
    "Tuesday": lazy("Tuesday"),
    "Wednesday": lazy("Wednesday"),
    "Thursday": lazy("Thursday"),
    "Friday": lazy("Friday"),
}

PROGRAMMES: dict[str, tuple[Any, Any]] = {
    "most": (lazy("Most of what %(name)s wants"), lazy("Gives most minutes to the outcomes and wishes.")),
    "calm": (lazy("Fewer places"), lazy("Fewer places to go to in one term, and shorter ways.")),
    "cheap": (lazy("Costs less"), lazy("Leaves out what costs much and gives little.")),
    "elsewhere": (lazy("Somewhere else"), lazy("Without the organisation that the first one rests on most.")),
}

LINES: dict[str, Any] = {
    "agreed": lazy("It was agreed and stays."),
    "serves": lazy("It serves: %(outcomes)s."),
    "wished": lazy("%(name)s wished for this."),
    "likes": lazy("%(name)s wants to be at %(where)s."),
    "in-place": lazy("In place there: %(needs)s."),
    "remedies": lazy("It can start once this is in place: %(ways)s."),
    "leads-to": lazy("It comes before: %(steps)s."),
    "helps-missing": lazy("It would help, and is not in place there: %(needs)s."),
}

GAPS: dict[str, Any] = {
    "home": lazy(
        "Where %(name)s lives is not known here, so ways from home count nothing. Give a postcode to count them."
    ),
    "times": lazy("The passport does not say when %(name)s can come, so every time of the week was taken."),
    "hours": lazy("How many hours a week are wanted is not known; 16 were shared out over the outcomes."),
    "ehc-plan": lazy("Whether there is an EHC plan is not known here; what needs one was not left out."),
    "subcontracts": lazy("Which colleges work for each other is not known; each was taken to be ready to."),
    "places-unknown": lazy("Some sites do not say where they are; the ways there count nothing."),
    "prices-unknown": lazy("Some prices are not said; they count nothing."),
    "too-many": lazy("There is more on offer than can be planned at once; only what is nearest was looked at."),
    "loose": lazy("What was agreed does not go together in every way; it was kept as it is and planned around."),
    "no-outcomes": lazy("No outcome or wish is known yet that something on offer would serve. Write these down first."),
}
