"""Hostile answers to every form that any of the matrix's actors comes to, many of them.

python -m proof.fuzz [POSTS] [SEED]
"""

from __future__ import annotations

import sys
import time


def main(said: list[str]) -> int:
    """1 where a form broke or showed what is hidden."""
    from proof import ground, report  # noqa: PLC0415

    posts, seed = int(said[0]) if said else 20_000, int(said[1]) if len(said) > 1 else 1
    with ground.standing():
        from django.conf import settings  # noqa: PLC0415
        from django.db import connections, transaction  # noqa: PLC0415

        from tests.matrix import ACTORS  # noqa: PLC0415
        from tests.site import test_fuzz  # noqa: PLC0415

        settings.ALLOWED_HOSTS = ["*"]
        settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
        begun = time.perf_counter()
        with transaction.atomic():
            found = test_fuzz.tried(posts, ACTORS, seed)
            transaction.set_rollback(True)
        connections.close_all()
    for fault in sorted(set(found.faults)):
        print(*fault)
    report.write(
        "fuzz", posts=found.posts, forms=len(found.forms), faults=len(found.faults), seed=seed,
        answers=dict(sorted(found.answers.items())), seconds=round(time.perf_counter() - begun, 1),
    )  # fmt: skip
    return int(bool(found.faults))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
