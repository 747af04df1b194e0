"""The planner from the command line: `python -m planner solve area.xlsx -o plans.xlsx`, `template`, `warm`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WRONG = 2  # the exit code of what the caller can mend


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code. What is wrong with the input is said on standard error."""
    from planner.files import BadFile
    from planner.solve import CannotHold

    asked = _parser().parse_args(arguments)
    try:
        code: int = asked.run(asked)
    except BadFile as fault:
        print(fault, file=sys.stderr)
        return WRONG
    except CannotHold as fault:
        from planner.files.accepted_words import told

        print("Lines that people have accepted cannot all hold together. Nothing was written.", file=sys.stderr)
        for said in told(fault.why, fault.problem):
            print(f"  {said}", file=sys.stderr)
        return WRONG
    except OSError as fault:
        print(f"{fault.filename or 'The file'}: {fault.strerror or fault}", file=sys.stderr)
        return WRONG
    except KeyboardInterrupt:
        print("Stopped. Nothing was written.", file=sys.stderr)
        return 130
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m planner", description="Who could take what, when, and why not.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    solve = commands.add_parser("solve", help="plan an area from a workbook (.xlsx) or .json")
    solve.add_argument("area", type=_file, help="area.xlsx or area.json")
    solve.add_argument("-o", "--output", type=_file, required=True, help="plans.xlsx or plans.json")
    solve.add_argument("--seed", type=int, default=0, help="the same seed gives the same plan (0)")
    solve.add_argument("--gap", type=_share, default=0.01, help="stop when proven this near to the best (0.01)")
    solve.add_argument("--seconds", type=_seconds, help="stop at this age with the best plan so far (no limit)")
    solve.add_argument("--shortlist", type=_count, default=10, help="services looked at for each learner (10)")
    solve.add_argument("--changes", type=_count, default=12, help="changes to plan again with (12)")
    solve.set_defaults(run=_solve)
    template = commands.add_parser("template", help="write a workbook to fill in")
    template.add_argument("-o", "--output", type=_file, default=Path("area-template.xlsx"), help="(area-template.xlsx)")
    template.set_defaults(run=_template)
    warm = commands.add_parser("warm", help="compile the inner loops, once for a machine (about a minute)")
    warm.set_defaults(run=_warm)
    return parser


def _file(text: str) -> Path:
    if Path(text).suffix.lower() not in (".xlsx", ".json"):
        raise argparse.ArgumentTypeError(f"{text!r} must end in .xlsx or .json")
    return Path(text)


def _share(text: str) -> float:
    return _number(text, float, 0.0, 1.0, "a share from 0 to 1, such as 0.01")


def _seconds(text: str) -> float:
    return _number(text, float, 0.1, 1e9, "a number of seconds above 0")


def _count(text: str) -> int:
    return int(_number(text, int, 0, 10_000, "a whole number, 0 or more"))


def _number(text: str, kind: type, least: float, most: float, what: str) -> float:
    try:
        number = float(kind(text))
    except ValueError:
        number = float("nan")
    if not least <= number <= most:
        raise argparse.ArgumentTypeError(f"{text!r} is not {what}")
    return number


def _solve(asked: argparse.Namespace) -> int:
    from planner.answers import answer
    from planner.files import read_problem, write_answer
    from planner.result import Params
    from planner.terminal import Teller, stopped_by_hand

    problem = read_problem(asked.area)
    params = Params(gap=asked.gap, seconds=asked.seconds, shortlist=max(1, asked.shortlist))
    tell = Teller()
    with stopped_by_hand() as stop:
        told = answer(problem, params, stop, asked.seed, tell, asked.changes)
        tell.done()
        write_answer(told, asked.output)
    result = told.result
    if result.stopped:
        print("Stopped early: this is the best plan found until then, without reasons and changes.")
    print(
        f"{len(result.plan.lines)} lines for {len(result.plan.programme)} of {len(problem.learners)} learners; "
        f"{result.value:,} points, by hand {told.by_hand:,}; at most {result.gap:.2%} from the best possible. "
        f"Written to {asked.output}."
    )
    return 0


def _template(asked: argparse.Namespace) -> int:
    from planner.files import write_template

    write_template(asked.output)
    print(f"Written to {asked.output}. Fill it in, then: python -m planner solve {asked.output} -o plans.xlsx")
    return 0


def _warm(_: argparse.Namespace) -> int:
    from planner.kernel.warm import warm

    warm()
    return 0


if __name__ == "__main__":
    sys.exit(main())
