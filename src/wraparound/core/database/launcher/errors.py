"""What can go wrong with a private server, in words for the person who started it: what, and what to do."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


class LauncherError(Exception):
    """The server could not be started or stopped; the text says why and what to do."""


class AlreadyStarted(LauncherError):
    """Another program, or this one, already runs the server of this folder. `pid` is 0 where it is not known."""

    def __init__(self, folder: Path, pid: int) -> None:
        self.pid = pid
        owner = f"the program with process id {pid}" if pid else "another program"
        super().__init__(
            f"The database in {folder} is already in use by {owner}. Stop that first, or choose another folder."
        )


def no_room(folder: Path) -> LauncherError:
    """The disk is full."""
    return LauncherError(
        f"There is no room left on the disk that holds {folder}. Free about 200 MB there and start again; "
        "everything that was committed is kept."
    )


def refused(folder: Path, error: OSError) -> LauncherError:
    """The operating system said no while we worked on the folder."""
    if error.errno in FULL:
        return no_room(folder)
    return LauncherError(
        f"The database in {folder} could not be started: {error}. "
        "Start it from the account that owns the folder, or choose a folder that you may write to."
    )
