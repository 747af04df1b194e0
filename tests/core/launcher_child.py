"""An owner of a cluster that the tests may kill. Says on standard output what it does; ends by itself after a minute.

    python launcher_child.py FOLDER ROWS [fork]

`server PID`, then a number for each row that is committed, then it waits; or `refused KIND PID SECONDS`. With `fork`
a fork of it calls stop() first.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import psycopg

from wraparound.core.database.launcher import AlreadyStarted, Cluster, LauncherError

REFUSED, CUT = 4, 3  # exit codes


def main(folder: str, rows: str, *ways: str) -> int:
    signal.alarm(60)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where the tests run in the background
    began = time.monotonic()
    cluster = Cluster(Path(folder))
    try:
        server = cluster.start()
    except LauncherError as error:
        pid = error.pid if isinstance(error, AlreadyStarted) else 0
        print("refused", type(error).__name__, pid, time.monotonic() - began, flush=True)
        return REFUSED
    try:
        if "fork" in ways and (forked := os.fork()) == 0:
            cluster.stop()
            os._exit(0)
        elif ways:
            os.waitpid(forked, 0)
        print("server", server.pid, flush=True)
        with psycopg.connect(**server.connection(), autocommit=True) as connection:
            connection.execute("create table if not exists kept (n int primary key)")
            for n in range(int(rows)):
                connection.execute("insert into kept values (%s)", [n])
                print(n, flush=True)
            time.sleep(60)
    except psycopg.OperationalError:
        return CUT
    finally:
        cluster.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
