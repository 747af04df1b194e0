"""Many people at once, through the web server that the demo runs: one process, eight threads."""

from __future__ import annotations

import http.client
import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections import defaultdict
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connections, transaction

from benchmarks.site.measure import percentile
from benchmarks.site.viewers import HAND, Viewer, addresses, browser, plan_addresses, viewer_of
from wraparound.demo.serve import HOST, SERVER

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS, MOST_REQUESTS, PATIENCE = 20, 4000, 30
PAUSE = (1.0, 3.0)  # seconds between two pages of a person: they read
OK = 200


@dataclass(slots=True)
class Crowd:
    """What people had to wait, in milliseconds, all tasks together; and p50, p95 and number of each task."""

    people: int
    requests: int
    failed: int
    p50_ms: float
    p95_ms: float
    per_second: float
    tasks: dict[str, tuple[float, float, int]] = field(default_factory=dict)


@dataclass(slots=True)
class _Log:
    took: list[float] = field(default_factory=list)
    by_task: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failed: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


def crowd(people: int) -> Crowd:
    """Each opens a list, a passport, a search or a page of a plan, reads for one to three seconds, and goes on.

    It takes 20 seconds.
    """
    everybody = [(browser(v).cookies[settings.SESSION_COOKIE_NAME].value, v) for v in _people(people)]
    log = _Log()
    with _server() as port:
        if not port:
            return Crowd(people, 0, people, 0.0, 0.0, 0.0)
        begun = time.monotonic()
        until = begun + SECONDS
        threads = [
            threading.Thread(target=_person, args=(port, cookie, viewer, number, until, log))
            for number, (cookie, viewer) in enumerate(everybody)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        passed = time.monotonic() - begun
    took = log.took or [0.0]
    each = {t: (percentile(ms, 50), percentile(ms, 95), len(ms)) for t, ms in sorted(log.by_task.items())}
    per_second = round(len(log.took) / passed, 1)
    return Crowd(people, len(log.took), log.failed, percentile(took, 50), percentile(took, 95), per_second, each)


def _people(count: int) -> list[Viewer]:
    """Support workers, every fifth a lead and every tenth a learner."""
    found = []
    with transaction.atomic(using=HAND), connections[HAND].cursor() as cursor:
        cursor.execute(
            SOME, {"leads": count // 5, "learners": count // 10, "workers": count - count // 5 - count // 10}
        )
        for person, part in cursor.fetchall():
            found.append(viewer_of(cursor, part, person, 0))
    return found


SOME = """
(select person_id, 'lead' from (select distinct person_id from learners_circlemember where part = 'lead') x
  order by person_id limit %(leads)s)
union all (select person_id, 'learner' from learners_learner order by person_id limit %(learners)s)
union all (select person_id, 'support' from (
    select distinct person_id from learners_circlemember where part = 'support') x
  where exists (select from sharing_access a where a.person = person_id and a.category = 0)
  order by person_id limit %(workers)s)
"""


def _person(port: int, cookie: str, viewer: Viewer, number: int, until: float, log: _Log) -> None:
    chance = random.Random(number)
    pages = list({**addresses(viewer), **plan_addresses(viewer)}.items())
    time.sleep(chance.uniform(0, PAUSE[1]))  # they do not come in the same moment
    while time.monotonic() < until and len(log.took) < MOST_REQUESTS:
        begun = time.perf_counter()
        fine, (task, address) = False, chance.choice(pages)
        with suppress(OSError, http.client.HTTPException):
            fine = _ask(port, cookie, address) == OK
        took = (time.perf_counter() - begun) * 1000
        with log.lock:
            log.took.append(took)
            log.by_task[task].append(took)
            log.failed += not fine
        time.sleep(chance.uniform(*PAUSE))


def _ask(port: int, cookie: str, address: str) -> int:
    line = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
    try:
        line.request("GET", address, headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}"})
        answer = line.getresponse()
        answer.read()
        return answer.status
    finally:
        line.close()


@contextmanager
def _server() -> Iterator[int]:
    """The port at which the site answers; 0 where it does not start."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port: int = free.getsockname()[1]
    child = subprocess.Popen(
        [sys.executable, *SERVER, "--bind", f"{HOST}:{port}", "wraparound.site.wsgi"],
        env={**os.environ, "WRAPAROUND_DEMO": "yes", "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
    )
    try:
        yield port if _answers(port, child) else 0
    finally:
        child.terminate()
        with suppress(subprocess.TimeoutExpired):
            child.wait(10)
        if child.poll() is None:
            child.kill()


def _answers(port: int, child: subprocess.Popen[bytes]) -> bool:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and child.poll() is None:
        with suppress(OSError, http.client.HTTPException):
            if _ask(port, "", "/health/") == OK:
                return True
        time.sleep(0.2)
    return False
