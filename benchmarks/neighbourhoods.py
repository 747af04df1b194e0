"""Making a whole assignment better and proving it: parts of it are decided again, exactly, while the rest stays.

At the prices that prove a bound it is known by how much that bound rises if an agent has to do a job. A pair whose
bound rises above the best cost found is in no better assignment, and is left out everywhere. Where few pairs are left,
they are decided all at once, which proves the best cost if it is done to the end.
"""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.descent import NEAR, descend, wander
from planner.monolith import Programme
from planner.progress import Watch

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from benchmarks.agents import Agents
    from planner.master import Floats, Ints

    Bools = NDArray[np.bool_]

NODES = 60  # of the search in one neighbourhood
JOBS = 50  # in one neighbourhood
PAIRS = 220  # in one neighbourhood
IDLE = 100  # jobs that nobody does: more are given away one by one first
FEW = 3  # open pairs for each job that are decided all at once
FEW_NODES = 3000
SMALL = 300  # open pairs that are decided all at once, however few jobs there are, and for longer
SMALL_NODES = 30_000
CORE = 4  # pairs of each job that promise most: enough for a good whole assignment where costs and weights differ much
CORE_NODES = 200
WANDERS = 25_000  # pairs of agent and job: for each so many, changes are looked for once more
LARGE = 2500  # pairs of agent and job: a whole assignment to begin from is looked for by changes first
AWAY = 0.01  # a bound so little above a whole cost is taken for that cost


class Assignment:
    """Which agent does each job (-1: none yet), what that costs, and what any assignment costs at least."""

    def __init__(self, agents: Agents, bound: float, prices: Floats, seed: int, watch: Watch) -> None:
        self.agents, self.instance = agents, agents.instance
        self.to = [-1] * agents.instance.jobs
        self.bound = -math.inf
        self._seed, self._watch = seed, watch
        self._rng = random.Random(seed)
        self._idle = agents.done + 10 * agents.range  # what a job costs that nobody does
        self.learn(bound, prices)

    def learn(self, bound: float, prices: Floats) -> None:
        """Takes a bound with the prices that prove it."""
        self.bound = max(self.bound, _up(bound))
        self._least = bound + self.agents.losses(prices)  # what an assignment costs at least that has this pair

    @property
    def whole(self) -> bool:
        return min(self.to) >= 0

    @property
    def cost(self) -> int:
        return int(sum(self.instance.cost[i, j] for j, i in enumerate(self.to) if i >= 0))

    def proven(self) -> bool:
        return self.whole and self.cost <= self.bound

    def near(self, share: float) -> bool:
        """Whether the cost is so near to the bound, as a share of itself."""
        return self.whole and self.cost - self.bound <= share * abs(self.cost)

    def consider(self, to: list[int]) -> None:
        """Makes another assignment whole, and goes on from there if that is better."""
        before, rank = self.to, (self.to.count(-1), self.cost)
        self.to = to
        self._finish()
        if (self.to.count(-1), self.cost) >= rank:
            self.to = before

    def decide_core(self, share: float) -> None:
        """Decides all jobs at once among the pairs that promise most, in this share of the time that is left."""
        order = np.argsort(self._least, axis=0, kind="stable")
        if self.instance.cost.size > LARGE:
            near, begun = order[:NEAR].T.copy(), order[0]
            for number in range(1 + self.instance.cost.size // WANDERS):
                found = wander(self.instance, near, begun.copy(), self._seed + number)
                if found is None or self._watch.over():
                    break
                self._take(found)
                begun = np.array(found)
        core = np.zeros_like(self.agents.fits)
        np.put_along_axis(core, order[:CORE], values=True, axis=0)
        for j, i in enumerate(self.to):
            core[i, j] |= i >= 0
        self._decide(core & self.agents.fits, list(range(self.instance.jobs)), CORE_NODES, share=share)

    def improve(self, most: int) -> None:
        """Decides parts again: all that is open where this is little, else so many neighbourhoods at the most."""
        everyone = list(range(self.instance.jobs))
        tried = math.inf
        for number in range(most):
            if self.proven() or self._watch.over():
                return
            open_ = self._open()
            pairs = int(open_.sum())
            if pairs <= min(max(FEW * len(everyone), SMALL), 0.7 * tried):
                tried = pairs
                self._decide(open_, everyone, FEW_NODES if pairs > SMALL else SMALL_NODES, everything=True)
            else:
                if number % 3:
                    few = self._rng.sample(range(self.agents.count), self._group(len(everyone)))
                    part, jobs = self._among(open_, few)
                else:
                    jobs = self._dear()
                    part = self._nearest(open_, jobs, PAIRS)
                self._decide(part, jobs, NODES, share=0.25)
                self._take(descend(self.instance, self.to, self._idle, len(everyone), self._brief()))
        if self.whole and not self.proven() and not self._watch.over():
            self._decide(self._open(), everyone, FEW_NODES, everything=True)

    def _open(self) -> Bools:
        """Pairs that may be in a better assignment, and those that are in this one."""
        open_ = self.agents.fits.copy()
        if self.whole:
            open_ &= self._least < self.cost - 1 + AWAY
        for j, i in enumerate(self.to):
            if i >= 0:
                open_[i, j] = True
        return open_

    def _dear(self) -> list[int]:
        """Jobs to decide again: by chance, those dear where they are first."""
        n = self.instance.jobs
        idle = [j for j in range(n) if self.to[j] < 0]
        least = self._least.min()
        second = np.sort(self._least, axis=0)[min(1, self.agents.count - 1)] - least  # small where others would do
        dear = [self._least[i, j] - least if i >= 0 else 0.0 for j, i in enumerate(self.to)]
        weight = (np.array(dear) + 0.5) / (second + self.agents.range / 50)
        order = sorted(range(n), key=lambda j: -float(weight[j]) * self._rng.random())
        return sorted({*idle[:20], *order[:JOBS]})

    def _group(self, jobs: int) -> int:
        """How many agents share out their jobs again in one neighbourhood, if all share so many."""
        m = self.agents.count
        return min(m, max(2, round(math.sqrt(PAIRS * m / jobs))))

    def _among(self, open_: Bools, few: list[int]) -> tuple[Bools, list[int]]:
        """All jobs of some agents, to be decided again among these agents."""
        jobs = [j for j in range(self.instance.jobs) if self.to[j] in few or self.to[j] < 0]
        kept = np.zeros_like(open_)
        kept[np.ix_(few, jobs)] = open_[np.ix_(few, jobs)]
        return kept, jobs

    def _fill(self) -> None:
        """Gives jobs that nobody does, heavy ones first, to the agent with room that the bound minds least."""
        room = self._room()
        heavy = self.instance.weight.min(axis=0)
        for j in sorted((j for j, i in enumerate(self.to) if i < 0), key=lambda j: -int(heavy[j])):
            minds = np.where(self.instance.weight[:, j] <= room, self._least[:, j], np.inf)
            i = int(minds.argmin())
            if minds[i] < np.inf:
                self.to[j] = i
                room[i] -= self.instance.weight[i, j]

    def _brief(self) -> Callable[[], bool]:
        """Over when a tenth of the time that is left is over."""
        return Watch(self._watch.over, self._watch.left / 10).over

    def _room(self) -> Ints:
        """What each agent can carry beside what it does."""
        room = self.instance.capacity.copy()
        for j, i in enumerate(self.to):
            if i >= 0:
                room[i] -= self.instance.weight[i, j]
        return room

    def _finish(self) -> None:
        """Gives the jobs that nobody does to the agents with the most room, more and more of them sharing again."""
        jobs = self.instance.jobs
        if self.to.count(-1) > IDLE:
            self._fill()
        self._take(descend(self.instance, self.to, self._idle, 10 * jobs, self._brief()))
        group = self._group(jobs)
        while not self.whole and not self._watch.over():
            few = np.argsort(-self._room(), kind="stable")[:group].tolist()
            self._decide(*self._among(self._open(), few), 5 * NODES, share=0.1)
            self._take(descend(self.instance, self.to, self._idle, 10 * jobs, self._brief()))
            if group >= self.agents.count:
                break
            group = min(self.agents.count, group + 1)

    def _nearest(self, open_: Bools, jobs: list[int], most: int) -> Bools:
        """Of the open pairs of these jobs so many: those that promise most."""
        kept = np.zeros_like(open_)
        kept[:, jobs] = open_[:, jobs]
        at = np.argwhere(kept)
        order = np.argsort(self._least[kept], kind="stable")
        for i, j in at[order[most:]]:
            kept[i, j] = self.to[j] == i
        return kept

    def _decide(
        self, open_: Bools, jobs: list[int], nodes: int,
        *, everything: bool = False, gap: float = 0.0, share: float = 1.0,
    ) -> None:  # fmt: skip
        """Decides jobs again among the open pairs; of everything that is open it gives a bound too."""
        instance, done = self.instance, self._idle
        p = Programme()
        chosen = set(jobs)
        room = instance.capacity.copy()
        for j, i in enumerate(self.to):
            if i >= 0 and j not in chosen:
                room[i] -= instance.weight[i, j]
        x: dict[tuple[int, int], int] = {
            (i, j): p.var(float(done - instance.cost[i, j]), whole=True)
            for j in jobs
            for i in np.nonzero(open_[:, j])[0].tolist()
        }
        of_job: dict[int, list[tuple[int, float]]] = {j: [] for j in jobs}
        of_agent: dict[int, list[tuple[int, float]]] = {i: [] for i in range(instance.agents)}
        for (i, j), v in x.items():
            of_job[j].append((v, 1.0))
            of_agent[i].append((v, float(instance.weight[i, j])))
        for terms in of_job.values():
            p.row(terms, 1.0)
        for i, terms in of_agent.items():
            p.row(terms, float(room[i]))
        start = {v: float(self.to[j] == i) for (i, j), v in x.items()}
        values, _, best = p.solve(self._seed, nodes, gap, share * self._watch.left, self._watch.over, start)
        if values is not None:
            found = {j: int(i) for (i, j), v in x.items() if values[v] > 0.5}
            self._take([found.get(j, -1) if j in chosen else i for j, i in enumerate(self.to)])
        if everything:
            self.bound = max(self.bound, min(_up(len(jobs) * done - best), self.cost if self.whole else math.inf))

    def _take(self, to: list[int]) -> None:
        """Keeps an assignment if it is better."""
        before, idle, cost = self.to, self.to.count(-1), self.cost
        self.to = to
        if (to.count(-1), self.cost) >= (idle, cost):
            self.to = before
        else:
            self._noted()

    def _noted(self) -> None:
        """Tells those who watch, and checks with plain sums that no agent carries too much."""
        carried = np.zeros(self.instance.agents, dtype=np.int64)
        for j, i in enumerate(self.to):
            if i >= 0:
                carried[i] += self.instance.weight[i, j]
        if (carried > self.instance.capacity).any():
            raise RuntimeError(f"{self.instance.name}: an agent carries too much; this is a fault of ours")
        self._watch.value = -self.cost
        self._watch.say(f"{self.instance.name}: cost {self.cost}, bound {self.bound:.0f}")


def _up(bound: float) -> float:
    """Costs are whole, so that a bound between two of them proves the higher one; no bound yet (infinite) stays so."""
    return float(math.ceil(bound - AWAY)) if math.isfinite(bound) else bound
