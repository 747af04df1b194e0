"""What a confidentiality policy says: topic by topic, each with a few answers, THE STRICTEST FIRST.

What is stored are the slugs: one in use is never given another meaning, and the order of answers is what "stricter"
means. Some answers say something of new grants (`Effect`); a stricter answer never allows more than one after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wraparound.core.categories import Category

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

A_MONTH, A_TERM, HALF_A_YEAR, A_YEAR = (timedelta(days=n) for n in (31, 91, 183, 365))


@dataclass(frozen=True, slots=True)
class Effect:
    """What an answer means for a new grant; what is not said allows everything."""

    longest: timedelta = A_YEAR
    never: frozenset[Category] = frozenset()  # not part of a first yes: to be asked for on their own
    in_writing: frozenset[Category] = frozenset()  # a yes that was only spoken is not enough
    may_pass_on: bool = True
    ask_again: timedelta | None = None  # so long after the yes


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the answers to a topic."""

    slug: str
    label: _StrPromise
    effect: Effect = Effect()


@dataclass(frozen=True, slots=True)
class Topic:
    """A question that every confidentiality policy answers. `terms`: words of the vocabulary that often stand in it."""

    slug: str
    group: _StrPromise
    label: _StrPromise
    question: _StrPromise
    answers: tuple[Answer, ...]  # the strictest first
    terms: tuple[str, ...] = ()

    def answer(self, slug: object) -> Answer | None:
        """The answer of this slug; None where there is none."""
        return next((one for one in self.answers if one.slug == slug), None)

    def rank(self, slug: str) -> int:
        """Its place among the answers: 0 is the strictest. Raises ValueError where there is none."""
        return [one.slug for one in self.answers].index(slug)


SEES, ON, YES, KEPT = _("Who sees it"), _("Passing it on"), _("The learner's yes"), _("Keeping it safe")
MOST = frozenset({Category.HEALTH, Category.FINANCE, Category.COMMUNICATION})
TWO = frozenset({Category.HEALTH, Category.FINANCE})
HEALTH = frozenset({Category.HEALTH})

TOPICS = (
    Topic(
        "who-sees",
        SEES,
        _("Who may see it"),
        _("Who of your people may see what a learner shares?"),
        (
            Answer("named-people", _("Only people whom the learner named")),
            Answer("team", _("Only the team that works with the learner")),
            Answer("site", _("Everybody who works with learners at that site")),
            Answer("everybody", _("Everybody who works for us")),
        ),
        ("key-worker", "one-to-one-support"),
    ),
    Topic(
        "talking",
        SEES,
        _("Talking about a learner"),
        _("Where may people talk about a learner?"),
        (
            Answer("with-the-learner", _("Only with the learner there, or if the learner said yes")),
            Answer("closed-room", _("In a closed room, with people who work with the learner")),
            Answer("not-in-public", _("Anywhere but in public places and corridors")),
        ),
        ("advocate",),
    ),
    Topic(
        "family",
        SEES,
        _("Telling the family"),
        _("What may you tell the family of a learner who is 16 or over?"),
        (
            Answer("each-time", _("Only what the learner says yes to, each time")),
            Answer("agreed", _("What the learner agreed to, until they change it")),
            Answer("days", _("Days, times and how it goes, unless the learner says no")),
            Answer("all", _("Everything, unless the learner says no")),
        ),
        ("named-person-for-family", "family-meetings"),
    ),
    Topic(
        "learner-reads",
        SEES,
        _("The learner reads it"),
        _("When can learners read what you write about them?"),
        (
            Answer("at-once", _("As soon as it is written")),
            Answer("week", _("Within a week after they ask")),
            Answer("month", _("Within a month after they ask, as the law says")),
        ),
        ("easy-read", "large-print-braille-audio"),
    ),
    Topic(
        "pass-on",
        ON,
        _("Passing it on"),
        _("May you pass on to another organisation what you were told?"),
        (
            Answer("never", _("Never: they ask the learner themselves"), Effect(may_pass_on=False)),
            Answer("new-yes", _("Only after a new yes of the learner"), Effect(may_pass_on=False)),
            Answer("named", _("To organisations that the learner was told of before")),
            Answer("partners", _("To every partner that works with the learner")),
        ),
        ("transition-report", "ehc-plan-report"),
    ),
    Topic(
        "first-yes",
        ON,
        _("What a first yes leaves out"),
        _("What do you never ask for together with everything else, but only on its own?"),
        (
            Answer("three", _("Health, money and how somebody communicates"), Effect(never=MOST)),
            Answer("two", _("Health and money"), Effect(never=TWO)),
            Answer("health", _("Health"), Effect(never=HEALTH)),
            Answer("nothing", _("Nothing: all of it may be asked for at once")),
        ),
        ("medical-care-plan", "medication-information"),
    ),
    Topic(
        "e-mail",
        ON,
        _("E-mail and messages"),
        _("How may you send something about a learner?"),
        (
            Answer("not", _("Not at all: people look where it is kept")),
            Answer("encrypted", _("Only encrypted, and never to a private address")),
            Answer("initials", _("By e-mail, without the full name")),
            Answer("as-usual", _("By e-mail, as usual")),
        ),
        (),
    ),
    Topic(
        "safety",
        ON,
        _("To keep somebody safe"),
        _("You pass something on to keep somebody safe. When is the learner told?"),
        (
            Answer("before", _("Before, unless that would put somebody in danger")),
            Answer("same-day", _("On the same day")),
            Answer("week", _("Within a week")),
            Answer("lead-decides", _("When the safeguarding lead decides")),
        ),
        ("crisis-plan", "advocate"),
    ),
    Topic(
        "how-long",
        YES,
        _("For how long"),
        _("How long does a yes of the learner last at most?"),
        (
            Answer("month", _("A month"), Effect(longest=A_MONTH)),
            Answer("term", _("A term (13 weeks)"), Effect(longest=A_TERM)),
            Answer("half-year", _("Half a year"), Effect(longest=HALF_A_YEAR)),
            Answer("year", _("A year"), Effect(longest=A_YEAR)),
        ),
    ),
    Topic(
        "in-writing",
        YES,
        _("Consent in writing"),
        _("For what must a yes be in writing, or recorded in another way that lasts?"),
        (
            Answer("everything", _("For everything"), Effect(in_writing=frozenset(Category))),
            Answer("three", _("For health, money and how somebody communicates"), Effect(in_writing=MOST)),
            Answer("health", _("For health"), Effect(in_writing=HEALTH)),
            Answer("nothing", _("For nothing: a spoken yes is enough, with a note of it")),
        ),
        ("easy-read", "time-to-answer", "supported-decisions-trained-staff"),
    ),
    Topic(
        "ask-again",
        YES,
        _("Asking again"),
        _("When do you ask the learner again whether the yes still holds?"),
        (
            Answer("term", _("Every term"), Effect(ask_again=A_TERM)),
            Answer("half-year", _("Every half year"), Effect(ask_again=HALF_A_YEAR)),
            Answer("year", _("Every year"), Effect(ask_again=A_YEAR)),
            Answer("not", _("Not again, while it lasts")),
        ),
        ("advocate", "supported-decisions-trained-staff"),
    ),
    Topic(
        "records",
        KEPT,
        _("How long records are kept"),
        _("How long do you keep what you wrote, after a learner has left?"),
        (
            Answer("one", _("One year")),
            Answer("three", _("Three years")),
            Answer("six", _("Six years")),
            Answer("until-25", _("Until their 25th birthday and six years more")),
        ),
        ("individual-risk-assessment", "transition-report"),
    ),
    Topic(
        "training",
        KEPT,
        _("What your people learn"),
        _("Who of your people has learned about confidentiality?"),
        (
            Answer("each-year", _("Everybody, every year")),
            Answer("once", _("Everybody, when they begin")),
            Answer("with-learners", _("Those who work with learners, when they begin")),
            Answer("nobody", _("Nobody has to")),
        ),
        ("staff-training-list", "supported-decisions-trained-staff"),
    ),
    Topic(
        "went-wrong",
        KEPT,
        _("When something went wrong"),
        _("Something was seen by somebody who should not have seen it. Who is told, and when?"),
        (
            Answer("same-day", _("The learner and the partners, on the same day")),
            Answer("three-days", _("The learner and the partners, within 72 hours")),
            Answer("as-the-law-says", _("Those whom the law says, when it says so")),
        ),
        ("advocate",),
    ),
)

BY_SLUG = {topic.slug: topic for topic in TOPICS}
