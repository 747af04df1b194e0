"""Runs the web server of the demo as a child, tells when it answers, and stops it whatever happens."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.error import URLError

from wraparound.core.database.launcher.cluster import TETHER

if TYPE_CHECKING:
    from collections.abc import Callable

HOST = "127.0.0.1"
PATIENCE = 60  # seconds until the site must answer
STAY = "-1"  # in the account that started us
SERVER = ("-m", "gunicorn", "--worker-class", "gthread", "--workers", "1", "--threads", "8", "--log-level", "warning")


def serve(say: Callable[[str], None]) -> int:
    """Serves until somebody stops it; the exit code. PORT says where, 8000 if it is not set."""
    port = os.environ.get("PORT", "8000")
    if not port.isdecimal() or not 0 < int(port) < 65536:
        say(f"PORT must be a number from 1 to 65535; it is {port!r}.")
        return 2
    address = f"{HOST}:{port}"
    tether = [sys.executable, "-I", "-S", str(TETHER), str(os.getpid()), STAY, STAY]
    server = subprocess.Popen([*tether, sys.executable, *SERVER, "--bind", address, "wraparound.site.wsgi"])
    try:
        if not _answers(f"http://{address}/health/", server):
            say(f"The site does not answer at {address}. Is something else there? PORT=8001 make demo takes another.")
            return 1
        say(_told(address))
        return server.wait()
    finally:
        if server.poll() is None:
            server.terminate()
            with suppress(subprocess.TimeoutExpired):
                server.wait(10)


def _answers(url: str, server: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        with suppress(URLError, OSError), urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200 and server.poll() is None)
        time.sleep(0.1)
    return False


def _told(address: str) -> str:
    return f"\nWraparound is at http://{address}\n\nSign in as somebody of the cast there, one click each. Ctrl-C stops it."
