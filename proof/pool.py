"""Connections that many share: each answer must be for whoever asked, whatever goes wrong for others meanwhile.

    python -m proof.pool [REQUESTS]     through Django's own pool, then through pgbouncer (Debian's), if it is there

Requests go through the site's whole middleware as two people, a visitor, and one that forgot to say for whom. Every few
of them fail in the middle, run out of time, lose their connection, or have it ended by the server.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wraparound.core.database.launcher import Server

THREADS = 8
SHARED = 4  # connections
HOW = ("fine",) * 12 + ("fails", "slow", "lost")
FAULTS = frozenset({"fails", "slow", "lost"})
EVERY = 50  # requests, after which the server ends a connection in the middle of what it does
PGBOUNCER = "/usr/sbin/pgbouncer"


@dataclass
class Found:
    """What was asked and answered. `crossed`: (what should have been, what was)."""

    answers: Counter[str] = field(default_factory=Counter)
    crossed: list[tuple[str, str]] = field(default_factory=list)
    ended: int = 0


def two_people() -> dict[str, str]:
    """Who asks, each by their cookies, and what the database must say of them. Called where tables are."""
    from tests import people  # noqa: PLC0415 - needs Django

    college, found = people.organisation(), {"": "app_visitor "}
    for name in ("Ana", "Ben"):
        who = people.member(college, name)
        (cookie,) = people.browser(who).cookies.values()
        found[f"{cookie.key}={cookie.value}"] = f"app_user {who.pk}"
    return found


def hammer(server: Server, database: str, people: dict[str, str], requests: int, seed: int = 1) -> Found:
    """So many requests by eight threads through the middleware of the site, as a web server would send them."""
    found, taken = Found(), count()
    with psycopg.connect(**server.connection(database), autocommit=True) as ending:
        lock = threading.Lock()

        def ask() -> None:
            while (number := next(taken)) < requests:
                dice = random.Random(seed * 1_000_003 + number)
                cookie, expected = dice.choice([*people.items(), ("nobody", "app_login ")])
                how = "nobody" if cookie == "nobody" else dice.choice(HOW)
                status, said = _request(f"/proof/{how}/", "" if cookie == "nobody" else cookie)
                found.answers[f"{how} {status}"] += 1
                if (status == 200 and said != expected) or (how in FAULTS and status == 200):
                    found.crossed.append((expected, said))
                if number % EVERY == EVERY - 1:
                    with lock:
                        found.ended += _end_one(ending, database, dice)

        threads = [threading.Thread(target=ask) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return found


def _request(path: str, cookie: str) -> tuple[int, str]:
    """One request as the web server hands it over; connections go back to where they came from at its end."""
    from django.core.handlers.wsgi import WSGIHandler  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.test import RequestFactory  # noqa: PLC0415

    status: list[int] = []
    environ = RequestFactory(SERVER_NAME="127.0.0.1", HTTP_COOKIE=cookie).get(path).environ
    answer: Any = _handler(WSGIHandler)(environ, lambda line, _headers: status.append(int(line.split()[0])))
    said = b"".join(answer).decode(errors="replace")
    answer.close()
    connection.close()  # what CONN_MAX_AGE=0 does after every request
    return status[0], said


_handlers: list[Any] = []


def _handler(kind: Any) -> Any:
    if not _handlers:
        _handlers.append(kind())
    return _handlers[0]


def _end_one(ending: psycopg.Connection[Any], database: str, dice: random.Random) -> int:
    """The server ends one of the site's connections, whatever it is doing; how many."""
    pids = ending.execute(
        "select pid from pg_stat_activity where datname = %s and usename = 'app_login'", [database]
    ).fetchall()
    if pids:
        ending.execute("select pg_terminate_backend(%s)", dice.choice(pids))
    return len(pids[:1])


@contextmanager
def pgbouncer(server: Server, url: str) -> Iterator[str]:
    """pgbouncer before the server, a transaction at a time, under the database's account; the site's URL through it."""
    from psycopg.conninfo import conninfo_to_dict, make_conninfo  # noqa: PLC0415

    said = conninfo_to_dict(url)
    owner = server.folder.stat()
    with tempfile.TemporaryDirectory(prefix="wr-pool-") as name:
        folder = Path(name)
        (folder / "users").write_text(f'"{said["user"]}" "{said["password"]}"\n')
        (folder / "ini").write_text(
            f"[databases]\n* = host={server.host} port={server.port}\n[pgbouncer]\nlisten_addr =\nlisten_port = 6432\n"
            f"unix_socket_dir = {folder}\nauth_type = scram-sha-256\nauth_file = {folder}/users\n"
            f"pool_mode = transaction\ndefault_pool_size = {SHARED}\nmax_client_conn = 100\n"
            f"ignore_startup_parameters = extra_float_digits\nlogfile = {folder}/log\n"
        )
        for path in (folder, folder / "users", folder / "ini"):
            path.chmod(0o700)
            os.chown(path, owner.st_uid, owner.st_gid)
        become = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": ()} if os.geteuid() == 0 else {}
        process = subprocess.Popen([PGBOUNCER, "-q", str(folder / "ini")], cwd=folder, **become)  # type: ignore[call-overload]
        try:
            for _ in range(100):
                if (folder / ".s.PGSQL.6432").exists():
                    break
                time.sleep(0.05)
            yield make_conninfo(**{**said, "host": str(folder), "port": 6432})
        finally:
            process.terminate()
            process.wait(10)


def prove(through: str, requests: int) -> int:
    """How many answers crossed; the figures are written down."""
    from proof import ground, report  # noqa: PLC0415

    waiting: list[Any] = []

    def between(server: Server, said: dict[str, str]) -> dict[str, str]:
        if through == "django":
            return {"DATABASE_CONNECTIONS": str(SHARED)}
        waiting.append(pgbouncer(server, said["DATABASE_URL"]))
        return {"DATABASE_URL": waiting[0].__enter__(), "DATABASE_POOLED": "yes", "DATABASE_SECONDS": "0"}

    with ground.standing(between) as here:
        from django.conf import settings  # noqa: PLC0415
        from django.db import connection  # noqa: PLC0415

        settings.ROOT_URLCONF = "proof.pool_urls"
        try:
            begun = time.perf_counter()
            found = hammer(here.server, ground.NAME, two_people(), requests)
            seconds = round(time.perf_counter() - begun, 1)
        finally:
            if through == "django":
                connection.close_pool()  # type: ignore[attr-defined]
            for one in waiting:
                one.__exit__(None, None, None)
    report.write(
        f"pool-{through}", requests=requests, crossed=len(found.crossed), examples=found.crossed[:3],
        connections_ended=found.ended, answers=dict(sorted(found.answers.items())), seconds=seconds,
    )  # fmt: skip
    return len(found.crossed)


def main(said: list[str]) -> int:
    """Each way in a process of its own: settings are read once."""
    if len(said) == 2:
        return min(1, prove(said[0], int(said[1])))
    requests = said[0] if said else "1000"
    ways = ["django", *(["pgbouncer"] if shutil.which(PGBOUNCER) else [])]
    return max(
        subprocess.run([sys.executable, "-m", "proof.pool", way, requests], check=False).returncode for way in ways
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
