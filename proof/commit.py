"""Answers that get lost around a commit: the form is sent again, and what it does is done once.

    python -m proof.commit [TRIALS]

In each trial the way to the database is cut as the form's transaction commits: by turns before the commit arrives there
and before its answer comes back. The form is then sent again with its key, as a browser does.
"""

from __future__ import annotations

import random
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg

    from proof.cutting import Way

URLS = "tests.core.once_urls"  # a form that writes a person down
HOW = ("before", "after")


@dataclass
class Found:
    """What came of the trials: names of people. `lost` were acknowledged and are not there."""

    trials: int = 0
    cut: int = 0
    committed_unheard: int = 0
    doubled: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    unlike: list[str] = field(default_factory=list)
    """Sent again, it led somewhere else than before."""


def trials(way: Way, raw: psycopg.Connection[Any], number: int, seed: int = 1) -> Found:
    """So many, with a connection of somebody who sees all rows."""
    from django.db import connection  # noqa: PLC0415 - needs Django

    from wraparound.core import once  # noqa: PLC0415

    dice, found = random.Random(seed), Found()
    for trial in range(number):
        how, name, key = HOW[trial % 2], f"trial {seed} {trial}", once.new_key()
        cuts, way.cut = way.cuts, how
        first = _send(name, key)
        connection.close()
        there = _count(raw, name)
        found.trials += 1
        found.cut += way.cuts - cuts
        found.committed_unheard += first == "" and there == 1
        answers = [a for a in [first, *(_send(name, key) for _ in range(dice.randint(1, 3)))] if a]
        connection.close()
        there = _count(raw, name)
        found.doubled += [name] * (there > 1)
        found.lost += [name] * (there == 0 and bool(answers))
        found.unlike += [name] * (len(set(answers)) != 1)
    return found


def _send(name: str, key: str) -> str:
    """Where it led; nothing where it failed."""
    from django.test import Client  # noqa: PLC0415

    from wraparound.core import once  # noqa: PLC0415

    client = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
    answer: Any = client.post("/add/", {"name": name, once.FIELD: key})
    return str(answer["Location"]) if answer.status_code == 302 else ""


def _count(raw: psycopg.Connection[Any], name: str) -> int:
    (there,) = raw.execute("select count(*) from app.accounts_person where name = %s", [name]).fetchone() or (0,)
    return int(there)


def main(said: list[str]) -> int:
    """1 where something was doubled or lost."""
    import psycopg  # noqa: PLC0415
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415

    from proof import cutting, ground, report  # noqa: PLC0415

    number = int(said[0]) if said else 200
    opened: list[Any] = []

    def between(server: Any, env: dict[str, str]) -> dict[str, str]:
        opened.append(cutting.way(server.host, server.port))
        opened.append(opened[0].__enter__())
        return {"DATABASE_URL": make_conninfo(env["DATABASE_URL"], host=opened[1][1])}

    with ground.standing(between) as here:
        from django.conf import settings  # noqa: PLC0415

        settings.ROOT_URLCONF = URLS
        begun = time.perf_counter()
        with psycopg.connect(**here.server.connection(ground.NAME), autocommit=True) as raw:
            found = trials(opened[1][0], raw, number)
        opened[0].__exit__(None, None, None)
    seconds = round(time.perf_counter() - begun, 1)
    report.write(
        "commit", trials=found.trials, cut=found.cut, committed_unheard=found.committed_unheard,
        doubled=len(found.doubled), lost=len(found.lost), led_elsewhere=len(found.unlike), seconds=seconds,
    )  # fmt: skip
    return int(bool(found.doubled or found.lost or found.unlike or found.cut < number))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
