"""What ends is over with the next request: every page and every form, for everybody to whom something is open.

python -m proof.revocation
"""

from __future__ import annotations

import sys
import time

BY_DESIGN = {  # whoever leads for a learner manages who sees what, also where nothing else is open to them
    ("lead", "the learner ends what is shared"),
    ("mother", "they leave the organisation"),  # she is in none
}


def main() -> int:
    """1 where something goes on."""
    from proof import ground, report  # noqa: PLC0415

    pages = forms = 0
    faults: list[str] = []
    with ground.standing() as here:
        from django.db import connections, transaction  # noqa: PLC0415

        from tests import matrix, mighty, walk  # noqa: PLC0415
        from tests.site import test_revocation as tests  # noqa: PLC0415

        ground.quiet()
        begun = time.perf_counter()
        for actor in matrix.ACTORS:
            with mighty.there(here.server, ground.NAME), transaction.atomic():
                world = tests.world_of(actor)
                if actor != "the learner" and world.may_see(actor):
                    more = [path for address, path in walk.paths(world) if address.is_ours]
                    client, before = tests.opened(world, actor, *more)
                    ways = [way for way in tests.WAYS if (actor, way) not in BY_DESIGN]
                    pages += len(before) * len(ways)
                    forms += len(tests.forms(world, before)) * len(ways)
                    faults += [
                        f"{actor}: {f}" for way in ways for f in tests.revoked(world, actor, client, before, way)
                    ]
                transaction.set_rollback(True)
        connections.close_all()
    for fault in faults:
        print(fault)
    report.write(
        "revocation", pages=pages, forms=forms, faults=len(faults), ways=len(tests.WAYS),
        seconds=round(time.perf_counter() - begun, 1),
    )  # fmt: skip
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
