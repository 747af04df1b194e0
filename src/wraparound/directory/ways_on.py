"""The ways on from an offering, on the page of its service: said by subjects above, which know what it is good for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.http import HttpRequest

    from wraparound.core.pages import Link

    Links = Callable[[HttpRequest, Any], Iterable[Link | None]]

_links: list[Links] = []


def leads_on(function: Links) -> Links:
    """Registers ways on from an offering: `fn(request, offering)` gives links; None is left out."""
    if function not in _links:
        _links.append(function)
    return function


def links(request: HttpRequest, offering: Any) -> list[Link]:
    """The ways on, in their order; none for visitors."""
    if not request.user.is_authenticated:
        return []
    found = [link for fn in _links for link in fn(request, offering) if link is not None]
    return sorted(found, key=lambda link: link.order)
