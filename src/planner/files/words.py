"""Every reason and every change in plain English: short, kind, and about nobody but the learner concerned.

A reason becomes two sentences: why not, and what would have to happen. Whoever holds the places that are full is
counted and never named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.files.plain import (
    at,
    clock,
    from_slug,
    from_to,
    listed,
    many,
    mid,
    need_label,
    organisation_of,
    pounds,
    service_name,
    term_name,
    times,
)
from planner.problem import RULES
from planner.reasons import Kind, Why

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from planner.problem import Problem
    from planner.reasons import Change, Reason, Unmet, Way

__all__ = ["Said", "certainty", "change_words", "clock", "pounds", "reason_words", "rule_name"]

_RULE_NAMES = {
    "one-provider-a-year": "one paid organisation a year",
    "no-subcontracting": "no subcontracting",
    "age-limits": "age limits",
    "plan-limits": "places only for those who have an EHC plan",
}

_TWO_STOPS = re.compile(r"(?<!\.)\.\.(?!\.)")

# What `Reason.clashes` may hold besides offerings and the learner's own commitments, said from the learner's side.
_LIMITS = {
    "availability": "the times when {name} is free",
    "hours a week": "the hours a week that {name} wants",
    "days a week": "the days a week that {name} wants",
    "placement hours": "the work placement hours that {name} wants",
    "settings at once": "how many settings {name} wants at once",
    "terms": "the terms that are planned",
}


@dataclass(frozen=True, slots=True)
class Said:
    """A reason in words: why not, and what would have to happen; each one or two whole sentences."""

    why: str
    next_step: str

    def __str__(self) -> str:
        return f"{self.why} {self.next_step}"


def rule_name(rule: str) -> str:
    """The name of an area rule as people say it."""
    return _RULE_NAMES.get(rule, mid(from_slug(rule)))


def reason_words(reason: Reason, problem: Problem) -> Said:
    """A reason in words. KeyError if it speaks of a learner, offering, remedy or funder that the problem lacks."""
    said = _SAY[reason.why](reason, problem)
    return Said(_one_stop(said.why), _one_stop(said.next_step))


def _one_stop(text: str) -> str:
    """A name that ends in a full stop ends a sentence by itself: `Sam O.`, not `Sam O..`."""
    return _TWO_STOPS.sub(".", text)


def _said_no(reason: Reason, problem: Problem) -> Said:
    name = problem.learner[reason.learner].name
    return Said(f"{name} said no to this.", f"Nothing, unless {name} thinks differently one day.")


def _need_unmet(reason: Reason, problem: Problem) -> Said:
    name = problem.learner[reason.learner].name
    offering = problem.offering[reason.offering]
    organisation = organisation_of(offering, problem)
    lacking = listed([mid(need_label(u.need)) for u in reason.unmet])
    why = f"Not in place yet for {name} at {organisation}: {lacking}."
    stuck = [u for u in reason.unmet if not u.ways]
    if stuck:
        missing = listed([mid(need_label(u.need)) for u in stuck])
        return Said(why, f"Ask {organisation} and its partners who could put this in place: {missing}.")
    lead = max((u.ways[0].lead_terms for u in reason.unmet), default=0)
    starts = sorted(problem.term_number[s] for s in offering.starts)
    start = next((n for n in starts if n >= lead and n + offering.lasts <= len(problem.terms)), None)
    needed = "; ".join(_wanted(reason.unmet, problem))
    if start is None:
        return Said(
            why, f"Too late for the terms planned here; after them, {organisation} can take {name} if: {needed}."
        )
    return Said(why, f"{organisation} can take {name} from {term_name(start, problem)} if: {needed}.")


def _wanted(unmet: tuple[Unmet, ...], problem: Problem) -> list[str]:
    """Each cheapest remedy with the needs it meets, and what else would do; a remedy for two needs is said once."""
    needs: dict[Way, list[Unmet]] = {}
    for u in unmet:
        needs.setdefault(u.ways[0], []).append(u)
    said = []
    for way, met in needs.items():
        labels = listed([mid(need_label(u.need)) for u in met])
        others = met[0].ways[1:3] if len(met) == 1 else ()
        or_else = "".join(f", or {_way(w, problem)}" for w in others)
        said.append(f"{labels} ({_way(way, problem)}{or_else})")
    return said


def _way(way: Way, problem: Problem) -> str:
    remedy = problem.remedy[way.remedy]
    price = f"{pounds(way.price)}{' with VAT' if remedy.vat else ''}" if way.price else "no charge"
    ready = f"ready in {many(way.lead_terms, 'term')}" if way.lead_terms else "ready from the first term"
    return f"{mid(remedy.name)} by {problem.organisation[way.provider].name}, {price}, {ready}"


def _too_far(reason: Reason, problem: Problem) -> Said:
    learner = problem.learner[reason.learner]
    over = many(reason.minutes_over, "minute")
    limit = many(learner.travel_limit, "minute")
    return Said(
        f"The way there takes {over} more than the {limit} that {learner.name} can travel.",
        "Transport or travel training that reaches this far, or the same service nearer home.",
    )


def _rule(reason: Reason, problem: Problem) -> Said:
    name = problem.learner[reason.learner].name
    if reason.rule == "no-repeats":
        done = service_name(problem.offering[reason.offering].service, problem)
        return Said(f"{name} has already done {mid(done)}.", "Something that builds on it, rather than the same again.")
    return Said(
        f"A rule of this area stands in the way: {rule_name(reason.rule)}. {RULES.get(reason.rule, '')}".rstrip(),
        "Ask those who made the rule for an exception. The planner can show what the rule costs learners.",
    )


def _not_ready(reason: Reason, problem: Problem) -> Said:
    name = problem.learner[reason.learner].name
    missing = listed([mid(service_name(m, problem)) for m in reason.missing]) or "something that comes before it"
    why = f"This comes later: {name} would need {missing} first."
    if reason.chain:
        steps = ", then ".join(mid(service_name(s, problem)) for s in reason.chain)
        return Said(why, f"First {steps}; after that, this one.")
    return Said(why, "Nothing in this area leads there yet. Ask which organisation could offer it.")


def _clash(reason: Reason, problem: Problem) -> Said:
    learner = problem.learner[reason.learner]
    taken = {c.title: from_to(c.start, c.end) for c in learner.commitments}
    said, moves = [], False
    for clash in reason.clashes:
        if clash in problem.offering:
            offering = problem.offering[clash]
            said.append(f"{at(offering, problem)} ({times(offering.sessions)})")
            moves = True
        elif clash in taken:
            said.append(f"{clash} ({taken[clash]})")
            moves = True
        else:
            said.append(_LIMITS.get(clash, mid(from_slug(clash))).format(name=learner.name))
    what = listed(said) or "the rest of the week"
    when = times(problem.offering[reason.offering].sessions)
    step = "A session at another time" if moves or "availability" in reason.clashes else "A shorter or different offer"
    return Said(
        f"This meets {when}, which does not go together with {what}.",
        f"{step}, or {learner.name} changes what matters most.",
    )


def _money(reason: Reason, problem: Problem) -> Said:
    name = problem.learner[reason.learner].name
    price = pounds(problem.offering[reason.offering].price)
    if not reason.funder:
        return Said(
            f"It costs {price} a term, and none of those who pay for {name} may pay for this.",
            "Ask which funder could agree to pay for it.",
        )
    funder = problem.funder[reason.funder].name
    return Said(
        f"It is {pounds(reason.over)} a term more than {funder} has set aside for it.",
        f"Ask {funder} for {pounds(reason.over)} a term more, or find somebody to share the price.",
    )


def _full(reason: Reason, problem: Problem) -> Said:
    places = many(problem.offering[reason.offering].places, "place")
    name = problem.learner[reason.learner].name
    why = f"There {'is' if places == '1 place' else 'are'} {places}, and no place is left."
    if reason.gain_more:
        others = "1 person" if reason.gain_more == 1 else f"{reason.gain_more:,} people"
        why += f" {others} with a place would lose more than {name} would gain."
    return Said(why, "One more place, or a place that somebody gives back.")


def _less_good(reason: Reason, problem: Problem) -> Said:
    name = problem.learner[reason.learner].name
    return Said(
        f"It is possible, but other things do more for what {name} wants: the plan is worth "
        f"{many(reason.plan_gives, 'point')}, with this in it {many(reason.this_gives, 'point')}.",
        f"If {name} wants this more, say so in the wishes and plan again.",
    )


_SAY: Mapping[Why, Callable[[Reason, Problem], Said]] = {
    Why.SAID_NO: _said_no,
    Why.NEED_UNMET: _need_unmet,
    Why.TOO_FAR: _too_far,
    Why.RULE: _rule,
    Why.NOT_READY: _not_ready,
    Why.CLASH: _clash,
    Why.MONEY: _money,
    Why.FULL: _full,
    Why.LESS_GOOD: _less_good,
}


def change_words(change: Change, problem: Problem) -> str:
    """What would be changed, as one sentence. KeyError if it speaks of a remedy or offering that the problem lacks."""
    match change.kind:
        case Kind.REMEDY:
            remedy = problem.remedy[change.about]
            sites = listed(sorted(problem.site[s].name for s in remedy.sites))
            return f"{remedy.name} by {problem.organisation[remedy.provider].name}, for {sites}."
        case Kind.PLACE:
            offering = problem.offering[change.about]
            return f"One more place in {at(offering, problem)} ({times(offering.sessions)})."
        case Kind.SESSION:
            offering = problem.offering[change.about]
            to = f" to {change.detail}" if change.detail else " to another time"
            return f"Move {at(offering, problem)} from {times(offering.sessions)}{to}."
        case Kind.RULE:
            return f"Plan without the rule: {rule_name(change.about)}. {RULES.get(change.about, '')}".rstrip()


def certainty(change: Change) -> str:
    """How sure the figures of a change are, in words."""
    if change.certain:
        return "Sure: planned again with it, and the difference is larger than what the search may be off by."
    return "Not sure: planned again with it, but the difference is so small that the search may be off by as much."
