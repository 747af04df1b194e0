"""Makes made-up areas from the command line: `python -m areas make`, `councils` or `demo`."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WRONG = 2  # the exit code of what the caller can mend


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code. What is wrong with the input is said on standard error."""
    from areas.facts import UnknownCouncil
    from areas.postcodes import PlacesMissing

    asked = _parser().parse_args(arguments)
    try:
        code: int = asked.run(asked)
    except (UnknownCouncil, PlacesMissing, ValueError) as fault:
        print(fault, file=sys.stderr)
        return WRONG
    except BrokenPipeError:  # the reader of our output, such as `head`, has seen enough
        sys.stdout = None
        return 0
    except OSError as fault:
        print(f"{fault.filename or 'The file'}: {fault.strerror or fault}", file=sys.stderr)
        return WRONG
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m areas", description="Made-up learners in real places.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    make = commands.add_parser("make", help="make an area and write it to a file")
    make.add_argument("--council", required=True, help="whose area; `councils` lists them")
    make.add_argument("--learners", type=int, default=150, help="how many learners (150)")
    make.add_argument("--terms", type=int, default=6, help="how many terms (6, which is two years)")
    make.add_argument("--seed", type=int, default=1, help="the same seed makes the same area (1)")
    make.add_argument("--first", type=_day, help="first day of the first term (2027-09-06)")
    make.add_argument("-o", "--output", type=_area_file, required=True, help="area.xlsx or area.json")
    make.set_defaults(run=_make)
    listing = commands.add_parser("councils", help="list the councils, with their EHC plans at 16 to 25")
    listing.set_defaults(run=_councils)
    demo = commands.add_parser("demo", help="make the Birmingham area, plan it, and leave plans.xlsx to open")
    demo.set_defaults(run=_demo)
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day such as 2027-09-06") from None


def _area_file(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() not in (".xlsx", ".json"):
        raise argparse.ArgumentTypeError(f"{text!r} must end in .xlsx or .json")
    return path


def _make(asked: argparse.Namespace) -> int:
    from areas import make_area
    from areas.measure import measure
    from areas.terms import FIRST
    from planner.files import write_problem
    from planner.files.trouble import BadFile

    problem = make_area(asked.council, asked.learners, asked.terms, asked.seed, asked.first or FIRST)
    try:
        write_problem(problem, asked.output)
    except BadFile as fault:
        raise ValueError(str(fault)) from None
    found = measure(problem)
    print(
        f"{asked.output}: {found.learners} made-up learners, {found.offerings} offerings of {found.services} services "
        f"at {found.sites} sites, {found.placements} work placements, {found.remedies} remedies, "
        f"{len(problem.terms)} terms from {problem.terms[0].starts}.\n"
        f"Each learner has {found.within_reach:.0f} offerings within reach on average; "
        f"{found.blocked_by_need:.0%} of these wait for something they need, "
        f"and {found.blocked_with_remedy:.0%} of those could be opened by a remedy."
    )
    return 0


def _councils(_: argparse.Namespace) -> int:
    from areas import facts

    print(f"{'council':36}{'EHC plans at 16-25':>20}{'colleges':>10}")
    for council in facts.councils():
        here = sum(c.council == council.code for c in facts.colleges())
        print(f"{council.name:36}{sum(facts.plans(council.code).values()):>20,.0f}{here:>10}")
    return 0


def _demo(_: argparse.Namespace) -> int:
    from importlib import import_module

    code: int = import_module("areas.demo").run() or 0
    return code


if __name__ == "__main__":
    sys.exit(main())
