"""What every test of the site stands on: a database of its own for each worker, made as the demo's is made."""

from __future__ import annotations

import gc
import tempfile
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


LONG = ("tests/journeys/", "tests/demo/test_process", "tests/site/test_no_plain_words", "tests/benchmarks/test_site")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first, else one worker waits at the end for the other. Beyond that the order is random."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


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

    from tests import databases

    _ = get_resolver().url_patterns  # read before a test says that this is no demo: the demo's addresses stay in
    databases.point(databases.made_ready(server, "site"))
    with django_db_blocker.unblock():
        gc.disable()  # states upon states are made: to look for garbage among them would take a sixth of the time
        call_command("migrate", database="owner", verbosity=0)
        gc.enable()
        call_command("load_vocabulary", database="owner", verbosity=0, stdout=StringIO())
        connections.close_all()
        databases.copy(server, databases.UNTOUCHED, of="site")
        before = databases.rows(server, "site")
        yield
        connections.close_all()
    left = databases.rows(server, "site").items() - before.items()
    assert not left, f"a test that writes for good asks for `committed`: rows are left in {sorted(left)}"


@pytest.fixture
def committed(server: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """A database of this test alone, for what is written for good; the connection of somebody whom no policy binds."""
    import psycopg

    from tests import databases

    name = "of_one_test"
    with (
        django_db_blocker.unblock(),
        databases.one_more(server, name) as reached,
        databases.pointed_at(reached),
        psycopg.connect(**server.connection(name), autocommit=True) as raw,
    ):
        yield raw


@pytest.fixture(scope="session")
def loaded(server: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Any, list[str]]]:
    """A database with the small demo in it, loaded once for the worker: how it is reached, what the load said."""
    from tests import databases
    from wraparound.demo import load, size

    said: list[str] = []
    with django_db_blocker.unblock(), databases.one_more(server, "demo") as reached:
        with databases.pointed_at(reached), pytest.MonkeyPatch.context() as patch:
            patch.setenv(size.SIZE, str(databases.DEMO_LEARNERS))
            load.load(said.append)
        yield reached, said


@pytest.fixture(scope="module")
def demo(loaded: tuple[Any, list[str]], django_db_blocker: Any) -> Iterator[list[str]]:
    """The loaded demo, in a transaction that the tests of a module have together; what the load said."""
    from django.db import transaction

    from tests import databases

    reached, said = loaded
    with django_db_blocker.unblock(), databases.pointed_at(reached), transaction.atomic():
        yield said
        transaction.set_rollback(True)
