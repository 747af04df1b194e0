"""Rows that are hidden change no byte of any page, for each actor of the matrix; and hidden takes as long as absent.

python -m proof.hidden [PAIRS]

Times are compared in pairs, a hidden learner and one that does not exist by turns, with Mann and Whitney's rank test:
it says how often one takes longer than the other, and how likely that is by chance.
"""

from __future__ import annotations

import math
import sys
import time
import uuid
from typing import Any

UNLIKELY = 0.001  # a difference as large as that comes by chance once in a thousand proofs
LARGE = 0.05  # how far from one half "takes longer" may be: what a network hides


def rank_test(one: list[float], two: list[float]) -> tuple[float, float]:
    """How often a value of the first is above one of the second (0.5: neither is), and how likely by chance."""
    ordered = sorted([(value, 0) for value in one] + [(value, 1) for value in two])
    ranks = sum(rank for rank, (_, which) in enumerate(ordered, 1) if which == 0)
    above = ranks - len(one) * (len(one) + 1) / 2
    pairs = len(one) * len(two)
    spread = math.sqrt(pairs * (len(one) + len(two) + 1) / 12)
    return above / pairs, math.erfc(abs(above - pairs / 2) / spread / math.sqrt(2))


def timed(client: Any, hidden: str, absent: str, pairs: int) -> tuple[float, float]:
    """A hidden and an absent address by turns; which comes first changes each time."""
    taken: dict[str, list[float]] = {hidden: [], absent: []}
    for number in range(pairs):
        for path in (hidden, absent) if number % 2 else (absent, hidden):
            begun = time.perf_counter()
            client.get(path)
            taken[path].append(time.perf_counter() - begun)
    return rank_test(taken[hidden], taken[absent])


def main(said: list[str]) -> int:
    """1 where a byte changed, or where hidden can be told from absent by the time it takes."""
    from proof import ground, report  # noqa: PLC0415

    pairs = int(said[0]) if said else 2_000
    pages, rows, faults, times = 0, 0, [], {}
    with ground.standing() as here:
        from django.db import connections, transaction  # noqa: PLC0415
        from django.urls import reverse  # noqa: PLC0415

        from tests import hidden, matrix, mighty, people, walk  # noqa: PLC0415
        from tests.site import test_hidden_rows as tests  # noqa: PLC0415

        ground.quiet()
        begun = time.perf_counter()
        for actor in matrix.ACTORS:
            with mighty.there(here.server, ground.NAME), transaction.atomic():
                world = matrix.make_world()
                other = people.learner("Strangername", person=people.person("Strangerperson"))
                if world.actors[actor] is not None and actor != "the learner":
                    every = [path for address, path in walk.paths(world) if address.is_ours]
                    hidden.fill_the_rest(world, also_about_learners=False)
                    client, before = tests.looked_at(world, actor, *every)
                    added = hidden.added(world, actor, [world.learner, other])
                    pages, rows = pages + len(before), rows + len(added.rows)
                    faults += [f"{actor}: {one}" for one in tests.differing(client, before)]
                transaction.set_rollback(True)
        with transaction.atomic():
            world = matrix.make_world()
            client = people.browser(world.actors["partner without a grant"])
            for name in ("learners:learner", "plans:plan", "sharing:who"):
                ids = (world.learner.public_id, uuid.uuid4())
                times[name] = timed(client, *(reverse(name, args=[one]) for one in ids), pairs // 3)
            transaction.set_rollback(True)
        connections.close_all()
    for fault in faults:
        print(fault)
    told = {name: {"longer": round(longer, 3), "by_chance": round(p, 4)} for name, (longer, p) in times.items()}
    slow = [name for name, (longer, p) in times.items() if p < UNLIKELY and abs(longer - 0.5) > LARGE]
    report.write(
        "hidden", pages=pages, hidden_rows=rows, pages_that_changed=len(faults), pairs=pairs, times=told,
        told_apart_by_time=slow, seconds=round(time.perf_counter() - begun, 1),
    )  # fmt: skip
    return int(bool(faults or slow))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
