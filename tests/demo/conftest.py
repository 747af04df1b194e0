"""A small demo, loaded once for all tests of this folder that want it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from wraparound.demo import load, size

if TYPE_CHECKING:
    from collections.abc import Iterator

LEARNERS = 14  # the ten of the cast's lead, and some who are with others


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[str]]:
    """A loaded demo, in a transaction that the tests of a module have together; what the load said."""
    said: list[str] = []
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setenv(size.SIZE, str(LEARNERS))
        with transaction.atomic():
            load.load(said.append)
            yield said
            transaction.set_rollback(True)
