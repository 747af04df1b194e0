"""What some learners could still have while everybody else stays as they are: their open lines, and the model of it.

Left out are lines that cannot be in any best programme: full, too far, or worth nothing by themselves where nothing
asks for them first. Where there are very many, the best-looking are looked at, and the other offerings are counted.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from planner.build import build
from planner.candidates import seen, the_lines
from planner.conflicts import Conflicts
from planner.goals import worth
from planner.links import leave
from planner.part import part, with_changed
from planner.shortlists import Candidates
from planner.sieve import Sieve

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from planner.candidates import Candidate
    from planner.learner import Learner, Line
    from planner.ledger import Ledger
    from planner.model import Model
    from planner.problem import Points, Problem
    from planner.sieve import Look

FEW = 6  # lines of one service that come before more of any
ENOUGH = 150  # starts of offerings; then offerings that look worse are left out


@dataclass(frozen=True)
class Open:
    """Lines in the order of their start, and how many offerings were left out because there were lines enough."""

    lines: tuple[Candidate, ...]
    left_out: int = 0


def still_open(learner: Learner, sieve: Sieve, problem: Problem, ledger: Ledger, keep: Iterable[Line] = ()) -> Open:
    """What the learner could take. `ledger` holds what others have, `keep` are lines that are there anyway.

    A line of `keep` that is full is left out; the learner's accepted lines never are. `sieve` is of the problem, but
    for its learners.
    """
    keep = [*keep, *learner.accepted]
    look = sieve.look(learner)
    pairs: list[tuple[int, int]] = []
    left_out = 0
    for row in _worth_a_look(learner, look, sieve, {y.offering for y in keep}):
        offering = sieve.problem.offerings[look.which[row]]
        starts = [int(t) for t in np.nonzero(look.starts[row])[0]]
        there = [(row, t) for t in starts if ledger.has_place(offering.id, range(t, t + offering.lasts))]
        if len(pairs) < ENOUGH:
            pairs += there
        else:
            left_out += bool(there)
    found = {c.line: c for c in the_lines(learner, keep, problem)} | {
        c.line: c for c in seen(learner, look, pairs, sieve)
    }
    lines = [c for c in found.values() if c.line in learner.accepted or ledger.has_place(c.offering.id, c.terms)]
    return Open(tuple(sorted(lines, key=lambda c: (c.terms.start, c.line))), left_out)


def _worth_a_look(learner: Learner, look: Look, sieve: Sieve, kept: Collection[str]) -> list[int]:
    """The rows of a look that add points by themselves or that another asks for, those that look best first.

    Offerings that are there anyway, and those that another asks for, come before all.
    """
    offerings = [sieve.problem.offerings[i] for i in look.which]
    asked = {s for o in offerings for s in o.requires} - learner.skills
    first = np.array([o.id in kept or o.service in asked or bool(o.grants & asked) for o in offerings], np.bool_)
    rows = np.nonzero(first | (look.points + look.outcomes > 0))[0]
    looks = look.looks[rows].max(axis=1, initial=-np.inf)
    return [int(row) for row in rows[np.lexsort((rows, -looks, ~first[rows]))]]


@dataclass(frozen=True)
class Beside:
    """The problem of some learners, and its model beside all others: all terms in one block for each learner.

    Rows have what others leave of them, and what others have bought for the area costs nothing more.
    """

    problem: Problem
    model: Model


def beside(
    learners: Sequence[Learner],
    lines: Mapping[str, Sequence[Candidate]],
    problem: Problem,
    ledger: Ledger,
    bonus: Mapping[Line, Points],
) -> Beside:
    """The model with these lines; `bonus` are points for lines beside their worth."""
    few = part(problem, learners)
    model = build(few, Candidates({x.id: tuple(lines[x.id]) for x in learners}, 0), [range(len(problem.terms))])
    leave(model, ledger)
    for piece in (piece for block in model.blocks for piece in block.pieces):
        piece.points += bonus.get(model.candidates[piece.candidate].line, 0)
    return Beside(few, model)


def ranked(learner: Learner, lines: Sequence[Candidate], keep: Collection[Line]) -> list[Candidate]:
    """Agreed lines, those to keep, then the best-looking: a few of each service before more of any."""
    must = {*learner.accepted, *keep}
    turn: dict[Line, int] = {}
    times: Counter[str] = Counter()
    for c in sorted(lines, key=lambda c: (-c.looks, c.line)):
        turn[c.line] = times[c.offering.service] // FEW
        times[c.offering.service] += 1
    return sorted(
        lines, key=lambda c: (c.line not in learner.accepted, c.line not in must, turn[c.line], -c.looks, c.line)
    )


def could_gain(
    problem: Problem, now: Mapping[str, tuple[Line, ...]], ledger: Ledger, offerings: Collection[str], price: Points
) -> list[str]:
    """The learners who could gain from a place in one of the offerings, most promising first: a cheap look.

    Only single lines are looked at; what is in the way of one costs `price` for each line, and agreed lines stay.
    """
    some = with_changed(problem, offerings=tuple(o for o in problem.offerings if o.id in offerings))
    sieve, conflicts = Sieve(some), Conflicts(problem)
    promise = {}
    for learner in problem.learners if offerings else ():
        mine = now.get(learner.id, ())
        found = still_open(replace(learner, accepted=()), sieve, some, ledger).lines
        gains = _gains(learner, mine, found, problem, conflicts, price)
        promise[learner.id] = max(gains, default=0)
    return sorted((x for x in promise if promise[x] > 0), key=lambda x: (-promise[x], x))


def _gains(
    learner: Learner,
    mine: Sequence[Line],
    found: Iterable[Candidate],
    problem: Problem,
    conflicts: Conflicts,
    price: Points,
) -> Iterator[Points]:
    """The points that each of the lines brings, less those of what it pushes out."""
    have, taken = worth(learner, mine, problem).total, the_lines(learner, mine, problem)
    there = {y.offering for y in mine}
    for c in found:
        out = {other.line for other in taken if conflicts.between(c, other)}
        if c.offering.id not in there and not out & set(learner.accepted):
            kept = [y for y in mine if y not in out]
            yield worth(learner, [*kept, c.line], problem).total - have - price * len(out)
