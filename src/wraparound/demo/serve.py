"""Runs the web server of the demo as a child, tells when it answers, and stops it whatever happens."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.error import URLError

from wraparound.core.database.launcher.cluster import TETHER
from wraparound.demo.told import cast

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

HOST = "127.0.0.1"
PORT = "8000"
PATIENCE = 60  # seconds until the site must answer
STAY = "-1"  # in the account that started us
WORKER = ("-m", "django", "run_jobs")
SERVER = ("-m", "gunicorn", "--worker-class", "gthread", "--workers", "1", "--threads", "8", "--log-level", "warning")


def port_asked_for() -> int | None:
    """What PORT says, 8000 if it says nothing; None where that is no port."""
    said = os.environ.get("PORT", PORT)
    return int(said) if said.isdecimal() and 0 < int(said) < 65536 else None


def is_taken(port: int) -> bool:
    """Whether somebody listens there already."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # of a demo that stopped a moment ago nothing stays
        try:
            trial.bind((HOST, port))
        except OSError:
            return True
    return False


def serve(say: Callable[[str], None], port: int) -> int:
    """Serves until somebody stops it; the exit code."""
    address = f"{HOST}:{port}"
    tether = [sys.executable, "-I", "-S", str(TETHER), str(os.getpid()), STAY, STAY]
    command = [*tether, sys.executable, *SERVER, "--bind", address, "wraparound.site.wsgi"]
    # In a group of its own: Ctrl-C is for us, and we tell the server once. Told twice, its threads wait for each other.
    server = subprocess.Popen(command, start_new_session=True)
    worker: subprocess.Popen[bytes] | None = None
    try:
        if not _answers(f"http://{address}/health/", server):
            say(f"The site does not answer at {address}; what it said stands above.")
            return 1
        worker = _worker(tether)
        say(_told(address))
        return server.wait()
    finally:
        for child in (worker, server):
            if child is not None:
                _stop(child)


def _worker(tether: Sequence[str]) -> subprocess.Popen[bytes]:
    """What does the jobs, with a login of its own; the web server knows nothing of it."""
    own = dict(os.environ, DATABASE_URL=os.environ["DATABASE_WORKER_URL"])
    own.pop("DATABASE_OWNER_URL", None)
    return subprocess.Popen([*tether, sys.executable, *WORKER], env=own, stdout=subprocess.DEVNULL)


def _stop(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        child.terminate()
        with suppress(subprocess.TimeoutExpired):
            child.wait(10)
    if child.poll() is None:
        child.kill()


def _answers(url: str, server: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        with suppress(URLError, OSError), urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200 and server.poll() is None)
        time.sleep(0.1)
    return False


def _told(address: str) -> str:
    lines = "\n".join(f"  {one.name:<19} {one.title}" for one in cast())
    return (
        f"\nWraparound is at http://{address}/\n\n"
        f"Sign in as one of these at http://{address}/demo/, one click each:\n\n"
        f"{lines}\n\nAll of them are made up. Ctrl-C stops everything; what you did is kept."
    )
