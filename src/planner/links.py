"""The rows between blocks: what the master problem prices. Each name of a row says what it is about."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from planner.goals import price_points
from planner.model import Bit, Shared
from planner.obstacles import gives
from planner.progress import go_on

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.conflicts import Conflicts
    from planner.ledger import Ledger
    from planner.model import Model, Piece
    from planner.problem import Problem, Remedy

POUNDS = 100.0  # budgets are counted in pounds in the rows: whole pence would make the numbers needlessly large


def add_rows(
    model: Model, problem: Problem, conflicts: Conflicts, ask: Callable[[], None] = go_on, *, alone: bool = True
) -> None:
    """Every row, and the bits and shared things that go with remedies bought once. `ask` raises to end it."""
    place_rows(model, lambda offering, _: problem.offering[offering].places, alone=alone)
    _one_line_in_many_blocks(model)
    for learner in range(len(problem.learners)):
        ask()
        mine = _of(model, learner)
        _once_only(model, learner, mine)
        _two_providers(model, mine, conflicts)
        for j in mine:
            _asks(model, problem, learner, j, mine)
    _bought_once(model, problem)
    ask()
    _budgets(model, problem)


def _of(model: Model, learner: int) -> list[int]:
    """The candidates of a learner."""
    return sorted({p.candidate for b in model.blocks_of[learner] for p in model.blocks[b].pieces})


def _head(model: Model, candidate: int) -> Piece:
    block, piece = model.pieces_of[candidate][0]
    return model.blocks[block].pieces[piece]


def place_rows(model: Model, left: Callable[[str, int], int], *, alone: bool = True) -> None:
    """Places of an offering in a term, where more learners could take it than are `left`; rows there are stay.

    If learners of other models ask for them too, and this one is not `alone`: wherever anybody could take it.
    """
    askers: dict[tuple[str, int], set[int]] = defaultdict(set)
    for block in model.blocks:
        for piece in block.pieces:
            c = model.candidates[piece.candidate]
            for t in c.terms:
                askers[c.offering.id, t].add(block.learner)
    there = {name[1:] for name in model.names if name[0] == "place"}
    scarce = {key for key, who in askers.items() if not alone or len(who) > left(*key)} - there
    for block in model.blocks:
        for piece in block.pieces:
            c = model.candidates[piece.candidate]
            for t in block.terms:
                if t in c.terms and (c.offering.id, t) in scarce:
                    piece.rows.append((model.row(("place", c.offering.id, t), left(c.offering.id, t)), 1.0))


def leave(model: Model, others: Ledger) -> None:
    """Takes off the rows what others use, and makes those that only now are scarce.

    What others have bought for the area costs nothing more.
    """
    place_rows(model, others.places_left)
    for r, name in enumerate(model.names):
        if name[0] == "place":
            model.upper[r] = others.places_left(str(name[1]), int(str(name[2])))
        elif name[0] == "budget":
            model.upper[r] = (others.left(str(name[1]), int(str(name[2]))) or 0) / POUNDS
        elif name[0] == "one-off":
            model.upper[r] = (others.one_off_left(str(name[1])) or 0) / POUNDS
    for thing in model.shared:
        if thing.learner < 0 and others.bought(thing.remedy):
            thing.points, thing.rows = 0.0, [(r, c) for r, c in thing.rows if c < 0]


def _one_line_in_many_blocks(model: Model) -> None:
    for j, pieces in enumerate(model.pieces_of):
        for (b, i), (b2, i2) in pairwise(pieces):
            row = model.row(("tail", j, b2), 0.0, equal=True)
            model.blocks[b].pieces[i].rows.append((row, 1.0))
            model.blocks[b2].pieces[i2].rows.append((row, -1.0))


def _once_only(model: Model, learner: int, mine: list[int]) -> None:
    """A service that is taken once, where its lines do not all stand in one block."""
    lines: dict[str, list[int]] = defaultdict(list)
    for j in mine:
        if not model.candidates[j].offering.repeatable:
            lines[model.candidates[j].offering.service].append(j)
    for service, js in lines.items():
        shared = set.intersection(*({b for b, _ in model.pieces_of[j]} for j in js))
        if not shared:
            row = model.row(("once", learner, service), 1.0)
            for j in js:
                _head(model, j).rows.append((row, 1.0))


def _two_providers(model: Model, mine: list[int], conflicts: Conflicts) -> None:
    """One row for each two lines of different blocks that a funder may not pay together."""
    for k, i in enumerate(mine):
        for j in mine[k + 1 :]:
            if {b for b, _ in model.pieces_of[i]} & {b for b, _ in model.pieces_of[j]}:
                continue
            if conflicts.two_providers(model.candidates[i], model.candidates[j]):
                row = model.row(("pair", i, j), 1.0)
                _head(model, i).rows.append((row, 1.0))
                _head(model, j).rows.append((row, 1.0))


def _asks(model: Model, problem: Problem, learner: int, j: int, mine: list[int]) -> None:
    """What a line requires: one of the lines that give it, inside the block where that is enough, else as a row."""
    c = model.candidates[j]
    block = model.pieces_of[j][0][0]
    for skill in sorted(c.offering.requires - problem.learners[learner].skills):
        givers = [
            i
            for i in mine
            if model.candidates[i].terms.stop <= c.terms.start and gives(model.candidates[i].offering, skill)
        ]
        if all(any(b == block for b, _ in model.pieces_of[i]) for i in givers):
            mask = sum(1 << p for i in givers for b, p in model.pieces_of[i] if b == block)
            _head(model, j).asks.append(mask)
            continue
        # Lines of one once-only service exclude each other, so those that start together can share a row.
        group = j if c.offering.repeatable else c.offering.service
        name = ("ask", learner, skill, group, c.terms.start)
        new = model.index.get(name, -1) < 0
        row = model.row(name, 0.0)
        _head(model, j).rows.append((row, 1.0))
        for i in givers if new else ():
            _head(model, i).rows.append((row, -1.0))


def _bought_once(model: Model, problem: Problem) -> None:
    """Remedies with a price paid once: shared things, and a bit with a row in each block that may use one."""
    area: dict[str, int] = {}
    own: dict[tuple[str, int], int] = {}
    for number, block in enumerate(model.blocks):
        bits: dict[str, int] = {}
        for piece in block.pieces:
            c = model.candidates[piece.candidate]
            if model.pieces_of[piece.candidate][0][0] != number:
                continue  # the rest of a line uses what its head has bought
            for remedy in (problem.remedy[r] for r in c.line.remedies):
                if not remedy.once and not remedy.per_learner:
                    continue
                if remedy.id not in bits:
                    bits[remedy.id] = len(block.bits)
                    row = model.row(("use", number, remedy.id), 0.0)
                    block.bits.append(Bit(row=row))
                    _counts(model, problem, remedy, block.learner, row, area, own)
                piece.bits |= 1 << bits[remedy.id]


def _counts(
    model: Model,
    problem: Problem,
    remedy: Remedy,
    learner: int,
    row: int,
    area: dict[str, int],
    own: dict[tuple[str, int], int],
) -> None:
    """Lets a `use` row be met by what is bought for the learner, and that by what is bought for the area."""
    if remedy.per_learner:
        if (remedy.id, learner) not in own:
            own[remedy.id, learner] = _shared(model, problem, remedy, remedy.per_learner, learner)
            if remedy.once:
                nested = model.row(("nest", remedy.id, learner), 0.0)
                model.shared[own[remedy.id, learner]].rows.append((nested, 1.0))
                _for_area(model, problem, remedy, nested, area)
        model.shared[own[remedy.id, learner]].rows.append((row, -1.0))
    else:
        _for_area(model, problem, remedy, row, area)


def _for_area(model: Model, problem: Problem, remedy: Remedy, row: int, area: dict[str, int]) -> None:
    if remedy.id not in area:
        area[remedy.id] = _shared(model, problem, remedy, remedy.once, -1)
    model.shared[area[remedy.id]].rows.append((row, -1.0))


def _shared(model: Model, problem: Problem, remedy: Remedy, price: int, learner: int) -> int:
    pence = remedy.to_pay(price)
    thing = Shared(float(price_points(pence, problem.goals)), remedy=remedy.id, learner=learner)
    budget = problem.funder[remedy.paid_by].one_off_budget
    if budget is not None:
        thing.rows.append((model.row(("one-off", remedy.paid_by), budget / POUNDS), pence / POUNDS))
    model.shared.append(thing)
    return len(model.shared) - 1


def _budgets(model: Model, problem: Problem) -> None:
    """A funder's budget for a term, over lines and over remedies by the term."""
    for number, block in enumerate(model.blocks):
        for piece in block.pieces:
            c = model.candidates[piece.candidate]
            budget = problem.funder[c.line.funder].budget_per_term if c.line.funder else None
            if budget is None:
                continue
            for t in block.terms:
                if t in c.terms:
                    row = model.row(("budget", c.line.funder, t), budget / POUNDS)
                    piece.rows.append((row, c.offering.price / POUNDS))
                    _budget_bits(model, problem, number, piece, t, row)


def _budget_bits(model: Model, problem: Problem, number: int, piece: Piece, t: int, row: int) -> None:
    """Remedies by the term count in the budget once a learner: through a shared thing of the learner's own."""
    block, c = model.blocks[number], model.candidates[piece.candidate]
    for remedy in (problem.remedy[r] for r in c.line.remedies):
        price = remedy.to_pay(remedy.per_term)
        if not price:
            continue
        name = ("use-term", number, remedy.id, t, c.line.funder)
        new = model.index.get(name, -1) < 0
        use = model.row(name, 0.0)
        if new:
            block.bits.append(Bit(row=use))
            thing = Shared(0.0, [(use, -1.0), (row, price / POUNDS)], remedy.id, block.learner)
            model.shared.append(thing)
        bit = next(i for i, b in enumerate(block.bits) if b.row == use)
        piece.bits |= 1 << bit
