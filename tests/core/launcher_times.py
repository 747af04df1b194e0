"""How long a private database takes to start: the figures of ADR 7.

PYTHONPATH=src:. .venv/bin/python tests/core/launcher_times.py [TRIES]
"""

from __future__ import annotations

import os
import signal
import statistics
import sys
import time

from tests.core.launcher_help import committed, kept, owner, pid_of_server, reachable, wait_until
from wraparound.core.database.launcher import Cluster, find_programs


def main(tries: str = "10") -> None:
    times: dict[str, list[float]] = {}

    def start(name: str, cluster: Cluster) -> None:
        began = time.perf_counter()
        cluster.start()
        times.setdefault(name, []).append(time.perf_counter() - began)
        began = time.perf_counter()
        cluster.stop()
        times.setdefault("stop", []).append(time.perf_counter() - began)

    for _ in range(int(tries)):
        with reachable() as place:
            start("cold start", Cluster(place / "db"))
            start("warm start", Cluster(place / "db"))
            for name, victim in (("back after kill -9 of the server", 0), ("back after kill -9 of its owner", 1)):
                with owner(place / name, 100_000) as child:
                    pids = pid_of_server(child), child.pid
                    assert wait_until(lambda lines=child.stdout: int(lines.readline()) >= 200)
                    os.kill(pids[victim], signal.SIGKILL)
                    said = committed(child)
                start(name, Cluster(place / name))
                assert set(said) <= set(kept(place / name))
    print(find_programs())
    for name, taken in times.items():
        print(f"{name:<34} median {statistics.median(taken):.2f} s, longest {max(taken):.2f} s, of {len(taken)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
