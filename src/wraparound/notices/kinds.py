"""The kinds of notices, which subjects register when the site starts (in `ready()`), and what one is about.

A kind's sentence says nothing personal: it stands in mails. `named` is for the page alone, where the learner's name is
fetched for whoever reads it, as far as they may know it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from wraparound.core.categories import CATEGORIES_PER_LEARNER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from django.utils.functional import _StrOrPromise as Words

    from wraparound.accounts.models import Person
    from wraparound.core.categories import Category

    Names = Callable[[Person, Iterable[int]], dict[int, str]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind. `link` names the address where to look, which gets what `About.address` says.

    `sentence` and `wanted` ("what is wanted") are the same for everybody and everything; `named` has %(name)s in it.
    `urgent`: whoever asked for it gets a mail at once. `days`: by when it is wanted, counted from the day it is told.
    """

    slug: str
    sentence: Words
    wanted: Words = ""
    named: Words = ""
    link: str = ""
    link_text: Words = ""
    urgent: bool = False
    days: int | None = None


class ALearner(Protocol):
    """What is asked of a learner; the subject itself stands above this one."""

    @property
    def pk(self) -> int:
        """Their number."""

    @property
    def public_id(self) -> UUID:
        """What addresses call them."""


@dataclass(frozen=True, slots=True)
class About:
    """What a notice is about: the parameters of its kind's link and, where it is about a learner, which part."""

    address: tuple[str, ...] = ()
    key: int | None = None  # learner * 16 + category: whoever may not see that part does not see the notice

    @classmethod
    def thing(cls, *address: object) -> About:
        """Something that is no learner's."""
        return cls(tuple(map(str, address)))

    @classmethod
    def learner(cls, learner: ALearner, category: Category, *address: object) -> About:
        """A part of a learner. The address begins with the learner's public id."""
        key = learner.pk * CATEGORIES_PER_LEARNER + category.number
        return cls((str(learner.public_id), *map(str, address)), key)


_kinds: dict[str, Kind] = {}
_names: list[Names] = []


class UnknownKind(Exception):
    """Nobody registered a kind of this name."""


def register(*kinds: Kind) -> None:
    """Adds kinds; said again, the later one counts."""
    _kinds.update({kind.slug: kind for kind in kinds})


def kind(slug: str) -> Kind:
    """The kind of this name. Raises UnknownKind."""
    try:
        return _kinds[slug]
    except KeyError:
        raise UnknownKind(slug) from None


def known() -> dict[str, Kind]:
    """All kinds by name."""
    return dict(_kinds)


def names_learners(function: Names) -> None:
    """Says who knows what learners are called: a function of viewer and numbers that asks permission."""
    _names[:] = [function]


def names(viewer: Person, learners: Iterable[int]) -> dict[int, str]:
    """What these learners are called, for this viewer; whose name is not open to them is left out."""
    wanted = set(learners)
    return _names[0](viewer, wanted) if _names and wanted else {}
