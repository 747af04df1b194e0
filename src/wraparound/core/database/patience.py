"""How long a page may ask the database. A slow database must not keep everybody's threads: a page past its time ends
with our own words, and whoever sent something sends it again with the same key.

Each statement gets what is left as its `statement_timeout`, told with the actor and so at no price of its own; and
before each statement the clock is asked, since a slow way to the database adds up where no single statement is slow.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import OperationalError, connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

_until: ContextVar[float | None] = ContextVar("until", default=None)


class TooSlow(OperationalError):
    """The time that a page has for the database is over."""


def left() -> int | None:
    """Milliseconds, at least 1; None where nobody waits, as in commands and jobs."""
    until = _until.get()
    return None if until is None else max(1, round(1000 * (until - time.monotonic())))


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """What is asked within ends after so many seconds: with TooSlow, or by the server with OperationalError."""
    before = _until.set(time.monotonic() + seconds)
    try:
        with connection.execute_wrapper(_in_time):
            yield
    finally:
        _until.reset(before)


def check() -> None:
    """Raises TooSlow where the time is over: nothing is asked of the database any more, not even for an error page."""
    until = _until.get()
    if until is not None and time.monotonic() > until:
        raise TooSlow("the page has taken longer than PAGE_SECONDS")


def _in_time(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    if not sql.startswith(("ROLLBACK", "RELEASE")):  # what is to be undone is undone, however late
        check()
    return execute(sql, params, many, context)


class PatienceMiddleware:
    """Gives each request PAGE_SECONDS; outside of everything that asks the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response. A file that streams afterwards is given no limit here."""
        with at_most(settings.PAGE_SECONDS):
            return self.get_response(request)
