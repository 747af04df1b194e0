"""Anchors: what all audit chains were at some moment, in a file that the database cannot write.

A chain verifies in itself; somebody who owns the database could write one anew, and it would verify too. An anchor is
one line: how many chains there were, the Merkle root over their heads, the number of the last event, when, and the hash
of the line before. The chain of the site notes each anchor in turn, so that cutting the file is found as well.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from wraparound.core import clock
from wraparound.core.database.scope import Role, acting, as_system

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE = "anchors.jsonl"
FIRST = "0" * 64  # what the first anchor names as the one before
PATIENCE = 60.0  # seconds until transactions that were writing must be over
PAUSE = 0.05


class AnchorsWrong(Exception):
    """The chains or the anchors are not what they were; the text says how."""


class Busy(Exception):
    """Something has been writing for too long: no anchor was made."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A line of the file. `before`: the hash of the line before it."""

    number: int
    chains: int
    root: str
    highest: int
    at: str
    before: str

    @property
    def line(self) -> str:
        """As it stands in the file."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @property
    def hash(self) -> str:
        """The sha256 of the line, as hex."""
        return hashlib.sha256(self.line.encode()).hexdigest()


def anchor(folder: Path, patience: float = PATIENCE) -> Anchor:
    """Compares with the last anchor, then adds one. Raises AnchorsWrong where they differ: nothing is added; Busy."""
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder / FILE) as file:
        there = _read(file.read())
        _compare(there[-1:], there)
        highest = _settled(patience)
        chains, root = _state(highest)
        before = there[-1].hash if there else FIRST
        new = Anchor(len(there) + 1, chains, root, highest, clock.now().isoformat(timespec="seconds"), before)
        file.write((new.line + "\n").encode())
        file.flush()
        os.fsync(file.fileno())
        _ask("select app.note_anchor(%s, %s)", new.number, new.hash)
    return new


def check(folder: Path, *, every: bool = False) -> int:
    """How many anchors there are. Raises AnchorsWrong where the file or the chains are not what they were.

    The chains are compared with the last anchor: each was compared before the next was added. With `every`, with all.
    """
    if not (folder / FILE).exists():
        _compare([], [])
        return 0
    with _locked(folder / FILE, fcntl.LOCK_SH) as file:
        there = _read(file.read())
        _compare(there if every else there[-1:], there)
    return len(there)


def are_noted() -> bool:
    """Whether the chain of the site says that there are anchors."""
    return _ask("select number from app.last_anchor()") is not None


def _compare(with_these: list[Anchor], there: list[Anchor]) -> None:
    noted = _ask("select number, print from app.last_anchor()")
    if noted and (len(there) < noted[0] or there[noted[0] - 1].hash != noted[1]):
        raise AnchorsWrong(f"The file of anchors was cut or changed: anchor {noted[0]} is not there as it was noted.")
    if len(there) > (noted[0] if noted else 0) + 1:  # one more: the machine stopped before it was noted
        raise AnchorsWrong(f"There are {len(there)} anchors, of which the chain of the site knows fewer.")
    for one in with_these:
        if (one.chains, one.root) != _state(one.highest):
            raise AnchorsWrong(f"The chains are not what they were at {one.at} (anchor {one.number}).")


def _read(content: bytes) -> list[Anchor]:
    """The anchors of the file; each must be well-formed, in its place, and name the one before."""
    found: list[Anchor] = []
    for number, line in enumerate(content.decode(errors="replace").splitlines(), start=1):
        try:
            one = Anchor(**json.loads(line))
        except (ValueError, TypeError):
            raise AnchorsWrong(f"Line {number} of the anchors is none.") from None
        if one.number != number or one.before != (found[-1].hash if found else FIRST) or one.line != line:
            raise AnchorsWrong(f"Line {number} of the anchors was changed, or one before it.")
        found.append(one)
    return found


def _settled(patience: float) -> int:
    """The highest number below which no event can appear any more: who was writing when we looked is done."""
    highest, before = _ask("select highest, before::text from app.begin_anchor()")
    for _ in range(int(patience / PAUSE)):
        if _ask("select app.is_over(%s::text::xid8)", before)[0]:
            return int(highest)
        _ask("select pg_sleep(%s)", PAUSE)
    raise Busy(f"Something has been writing for more than {patience:.0f} seconds. Try again later.")


def _state(highest: int) -> tuple[int, str]:
    chains, root = _ask("select chains, encode(root, 'hex') from app.state_of_chains(%s)", highest)
    return int(chains), str(root or "")


def _ask(query: str, *told: Any) -> Any:
    """One row, in a transaction of its own."""
    with acting(as_system(Role.UPKEEP)), connection.cursor() as cursor:
        cursor.execute(query, told)
        return cursor.fetchone()


@contextmanager
def _locked(path: Path, how: int = fcntl.LOCK_EX) -> Iterator[Any]:
    """The file, to read and, alone with it, to add to; two who anchor at once do so one after the other."""
    with path.open("a+b" if how == fcntl.LOCK_EX else "rb") as file:
        fcntl.flock(file, how)
        file.seek(0)
        yield file
