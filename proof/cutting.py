"""A way to the database that can be slow, and can be cut around a commit: before it arrives, or before its answer."""

from __future__ import annotations

import contextlib
import select
import socket
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

WRITES = b"insert into core_requestdone"  # a form is being carried out: the next commit is its own
COMMIT = b"COMMIT"


class Way:
    """Leads from a socket of its own to the server's. `cut` is "", "before" or "after"; each cut is done once.

    `delay`: seconds that each answer of the server takes longer.
    """

    delay = 0.0

    def __init__(self, server: str, folder: Path, port: int) -> None:
        self.server, self.cut, self.cuts, self._ended = f"{server}/.s.PGSQL.{port}", "", 0, False
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(f"{folder}/.s.PGSQL.{port}")
        self._door.listen(16)
        threading.Thread(target=self._open, daemon=True).start()

    def close(self) -> None:
        """Nobody comes in any more; who is in leaves as they end."""
        self._ended = True
        with contextlib.suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def _open(self) -> None:
        while not self._ended:
            try:
                near, _ = self._door.accept()
            except OSError:
                return
            far = socket.socket(socket.AF_UNIX)
            far.connect(self.server)
            threading.Thread(target=self._lead, args=(near, far), daemon=True).start()

    def _lead(self, near: socket.socket, far: socket.socket) -> None:
        writes = False
        with near, far:
            while True:
                for one in select.select([near, far], [], [])[0]:
                    try:
                        data = one.recv(65536)
                    except OSError:
                        return
                    if not data:
                        return
                    writes |= one is near and WRITES in data
                    if one is near and writes and COMMIT in data:
                        writes = False
                        if self.cut:
                            self._cut(far, data)
                            return
                    if one is far and self.delay:
                        time.sleep(self.delay)
                    (far if one is near else near).sendall(data)

    def _cut(self, far: socket.socket, data: bytes) -> None:
        how, self.cut = self.cut, ""
        self.cuts += 1
        if how == "after":
            far.sendall(data)
            far.recv(65536)  # committed; nobody will hear of it


@contextmanager
def way(server: str, port: int) -> Iterator[tuple[Way, str]]:
    """The way, and the host by which it is taken."""
    with tempfile.TemporaryDirectory(prefix="wr-cut-") as name:
        one = Way(server, Path(name), port)
        try:
            yield one, name
        finally:
            one.close()
