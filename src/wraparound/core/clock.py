"""The only clock of the site. Whatever asks the time asks here, so that a test can say what time it is."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = ZoneInfo("Europe/London")
_stopped: ContextVar[datetime | None] = ContextVar("stopped", default=None)


def now() -> datetime:
    """This moment, in UTC."""
    return _stopped.get() or datetime.now(UTC)


def today() -> date:
    """The date where the learners live, which in summer is not always the date in UTC."""
    return now().astimezone(HERE).date()


def end_of(day: date) -> datetime:
    """The midnight after a day, where the learners live."""
    return datetime.combine(day + timedelta(days=1), time(), HERE)


@contextmanager
def stopped_at(moment: datetime) -> Iterator[None]:
    """Inside, it is always this moment. For tests; the database's own clock goes on."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    token = _stopped.set(moment)
    try:
        yield
    finally:
        _stopped.reset(token)
