"""The oracle and the pages agree while things are done and time passes. Many more steps: `make prove-pages`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from proof import oracle_pages
from tests import mighty

if TYPE_CHECKING:
    from wraparound.core.database.launcher import Server

pytestmark = pytest.mark.django_db


def test_the_oracle_and_the_pages_agree_while_time_passes(server: Server) -> None:
    with mighty.there(server):
        history, found = oracle_pages.run(30, seed=3, every=10, viewers=4, more=2)
        assert "\n".join(found) == ""
        assert len(history.done) > 4 and history.looks > 100 and len(history.nights) < len(oracle_pages.NIGHTS)


def test_a_database_that_forgets_when_something_is_over_is_found(server: Server) -> None:
    """The planted fault: what was shared for a time goes on after it."""
    with mighty.there(server), transaction.atomic():
        rightly = oracle_pages._by_moment
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(
                oracle_pages, "_by_moment", lambda text: rightly(text).replace("and until > app.moment()", "")
            )
            _, found = oracle_pages.run(30, seed=3, every=10, viewers=6, more=0)
        transaction.set_rollback(True)
    assert any(" reads canary" in one for one in found)
