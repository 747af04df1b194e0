"""Making an assignment whole and better by the smallest changes: one job moves, or two jobs change places.

`descend` takes the best change while there is one, within capacities. `wander` may leave them: what is carried too much
has a price, which falls while nothing is, and rises else; and a job does not go back at once to where it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from planner.progress import never

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.instances import Instance
    from planner.master import Ints

NEAR = 8  # agents that a job may move to: those that promise most
STEPS = 20_000
LOOKED_AT = 10  # one of so many jobs is looked at in a step
SWAPPED = 5  # jobs, beside these, for which changing places with each other job is looked at
AWAY = 10  # steps, and as many again by chance, in which a job does not go back


def descend(instance: Instance, to: list[int], idle: int, most: int, over: Callable[[], bool] = never) -> list[int]:
    """After up to `most` changes, or till `over`, each the best there is; a job that nobody does costs `idle`."""
    nobody = instance.agents  # an agent without limits does what nobody does yet
    jobs = np.arange(instance.jobs)
    cost = np.vstack([instance.cost, np.full(instance.jobs, idle)])
    weight = np.vstack([instance.weight, np.zeros(instance.jobs, dtype=np.int64)])
    at = np.array([i if i >= 0 else nobody for i in to])
    room = np.append(instance.capacity, 0)
    np.subtract.at(room, at, weight[at, jobs])
    for _ in range(most):
        if over():
            break
        moved = np.where(weight <= room[:, None], cost - cost[at, jobs], 1)
        i, j = divmod(int(moved.argmin()), instance.jobs)
        here, w = cost[at], weight[at]  # [j, k]: what it costs and weighs if the agent of j does k
        own, load = cost[at, jobs], weight[at, jobs]
        fits = room[at][:, None] + load[:, None] >= w
        swapped = np.where(fits & fits.T, here + here.T - own[:, None] - own[None, :], 1)
        j1, j2 = divmod(int(swapped.argmin()), instance.jobs)
        if min(moved[i, j], swapped[j1, j2]) >= 0:
            break
        changes = [(i, j)] if moved[i, j] <= swapped[j1, j2] else [(int(at[j2]), j1), (int(at[j1]), j2)]
        for agent, job in changes:
            room[at[job]] += weight[at[job], job]
            room[agent] -= weight[agent, job]
            at[job] = agent
    return [i if i < nobody else -1 for i in at.tolist()]


def wander(instance: Instance, near: Ints, to: Ints, seed: int, steps: int = STEPS) -> list[int] | None:
    """The best whole assignment met on the way from one that may ask too much of agents; `near`: jobs x agents."""
    best = np.full(instance.jobs, -1)
    looked_at = max(10, instance.jobs // LOOKED_AT)
    price = float(instance.cost.mean() / max(1.0, instance.weight.mean()))
    _wander(instance.cost, instance.weight, instance.capacity, near, to, best, steps, price, seed, looked_at)
    return best.tolist() if best[0] >= 0 else None


@njit(cache=True)
def _draw(chance: Ints, below: int) -> int:
    """The next number of a linear congruential sequence, whose state is `chance`."""
    chance[0] = (chance[0] * 1103515245 + 12345) & 0x7FFFFFFF
    return int((chance[0] >> 8) % below)


@njit(cache=True)
def _over(load: int, capacity: int) -> int:
    return max(0, load - capacity)


@njit(cache=True)
def _wander(
    cost: Ints, weight: Ints, capacity: Ints, near: Ints, to: Ints, best: Ints,
    steps: int, price: float, seed: int, looked_at: int,
) -> None:  # fmt: skip
    m, n = cost.shape
    chance = np.full(1, seed)
    load, total, least = np.zeros(m, np.int64), 0, 2**60
    until = np.zeros((m, n), np.int64)  # the step until which a job stays away from an agent
    for j in range(n):
        load[to[j]] += weight[to[j], j]
        total += cost[to[j], j]
    over = 0
    for i in range(m):
        over += _over(load[i], capacity[i])
    for step in range(1, steps + 1):
        top, job, agent, other = np.inf, -1, -1, -1
        for number in range(looked_at + SWAPPED):
            j = _draw(chance, n)
            a, swaps = to[j], number >= looked_at
            for k in range(n if swaps else near.shape[1]):
                b = to[k] if swaps else near[j, k]
                if b == a:
                    continue
                back_a, back_b = (weight[a, k], weight[b, k]) if swaps else (0, 0)
                dearer = cost[b, j] - cost[a, j] + (cost[a, k] - cost[b, k] if swaps else 0)
                more = _over(load[a] - weight[a, j] + back_a, capacity[a]) - _over(load[a], capacity[a])
                more += _over(load[b] + weight[b, j] - back_b, capacity[b]) - _over(load[b], capacity[b])
                change = dearer + price * more
                if change >= top:
                    continue
                away = until[b, j] > step or (swaps and until[a, k] > step)
                if away and not (over + more == 0 and total + dearer < least):
                    continue
                top, job, agent, other = change, j, b, k if swaps else -1
        if job < 0:
            continue
        here = to[job]
        for j, a, b in ((job, here, agent), (other, agent, here)):
            if j >= 0:
                over -= _over(load[a], capacity[a]) + _over(load[b], capacity[b])
                load[a] -= weight[a, j]
                load[b] += weight[b, j]
                over += _over(load[a], capacity[a]) + _over(load[b], capacity[b])
                total += cost[b, j] - cost[a, j]
                to[j] = b
                until[a, j] = step + AWAY + _draw(chance, AWAY)
        price *= 0.97 if over == 0 else 1.01
        if over == 0 and total < least:
            least = total
            best[:] = to
