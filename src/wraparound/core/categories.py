"""The categories: the parts of a learner's information that can be shared one by one."""

from __future__ import annotations

from enum import StrEnum


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
    def label(self) -> str:
        """What people call it."""
        return _WORDS[self][0]

    @property
    def means(self) -> str:
        """What is in it, in words for a learner."""
        return _WORDS[self][1]


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
    Category.IDENTITY: ("Who I am", "My name, my age and who supports me."),
    Category.ABOUT_ME: ("About me", "What I like, what helps me and what does not."),
    Category.COMMUNICATION: ("How I communicate", "How I talk and how to talk with me."),
    Category.HEALTH: ("My health", "My health and the care I need."),
    Category.LEARNING: ("My learning", "What I can do and how I learn best."),
    Category.OUTCOMES: ("What I want", "What I want to be able to do."),
    Category.PLAN: ("My plan", "What I do each week, where and with whom."),
    Category.PLACEMENTS: ("My work", "Where I work and who helps me there."),
    Category.FINANCE: ("Money", "What my support costs and who pays."),
}
