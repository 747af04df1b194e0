"""The answer as a workbook to read, filter and print: one question, one sheet."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from planner.files import answer_summary, figures, looks
from planner.files.plain import DAYS, at, from_to, organisation_of, term_name, time_of_day, times
from planner.files.wished import missed
from planner.files.words import certainty, change_words, reason_words
from planner.problem import DAY
from planner.reasons import Why

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from openpyxl import Workbook

    from planner.files.answer import Answer
    from planner.problem import Learner, Minute
    from planner.reasons import Reason

    Values = Sequence[looks.Value]

_KINDS = {
    Why.SAID_NO: "Said no",
    Why.NEED_UNMET: "Need not met yet",
    Why.TOO_FAR: "Too far",
    Why.RULE: "Rule",
    Why.NOT_READY: "Comes later",
    Why.CLASH: "Clash",
    Why.MONEY: "Money",
    Why.FULL: "Full",
    Why.LESS_GOOD: "Other things do more",
}


def write(answer: Answer, path: Path) -> None:
    """Write the answer. Raises BadFile if the file cannot be written; what was there before then stays."""
    book = looks.new_book("Wraparound plan")
    answer_summary.write(book.create_sheet("Summary"), answer)
    _sheet(
        book, "Plans",
        ("Learner", "Name", "Offering", "Organisation", "Site", "First term", "Last term", "Days and times", "Funder",
         "Price a term", "Remedies"),
        (10, 14, 24, 24, 20, 14, 14, 24, 20, 12, 24), _plans(answer), forms=("",) * 9 + (looks.POUNDS,),
    )  # fmt: skip
    _sheet(
        book, "Weeks",
        ("Learner", "Name", "Term", "Day", "From", "To", "What", "Organisation", "Site", "Kind"),
        (12, 16, 18, 8, 9, 9, 30, 28, 22, 16), _weeks(answer),
    )  # fmt: skip
    days = DAYS if any(day > 4 for day in _days(answer)) else DAYS[:5]
    _sheet(
        book, "Weeks at a glance", ("Learner", "Name", "Term", *days), (12, 16, 18, *[26] * len(days)),
        _glance(answer, len(days)), freeze="D2",
    )  # fmt: skip
    _sheet(
        book, "Reasons",
        ("Learner", "Name", "Wished for", "Days and times", "Kind of reason", "Why it is not in the plan",
         "What it would take"),
        (12, 14, 30, 22, 16, 46, 56), _reasons(answer),
    )  # fmt: skip
    _sheet(
        book, "Capacity",
        ("Offering", "Name", "Organisation", "Site", "Days and times", "Term", "Places", "Taken", "Free"),
        (14, 26, 28, 22, 30, 18, 9, 9, 9), _capacity(answer),
    )  # fmt: skip
    _sheet(
        book, "What would help most",
        ("No.", "Change", "Price with VAT", "Learners helped", "Learners set back", "Points gained", "How sure"),
        (6, 60, 15, 10, 10, 10, 60), _changes(answer), forms=("", "", looks.POUNDS, *[looks.COUNT] * 3),
    )  # fmt: skip
    looks.save(book, path)


def _sheet(
    book: Workbook,
    name: str,
    headings: Sequence[str],
    widths: Sequence[int],
    rows: Iterable[Values],
    *,
    freeze: str = "C2",
    forms: Sequence[str] = (),
) -> None:
    sheet = book.create_sheet(name)
    looks.heading(sheet, 1, headings)
    for number, values in enumerate(rows, start=2):
        looks.line(sheet, number, values, forms)
    looks.finish(sheet, widths, freeze=freeze)


def _plans(answer: Answer) -> Iterator[Values]:
    problem = answer.problem
    for learner in problem.learners:
        for line in sorted(answer.result.plan.of_learner(learner.id), key=lambda x: problem.term_number[x.start]):
            offering = problem.offering[line.offering]
            running = problem.running(line)
            yield (
                learner.id, learner.name, offering.name, organisation_of(offering, problem),
                problem.site[offering.site].name, term_name(running[0], problem), term_name(running[-1], problem),
                times(offering.sessions), problem.funder[line.funder].name if line.funder else "free",
                offering.price / 100, "; ".join(problem.remedy[r].name for r in line.remedies),
            )  # fmt: skip


Meeting = tuple["Minute", "Minute", str, str, str, str]  # start, end, what, organisation, site, kind


def _week(learner: Learner, term: int, answer: Answer) -> list[Meeting]:
    """A learner's week in a term, in the order of the days."""
    problem = answer.problem
    found: list[Meeting] = []
    for line in answer.result.plan.of_learner(learner.id):
        if term in problem.running(line):
            offering = problem.offering[line.offering]
            where = (organisation_of(offering, problem), problem.site[offering.site].name)
            kind = "Work placement" if offering.placement else "Session"
            found += [(s.start, s.end, offering.name, *where, kind) for s in offering.sessions]
    for own in learner.commitments:
        if own.terms is None or problem.terms[term].id in own.terms:
            found.append((own.start, own.end, own.title, "", own.place or "", "Own time"))
    return sorted(found)


def _weeks(answer: Answer) -> Iterator[Values]:
    for learner in answer.problem.learners:
        for number, term in enumerate(answer.problem.terms):
            for start, end, *rest in _week(learner, number, answer):
                day = start // DAY
                clock = (time_of_day(start - day * DAY), time_of_day(end - day * DAY))
                yield (learner.id, learner.name, term.name, DAYS[day], *clock, *rest)


def _days(answer: Answer) -> set[int]:
    """The days of the week on which anything is planned."""
    offered = {d for line in answer.result.plan.lines for d in answer.problem.offering[line.offering].days}
    return offered | {c.start // DAY for x in answer.problem.learners for c in x.commitments}


def _glance(answer: Answer, days: int) -> Iterator[Values]:
    for learner in answer.problem.learners:
        for number, term in enumerate(answer.problem.terms):
            by_day: dict[int, list[str]] = defaultdict(list)
            for start, end, what, organisation, _, kind in _week(learner, number, answer):
                where = organisation or kind.lower()
                by_day[start // DAY].append(f"{from_to(start, end).split(' ')[1]} {what} ({where})")
            yield (learner.id, learner.name, term.name, *("\n".join(by_day[day]) for day in range(days)))


def _reasons(answer: Answer) -> Iterator[Values]:
    """Each offering that would have answered an unanswered wish, with each of its reasons."""
    problem = answer.problem
    found: dict[tuple[str, str], list[Reason]] = defaultdict(list)
    for reason in answer.reasons:
        found[reason.learner, reason.offering].append(reason)
    for learner in problem.learners:
        for offering in missed(learner, answer.result.plan, problem):
            about = (learner.id, learner.name, at(offering, problem), times(offering.sessions))
            for reason in found[learner.id, offering.id]:
                said = reason_words(reason, problem)
                yield (*about, _KINDS[reason.why], said.why, said.next_step)
            if not found[learner.id, offering.id]:
                yield (
                    *about,
                    "Not worked out",
                    "No reason was worked out in this run.",
                    "Ask for the reasons and plan again.",
                )


def _capacity(answer: Answer) -> Iterator[Values]:
    problem = answer.problem
    for offering, term, taken in figures.places(answer.result.plan, problem):
        yield (
            offering.id, offering.name, organisation_of(offering, problem), problem.site[offering.site].name,
            times(offering.sessions), problem.terms[term].name, offering.places, taken, offering.places - taken,
        )  # fmt: skip


def _changes(answer: Answer) -> Iterator[Values]:
    for number, change in enumerate(answer.changes, start=1):
        price = change.price / 100 if change.price else "none stated"
        figures_of = (change.helped, change.set_back, change.points)
        yield (number, change_words(change, answer.problem), price, *figures_of, certainty(change))
