"""Why the site does not start: each reason a sentence. None, if all is well."""

from __future__ import annotations

from django.conf import settings
from django.db import connection

from wraparound.core.database import lint


def reasons() -> list[str]:
    """What is wrong with the database, with the login, and with the demo in the wrong place."""
    told = []
    if settings.EMBEDDED and not settings.DEMO:
        told.append("The database in a folder is for trying out. Set DATABASE_URL: see docs/operations.md.")
    if settings.DEMO and not settings.EMBEDDED:
        told.append("The demo signs anybody in as anybody, so it runs on its own database only. Unset WRAPAROUND_DEMO.")
    with connection.cursor() as cursor:
        told += lint.faults(cursor)
        told += lint.faults_of_login(cursor)
    return told
