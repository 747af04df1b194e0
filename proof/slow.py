"""A slow database: pages answer, or end in time with a page of ours; afterwards everybody is served as before.

    python -m proof.slow [REQUESTS]

Each answer of the database takes 0.3 seconds longer than it did, for as many readers and writers as the site has
threads and half as many again. First pages have all the time they need, then two seconds; and a site that gives them an
hour has to be found out.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from psycopg.conninfo import make_conninfo

from proof import cutting, ground, keeping, report
from proof.kill import Writer, writers

if TYPE_CHECKING:
    from proof.ground import Ground

DELAY = 0.3  # seconds
AT_ONCE = 24
SHORT = 2  # seconds
LATE = 5.0  # seconds beyond what a page has: its last statement, undoing it, and making our page
OURS = "Something went wrong here"


@dataclass
class Found:
    """What came back while the database was slow: `ours` are our pages that say so, `other` is what nobody meant."""

    answered: int = 0
    ours: int = 0
    other: list[str] = field(default_factory=list)
    slowest: float = 0.0
    health_slowest: float = 0.0
    served_again: float = 0.0
    doubled: int = 0
    lost: int = 0


def tried(here: Ground, requests: int, page_seconds: int) -> Found:
    """So many requests through a slow way, and then one each through a quick one."""
    from django.db import connections  # noqa: PLC0415 - needs Django

    found = Found()
    with cutting.way(here.server.host, here.server.port) as (way, host):
        url = make_conninfo(here.environment["DATABASE_URL"], host=host)
        with keeping.site(here, DATABASE_URL=url, PAGE_SECONDS=str(page_seconds)) as (address, _, _):
            those = [Patient(one) for one in writers(address) * (AT_ONCE // 8)]
            connections.close_all()
            _until_up(those[0])
            way.delay = DELAY
            _all(those, found, requests // AT_ONCE)
            way.delay = 0.0
            began = time.monotonic()
            _all(those, Found(), 0)
            found.served_again = round(time.monotonic() - began, 2)
    _counted(here, those, found)
    return found


@dataclass
class Patient:
    """A writer whose answers are noted, whatever they are; one remark for each of them, sent with one key."""

    writer: Writer
    said: dict[str, str] = field(default_factory=dict)
    acknowledged: bool = False

    def ask(self, number: int, found: Found, lock: threading.Lock) -> None:
        """Reads, and each second time writes; in the end, where `number` is 0, until it is acknowledged."""
        began = time.monotonic()
        status, text, _ = self.write() if number % 2 == 0 else self.writer.asked("GET", self.writer.path)
        with lock:
            found.slowest = max(found.slowest, round(time.monotonic() - began, 2))
            found.answered += status in (200, 302)
            found.ours += status == 500 and OURS in text
            if status not in (200, 302) and OURS not in text:
                found.other.append(f"{status} {text[:80]}")

    def write(self) -> tuple[int, str, str]:
        """The same remark with the same key each time."""
        self.said = self.said or self.writer.a_remark()
        answer = self.writer.asked("POST", f"{self.writer.path}comments/", self.said)
        self.acknowledged |= answer[0] == 302
        return answer


def _until_up(one: Patient) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if one.writer.asked("GET", "/health/")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)


def _all(those: list[Patient], found: Found, rounds: int) -> None:
    lock, over = threading.Lock(), threading.Event()

    def go(one: Patient) -> None:
        for number in range(rounds + 1) if rounds else (0,):
            one.ask(number, found, lock)

    def looks() -> None:
        while not over.wait(1):
            began = time.monotonic()
            those[0].writer.asked("GET", "/health/")
            found.health_slowest = max(found.health_slowest, round(time.monotonic() - began, 2))

    watch = threading.Thread(target=looks)
    threads = [threading.Thread(target=go, args=(one,)) for one in those]
    for thread in (*threads, watch):
        thread.start()
    for thread in threads:
        thread.join()
    over.set()
    watch.join()


def _counted(here: Ground, those: list[Patient], found: Found) -> None:
    import psycopg  # noqa: PLC0415

    with psycopg.connect(**here.server.connection(ground.NAME)) as raw:
        there = Counter(words for (words,) in raw.execute("select words from app.plans_comment"))
    found.lost = sum(one.acknowledged and there[one.said["words"]] == 0 for one in those)
    found.doubled = sum(many > 1 for many in there.values())


def is_good(found: Found, page_seconds: int) -> bool:
    """Nothing that nobody meant, nothing lost or twice, nobody waiting for long: for a thread, and then for a page."""
    wrong = found.other or found.lost or found.doubled
    return not wrong and found.slowest <= 2 * page_seconds + LATE and found.served_again <= LATE


def main(said: list[str]) -> int:
    """1 where it is not so, or where a site without a limit is not found out."""
    requests = int(said[0]) if said else 96
    with ground.standing() as here:
        patient = tried(here, requests, 30)
        short = tried(here, requests, SHORT)
        without = tried(here, AT_ONCE, 3600)
    told: dict[str, Any] = {
        name: {**vars(one), "other": one.other[:3]} for name, one in (("patient", patient), ("short", short))
    }
    report.write(
        "slow", requests=requests, at_once=AT_ONCE, delay=DELAY, **told,
        planted={"without a limit: slowest": without.slowest, "noticed": not is_good(without, SHORT)},
    )  # fmt: skip
    good = is_good(patient, 30) and is_good(short, SHORT) and short.ours > 0 and patient.answered > 0
    return int(not (good and not is_good(without, SHORT)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
