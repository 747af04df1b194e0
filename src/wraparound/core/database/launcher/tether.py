"""Run as a program of its own: becomes another program that ends when its parent does.

    python -I -S tether.py PARENT UID GID PROGRAM ARGUMENT...

A program of its own and not a function between fork and exec: that is unsafe as soon as the parent has threads, and it
still reads Python's own files as root where the server's account could not. Imports nothing of ours.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Become PROGRAM, as this account (-1: stay), with SIGINT to come when the thread that started us ends."""
    parent, uid, gid = (int(number) for number in sys.argv[1:4])
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell's `&` leaves it ignored, and then it would be lost
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":  # after the change of account, which clears it
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)
    if os.getppid() != parent:  # it died before we could ask to be told
        sys.exit(1)
    os.umask(0o077)
    os.execv(sys.argv[4], sys.argv[4:])


if __name__ == "__main__":
    main()
