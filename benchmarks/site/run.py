"""A database of its own, filled; everything measured in it; gone afterwards unless a folder is named."""

from __future__ import annotations

import os
import platform
import shutil
import tempfile
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
import psycopg
from django.core.management import call_command
from django.db import connections
from psycopg.conninfo import make_conninfo

from benchmarks.site import fill
from wraparound.core.database.embedded import new_secrets, ready
from wraparound.core.database.launcher import Cluster

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.site.crowd import Crowd
    from benchmarks.site.measure import Answered, Compared
    from benchmarks.site.viewers import Viewer
    from wraparound.core.database.launcher import Server

    Say = Callable[[str], None]

DATABASE = "site"
SETTINGS = {  # quicker to fill; reading is as with the server's own settings
    "fsync": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "8GB",
}
SAMPLE = 2000  # learners whose access is compared with what is due, where there are more


@dataclass(frozen=True, slots=True)
class Asked:
    """What to measure, and how long at most: runs and seconds are for each line of the tables."""

    learners: int
    seed: int
    runs: int
    seconds: float
    folder: Path | None = None
    check_all: bool = False
    people_at_once: int = 0
    viewer: str | None = None  # measure as this one alone


@dataclass(slots=True)
class Found:
    """All that was measured."""

    learners: int
    seed: int
    machine: str
    server: str
    load_before: float
    rows: dict[str, int] = field(default_factory=dict)
    fill_seconds: float = 0.0
    access_missing: int = -1
    access_extra: int = -1
    access_learners: int = 0
    access_seconds: float = 0.0
    viewers: list[Viewer] = field(default_factory=list)
    opening_ms: tuple[float, float] = (0.0, 0.0)
    compared: list[Compared] = field(default_factory=list)
    answered: list[Answered] = field(default_factory=list)
    crowd: Crowd | None = None
    load_after: float = 0.0

    def faults(self) -> list[str]:
        """What makes the figures worthless."""
        told = [
            f"{c.viewer}, {c.task}: the site and the same by hand do not find the same rows"
            for c in self.compared
            if not c.same_rows and not c.stopped
        ]
        told += [f"{c.viewer}, {c.task}: a statement took too long and was stopped" for c in self.compared if c.stopped]
        told += [f"{a.viewer}, {a.task}: the page does not answer" for a in self.answered if a.failed]
        told += [f"{c.viewer}, {c.task}: nothing to compare" for c in self.compared if not c.statements]
        if (self.access_missing, self.access_extra) != (0, 0):
            told.append(f"access is not what is due: {self.access_missing} missing, {self.access_extra} extra")
        if self.crowd is not None and self.crowd.failed:
            told.append(f"{self.crowd.failed} requests of many people at once failed")
        return told

    def as_json(self) -> dict[str, Any]:
        """One object, with the ratios."""
        told = asdict(self)
        for line, compared in zip(told["compared"], self.compared, strict=True):
            line["ratio"] = compared.ratio
        return {**told, "faults": self.faults()}


def run(asked: Asked, say: Say) -> Found:
    """Everything. Once in a process: Django is set up for the database that is made here."""
    with _folder(asked.folder) as folder, Cluster(folder / "database", settings=SETTINGS) as server:
        _prepare(server)
        found = Found(asked.learners, asked.seed, _machine(), f"PostgreSQL {server.version}", os.getloadavg()[0])
        with psycopg.connect(**server.connection(DATABASE), autocommit=True) as connection:
            _fill(connection, asked, found, say)
            _check(connection, asked, found, say)
        _measure(asked, found, say)
        found.load_after = os.getloadavg()[0]
        return found


@contextmanager
def _folder(named: Path | None) -> Iterator[Path]:
    if named is not None:
        named.mkdir(parents=True, exist_ok=True)
        yield named
        return
    made = Path(tempfile.mkdtemp(prefix="wraparound-bench-"))
    made.chmod(0o755)  # the server may run as somebody else
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _prepare(server: Server) -> None:
    os.environ.update(ready(server, DATABASE, new_secrets()))
    os.environ["DATABASE_BY_HAND_URL"] = make_conninfo(**server.connection(DATABASE))
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.site.settings"
    django.setup()
    call_command("migrate", database="owner", verbosity=0)


def _fill(connection: psycopg.Connection[Any], asked: Asked, found: Found, say: Say) -> None:
    (there,) = connection.execute("select count(*) from app.learners_learner").fetchone() or (0,)
    if there not in (0, asked.learners):
        raise ValueError(f"the folder holds {there} learners: name another folder or as many learners")
    if not there:
        begun = time.monotonic()
        fill.fill(connection, asked.learners, asked.seed, lambda what: say(f"filling: {what}"))
        found.fill_seconds = round(time.monotonic() - begun, 1)
    for table in fill.BIG:
        (found.rows[table],) = connection.execute(f"select count(*) from app.{table}").fetchone() or (0,)


def _check(connection: psycopg.Connection[Any], asked: Asked, found: Found, say: Say) -> None:
    everybody = asked.check_all or asked.learners <= SAMPLE
    found.access_learners = asked.learners if everybody else SAMPLE
    say(f"comparing access with what is due, for {found.access_learners} learners")
    begun = time.monotonic()
    found.access_missing, found.access_extra = fill.access_errors(connection, 0 if everybody else SAMPLE)
    found.access_seconds = round(time.monotonic() - begun, 1)


def _measure(asked: Asked, found: Found, say: Say) -> None:
    from benchmarks.site import crowd, measure, viewers  # noqa: PLC0415 - they need the apps

    found.viewers = [v for v in viewers.viewers() if asked.viewer in (None, v.name)]
    found.opening_ms = measure.opening_ms(found.viewers[0], asked.runs)
    for viewer in found.viewers:
        say(f"measuring: {viewer.name}")
        for task, pairs in measure.tasks(viewer).items():
            found.compared.append(measure.compare(viewer, task, pairs, asked.runs, asked.seconds))
        for task, address in {**viewers.addresses(viewer), **viewers.plan_addresses(viewer)}.items():
            found.answered.append(measure.answer(viewer, task, address, asked.runs, asked.seconds))
        if viewer.leads_it:
            found.answered.append(measure.save(viewer, asked.runs, asked.seconds))
    if asked.people_at_once:
        say(f"measuring: {asked.people_at_once} people at once")
        found.crowd = crowd.crowd(asked.people_at_once)
    connections.close_all()


def _machine() -> str:
    return (
        f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, Django {django.__version__}"
    )
