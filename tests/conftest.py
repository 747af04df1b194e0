"""What every test of the site stands on: a database of its own for each worker, made as the demo's is made."""

from __future__ import annotations

import tempfile
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def server() -> Iterator[Any]:
    """A PostgreSQL server for this worker, in a folder that its account can reach, gone afterwards."""
    from wraparound.core.database.launcher import Cluster

    with tempfile.TemporaryDirectory(prefix="wraparound-") as name:
        Path(name).chmod(0o755)
        with Cluster(Path(name) / "database", settings={"fsync": "off"}) as running:
            yield running


@pytest.fixture(autouse=True)
def nobody_tried_before() -> None:
    """Limits are counted in the cache: what one test tried is no other test's."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(scope="session")
def django_db_setup(server: Any, django_db_blocker: Any) -> Iterator[None]:
    """Roles, tables, functions and policies in a new database, and both connections pointed at it."""
    from django.core.management import call_command
    from django.db import connections
    from django.urls import get_resolver

    from wraparound.core.database.embedded import ready
    from wraparound.site.settings import database_of

    _ = get_resolver().url_patterns  # read before a test says that this is no demo: the demo's addresses stay in
    kept = {"migrate": "m", "login": "l", "actor": "only for tests", "django": "d", "secrets": "s"}
    said = ready(server, "site", kept)
    for alias, variable in (("default", "DATABASE_URL"), ("owner", "DATABASE_OWNER_URL")):
        new = database_of(said[variable])
        for settings in (connections.databases[alias], connections[alias].settings_dict):
            settings.update({k: new[k] for k in ("NAME", "USER", "PASSWORD", "HOST", "PORT") if k in new})
    with django_db_blocker.unblock():
        call_command("migrate", database="owner", verbosity=0)
        call_command("load_vocabulary", database="owner", verbosity=0, stdout=StringIO())
        yield
        connections.close_all()
