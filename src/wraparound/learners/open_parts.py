"""What a learner's page says about each category, and the ways on from it: said by subjects above, which know.

`sharing` registers which categories are open, and who notes that somebody looked; other subjects register links.
Without them a learner's page shows name and circle.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wraparound.core.categories import Category

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from wraparound.accounts.models import Person
    from wraparound.core.pages import Link
    from wraparound.learners.models import Learner

    OpenCategories = Callable[[Person, Learner], frozenset[Category]]
    Links = Callable[[HttpRequest, Learner], Iterable[Link | None]]
    Look = Callable[[HttpRequest, list[Learner], list[Category], str, bool], None]
    View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Part:
    """A category, and whether it is open to the viewer."""

    category: Category
    is_open: bool


_open: list[OpenCategories] = []
_links: list[Links] = []
_notes: list[Look] = []


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


def notes_looks(function: Look) -> Look:
    """Registers who notes that somebody looked: `fn(request, learners, categories, page, often)`."""
    if function not in _notes:
        _notes.append(function)
    return function


def looked(request: HttpRequest, learner: Learner, *categories: Category, page: str = "") -> None:
    """Whoever is here sees these categories of a learner, on a page of this kind: into the learner's chain."""
    for note in _notes:
        note(request, [learner], list(categories), page, True)


def listed(request: HttpRequest, learners: Iterable[Learner], *categories: Category, page: str, taken: bool) -> None:
    """Whoever is here sees these categories of several learners, in a list: one event for each learner and day.

    `taken`: as a file, which is one event each time.
    """
    of_them = list(learners)
    for note in _notes:
        note(request, of_them, list(categories), page, taken)


def shows_nothing(*, reason: str) -> Callable[[View], View]:
    """Marks a view as one that shows nothing of the learner of its address, so that it leaves no look; and says why."""

    def mark(view: View) -> View:
        view.shows_nothing_because = reason  # type: ignore[attr-defined]
        return view

    return mark
