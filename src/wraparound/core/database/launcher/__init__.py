"""A PostgreSQL server without set-up: a private one in a data folder, for development, tests and the demo.

    with Cluster(folder) as server:
        psycopg.connect(**server.connection())

The server is our child and never outlives its owner, whatever the owner dies of. Nothing but its own folder is touched,
nothing listens on the network, and nobody without the password gets in. What is committed is there at the next start.

Not for production, which brings its own server and its own backups. Linux: elsewhere a server can outlive an owner that
is killed. Uses the standard library only.
"""

from __future__ import annotations

from wraparound.core.database.launcher.cluster import Cluster, Connection, Server
from wraparound.core.database.launcher.errors import AlreadyStarted, LauncherError
from wraparound.core.database.launcher.programs import find_programs

__all__ = ["AlreadyStarted", "Cluster", "Connection", "LauncherError", "Server", "find_programs"]
