"""Who gains from the plan, on the first sheet of an answer: by primary need, council and age, and who gets least."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner import vocabulary
from planner.fairness import FEWEST, OTHERS
from planner.files import looks
from planner.files.plain import many

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from openpyxl.worksheet.worksheet import Worksheet

    from planner.fairness import Fairness, Group, Tenth

    Values = tuple[looks.Value, ...]

HEADINGS = (
    "Learners", "How many", "With nothing in the plan", "Points for a learner", "Of what they aim for",
    "Points more than by hand",
)  # fmt: skip
FORMS = ("", looks.COUNT, looks.COUNT, "#,##0.0", looks.PERCENT, "#,##0.0")
NOT_KNOWN = "not known"


def write(sheet: Worksheet, row: int, fairness: Fairness, width: int) -> int:
    """Fill in the figures from this row on, as they may be shown; the row below them."""
    looks.title(sheet, row, "Who gains, and who is left")
    rows = list(_rows(fairness.to_show()))
    row += 1
    if rows:
        looks.heading(sheet, row, HEADINGS)
        for at, values in enumerate(rows, start=row + 1):
            looks.line(sheet, at, values, FORMS)
        row += 1 + len(rows)
    for said in _notes(bool(rows)):
        looks.sentence(sheet, row, said, width)
        row += 1
    return row


def _rows(shown: Fairness) -> Iterator[Values]:
    if shown.everybody is None:
        return
    yield _row("Everybody", shown.everybody)
    if shown.worst_off is not None:
        yield _last_row(shown.worst_off)
    kinds: tuple[tuple[str, tuple[Group, ...], Callable[[str], str]], ...] = (
        ("Primary need", shown.primary_need, need_name),
        ("Council", shown.council, lambda name: name or NOT_KNOWN),
        ("Age when it begins", shown.age, lambda name: name),
    )
    for kind, groups, named in kinds:
        if any(g.name for g in groups):  # where nobody's is known there is nothing to compare
            for group in groups:
                yield _row(f"{kind}: {'all others' if group.name == OTHERS else named(group.name)}", group)


def need_name(code: str) -> str:
    """A primary need as people say it."""
    known = vocabulary.load().sen2.get(code)
    return known.label if known else code or NOT_KNOWN


def _row(name: str, group: Group) -> Values:
    return (name, group.learners, group.with_nothing, group.mean, group.share, group.difference)


def _last_row(tenth: Tenth) -> Values:
    difference = None if tenth.mean_against is None else tenth.mean - tenth.mean_against
    return ("The tenth that gets least of what they aim for", tenth.learners, None, tenth.mean, tenth.share, difference)


def _notes(anything: bool) -> Iterator[str]:
    fewer = f"Groups of fewer than {many(FEWEST, 'learner')} are put together, so that nobody can be told from them."
    if not anything:
        yield f"There are too few learners to say this without saying it of somebody. {fewer}"
        return
    yield (
        "Of what they aim for: the points of outcomes that the plan gives, as a share of those there would be if every "
        "aim had all its time in every term."
    )
    yield f"Planned by hand, others may be in the tenth that gets least; the two tenths are compared. {fewer}"
