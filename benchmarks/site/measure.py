"""Times statements under row-level security beside the same by hand, and pages through the whole site."""

from __future__ import annotations

import math
import re
import statistics
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from django.db import OperationalError, connections, transaction

from benchmarks.site.by_hand import Pair, pair
from benchmarks.site.viewers import HAND, SITE, Viewer, addresses, browser
from wraparound.core import once
from wraparound.core.database import scope
from wraparound.core.database.scope import Role, acting, as_person
from wraparound.passport.models import Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FEWEST = 20  # runs, where time allows
OK, LED_ON = 200, 302
MARK = re.compile(r'name="mark-details" value="(\w+)"')


@dataclass(slots=True)
class Sent:
    """What a page sent to the database: the statements of its view, and how many there were in all."""

    of_view: list[tuple[str, Any]] = field(default_factory=list)
    count: int = 0


@dataclass(frozen=True, slots=True)
class Compared:
    """A task's statements under row-level security and by hand. Milliseconds, medians."""

    viewer: str
    task: str
    statements: int
    rows: int
    same_rows: bool
    site_ms: float
    by_hand_ms: float
    runs: int
    each: tuple[tuple[str, float, float], ...]
    stopped: bool = False  # a statement took longer than the server was told to wait

    @property
    def ratio(self) -> float:
        """How many times as long as by hand; 0 where that could not be measured."""
        return self.site_ms / self.by_hand_ms if self.by_hand_ms else 0.0


@dataclass(frozen=True, slots=True)
class Answered:
    """A page through the whole site in this process. Milliseconds. `failed`: it did not answer with the page."""

    viewer: str
    task: str
    p50_ms: float
    p95_ms: float
    database_ms: float
    statements: int
    runs: int
    failed: bool = False


@contextmanager
def listening() -> Iterator[Sent]:
    """Inside, every statement of the site is counted; those of a signed-in person are kept."""
    sent = Sent()

    def listen(execute: Any, statement: str, params: Any, many: bool, context: Any) -> Any:
        sent.count += 1
        actor = scope.current()
        if actor is not None and actor.role is Role.PERSON and not many:
            sent.of_view.append((statement, params))
        return execute(statement, params, many, context)

    with connections[SITE].execute_wrapper(listen):
        yield sent


def tasks(viewer: Viewer) -> dict[str, list[Pair]]:
    """The statements of each task that can be compared: what the pages send, and two counts over everything."""
    found = {task: _of_page(viewer, address) for task, address in addresses(viewer).items()}
    counts = [p for p in found["list"] if p.name == "count of learner"]
    with listening() as sent, suppress(OperationalError), acting(as_person(viewer.person)):
        Entry.objects.count()
    return {**found, "count learners": counts, "count answers": _pairs(sent, viewer)}


def _of_page(viewer: Viewer, address: str) -> list[Pair]:
    """What a page sends; where it failed, what it sent until then."""
    client = browser(viewer)
    with listening() as sent:
        client.get(address)
    return _pairs(sent, viewer)


def _pairs(sent: Sent, viewer: Viewer) -> list[Pair]:
    return [p for p in (pair(statement, params, viewer.person) for statement, params in sent.of_view) if p]


def compare(viewer: Viewer, task: str, pairs: list[Pair], runs: int, seconds: float) -> Compared:
    """Runs both in turn, each in a transaction of its own, and says the medians of what the statements took."""
    try:
        rows = [(_rows(SITE, viewer, p.site, p.params), _rows(HAND, viewer, p.by_hand, p.params)) for p in pairs]
        times = _in_turn(viewer, pairs, runs, seconds)
    except OperationalError:  # the server stopped a statement
        return Compared(viewer.name, task, len(pairs), 0, False, 0.0, 0.0, 0, (), stopped=True)
    totals = {alias: statistics.median(map(sum, all_of)) for alias, all_of in times.items()}
    each = {alias: [statistics.median(of) for of in zip(*all_of, strict=True)] for alias, all_of in times.items()}
    return Compared(
        viewer=viewer.name,
        task=task,
        statements=len(pairs),
        rows=sum(len(site) for site, _hand in rows),
        same_rows=all(site == hand for site, hand in rows),
        site_ms=totals[SITE],
        by_hand_ms=totals[HAND],
        runs=len(times[SITE]),
        each=tuple(zip((p.name for p in pairs), each[SITE], each[HAND], strict=True)),
    )


def _in_turn(viewer: Viewer, pairs: list[Pair], runs: int, seconds: float) -> dict[str, list[list[float]]]:
    times: dict[str, list[list[float]]] = {SITE: [], HAND: []}
    begun = time.monotonic()
    while len(times[SITE]) < runs and _goes_on(len(times[SITE]), runs, time.monotonic() - begun, seconds):
        for alias in (SITE, HAND) if len(times[SITE]) % 2 else (HAND, SITE):
            times[alias].append(_timed(alias, viewer, pairs))
    return times


def _goes_on(done: int, runs: int, passed: float, seconds: float) -> bool:
    """A few runs more than the time allows, where one takes long; never three times as long."""
    return passed < seconds or (done < min(runs, FEWEST) and passed < 3 * seconds)


def _transaction(alias: str, viewer: Viewer) -> Any:
    return acting(as_person(viewer.person)) if alias == SITE else transaction.atomic(using=HAND)


def _timed(alias: str, viewer: Viewer, pairs: list[Pair]) -> list[float]:
    took = []
    with _transaction(alias, viewer), connections[alias].cursor() as cursor:
        for one in pairs:
            statement = one.site if alias == SITE else one.by_hand
            begun = time.perf_counter()
            cursor.execute(statement, one.params)
            cursor.fetchall()
            took.append((time.perf_counter() - begun) * 1000)
    return took


def _rows(alias: str, viewer: Viewer, statement: str, params: tuple[Any, ...]) -> list[Any]:
    with _transaction(alias, viewer), connections[alias].cursor() as cursor:
        cursor.execute(statement, params)
        found = list(cursor.fetchall())
    return found if " ORDER BY " in statement else sorted(found, key=repr)


def opening_ms(viewer: Viewer, runs: int) -> tuple[float, float]:
    """An empty transaction, with role and actor told and without; milliseconds, medians."""
    took: dict[str, list[float]] = {SITE: [], HAND: []}
    for _ in range(runs):
        for alias, of in took.items():
            begun = time.perf_counter()
            with _transaction(alias, viewer), connections[alias].cursor() as cursor:
                cursor.execute("select 1")
            of.append((time.perf_counter() - begun) * 1000)
    return statistics.median(took[SITE]), statistics.median(took[HAND])


def answer(viewer: Viewer, task: str, address: str, runs: int, seconds: float) -> Answered:
    """Asks for a page again and again; the first time, when templates are read, does not count."""
    client = browser(viewer)
    return _answered(viewer, task, lambda: client.get(address).status_code == OK, runs, seconds)


def save(viewer: Viewer, runs: int, seconds: float) -> Answered:
    """Keeps one field of a line as it is typed, as the page does it: sends it, and fetches what the answer leads to."""
    client, address = browser(viewer), f"/plans/{viewer.plan}/lines/{viewer.line}/fields/details/"
    shown = client.get(address, headers={"HX-Request": "true"})
    found = MARK.search(shown.content.decode())
    marks, numbers = [found[1] if found else "none"], count()

    def keep() -> bool:
        said = {once.FIELD: once.new_key(), "mark-details": marks[-1], "details": f"In the mornings, {next(numbers)}"}
        answer = client.post(address, said, headers={"HX-Request": "true"})
        if answer.status_code != LED_ON:
            return False
        marks.append(answer.headers["Location"].partition("kept=")[2])
        return bool(client.get(answer.headers["Location"], headers={"HX-Request": "true"}).status_code == OK)

    return _answered(viewer, "save", keep, runs, seconds)


def _answered(viewer: Viewer, task: str, ask: Callable[[], bool], runs: int, seconds: float) -> Answered:
    if not ask():
        return Answered(viewer.name, task, 0.0, 0.0, 0.0, 0, 0, failed=True)
    with listening() as sent:
        ask()
    took: list[float] = []
    inside = []
    begun = time.monotonic()
    while len(took) < runs and _goes_on(len(took), runs, time.monotonic() - begun, seconds):
        with _clocked() as clock:
            start = time.perf_counter()
            fine = ask()
            took.append((time.perf_counter() - start) * 1000)
        if not fine:
            return Answered(viewer.name, task, 0.0, 0.0, 0.0, 0, len(took), failed=True)
        inside.append(clock[0] * 1000)
    middle = statistics.median(took)
    return Answered(viewer.name, task, middle, percentile(took, 95), statistics.median(inside), sent.count, len(took))


@contextmanager
def _clocked() -> Iterator[list[float]]:
    """Inside, sums the seconds that statements take."""
    total = [0.0]

    def clock(execute: Callable[..., Any], *told: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(*told)
        finally:
            total[0] += time.perf_counter() - begun

    with connections[SITE].execute_wrapper(clock):
        yield total


def percentile(values: list[float], percent: int) -> float:
    """The value that so many percent do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]
