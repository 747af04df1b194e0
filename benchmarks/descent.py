"""Making an assignment whole and better by the smallest changes: one job moves, or two jobs change places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.progress import never

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.instances import Instance


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
