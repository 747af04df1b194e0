"""The categories: the parts of a learner's information that can be shared one by one."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.functional import _StrPromise


class Category(StrEnum):
    """A part of a learner's information that can be shared on its own; stored as its slug, or as its number."""

    IDENTITY = "identity"
    ABOUT_ME = "about-me"
    COMMUNICATION = "communication"
    HEALTH = "health"
    LEARNING = "learning"
    OUTCOMES = "outcomes"
    PLAN = "plan"
    PLACEMENTS = "placements"
    FINANCE = "finance"

    @property
    def number(self) -> int:
        """0 to 15, and the same for ever: the database keeps `learner * 16 + number`."""
        return _NUMBERS[self]

    @property
    def label(self) -> _StrPromise:
        """What people call it."""
        return _WORDS[self][0]

    @property
    def means(self) -> _StrPromise:
        """What is in it, in words for a learner."""
        return _WORDS[self][1]

    @property
    def symbol(self) -> str:
        """Its Easy Read symbol: the code point of an OpenMoji picture."""
        return _SYMBOLS[self]

    @property
    def examples(self) -> tuple[_StrPromise, _StrPromise, _StrPromise]:
        """Three things that are in it, as a learner would say them."""
        return _EXAMPLES[self]


CATEGORIES_PER_LEARNER = 16  # room for seven more

_NUMBERS = {
    Category.IDENTITY: 0,
    Category.ABOUT_ME: 1,
    Category.COMMUNICATION: 2,
    Category.HEALTH: 3,
    Category.LEARNING: 4,
    Category.OUTCOMES: 5,
    Category.PLAN: 6,
    Category.PLACEMENTS: 7,
    Category.FINANCE: 8,
}

_WORDS = {
    Category.IDENTITY: (_("Who I am"), _("My name, my age and who supports me.")),
    Category.ABOUT_ME: (_("About me"), _("What I like, what helps me and what does not.")),
    Category.COMMUNICATION: (_("How I communicate"), _("How I talk and how to talk with me.")),
    Category.HEALTH: (_("My health"), _("My health and the care I need.")),
    Category.LEARNING: (_("My learning"), _("What I can do and how I learn best.")),
    Category.OUTCOMES: (_("What I want"), _("What I want to be able to do.")),
    Category.PLAN: (_("My plan"), _("What I do each week, where and with whom.")),
    Category.PLACEMENTS: (_("My work"), _("Where I work and who helps me there.")),
    Category.FINANCE: (_("Money"), _("What my support costs and who pays.")),
}

_SYMBOLS = {
    Category.IDENTITY: "1f9d1",
    Category.ABOUT_ME: "2b50",
    Category.COMMUNICATION: "1f5e3",
    Category.HEALTH: "1fa7a",
    Category.LEARNING: "1f4d6",
    Category.OUTCOMES: "1f3c1",
    Category.PLAN: "1f5d3",
    Category.PLACEMENTS: "1f4bc",
    Category.FINANCE: "1f4b7",
}

_EXAMPLES = {
    Category.IDENTITY: (_("My name"), _("My birthday"), _("The people around me")),
    Category.ABOUT_ME: (_("What I like"), _("What makes a good day for me"), _("My photos")),
    Category.COMMUNICATION: (_("How I talk"), _("Signs or pictures that I use"), _("How to tell me something")),
    Category.HEALTH: (_("My medicine"), _("What to do when I feel ill"), _("How I eat and drink")),
    Category.LEARNING: (_("What I am good at"), _("What helps me to learn"), _("What is hard for me")),
    Category.OUTCOMES: (_("What I want to do one day"), _("My next steps"), _("How far I am")),
    Category.PLAN: (_("My week"), _("Where I go, and who helps me"), _("When we meet about my plan")),
    Category.PLACEMENTS: (_("Where I work"), _("My tasks at work"), _("Who helps me at work")),
    Category.FINANCE: (_("What my support costs"), _("Who pays for it"), _("Money that I get")),
}

_BY_NUMBER = {number: category for category, number in _NUMBERS.items()}


def in_categories(numbers: Iterable[int | None]) -> tuple[Category, ...]:
    """The categories of these numbers, in their order; what is none is left out."""
    return tuple(_BY_NUMBER[n] for n in numbers if n in _BY_NUMBER)
