"""An empty workbook to fill in, with a small area of examples in it that can be planned as it is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from planner.files import looks
from planner.files.book_out import book_of
from planner.problem import (
    DAY,
    Aim,
    Commitment,
    Contribution,
    Funder,
    Funding,
    Learner,
    Line,
    Offering,
    Organisation,
    Problem,
    Remedy,
    Session,
    Site,
    Term,
    Window,
    Wish,
)
from planner.travel import Travel

if TYPE_CHECKING:
    from pathlib import Path

MON, TUE, WED, THU, FRI = (day * DAY for day in range(5))


def write(path: Path) -> None:
    """Write the template. Raises BadFile if the file cannot be written."""
    looks.save(book_of(example(), example=True), path)


def example() -> Problem:
    """A made-up area: two colleges, a workplace, two learners, two terms."""
    return Problem(
        terms=(
            Term("ex-autumn27", "Example: Autumn 2027", date(2027, 9, 6), 14),
            Term("ex-spring28", "Example: Spring 2028", date(2028, 1, 4), 12),
        ),
        organisations=(
            Organisation("ex-special", "Example: Hill Specialist College", "specialist-college"),
            Organisation("ex-fe", "Example: Riverside College", "general-fe", frozenset({"ex-special"})),
            Organisation("ex-cafe", "Example: Station Café", "employer"),
        ),
        sites=(
            Site("ex-hill", "Example: Hill House", "ex-special", "ex-hilltop", _HILL),
            Site("ex-river", "Example: Main building", "ex-fe", "ex-town", frozenset({"accessible-building"})),
            Site("ex-station", "Example: Café", "ex-cafe", "ex-town", frozenset({"job-coach"})),
        ),
        funders=(Funder("ex-council", "Example: County Council", 16, 25, True, True, None, 200_000),),
        offerings=_offerings(),
        learners=_learners(),
        travel=Travel(
            points={"ex-hilltop": (527_300, 140_100), "ex-town": (526_900, 136_700), "ex-home-a": (525_800, 137_400)},
            stated={("ex-home-b", "ex-hilltop"): 20, ("ex-home-b", "ex-town"): 35},
        ),
        remedies=(
            Remedy(
                "ex-midazolam",
                "Example: Training in buccal midazolam",
                frozenset({"buccal-midazolam-trained-staff"}),
                frozenset({"ex-river"}),
                "ex-special",
                "ex-council",
                once=10_240,
                vat=True,
                lead_terms=1,
            ),
        ),
    )


_HILL = frozenset({"accessible-building", "buccal-midazolam-trained-staff", "quiet-space"})


def _offerings() -> tuple[Offering, ...]:
    both, council = frozenset({"ex-autumn27", "ex-spring28"}), frozenset({"ex-council"})
    return (
        Offering(
            "ex-travel", "travel-training", "Example: Travel training", "ex-hill", (_at(MON, 10, 12),), both, 4,
            contributes=(Contribution("travel-on-my-own", 120),), grants=frozenset({"bus-travel"}), price=42_000,
            funders=council,
        ),
        Offering(
            "ex-cook", "cookery", "Example: Cookery", "ex-river", (_at(TUE, 9.5, 12.5), _at(THU, 13, 15)), both, 8,
            contributes=(Contribution("cook-a-meal", 240), Contribution("make-friends", 60)), price=61_550,
            funders=council, min_age=16,
        ),
        Offering(
            "ex-work", "cafe-work", "Example: Café helper", "ex-station", (_at(FRI, 9, 12),),
            frozenset({"ex-spring28"}), 1, contributes=(Contribution("get-a-paid-job", 180),),
            requires=frozenset({"bus-travel"}), placement=True,
        ),
    )  # fmt: skip


def _learners() -> tuple[Learner, ...]:
    weekdays = tuple(Window(day + 9 * 60, day + 16 * 60) for day in (MON, TUE, WED, THU, FRI))
    funding = (Funding("ex-council", 450_000),)
    return (
        Learner(
            "ex-sam", "Sam", "ex-home-a", date(2009, 2, 14), 45, 15 * 60, 4, 2, 4 * 60,
            aims=(Aim("cook-a-meal", 4, 180), Aim("get-a-paid-job", 5, 180)),
            needs=frozenset({"buccal-midazolam-trained-staff"}),
            wishes=(Wish("cookery", 2), Wish("ex-fe", 1)),
            available=weekdays, commitments=(Commitment("Swimming club", WED + 15 * 60, WED + 16 * 60),),
            funding=funding, primary_need="MLD", council="Example: West Sussex",
        ),
        Learner(
            "ex-alex", "Alex", "ex-home-b", date(2008, 7, 30), 40, 12 * 60,
            aims=(Aim("travel-on-my-own", 5, 120), Aim("make-friends", 3, 60)),
            needs=frozenset({"accessible-building"}), wishes=(Wish("travel-training", 1), Wish("cafe-work", -1)),
            available=weekdays, funding=funding, accepted=(Line("ex-alex", "ex-travel", "ex-autumn27", "ex-council"),),
            primary_need="PD", council="Example: West Sussex",
        ),
    )  # fmt: skip


def _at(midnight: int, start: float, end: float) -> Session:
    """A session from so many hours to so many hours after midnight."""
    return Session(midnight + round(start * 60), midnight + round(end * 60))
