"""The site's processes, started again when they end as docs/operations.md has systemd do it."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from wraparound.core.database.launcher.cluster import TETHER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from proof.ground import Ground

PAGE = Path(__file__).resolve().parents[1] / "docs" / "operations.md"
STAY = "-1"  # in the account that started us


def unit(name: str) -> tuple[list[str], float]:
    """The words of ExecStart of a service in the page, after its folder; and the seconds until it is started again."""
    found = re.search(rf"^    # {name}$(.*?)^(?! )", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    assert found, f"{name} is not in docs/operations.md"
    said = dict(re.findall(r"^    (\w+)=(.*)$", found[1], re.MULTILINE))
    assert said["Restart"] == "always"
    return said["ExecStart"].split("/bin/", 1)[1].split(), float(said["RestartSec"].removesuffix("ms")) / 1000


class Service:
    """One service: a process and what it started, in a group of its own. When it ends, the group ends and it begins."""

    def __init__(self, name: str, environment: dict[str, str], *more: str) -> None:
        words, self.pause = unit(name)
        program = ["-m", words[0], *words[1:]] if words[0] == "gunicorn" else words[1:]
        self.command = [sys.executable, *program, *more]
        self.environment, self.starts, self.ended = environment, 0, False
        self.process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, daemon=True)
        self._thread.start()

    def _keep(self) -> None:
        # Started here, since what is started so ends with the thread that started it.
        tether = [sys.executable, "-I", "-S", str(TETHER), str(os.getpid()), STAY, STAY]
        while not self.ended:
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            self.process = subprocess.Popen(
                [*tether, *self.command], env=self.environment, start_new_session=True, **quiet
            )
            self.starts += 1
            self.process.wait()
            self._end_group()
            time.sleep(self.pause)

    def _end_group(self) -> None:
        with contextlib.suppress(ProcessLookupError, AttributeError):
            os.killpg(self.process.pid, signal.SIGKILL)  # type: ignore[union-attr]

    def pids(self) -> list[int]:
        """The process that was started, and then its children."""
        process = self.process
        if process is None or process.poll() is not None:
            return []
        with contextlib.suppress(OSError):
            children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
            return [process.pid, *map(int, children)]
        return []

    def close(self) -> None:
        """It is not started again."""
        self.ended = True
        self._end_group()
        self._thread.join(10)


def a_port() -> int:
    """One that is free now."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@contextmanager
def site(here: Ground, **told: str) -> Iterator[tuple[str, Service, Service]]:
    """Where the site is, as it is run in earnest; its web server and its worker. `told`: more of the environment."""
    address = f"127.0.0.1:{a_port()}"
    root = str(PAGE.parents[1])
    environment = {
        **{k: v for k, v in os.environ.items() if k not in ("WRAPAROUND_DEMO", "DATABASE_EMBEDDED")},
        **{"DJANGO_SETTINGS_MODULE": "proof.served", "SITE_ADDRESS": f"http://{address}"},
        **{"PYTHONPATH": os.pathsep.join([root, f"{root}/src"])},
        **told,
    }
    web = Service("wraparound.service", environment, "--bind", address)
    worker = {**environment, "DATABASE_URL": here.environment["DATABASE_WORKER_URL"]}
    worker.pop("DATABASE_OWNER_URL", None)
    jobs = Service("wraparound-jobs.service", worker)
    try:
        yield address, web, jobs
    finally:
        for one in (web, jobs):
            one.close()
