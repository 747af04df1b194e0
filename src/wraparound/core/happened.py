"""Something happened that a person should know of: said by subjects that stand below the notices, which listen here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    class Somebody(Protocol):
        """A person."""

        pk: int

    Listener = Callable[[str, int, tuple[str, ...], Somebody | None], None]

_listeners: list[Listener] = []


def listen(function: Listener) -> Listener:
    """From now on the function hears what happens: kind, number of the person, parameters of the address, by whom."""
    if function not in _listeners:
        _listeners.append(function)
    return function


def happened(kind: str, *, person: int, address: tuple[object, ...] = (), by: Somebody | None) -> None:
    """Says it to whoever listens, in this transaction."""
    for function in _listeners:
        function(kind, person, tuple(map(str, address)), by)
