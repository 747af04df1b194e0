"""What a learner's page says about each category, and the ways on from it: said by subjects above, which know.

`sharing` registers which categories are open; other subjects register links. Without them it shows name and circle.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wraparound.core.categories import Category

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.http import HttpRequest

    from wraparound.accounts.models import Person
    from wraparound.core.pages import Link
    from wraparound.learners.models import Learner

    OpenCategories = Callable[[Person, Learner], frozenset[Category]]
    Links = Callable[[HttpRequest, Learner], Iterable[Link | None]]


@dataclass(frozen=True, slots=True)
class Part:
    """A category, and whether it is open to the viewer."""

    category: Category
    is_open: bool


_open: list[OpenCategories] = []
_links: list[Links] = []


def says_what_is_open(function: OpenCategories) -> OpenCategories:
    """Registers who knows which categories are open: `fn(viewer, learner)`."""
    if function not in _open:
        _open.append(function)
    return function


def leads_on(function: Links) -> Links:
    """Registers ways on from a learner's page: `fn(request, learner)` gives links; None is left out."""
    if function not in _links:
        _links.append(function)
    return function


def of(viewer: Person, learner: Learner) -> list[Part]:
    """Every category, open or not; none where nobody registered."""
    is_open = frozenset[Category]().union(*(fn(viewer, learner) for fn in _open))
    return [Part(c, c in is_open) for c in Category if c is not Category.IDENTITY] if _open else []


def links(request: HttpRequest, learner: Any) -> list[Link]:
    """The ways on, in their order."""
    found = [link for fn in _links for link in fn(request, learner) if link is not None]
    return sorted(found, key=lambda link: link.order)
