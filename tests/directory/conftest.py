from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.directory import people


@pytest.fixture
def words(db: Any) -> None:
    """The vocabulary: loaded with the tables, in tests/conftest.py."""


@pytest.fixture
def cast(db: Any, words: None) -> Any:
    """Rivers College with its head Ann and its support worker Sam; Hills College with its head Ben; Nora of nowhere."""
    rivers, hills = people.organisation(), people.organisation("Hills College", "specialist-college")
    return SimpleNamespace(
        rivers=rivers,
        hills=hills,
        ann=people.person("Ann", rivers),
        sam=people.person("Sam", rivers, "support-worker"),
        ben=people.person("Ben", hills, "head-of-inclusion"),
        nora=people.person("Nora"),
    )
