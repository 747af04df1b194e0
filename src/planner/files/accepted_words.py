"""Why accepted lines cannot hold together, in plain English, for those who agreed to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.files.plain import at, listed, many, mid, need_label, pounds, term_name, times
from planner.files.words import rule_name
from planner.problem import RULES
from planner.ways_out import Way, ways_out

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from planner.cannot_hold import Contradiction, Contradictions
    from planner.problem import Line, Problem
    from planner.ways_out import WayOut

MOST_LINES = 8  # of one set that are named one by one
MOST_SETS = 20
_MISSING = " is not in place"  # how the rule `needs` ends its sentence

SENTENCES: Mapping[str, str] = {
    "terms": "A line starts in a term its offering can start in, and ends within the terms planned.",
    "clash": "No two sessions of a learner overlap, commitments included, with time to travel between sites.",
    "availability": "Sessions lie inside availability; hours, days and settings stay within what the learner wants.",
    "travel": "The way to a site is within the learner's limit; with transport, within the area's.",
    "needs": "Every need is met at every offering: in place, by the learner's own support, or by a remedy in time.",
    "order": "What an offering requires is there before it starts, and nothing that is done is repeated.",
    "places": "No offering has more learners in a term than places.",
    "carousel": "Work placements: so many employers a week, one a day, half a day each, within the hours wanted.",
    "money": "Each line is paid by a funder that may pay for it, within that funder's ceilings and budgets.",
    "one_provider": RULES["one-provider-a-year"],
    "age_limits": RULES["age-limits"],
    "plan_limits": RULES["plan-limits"],
}
"""The sentence of each rule that accepted lines can break."""


def told(found: Contradictions, problem: Problem) -> Iterator[str]:
    """Line by line: each set with the rules it breaks and what would put it right, then what to let go of."""
    for number, one in enumerate(found.sets[:MOST_SETS], start=1):
        yield f"{number}. {_heading(one)}"
        for said in contradiction_words(one, problem):
            yield f"     {said}"
    more = found.more + max(0, len(found.sets) - MOST_SETS)
    if more:
        yield f"And {many(more, 'set')} more."
    if found.let_go:
        first, *_ = found.let_go
        if found.settles(first) > 1:
            yield f"Letting go of one line settles {found.settles(first)} of these: {line_words(first, problem)}."
        yield f"All other lines hold once {many(len(found.let_go), 'line')} {_are(len(found.let_go))} let go:"
        yield from (f"     {line_words(y, problem)}" for y in found.let_go[:MOST_LINES])
        if len(found.let_go) > MOST_LINES:
            yield f"     and {many(len(found.let_go) - MOST_LINES, 'line')} more"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _heading(one: Contradiction) -> str:
    if len(one.lines) == 1:
        return "This line cannot hold by itself:"
    return f"These {len(one.lines)} lines cannot hold together; all but any one of them can:"


def contradiction_words(one: Contradiction, problem: Problem) -> list[str]:
    """The lines of a set, the sentence of each rule it breaks, and what would put it right besides letting one go."""
    said = [line_words(y, problem) for y in one.lines[:MOST_LINES]]
    if len(one.lines) > MOST_LINES:
        said.append(f"and {many(len(one.lines) - MOST_LINES, 'line')} more")
    said += [f"Rule: {SENTENCES[rule]}" for rule in SENTENCES if rule in {b.rule for b in one.breaches}]
    missing = sorted({b.sentence.removesuffix(_MISSING) for b in one.breaches if b.sentence.endswith(_MISSING)})
    if missing:
        said.append(f"Not in place: {listed([mid(need_label(m)) for m in missing])}.")
    return said + [f"What would help: {way_words(w, problem)}" for w in ways_out(one, problem)]


def line_words(line: Line, problem: Problem) -> str:
    """A line with its learner: `Sam: Cookery at Crawley College (Tue 09:30-12:30) from Autumn 2027`."""
    offering, learner = problem.offering[line.offering], problem.learner[line.learner]
    start = problem.term_number[line.start]
    when = term_name(start, problem)
    return f"{learner.name} ({learner.id}): {at(offering, problem)} ({times(offering.sessions)}) from {when}"


def way_words(way: WayOut, problem: Problem) -> str:
    """A way out as one sentence. KeyError if it speaks of something that the problem lacks."""
    return _SAY[way.way](way, problem)


def _term(way: WayOut, problem: Problem) -> str:
    return f"in {term_name(problem.term_number[way.term], problem)}"


def _places(way: WayOut, problem: Problem) -> str:
    return f"{many(way.amount, 'place')} more in {at(problem.offering[way.about], problem)} {_term(way, problem)}."


def _budget(way: WayOut, problem: Problem) -> str:
    when = f", {_term(way, problem)}" if way.term else " for what is paid once"
    return f"{pounds(way.amount)} more in the budget of {problem.funder[way.about].name}{when}."


def _of_learner(what: Callable[[int], str]) -> Callable[[WayOut, Problem], str]:
    return lambda way, problem: (
        f"{what(way.amount)} more for {problem.learner[way.learner].name} {_term(way, problem)}."
    )


def _ceiling(way: WayOut, problem: Problem) -> str:
    funder, name = problem.funder[way.about].name, problem.learner[way.learner].name
    return f"{pounds(way.amount)} more from {funder} for {name} {_term(way, problem)}."


def _travel(way: WayOut, problem: Problem) -> str:
    name = problem.learner[way.learner].name
    where = at(problem.offering[way.offering], problem)
    return f"{many(way.amount, 'minute')} more of travel for {name} to {where}, or transport there."


def _remedy(way: WayOut, problem: Problem) -> str:
    remedy, where = problem.remedy[way.about], at(problem.offering[way.offering], problem)
    price = f"{pounds(way.amount)}{' with VAT' if remedy.vat else ''}" if way.amount else "no charge"
    name = problem.learner[way.learner].name
    return f"{remedy.name} for {name} at {where}, {price}, agreed as part of the line."


def _rule(way: WayOut, problem: Problem) -> str:
    return f"An exception from the rule: {rule_name(way.about)}."


_SAY: Mapping[Way, Callable[[WayOut, Problem], str]] = {
    Way.PLACES: _places,
    Way.BUDGET: _budget,
    Way.CEILING: _ceiling,
    Way.HOURS: _of_learner(lambda n: f"{many(n, 'minute')} a week"),
    Way.DAYS: _of_learner(lambda n: f"{many(n, 'day')} a week"),
    Way.SETTINGS: _of_learner(lambda n: f"{many(n, 'setting')} at once"),
    Way.PLACEMENT: _of_learner(lambda n: f"{many(n, 'minute')} of work placement a week"),
    Way.TRAVEL: _travel,
    Way.REMEDY: _remedy,
    Way.RULE: _rule,
}
