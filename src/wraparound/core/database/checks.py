"""The database as `manage.py check --database default` sees it; the site refuses to start on what is found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from wraparound.core.database import lint
from wraparound.core.jobs import lint as jobs_lint

if TYPE_CHECKING:
    from collections.abc import Sequence


@register(Tags.database)
def check_database(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """A fault for each thing that would let somebody see what is not open to them."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            told = [*lint.faults(cursor), *jobs_lint.faults(cursor)]
            if alias == "default":
                told += lint.faults_of_login(cursor)
        found += [Error(one, id="wraparound.database") for one in told]
    return found
