"""The database's disk fills up while people write: they are told, nothing acknowledged is lost, and later all goes on.

    python -m proof.disk       as somebody who may mount a small disk

Eight people write remarks. The disk is filled to the last byte. Each form then ends with our own page, or is kept; when
there is room again, PostgreSQL is started as systemd would, if it had to end, and what was not kept is sent again with
its key.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from proof import ground, keeping, report
from proof.kill import writers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proof.ground import Ground
    from proof.kill import Writer

SIZE = 400  # megabytes
ROUNDS = 400  # forms by which the disk has to be noticed
PATIENCE = 30.0  # seconds
OURS = "Something went wrong here"


@contextmanager
def small_disk() -> Iterator[Path]:
    """A folder with little room."""
    with tempfile.TemporaryDirectory(prefix="wraparound-disk-") as name:
        Path(name).chmod(0o755)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}m,mode=755", "tmpfs", name], check=True)
        try:
            yield Path(name)
        finally:
            subprocess.run(["umount", "--lazy", name], check=True)


def fill(disk: Path) -> Path:
    """To the last byte."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1_000_000, 4096, 1):
            try:
                while file.write(b"\0" * size):
                    pass
            except OSError:
                continue
    return filler


def _sent(one: Writer, said: dict[str, str]) -> str:
    """`kept`, `ours` (a page of ours says that it was not), or what nobody meant."""
    try:
        status, text, _ = one.asked("POST", f"{one.path}comments/", said)
    except OSError as fault:
        return f"no answer: {fault}"
    if status == 302:
        return "kept"
    return "ours" if status == 500 and OURS in text else f"{status} {text[:80]}"


def _long_remark(one: Writer, number: int) -> dict[str, str]:
    """Words that take room, since what takes none can be kept on a full disk too."""
    said = one.a_remark()
    return said | {"words": f"{number} {said['words']} " + f"{number} " * 400}


def _again(those: list[tuple[Writer, dict[str, str]]]) -> int:
    """How many of what was not kept are kept when they are sent once more, each for a while."""
    kept = 0
    for one, said in those:
        until = time.monotonic() + PATIENCE
        while (became := _sent(one, said)) != "kept" and time.monotonic() < until:
            time.sleep(0.1)
        kept += became == "kept"
    return kept


def _started_again(here: Ground) -> bool:
    """Whether PostgreSQL had ended, as it does where it cannot write its log; started then."""
    try:
        with psycopg.connect(**here.server.connection(ground.NAME), connect_timeout=5) as raw:
            raw.execute("select 1")
            return False
    except psycopg.OperationalError:
        here.cluster.stop()
        here.server = here.cluster.start()
        return True


def main(said: list[str]) -> int:
    """1 where something was lost or done twice, or where somebody was shown what nobody meant."""
    from django.db import connections  # noqa: PLC0415

    rounds = int(said[0]) if said else ROUNDS
    kept: list[str] = []
    refused: list[tuple[Writer, dict[str, str]]] = []
    became: Counter[str] = Counter()
    read = 0
    with small_disk() as disk, ground.standing(folder=disk) as here, keeping.site(here) as (address, _, _):
        those = writers(address)
        connections.close_all()
        _again([(one, one.a_remark()) for one in those])  # the site is up, with a connection for each thread
        filler = fill(disk)
        for number in range(rounds):
            one = those[number % len(those)]
            words = _long_remark(one, number)
            answer = _sent(one, words)
            became[answer] += 1
            kept += [words["words"]] * (answer == "kept")
            if answer != "kept":
                refused.append((one, words))
                read += one.asked("GET", one.path)[0] == 200
            if len(refused) >= 2 * len(those):
                break
        filler.unlink()
        began = time.monotonic()
        started = _started_again(here)
        again = _again(refused)
        back = round(time.monotonic() - began, 1)
        with psycopg.connect(**here.server.connection(ground.NAME)) as raw:
            there = Counter(words.strip() for (words,) in raw.execute("select words from app.plans_comment"))
    lost = sum(there[words.strip()] == 0 for words in [*kept, *(words["words"] for _, words in refused)])
    doubled = sum(many > 1 for many in there.values())
    report.write(
        "disk", acknowledged=len(kept), refused=len(refused), answers=dict(became), pages_read_meanwhile=read,
        postgresql_had_to_be_started_again=started, sent_again_and_kept=again, seconds_to_send_all_again=back,
        lost=lost, doubled=doubled,
    )  # fmt: skip
    good = refused and again == len(refused) and not lost and not doubled and became.keys() <= {"kept", "ours"}
    return int(not good)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
