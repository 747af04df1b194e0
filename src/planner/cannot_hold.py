"""Why lines that people have accepted cannot all hold: the smallest sets that break rules together.

The independent checker decides, asked about one learner at a time and about the sets that are found; never about the
whole area once for each line. What learners share is added up (`shared.py`) to find sets that go over.

A skill that is missing counts only if it is missing with all accepted lines there: then no line more can bring a
broken set in order again, and "each line is needed for it" is the same as "no smaller set inside it is broken".
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING

from planner.part import part
from planner.plan import Plan
from planner.rules import check_all
from planner.shared import BREADTH, MOST_TRIED, Shared, too_little

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from planner.problem import Line, Problem
    from planner.rules.breach import Breach

    Lines = frozenset[Line]
    _What = tuple[str, str, str, str]

MOST_SHOWN = 100  # sets in an answer
MOST_OF_ONE = 10  # disjoint sets that are looked for where one limit is gone over
MOST_ASKED = 10_000  # sets that the checker is asked about before no further learners are looked at


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Lines that cannot hold together; all but any one of them can. `breaches` is what they break by themselves.

    `smallest` says that for one of these breaches, at least, no contradiction with fewer lines has it.
    """

    lines: tuple[Line, ...]
    breaches: tuple[Breach, ...]
    smallest: bool


@dataclass(frozen=True, slots=True)
class Contradictions:
    """What cannot hold, smaller sets first. Without the lines in `let_go` all others hold, as has been checked.

    Each set is about something of its own: other learners, other limits, or other lines over the same limit.
    `more` counts what is not in `sets`: further sets, and learners whose sets were not looked for. `let_go` begins
    with what settles most sets.
    """

    sets: tuple[Contradiction, ...]
    more: int
    let_go: tuple[Line, ...]

    def settles(self, line: Line) -> int:
        """How many of the sets are settled by letting go of a line."""
        return sum(line in one.lines for one in self.sets)


def why_not_together(problem: Problem) -> Contradictions:
    """The smallest sets of accepted lines that cannot hold together; none where all can."""
    accepted = frozenset(line for x in problem.learners for line in x.accepted)
    search = _Search(problem, accepted)
    found = search.all_sets()
    more = len(search.set_aside)
    let_go = _let_go(problem, accepted, search, found)
    shown = sorted(found, key=lambda s: (len(s), sorted(s)))[:MOST_SHOWN]
    sets = tuple(Contradiction(tuple(sorted(s)), tuple(sorted(search.breaches(s))), found[s]) for s in shown)
    times = Counter(line for one in found for line in one)
    return Contradictions(sets, len(found) - len(shown) + more, tuple(sorted(let_go, key=lambda y: (-times[y], y))))


def _let_go(problem: Problem, accepted: Lines, search: _Search, found: Collection[Lines]) -> Lines:
    """Lines without which all the others hold."""
    gone: Lines = frozenset()
    while search.is_broken:
        settled = _one_of_each(found).union(*search.set_aside)
        settled |= _until_not_over(search.shared, accepted - gone - settled)
        gone |= settled or accepted  # never: what is broken has a set that is found
        search = _Search(problem, accepted - gone)  # what was let go may have given what others build on
        found = search.all_sets()
    return gone


def _one_of_each(sets: Iterable[Lines]) -> Lines:
    """At least one line of every set: again and again the one that is in most of those left."""
    left = set(sets)
    of: dict[Line, set[Lines]] = defaultdict(set)
    for one in left:
        for line in one:
            of[line].add(one)
    picked = set()
    queue = [(-len(within), line) for line, within in of.items()]
    heapify(queue)
    while left:
        count, line = heappop(queue)
        if now := len(of[line] & left):
            if now == -count:
                picked.add(line)
                left -= of[line]
            else:
                heappush(queue, (-now, line))
    return frozenset(picked)


def _until_not_over(limits: Iterable[Shared], lines: Lines) -> Lines:
    """The dearest lines, the last first, until no limit is gone over any more."""
    gone: set[Line] = set()
    for limit in limits:
        rest = sorted((y for y in limit.uses if y in lines and y not in gone), key=lambda y: (limit.alone[y], y))
        kept = bisect_right(range(len(rest) + 1), limit.limit, key=lambda n: limit.total(rest[:n])) - 1
        gone |= set(rest[kept:])
    return frozenset(gone)


def _what(breach: Breach) -> _What:
    """A breach without the figure that it may begin with: what it is about, however many lines take part."""
    first, _, rest = breach.sentence.partition(" ")
    return breach.rule, breach.learner, breach.where, rest if first.isdigit() else breach.sentence


class _Search:
    """The sets of some lines that break rules together."""

    def __init__(self, problem: Problem, lines: Lines) -> None:
        self._problem, self._lines = problem, lines
        self._told: dict[Lines, frozenset[Breach]] = {}
        self.set_aside: list[Lines] = []  # of learners who were not looked at: lines without which their others hold
        self._final: frozenset[Breach] = frozenset()
        whole = self._read(lines, problem)
        self._unreadable = self._not_understood(whole)
        if self._unreadable:  # of a plan with such lines the checker tells nothing else
            whole = self._read(lines - self._unreadable, problem)
        self._final = whole
        self._told.clear()  # asked before it was known which skills are missing in the end
        self.is_broken = bool(whole or self._unreadable)
        self.shared = too_little(Plan.of(lines - self._unreadable), problem) if whole else []
        self._sets: dict[Lines, bool] = {}
        self._of: dict[Line, list[Lines]] = defaultdict(list)

    def all_sets(self) -> Mapping[Lines, bool]:
        """Every set found, and whether it is the smallest."""
        for line in self._unreadable:
            self._add(frozenset({line}), smallest=True)
        mine: dict[str, set[Line]] = defaultdict(set)
        for line in self._lines - self._unreadable:
            mine[line.learner].add(line)
        for name in sorted({b.learner for b in self._final} - {""}):
            self._of_learner(frozenset(mine[name]))
        for limit in self.shared:
            for line in limit.uses:
                if limit.alone[line] > limit.limit:
                    self._add(frozenset({line}), smallest=True)
        for limit in self.shared:
            self._over(limit)
        inner = {s for s in self._sets if any(other < s for y in s for other in self._of[y])}
        return {s: proven for s, proven in self._sets.items() if s not in inner}

    def breaches(self, lines: Lines) -> frozenset[Breach]:
        """What some lines break by themselves, and what no other line could mend."""
        if lines not in self._told:
            self._told[lines] = self._read(lines, self._only(lines))
        return self._told[lines]

    def _read(self, lines: Lines, problem: Problem) -> frozenset[Breach]:
        told = (b for b in check_all(Plan.of(lines), problem) if b.rule != "accepted")
        return frozenset(b for b in told if b.rule != "order" or problem is self._problem or b in self._final)

    def _only(self, lines: Lines) -> Problem:
        """The area with the learners of these lines alone."""
        return part(self._problem, (self._problem.learner[x] for x in sorted({y.learner for y in lines})))

    def _not_understood(self, whole: Iterable[Breach]) -> Lines:
        of = {(b.learner, b.where) for b in whole if b.rule == "terms"}
        asked = (frozenset({y}) for y in self._lines if (y.learner, y.offering) in of)
        return frozenset(y for s in asked if any(b.rule == "terms" for b in self.breaches(s)) for y in s)

    def _add(self, lines: Lines, *, smallest: bool) -> None:
        if lines not in self._sets:
            for line in lines:
                self._of[line].append(lines)
        self._sets[lines] = smallest or self._sets.get(lines, False)

    def _is_known(self, lines: Lines) -> bool:
        """Whether a set that was found lies within these lines."""
        return any(other <= lines for y in lines for other in self._of[y])

    # ---------------------------------------------------------------------------------------- of one learner

    def _of_learner(self, lines: Lines) -> None:
        """Sets of one learner's lines: for each thing that is broken as few lines as can be, then others apart."""
        if len(self._told) >= MOST_ASKED:
            self.set_aside.append(self._one_after_the_other(lines))
            return
        left = {_what(b): lines for b in self.breaches(lines) if b.learner}
        least: dict[_What, int] = {}
        for some, told in self._small(lines, left):
            new = {w for w in map(_what, told) if w in left and some <= left[w]}
            if new:
                sizes = [least.setdefault(w, len(some)) for w in new]  # of all, not only up to the first that is equal
                self._add(some, smallest=len(some) in sizes)
            for what in new:
                left[what] -= some
        all_tried = len(self._told) < MOST_ASKED
        for what in sorted(left):
            for _ in range(MOST_OF_ONE):
                some = self._needed(left[what], what)
                if not some:
                    break
                inside = self._needed(some, None)
                is_least = all_tried and what not in least and inside == some and len(some) == BREADTH + 1
                self._add(inside, smallest=is_least)
                least.setdefault(what, 0)
                left[what] -= inside

    def _one_after_the_other(self, lines: Lines) -> Lines:
        """What does not go with the lines before it."""
        kept: Lines = frozenset()
        for line in sorted(lines):
            if not any(b.learner for b in self.breaches(kept | {line})):
                kept |= {line}
        return lines - kept

    def _small(self, lines: Lines, left: Mapping[_What, Lines]) -> Iterator[tuple[Lines, frozenset[Breach]]]:
        """Broken sets of up to `BREADTH` lines in which no smaller one is, small ones first, while any are looked for.

        Which sets have been found is asked anew each time, so that whoever takes them can add them on the way.
        """
        broken: list[Lines] = []
        for size in range(1, BREADTH + 1):
            for some in map(frozenset, combinations(sorted(lines), size)):
                if any(one <= some for one in broken):
                    continue
                if len(self._told) >= MOST_ASKED:
                    return
                if told := self.breaches(some):
                    broken.append(some)
                    yield some, told
            if not any(self._breaks(rest, what) for what, rest in left.items()):
                return

    def _needed(self, lines: Lines, what: _What | None) -> Lines:
        """Of some lines those that it takes to break this (None: anything); none if they do not."""
        if not self._breaks(lines, what):
            return frozenset()
        for line in sorted(lines, key=lambda y: (self._problem.offering[y.offering].minutes, y)):
            if self._breaks(lines - {line}, what):
                lines -= {line}
        return lines

    def _breaks(self, lines: Lines, what: _What | None) -> bool:
        return any(what is None or _what(b) == what for b in self.breaches(lines))

    # ---------------------------------------------------------------------------------------- of several learners

    def _over(self, limit: Shared) -> None:
        """Sets that go over what learners share, one apart from the other."""
        pool = {y for y in limit.uses if frozenset({y}) not in self._sets}
        least = all(limit.alone[y] <= limit.limit for y in limit.uses)
        for _ in range(MOST_OF_ONE):
            few = self._few(limit, frozenset(pool))
            if few is None:
                return
            self._add(few[0], smallest=few[1] and least)
            least = False
            pool -= few[0]

    def _few(self, limit: Shared, pool: Lines) -> tuple[Lines, bool] | None:
        """As few lines as go over a limit while nothing smaller in them is broken; whether that is proven; or None."""
        few = limit.few(pool)
        if few is None or not self._has_smaller(few[0]):
            return few
        known = {s for y in pool for s in self._of[y] if s <= pool}
        again = limit.few(pool - _one_of_each(known))
        if again is not None and not self._has_smaller(again[0]):
            return again[0], again[1] and len(again[0]) == len(few[0])
        for size in range(2, BREADTH + 1):
            if comb(len(pool), size) <= MOST_TRIED // 10:
                for some in map(frozenset, combinations(sorted(pool), size)):
                    if limit.is_over(some) and not self._has_smaller(some):
                        return some, True
        return None

    def _has_smaller(self, lines: Lines) -> bool:
        """Whether fewer of these lines, which go over one limit, are broken already."""
        if any(limit.over_without_one(lines) is not None for limit in self.shared):
            return True
        troubled, mine = {b.learner for b in self._final}, defaultdict(set)
        for line in lines:
            if line.learner in troubled:
                mine[line.learner].add(line)
        for some in mine.values():  # all of them may be one learner's: then it takes one line less to be smaller
            fewer = [some] if len(some) < len(lines) else [some - {y} for y in some]
            if any(b.learner for less in fewer for b in self.breaches(frozenset(less))):
                return True
        return False
