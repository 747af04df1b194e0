"""The way to the database is cut as a form commits, and the form is sent again. More: `make prove-commit`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connections

from proof import commit, cutting
from wraparound.core import once

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wraparound.core.database.launcher import Server

pytestmark = pytest.mark.urls(commit.URLS)


@pytest.fixture
def way(server: Server, committed: Any) -> Iterator[cutting.Way]:
    """The site reaches its database by a way that can be cut."""
    said = connections.settings["default"]
    with cutting.way(server.host, server.port) as (one, host):
        before = said["HOST"]
        said["HOST"] = connections["default"].settings_dict["HOST"] = host
        connections["default"].close()
        yield one
        connections["default"].close()
        said["HOST"] = connections["default"].settings_dict["HOST"] = before


def test_a_form_whose_commit_was_cut_is_done_once_when_it_is_sent_again_and_else_it_would_be_found(
    way: cutting.Way, committed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = commit.trials(way, committed, 4)
    assert (found.cut, found.committed_unheard) == (4, 2)
    assert (found.doubled, found.lost, found.unlike) == ([], [], [])
    begin = once.begin

    def forgets(person: int, key: Any) -> None:
        """The planted fault: a key that was taken before counts as a new one."""
        begin(person, key)

    monkeypatch.setattr(once, "begin", forgets)
    assert commit.trials(way, committed, 2, seed=2).doubled
