"""From a problem and its candidates to the model of the search: blocks first, then the rows between them."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from planner.conflicts import Conflicts
from planner.goals import price_points
from planner.links import add_rows
from planner.model import Bit, Block, Cell, Model, Piece
from planner.progress import go_on

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from planner.candidates import Candidate
    from planner.problem import Learner, Problem
    from planner.shortlists import Candidates

HOURS, PLACEMENT, EMPLOYERS, MONEY = "minutes", "placement", "employers", "money"


def build(
    problem: Problem,
    chosen: Candidates,
    stretches: Sequence[range],
    ask: Callable[[], None] = go_on,
    *,
    alone: bool = True,
) -> Model:
    """The model of an area; accepted lines are forced. `ask` is asked at each learner, and raises to end it.

    It is `alone` unless learners of other models ask for the same places.
    Left out is what clashes with an accepted line, and what no budget reaches even if nothing else is bought from it.
    """
    conflicts = Conflicts(problem)
    candidates: list[Candidate] = []
    blocks: list[Block] = []
    blocks_of: list[list[int]] = []
    pieces_of: list[list[tuple[int, int]]] = []
    for number, learner in enumerate(problem.learners):
        ask()
        fixed = [c for c in chosen.of[learner.id] if c.line in learner.accepted]
        mine = [c for c in chosen.of[learner.id] if c in fixed or not any(conflicts.between(c, f) for f in fixed)]
        offset, first = len(candidates), len(blocks)
        candidates += mine
        blocks_of.append(list(range(first, first + len(stretches))))
        pieces_of += [[] for _ in mine]
        for stretch in stretches:
            inside = [
                (offset + i, c)
                for i, c in enumerate(mine)
                if c.terms.start < stretch.stop and stretch.start < c.terms.stop
            ]
            block = _block(number, learner, stretch, inside, conflicts, problem)
            for i, (j, _) in enumerate(inside):
                pieces_of[j].append((len(blocks), i))
            blocks.append(block)
    model = Model(candidates, blocks, blocks_of, pieces_of)
    add_rows(model, problem, conflicts, ask, alone=alone)
    return model


def _block(
    number: int,
    learner: Learner,
    stretch: range,
    inside: Sequence[tuple[int, Candidate]],
    conflicts: Conflicts,
    problem: Problem,
) -> Block:
    block = Block(
        number,
        stretch,
        most_days=learner.days_a_week,
        most_settings=learner.settings_at_once,
        setting_points=problem.goals.setting,
    )
    _cells(block, learner, problem)
    cells = {
        (t, a.outcome): i * len(learner.aims) + k for i, t in enumerate(stretch) for k, a in enumerate(learner.aims)
    }
    limits = _limits(learner, stretch, problem)
    names = {name: i for i, name in enumerate(limits)}
    sites = sorted({c.offering.site for _, c in inside if not c.offering.placement})
    for j, c in inside:
        terms = range(max(c.terms.start, stretch.start), min(c.terms.stop, stretch.stop))
        running = [t in terms for t in stretch]
        days = sum(1 << d for d in c.offering.days)
        site = 0 if c.offering.placement else 1 << sites.index(c.offering.site)
        block.pieces.append(
            Piece(
                j,
                range(terms.start - stretch.start, terms.stop - stretch.start),
                float(c.points * len(terms)),
                [
                    (k, min(p.minutes, block.cells[k].cap))
                    for t in terms
                    for p in c.offering.contributes
                    if (t, p.outcome) in cells
                    for k in (2 * cells[t, p.outcome], 2 * cells[t, p.outcome] + 1)
                ],
                _use(c, terms, names),
                [days if r else 0 for r in running],
                [site if r else 0 for r in running],
            )
        )
    block.limits = list(limits.values())
    _term_bits(block, [c for _, c in inside], names, problem)
    _drop_slack_resources(block)
    _conflicts(block, [c for _, c in inside], conflicts)
    block.forced = sum(1 << i for i, (_, c) in enumerate(inside) if c.line in learner.accepted)
    return block


def _cells(block: Block, learner: Learner, problem: Problem) -> None:
    """Two cells for each aim and term: the extra points of the first half, and the points of the whole target.

    Each counts no more than its cap of any one piece, which makes the search's bounds much tighter.
    """
    goals = problem.goals
    extra = goals.first_half - goals.second_half
    for _ in block.terms:
        for a in learner.aims:
            block.cells.append(Cell(a.weight * extra, a.target // 2))
            block.cells.append(Cell(a.weight * goals.second_half, a.target))


def _limits(learner: Learner, stretch: range, problem: Problem) -> dict[tuple[object, ...], int]:
    limits: dict[tuple[object, ...], int] = {}
    for t in stretch:
        limits[HOURS, t] = learner.minutes_a_week
        limits[PLACEMENT, t] = learner.placement_minutes
        limits[EMPLOYERS, t] = problem.carousel.employers
        for funding in learner.funding:
            limits[MONEY, funding.funder, t] = funding.per_term
    return limits


def _use(c: Candidate, terms: range, names: dict[tuple[object, ...], int]) -> list[tuple[int, int]]:
    use = []
    for t in terms:
        use.append((names[HOURS, t], c.offering.minutes))
        if c.offering.placement:
            use += [(names[PLACEMENT, t], c.offering.minutes), (names[EMPLOYERS, t], 1)]
        if c.line.funder and c.offering.price:
            use.append((names[MONEY, c.line.funder, t], c.offering.price))
    return use


def _term_bits(
    block: Block, inside: Sequence[Candidate], names: dict[tuple[object, ...], int], problem: Problem
) -> None:
    """Remedies paid by the term: one bit for each remedy, term and funder."""
    bits: dict[tuple[str, int, str], int] = {}
    for piece, c in zip(block.pieces, inside, strict=True):
        for remedy in (problem.remedy[r] for r in c.line.remedies):
            price = remedy.to_pay(remedy.per_term)
            for t in block.terms if price else ():
                if t in c.terms:
                    key = (remedy.id, t, c.line.funder)
                    if key not in bits:
                        bits[key] = len(block.bits)
                        resource = names[MONEY, c.line.funder, t]
                        block.bits.append(Bit(float(price_points(price, problem.goals)), resource, price))
                    piece.bits |= 1 << bits[key]


def _drop_slack_resources(block: Block) -> None:
    """Leaves out the resources that even all pieces together could not use up."""
    total: Counter[int] = Counter()
    for piece in block.pieces:
        for r, amount in piece.use:
            total[r] += amount
    for bit in block.bits:
        if bit.resource >= 0:
            total[bit.resource] += bit.amount
    kept = [r for r in range(len(block.limits)) if total[r] > block.limits[r]]
    renumber = {r: i for i, r in enumerate(kept)}
    block.limits = [block.limits[r] for r in kept]
    for piece in block.pieces:
        piece.use = [(renumber[r], amount) for r, amount in piece.use if r in renumber]
    for bit in block.bits:
        bit.resource = renumber.get(bit.resource, -1)


def _conflicts(block: Block, inside: Sequence[Candidate], conflicts: Conflicts) -> None:
    masks: defaultdict[int, int] = defaultdict(int)
    for i, a in enumerate(inside):
        masks[i] |= 1 << i
        for k in range(i):
            if conflicts.between(a, inside[k]):
                masks[i] |= 1 << k
                masks[k] |= 1 << i
    block.conflicts = [masks[i] for i in range(len(inside))]
