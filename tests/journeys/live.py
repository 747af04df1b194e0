"""The site as it runs, in a thread, on a database of its own: what a journey does is really committed.

The other tests of a worker keep the worker's database empty; so journeys have another one beside it.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.db import connections
from psycopg import sql

from wraparound.core.database.embedded import ready
from wraparound.site.settings import database_of

if TYPE_CHECKING:
    from collections.abc import Iterator

KEPT = {"migrate": "m", "login": "l", "actor": "only for tests", "django": "d", "secrets": "s"}
ALIASES = {"default": "DATABASE_URL", "owner": "DATABASE_OWNER_URL"}
FIELDS = ("NAME", "USER", "PASSWORD", "HOST", "PORT")
NO_LOOK = "build/frontend is not there: run `make setup` (or `sh tools/frontend.sh`), which builds the style sheet."


class Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


def look_is_built() -> bool:
    """Whether the style sheet is there."""
    return (Path(settings.STATICFILES_DIRS[0]) / "wraparound" / "wraparound.css").exists()


def made(server: Any) -> dict[str, dict[str, str]]:
    """A second database on the worker's server, with the vocabulary; how each connection reaches it."""
    _copied(server, str(connections.settings["default"]["NAME"]))
    new = reached(server)
    with pointed_at(new):
        call_command("load_vocabulary", database="owner", stdout=StringIO())
    return new


def reached(server: Any) -> dict[str, dict[str, str]]:
    """How each connection reaches the database of the journeys, which is made ready with its roles."""
    said = ready(server, "journeys", KEPT)
    found = {alias: database_of(said[variable]) for alias, variable in ALIASES.items()}
    return {alias: {k: new[k] for k in FIELDS if k in new} for alias, new in found.items()}


def _copied(server: Any, name: str) -> None:
    """The worker's database as it was made: far quicker than making another. Nobody may be connected meanwhile."""
    connections.close_all()
    with psycopg.connect(**server.connection(), autocommit=True) as connection:
        left = "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s"  # threads of other tests
        connection.execute(left, [name])
        connection.execute(sql.SQL("create database journeys template {}").format(sql.Identifier(name)))


@contextmanager
def pointed_at(reached: dict[str, dict[str, str]]) -> Iterator[None]:
    """Both connections of every thread lead to this database meanwhile."""
    connections.close_all()
    before = {alias: {k: connections.settings[alias].get(k) for k in FIELDS} for alias in ALIASES}
    _point(reached)
    try:
        yield
    finally:
        connections.close_all()
        _point(before)


def _point(reached: dict[str, dict[str, Any]]) -> None:
    for alias, new in reached.items():
        connections.settings[alias].update(new)
        connections[alias].settings_dict.update(new)


@contextmanager
def served() -> Iterator[str]:
    """The address of the running site."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(StaticFilesHandler(WSGIHandler()))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
