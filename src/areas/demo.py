"""The demo: 150 made-up learners around Birmingham over six terms, planned, and told in a page."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from areas.make import make_area
from planner.answers import answer
from planner.files import write_answer
from planner.files.figures import outcomes
from planner.files.wished import unanswered, wanted
from planner.files.words import change_words, pounds, reason_words
from planner.reasons import Why
from planner.result import Params
from planner.terminal import Teller, stopped_by_hand

if TYPE_CHECKING:
    from planner.files import Answer
    from planner.reasons import Change, Reason

COUNCIL, LEARNERS, TERMS, SEED = "Birmingham", 150, 6, 1
PARAMS = Params(gap=0.015)  # a demo is to be over in two minutes
CHANGES = 5


def run(output: Path = Path("plans.xlsx")) -> int:
    """Make the area, plan it, print a page about it and leave the workbook; the exit code."""
    print(f"Making {LEARNERS} made-up learners in real places: {COUNCIL}, {TERMS} terms.", flush=True)
    problem = make_area(COUNCIL, LEARNERS, TERMS, SEED)
    tell = Teller()
    with stopped_by_hand() as stop:
        told = answer(problem, PARAMS, stop, SEED, tell, tries=10)
        tell.done()
        write_answer(told, output)
    for paragraph in page(told):
        print(textwrap.fill(paragraph, 96, subsequent_indent="  ") if paragraph else "")
    print(f"\nEvery line, every week and every reason: open {output}")
    sys.stdout.flush()
    return 0


def page(told: Answer) -> list[str]:
    """The summary, a paragraph an entry."""
    problem, result, plan = told.problem, told.result, told.result.plan
    wishing = [x for x in problem.learners if wanted(x)]
    content = sum(not unanswered(x, plan, problem) for x in wishing)
    colleges = [o.name for o in problem.organisations if o.kind in ("specialist-college", "general-fe", "sixth-form")]
    lines = [
        "",
        f"THE PLAN. {len(plan.lines):,} lines for {len(plan.programme)} of {len(problem.learners)} learners, "
        f"over {len(problem.terms)} terms, from {len(problem.offerings)} offerings at {len(problem.sites)} sites.",
        f"The colleges are real ({', '.join(colleges)}); learners, what is offered, employers and prices are made up.",
        "",
        f"AGAINST PLANNING BY HAND. {result.value:,} points; first come, first served gives {told.by_hand:,}: "
        f"{result.value / max(1, told.by_hand) - 1:+.0%}. No plan can be more than {result.gap:.1%} better than this "
        f"one ({len(result.breaches)} rules broken, by a checker that shares no code with the search).",
        f"WISHES. {content} of {len(wishing)} learners who wished for something got everything they wished for.",
        "OUTCOMES. " + _outcomes(told),
        "",
        f"WHAT WOULD HELP MOST ({len(told.changes[:CHANGES])} changes, each found by planning again):",
    ]
    lines += [f"  {n}. {_change(c, told)}" for n, c in enumerate(told.changes[:CHANGES], 1)]
    if not told.changes:
        lines.append(
            "  None of the changes tried helps anybody." if not result.stopped else "  Not worked out: stopped."
        )
    example = _example(told)
    if example:
        name = problem.learner[example.learner].name
        said = reason_words(example, problem)
        lines += ["", f"A REASON, FOR EXAMPLE ({name}): {said.why} {said.next_step}"]
    return lines


def _outcomes(told: Answer) -> str:
    covered = outcomes(told.result.plan, told.problem)
    served, wanted_by = sum(c.served for c in covered), sum(c.wanted_by for c in covered)
    minutes, asked = sum(c.planned for c in covered), sum(c.wanted for c in covered)
    return (
        f"{served:,} of {wanted_by:,} outcomes that learners want are worked on, "
        f"with {minutes / max(1, asked):.0%} of the time they hoped for."
    )


def _change(change: Change, told: Answer) -> str:
    learners = "1 learner" if change.helped == 1 else f"{change.helped} learners"
    price = f" for {pounds(change.price)}" if change.price else ""
    sure = "" if change.certain else " (not sure: inside what the search may be off by)"
    back = f", {change.set_back} set back" if change.set_back else ""
    return f"{change_words(change, told.problem)} Helps {learners}{price}{back}: {change.points:+,} points{sure}."


def _example(told: Answer) -> Reason | None:
    """A reason with a price on it, if there is one: every no has a next step."""
    priced = [r for r in told.reasons if r.why is Why.NEED_UNMET and any(u.ways for u in r.unmet)]
    return next(iter(priced or told.reasons), None)
