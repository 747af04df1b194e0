"""The small world for tests of erasing, made once for each of their files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from tests import mighty
from tests.matrix import World, make_world
from tests.people import granted
from tests.records import erasing

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def made(server: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The small world, made once for all of these tests."""
    with django_db_blocker.unblock(), mighty.there(server), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture
def narrow(made: World) -> Iterator[World]:
    """The world as it is, in which nothing stays that a test does."""
    with transaction.atomic():
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def world(narrow: World) -> World:
    """One in which everything is open to the learner's team."""
    granted(narrow.learner, narrow.north, erasing.who(narrow, erasing.LEAD))
    return narrow
