"""Which jobs there are, and who does them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connections

if TYPE_CHECKING:
    from collections.abc import Callable

    Doing = Callable[[int, UUID], None]

_known: dict[str, Doing] = {}


def does(task: str, function: Doing) -> None:
    """From now on the worker calls the function, outside any transaction, with who asked and what about.

    What was begun and not ended, because the worker died, is called again: the function must bear that.
    """
    _known[task] = function


def tasks() -> dict[str, Doing]:
    """All of them, by name."""
    return dict(_known)


def do(task: str, **told: Any) -> None:
    """Does one, and leaves no connection behind in the thread that did it."""
    try:
        _known[task](int(told["person"]), UUID(told["about"]))
    finally:
        connections.close_all()
