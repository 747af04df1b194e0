"""The first sheet of an answer: what the plan gives, how good it is, whether it keeps the rules, what it costs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from planner import vocabulary
from planner.files import answer_fairness, figures, looks
from planner.files.plain import many, outcome_label
from planner.files.wished import unanswered, wanted
from planner.files.words import rule_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from planner.files.answer import Answer

WIDTHS = (44, 20, 20, 20, 20, 20, 20, 20)
Row = tuple[str, "looks.Value", str, str]  # what, figure, number format, what it means


def write(sheet: Worksheet, answer: Answer) -> None:
    """Fill the sheet."""
    looks.title(sheet, 1, "Wraparound: the plan in short")
    row = _table(sheet, 2, ("What", "Figure", "What it means"), _lines(answer))
    row = _outcomes(sheet, row + 1, answer)
    if answer.fairness is not None:
        row = answer_fairness.write(sheet, row + 1, answer.fairness, len(WIDTHS))
    row = _money(sheet, row + 1, answer)
    row = _verdict(sheet, row + 1, answer)
    row = _headed(sheet, row + 1, "How hard the planner looked")
    _table(sheet, row, ("Setting", "Figure", "What it means"), _search(answer))
    looks.finish(sheet, WIDTHS, freeze="A2", top=0, filtered=False)


def in_words(answer: Answer) -> str:
    """How far the plan may be from the best one, for people who have never heard of a gap."""
    result = answer.result
    short = f", for {_shortlists(answer)}" if result.params.shortlist is not None else ""
    if not math.isfinite(result.bound):
        return "The search ended before it could tell how far this plan is from the best possible one."
    if result.gap == 0:
        return f"Proven: no plan is worth more{short}."
    at_least = math.floor(10_000 * (1 - result.gap)) / 10_000  # down, so that it stays true
    return f"Proven: this plan is worth at least {at_least:.2%} of the best possible one{short}."


def _shortlists(answer: Answer) -> str:
    return f"the {many(answer.result.params.shortlist or 0, 'service')} that suit each learner best"


def _lines(answer: Answer) -> list[Row]:
    problem, result, plan = answer.problem, answer.result, answer.result.plan
    wishing = [x for x in problem.learners if wanted(x)]
    content = sum(not unanswered(x, plan, problem) for x in wishing)
    better = result.value - answer.by_hand
    share = better / answer.by_hand if answer.by_hand > 0 else None
    known = math.isfinite(result.bound)
    bound, gap = (math.floor(result.bound), result.gap) if known else ("not known", "not known")
    first_come = "First come, first served: the best-looking offer that still fits, and no looking ahead."
    wished = f"Of {many(len(wishing), 'learner')} who wished for something."
    rows: list[Row] = [
        ("Learners", len(problem.learners), looks.COUNT, ""),
        ("with a programme", len(plan.programme), looks.COUNT, "Learners with at least one line in the plan."),
        ("with everything they wished for", content, looks.COUNT, wished),
        ("Lines", len(plan.lines), looks.COUNT, "One line is one offering for one learner."),
        ("Value of the plan, in points", result.value, looks.COUNT, "Counted as the settings of the area say."),
        ("Value by hand, in points", answer.by_hand, looks.COUNT, first_come),
        ("Gain over planning by hand, in points", better, looks.COUNT, ""),
        ("Gain over planning by hand", share, looks.PERCENT, "The same as a share."),
        ("The best possible plan, at most, in points", bound, looks.COUNT, "No plan can be worth more than this."),
        ("How far this plan may be from it", gap, "0.00%", in_words(answer)),
    ]
    if result.stopped:
        rows.append(
            (
                "Stopped early",
                "yes",
                "",
                "The search was stopped before it was done. This is the best plan it had found.",
            )
        )
    return rows


def _search(answer: Answer) -> list[Row]:
    result, params = answer.result, answer.result.params
    listed = params.shortlist if params.shortlist is not None else "all"
    return [
        ("Services looked at for each learner", listed, looks.COUNT, "The shortlist. The proof above holds for these."),
        ("Possible pairs left off the shortlists", result.dropped, looks.COUNT, "Pairs of a learner and an offering."),
        ("Gap at which it may stop", params.gap, "0.00%", "As a share of the best possible value."),
        ("Seconds at most", params.seconds if params.seconds is not None else "no limit", looks.COUNT, ""),
        ("Price rounds at most", params.rounds, looks.COUNT, ""),
        ("Checks of one search at most", params.checks, looks.COUNT, ""),
        ("Neighbourhoods planned again at most", params.improve, looks.COUNT, ""),
        ("Threads", params.threads, looks.COUNT, ""),
        ("Seed", result.seed, "0", "The same area, settings and seed give the same plan."),
        ("Seconds taken", round(result.seconds, 1), "0.0", ""),
        *_rules(answer),
    ]


def _rules(answer: Answer) -> list[Row]:
    rules = sorted(answer.problem.rules)
    return [("Area rules in force", len(rules), looks.COUNT, "; ".join(map(rule_name, rules)) or "None.")]


def _outcomes(sheet: Worksheet, row: int, answer: Answer) -> int:
    words = vocabulary.load()
    row = _headed(sheet, row, "Outcomes: what learners want to be able to do, and how much time the plan gives it")
    headings = (
        "Outcome", "Area of life", "Learners who want it", "Learners who get some", "Hours wanted", "Hours planned",
        "Share",
    )  # fmt: skip
    looks.heading(sheet, row, headings)
    for c in figures.outcomes(answer.result.plan, answer.problem):
        row += 1
        known = words.outcomes.get(c.outcome)
        share = c.planned / c.wanted if c.wanted else None
        values = (
            outcome_label(c.outcome), words.areas[known.area] if known else "", c.wanted_by, c.served,
            c.wanted / 60, c.planned / 60, share,
        )  # fmt: skip
        looks.line(sheet, row, values, ("", "", looks.COUNT, looks.COUNT, looks.COUNT, looks.COUNT, looks.PERCENT))
    looks.sentence(sheet, row + 1, "Hours a week, all learners and terms added up.", len(WIDTHS))
    return row + 2


def _money(sheet: Worksheet, row: int, answer: Answer) -> int:
    row = _headed(sheet, row, "Money, by funder")
    headings = (
        "Funder", "Lines, all terms", "Remedies, all terms", "Paid once", "All together",
        "Dearest term", "Budget a term", "Budget once",
    )  # fmt: skip
    looks.heading(sheet, row, headings)
    for spent in figures.money(answer.result.plan, answer.problem):
        row += 1
        funder = answer.problem.funder[spent.funder]
        pence = (
            spent.lines, spent.remedies, spent.once, spent.total,
            spent.dearest_term, funder.budget_per_term, funder.one_off_budget,
        )  # fmt: skip
        said = ("no limit" if p is None else p / 100 for p in pence)
        looks.line(sheet, row, (funder.name, *said), ("", *[looks.POUNDS] * 7))
    return row + 1


def _verdict(sheet: Worksheet, row: int, answer: Answer) -> int:
    row = _headed(sheet, row, "The checker's verdict")
    breaches = answer.result.breaches
    if not breaches:
        kept = "Every rule is kept, as found by a checker that shares nothing with the search."
        looks.sentence(sheet, row, kept, len(WIDTHS))
        return row + 1
    broken = f"Rules are broken in {many(len(breaches), 'place')}. Please do not use this plan, and report it."
    looks.sentence(sheet, row, broken, len(WIDTHS))
    looks.heading(sheet, row + 1, ("What is broken", "Rule", "Learner", "Where"))
    for n, b in enumerate(breaches, start=row + 2):
        learner = answer.problem.learner[b.learner].name if b.learner in answer.problem.learner else b.learner
        looks.line(sheet, n, (b.sentence, b.rule, learner, b.where))
    return row + 2 + len(breaches)


def _headed(sheet: Worksheet, row: int, text: str) -> int:
    looks.title(sheet, row, text)
    return row + 1


def _table(sheet: Worksheet, row: int, headings: Sequence[str], rows: Sequence[Row]) -> int:
    """Three columns, the last one wide; the row below it."""
    looks.heading(sheet, row, headings)
    for n, (what, figure, form, meaning) in enumerate(rows, start=row + 1):
        looks.line(sheet, n, (what, figure), ("", form))
        looks.sentence(sheet, n, meaning, len(WIDTHS), first=3)
    return row + 1 + len(rows)
