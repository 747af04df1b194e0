"""A demo as a process of its own, as `make demo` starts it, and a visitor with a browser's cookies."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import socket
import subprocess
import sys
import termios
import threading
import time
import urllib.request
from contextlib import suppress
from http.cookiejar import CookieJar
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 150  # seconds: the machine may be busy


class Running:
    """`python -m wraparound.demo` in a folder, on a port that was free."""

    def __init__(self, folder: Path, *, terminal: bool = False, nohup: bool = False) -> None:
        self.port = free_port()
        self.log = folder / f"said-{self.port}-{time.monotonic_ns()}"
        self.address = f"http://127.0.0.1:{self.port}"
        kept = {
            k: v for k, v in os.environ.items() if not k.startswith("DATABASE") and k not in ("SECRET_KEY", "ACTOR_KEY")
        }
        said = {
            "PORT": str(self.port),
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), kept.get("PYTHONPATH", "")]),
            "STATIC_ROOT": str(folder / "static"),
            "WRAPAROUND_DEMO_FOLDER": str(folder / "data"),
            "WRAPAROUND_DEMO_LEARNERS": "5",
        }
        self.terminal, theirs = pty.openpty() if terminal else (None, None)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "wraparound.demo"],
                cwd=ROOT, env=kept | said, stdin=theirs, stdout=theirs or log, stderr=theirs or log,
                start_new_session=True, preexec_fn=_before(theirs, nohup),  # noqa: PLW1509 - no thread is running yet
            )  # fmt: skip
        if theirs is not None:
            os.close(theirs)
        self._closing = threading.Event()
        self._looking = threading.Thread(target=self._look, daemon=True)
        self._looking.start()

    def _look(self) -> None:
        """Somebody looks at the terminal, so that it never fills up; never for long, or it could not be closed."""
        while self.terminal is not None and not self._closing.is_set():
            with suppress(OSError):
                if select.select([self.terminal], [], [], 0.1)[0]:
                    os.read(self.terminal, 4096)

    def close_terminal(self) -> None:
        """As somebody does who closes the window."""
        self._closing.set()
        self._looking.join()
        os.close(self.terminal or 0)

    def wait_until_ready(self) -> float:
        """Seconds until /health/ answers 200."""
        began = time.monotonic()
        while time.monotonic() < began + PATIENCE:
            if self.process.poll() is not None:
                raise AssertionError(f"it ended with {self.process.returncode}:\n{self.log.read_text()}")
            with suppress(URLError, OSError), urllib.request.urlopen(f"{self.address}/health/", timeout=5) as answer:
                assert b'"ok"' in answer.read()
                return time.monotonic() - began
            time.sleep(0.1)
        raise AssertionError(f"it was not ready in time:\n{self.log.read_text()}")

    def wait_until_said(self, words: str) -> str:
        """Everything it has said, once these words are there."""
        for _ in range(100):
            if words in (said := self.log.read_text()):
                return said
            time.sleep(0.1)
        raise AssertionError(f"it never said {words!r}:\n{said}")

    def children(self) -> set[tuple[int, str]]:
        """Every process below it: number, and when it began, because numbers are used again."""
        parents = {pid: (parent, began) for pid, parent, began, _ in processes()}
        found = {self.process.pid}
        for _ in parents:
            found |= {pid for pid, (parent, _) in parents.items() if parent in found}
        return {(pid, parents[pid][1]) for pid in found - {self.process.pid}}

    def wait_until_gone(self, children: set[tuple[int, str]]) -> set[tuple[int, str]]:
        """Those of the processes that are still there after some time."""
        self.process.wait(PATIENCE)
        for _ in range(300):
            left = still_there(children)
            if not left:
                return set()
            time.sleep(0.1)
        return left

    def end(self) -> None:
        """Stops it, if it has not been."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(PATIENCE)


class Browser:
    """Somebody with cookies who can fetch pages and press a form's button."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.cookies = CookieJar()
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies)).open

    def get(self, path: str) -> str:
        """The page at a path."""
        with self._open(self.address + path, timeout=60) as answer:
            return str(answer.read().decode())

    def press(self, page: str, action: str, **said: str) -> str:
        """The page to which the form with this action leads, sent with what the page's form holds besides."""
        wanted = f'action="{action}"' if action else 'method="post" novalidate'
        form = next(f for f in re.findall(r"<form.*?</form>", self.get(page), re.S) if wanted in f)
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
        with self._open(self.address + (action or page), urlencode(hidden | said).encode(), timeout=60) as answer:
            return str(answer.read().decode())


def processes() -> list[tuple[int, int, str, str]]:
    """Number, parent, when it began and state of each process of this machine."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rsplit(")", 1)[1].split()
            found.append((int(stat.parent.name), int(fields[1]), fields[19], fields[0]))
    return found


def still_there(those: set[tuple[int, str]]) -> set[tuple[int, str]]:
    """Which of the processes (number, when it began) have not ended."""
    return those & {(pid, began) for pid, _, began, state in processes() if state != "Z"}


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _before(terminal: int | None, nohup: bool) -> Callable[[], None]:
    """What the new process does before it becomes the demo: takes the terminal, or ignores that one closes."""

    def prepare() -> None:
        if terminal is not None:
            fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
        for name in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):  # the tests may run where some are ignored
            signal.signal(name, signal.SIG_DFL)
        if nohup:
            signal.signal(signal.SIGHUP, signal.SIG_IGN)

    return prepare
