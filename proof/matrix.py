"""Every address, by every actor, by every method, in every state of what is shared: cells checked, disclosures found.

python -m proof.matrix

States: as it is; all that was shared has ended; it has run out; everybody but the lead is frozen. (Everything is open
to the college at first.)
"""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.matrix import World


def fresh(world: World) -> None:
    """Nothing happens."""


def ended(world: World) -> None:
    """The learner ends every grant."""
    from tests.site import test_revocation  # noqa: PLC0415

    test_revocation.the_learner_ends_what_is_shared(world, None)


def run_out(world: World) -> None:
    """Two years pass."""
    from tests import mighty  # noqa: PLC0415

    for table in ("sharing_grant", "sharing_access"):
        earlier = f"update app.{table} set since = since - %s, until = until - %s where until < 'infinity'"
        with mighty.taken() as cursor:
            cursor.execute("set local session_replication_role = replica")
            cursor.execute(earlier, [timedelta(days=730)] * 2)
            cursor.execute("set local session_replication_role = origin")


def frozen(world: World) -> None:
    """The learner stops everybody but the lead."""
    from wraparound.core.database.scope import acting, as_person  # noqa: PLC0415
    from wraparound.sharing.models import Freeze  # noqa: PLC0415

    sam = world.actors["the learner"]
    assert sam
    with acting(as_person(sam.pk)):
        for name, who in world.actors.items():
            if who is not None and name not in ("the learner", "lead"):
                Freeze(learner=world.learner, by=sam, by_learner=True, person=who).save(force_insert=True)


STATES: dict[str, Callable[[World], None]] = {"fresh": fresh, "ended": ended, "run out": run_out, "frozen": frozen}


def walked(actor: str, state: str) -> tuple[int, list[str]]:
    """Cells, and what was wrong, in the transaction that is open."""
    from tests import matrix, people, surfaces, walk  # noqa: PLC0415
    from tests.site import test_matrix, test_revocation  # noqa: PLC0415
    from wraparound.core.categories import Category  # noqa: PLC0415

    world = test_revocation.world_of(actor)
    client = people.browser(world.actors[actor])
    STATES[state](world)
    open_to_them = world.may_see(actor)
    hidden = [matrix.canary(c) for c in Category if c not in open_to_them]
    cells, found = 0, []
    if state != "fresh" and actor not in ("the learner", "lead") and open_to_them:
        found.append(f"{actor}, {state}: {sorted(open_to_them)} is open")
    for _, path in walk.paths(world):
        for method in test_matrix.METHODS:
            answer: Any = walk.sent(client, method, path)
            cells += 1
            if answer.status_code >= 500:
                found.append(f"{actor}, {state}: {method} {path} answers {answer.status_code}")
            words = surfaces.found(hidden, [surfaces.of_answer(answer)])
            found += [f"{actor}, {state}: {method} {path} says {word}" for word in words]
    return cells, found


def main() -> int:
    """1 where somebody was shown a word that is not open to them."""
    from proof import ground, report  # noqa: PLC0415

    cells, faults = 0, []
    with ground.standing() as here:
        from django.db import connections, transaction  # noqa: PLC0415

        from tests import matrix, mighty  # noqa: PLC0415

        ground.quiet()
        begun = time.perf_counter()
        with mighty.there(here.server, ground.NAME):
            for state in STATES:
                for actor in matrix.ACTORS:
                    with transaction.atomic():
                        more, found = walked(actor, state)
                        transaction.set_rollback(True)
                    cells, faults = cells + more, faults + found
        connections.close_all()
    for fault in faults:
        print(fault)
    report.write(
        "matrix", cells=cells, states=len(STATES), actors=len(matrix.ACTORS), disclosures=len(faults),
        seconds=round(time.perf_counter() - begun, 1),
    )  # fmt: skip
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
