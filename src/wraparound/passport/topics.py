"""The questions of a passport, in the order in which they are asked: one idea each, in easy words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wraparound.core.categories import Category


@dataclass(frozen=True, slots=True)
class Topic:
    """A question to the learner. `heading` stands over the answer for others; `symbol`: code point of an OpenMoji."""

    slug: str
    category: Category
    heading: str | Promise
    question: str | Promise
    hint: str | Promise
    example: str | Promise
    symbol: str
    on_card: bool = False  # one of the five things that everybody must know


TOPICS = (
    Topic(
        "people-like",
        Category.ABOUT_ME,
        _("What people like about me"),
        _("What do people like about you?"),
        _("You can ask a friend."),
        _("I make people laugh."),
        "2764",
    ),
    Topic(
        "what-matters",
        Category.ABOUT_ME,
        _("What matters to me"),
        _("What matters to you?"),
        _("It can be people, places or things."),
        _("I love my sister and my music."),
        "2b50",
    ),
    Topic(
        "how-i-talk",
        Category.COMMUNICATION,
        _("How I talk"),
        _("How do you talk?"),
        _("Some people use words. Some use signs, pictures or a tablet."),
        _("I use some words and a tablet."),
        "1f5e3",
    ),
    Topic(
        "talk-with-me",
        Category.COMMUNICATION,
        _("How to talk with me"),
        _("How should people talk with you?"),
        _("Think of somebody who does it well."),
        _("Use short words. Then give me time."),
        "1f442",
        on_card=True,
    ),
    Topic(
        "yes-and-no",
        Category.COMMUNICATION,
        _("How I say yes and no"),
        _("How do you say yes and no?"),
        _("How can people tell what you mean?"),
        _("I look up for yes. I turn away for no."),
        "1f44d",
        on_card=True,
    ),
    Topic(
        "what-helps",
        Category.ABOUT_ME,
        _("What helps me"),
        _("What helps you?"),
        _("Think of a good day. What made it good?"),
        _("I like to know what comes next."),
        "2600",
        on_card=True,
    ),
    Topic(
        "what-does-not-help",
        Category.ABOUT_ME,
        _("What does not help me"),
        _("What does not help you?"),
        _("Think of a bad day. What made it bad?"),
        _("Loud rooms hurt my ears."),
        "2601",
        on_card=True,
    ),
    Topic(
        "when-i-am-ill",
        Category.HEALTH,
        _("What to do when I am ill"),
        _("What should people do when you are ill?"),
        _("Think of what you need first."),
        _("Give me my blue pump. Then ring my mum."),
        "1fa7a",
        on_card=True,
    ),
    Topic(
        "how-i-learn",
        Category.LEARNING,
        _("How I learn best"),
        _("How do you learn best?"),
        _("Do you like to see it, hear it or do it?"),
        _("Show me first. Then I do it with you."),
        "1f4d6",
    ),
    Topic(
        "what-i-want",
        Category.OUTCOMES,
        _("What I want to do one day"),
        _("What do you want to do one day?"),
        _("It can be big or small."),
        _("I want to cook my own tea."),
        "1f3c1",
    ),
    Topic(
        "work-i-would-like",
        Category.PLACEMENTS,
        _("Work I would like"),
        _("What work would you like to do?"),
        _("Think of what you are good at."),
        _("I want to work with dogs."),
        "1f9f0",
    ),
    Topic(
        "my-week",
        Category.PLAN,
        _("What I do in my week"),
        _("What do you do in your week?"),
        _("Say what you do not want to miss."),
        _("I swim every Friday."),
        "1f4c5",
    ),
)
BY_SLUG = {topic.slug: topic for topic in TOPICS}


def topic(slug: str) -> Topic | None:
    """The question of this slug."""
    return BY_SLUG.get(slug)


def neighbours(this: Topic) -> tuple[Topic | None, Topic | None]:
    """The question before and the one after."""
    place = TOPICS.index(this)
    return (TOPICS[place - 1] if place else None, TOPICS[place + 1] if place + 1 < len(TOPICS) else None)
