"""What of a plan, for this viewer. Row-level security says who sees which row; nothing else is counted or named."""

from wraparound.plans.queries.facts import (
    category,
    content,
    facts,
    ids,
    last_change,
    names,
    standing,
    upto,
)
from wraparound.plans.queries.history import Difference, compare, history, version, versions
from wraparound.plans.queries.plan import LineView, PlanPage, ReplyView, line, lines, outcome, outcomes, plan_page

__all__ = [
    "Difference",
    "LineView",
    "PlanPage",
    "ReplyView",
    "category",
    "compare",
    "content",
    "facts",
    "history",
    "ids",
    "last_change",
    "line",
    "lines",
    "names",
    "outcome",
    "outcomes",
    "plan_page",
    "standing",
    "upto",
    "version",
    "versions",
]
