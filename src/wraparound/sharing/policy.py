"""What grants allow. Facts in, decision out; nothing here reads a database or a clock.

This is also the oracle: the database's policies, every page and every export must agree with `may_see`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from wraparound.core.categories import Category
from wraparound.core.decisions import Decision

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.utils.functional import _StrPromise

HERE = ZoneInfo("Europe/London")


class Basis(StrEnum):
    """Why a grant is lawful; stored as the slug."""

    CONSENT = "consent"
    BEST_INTERESTS = "best-interests"
    STATUTORY_DUTY = "statutory-duty"
    VITAL_INTERESTS = "vital-interests"

    @property
    def label(self) -> _StrPromise:
        """What people call it."""
        return _BASES[self]


class Permission(StrEnum):
    """What the learner said about it: not the same as the basis. Stored as the slug."""

    GIVEN = "given"
    WITH_SUPPORT = "given-with-support"
    BY_PROXY = "by-proxy"
    NOT_ASKED = "not-asked"
    REFUSED = "refused"

    @property
    def label(self) -> _StrPromise:
        """What people call it."""
        return _PERMISSIONS[self]


class SupportHow(StrEnum):
    """How somebody helped a learner to decide. Stored as the slug."""

    READ_ALOUD = "read-aloud"
    SYMBOLS = "symbols"
    TIME = "time"
    EXPLAINED = "explained"
    SIGNED = "signed"

    @property
    def label(self) -> _StrPromise:
        """What people call it."""
        return _HOW[self]


class Doing(StrEnum):
    """What was done with grants in one go. Stored as the slug."""

    SHARE = "share"
    STOP = "stop"
    HIDE = "hide"
    ANSWER = "answer"
    UNDO = "undo"


class Putting(StrEnum):
    """How a learner puts a question off. Stored as the slug."""

    LATER = "later"
    TALK = "talk"


class Answer(StrEnum):
    """What is said to one category of a request; taken back is what the asker says. Stored as the slug."""

    YES = "yes"
    NO = "no"
    TAKEN_BACK = "taken-back"


_HOW = {
    SupportHow.READ_ALOUD: _("They read it aloud"),
    SupportHow.SYMBOLS: _("They used symbols or pictures"),
    SupportHow.TIME: _("They gave me time"),
    SupportHow.EXPLAINED: _("They said it in other words"),
    SupportHow.SIGNED: _("They signed it"),
}

_BASES = {
    Basis.CONSENT: _("The learner agreed"),
    Basis.BEST_INTERESTS: _("Decided in the learner's best interests"),
    Basis.STATUTORY_DUTY: _("The law asks for it"),
    Basis.VITAL_INTERESTS: _("To keep somebody safe"),
}

_PERMISSIONS = {
    Permission.GIVEN: _("The learner said yes"),
    Permission.WITH_SUPPORT: _("The learner said yes, with support"),
    Permission.BY_PROXY: _("Somebody who decides for the learner said yes"),
    Permission.NOT_ASKED: _("The learner was not asked"),
    Permission.REFUSED: _("The learner said no"),
}

LONGEST_FOR_SAFETY = timedelta(hours=24)
LONGEST_KEPT_BACK = timedelta(days=28)  # from the learner, where telling them at once is not safe
LONGEST_WITHOUT_DECISION = timedelta(
    days=28
)  # in the learner's best interests, before it is written down as a decision


@dataclass(frozen=True, slots=True)
class Support:
    """Who helped the learner to decide (the key of a person, or a name), and how."""

    person: int | None = None
    name: str = ""
    how: tuple[SupportHow, ...] = ()


@dataclass(frozen=True, slots=True)
class RestsOn:
    """What a grant rests on besides consent: a law (a slug of duties.py), a decision in the learner's best interests
    (its key); and from when, and why only then, the learner is told of it.
    """

    duty: str = ""
    decision: UUID | None = None
    told_from: datetime | None = None
    told_because: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody is to a learner when it comes to giving and ending grants."""

    is_the_learner: bool = False
    is_lead: bool = False
    decides: frozenset[Category] = frozenset()  # as a proxy
    proxy: UUID | None = None  # by which they decide


@dataclass(frozen=True, slots=True)
class Span:
    """Days from and to, both included; no end if `until` is None."""

    since: date
    until: date | None = None

    def holds(self, at: datetime) -> bool:
        """Whether a moment is within, by the calendar where the learners live."""
        last = self.until or date.max - timedelta(days=1)
        begin = datetime.combine(self.since, time(), HERE)
        return begin <= at < datetime.combine(last + timedelta(days=1), time(), HERE)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: are they the learner; where do they belong and in whose team are they for this learner, and when."""

    person: int
    is_the_learner: bool = False
    memberships: tuple[tuple[int, Span], ...] = ()  # organisation
    teams: tuple[tuple[int, Span], ...] = ()  # organisation for which they are in this learner's circle
    is_frozen: bool = False  # by the learner, or by who leads: nothing reaches them, whoever gave it
    frozen: frozenset[int] = frozenset()  # organisations that are


@dataclass(frozen=True, slots=True)
class GrantFacts:
    """A grant of one learner: to an organisation or a person, which categories, from and until (not included)."""

    categories: frozenset[Category]
    since: datetime
    until: datetime
    organisation: int | None = None
    person: int | None = None
    ended: datetime | None = None
    only_people: frozenset[int] | None = None  # of the organisation's team; None: all of it

    def is_live(self, at: datetime) -> bool:
        """Whether it holds at this moment."""
        return self.since <= at < self.until and (self.ended is None or at < self.ended)

    def reaches(self, viewer: Viewer, at: datetime) -> bool:
        """Whether it is to this person, or to an organisation in which they are now and in whose team they are."""
        if self.person is not None:
            return self.person == viewer.person
        if self.organisation in viewer.frozen or (
            self.only_people is not None and viewer.person not in self.only_people
        ):
            return False
        member = any(o == self.organisation and span.holds(at) for o, span in viewer.memberships)
        return member and any(o == self.organisation and span.holds(at) for o, span in viewer.teams)


def may_see(category: Category, viewer: Viewer, grants: Iterable[GrantFacts], at: datetime) -> Decision:
    """The learner sees everything about themselves; anyone else needs a live grant that reaches them."""
    if viewer.is_the_learner:
        return Decision(True, _("this is about you"))
    if viewer.is_frozen or any(o in viewer.frozen for o, _span in viewer.teams):
        return Decision(False, _("it is not shared with you"))
    for grant in grants:
        if category in grant.categories and grant.is_live(at) and grant.reaches(viewer, at):
            return Decision(True, _("it is shared with you"))
    return Decision(False, _("it is not shared with you"))


def may_give(
    standing: Standing,
    basis: Basis,
    permission: Permission,
    note: str,
    lasts: timedelta,
    categories: frozenset[Category] = frozenset(),
    *,
    is_decided: bool = False,
) -> Decision:
    """The learner gives by consent. A lead records what was decided otherwise, and how the learner was supported. A
    proxy says yes within the categories for which they decide.

    `is_decided`: a decision in the learner's best interests is written down.
    """
    if lasts <= timedelta(0):
        return Decision(False, _("it would end before it begins"))
    if basis is not Basis.CONSENT and not note.strip():
        return Decision(False, _("a basis other than the learner's consent needs to be explained"))
    if basis is Basis.BEST_INTERESTS and not is_decided and lasts > LONGEST_WITHOUT_DECISION:
        return Decision(False, _("without a written decision it lasts 28 days at the most"))
    if basis is Basis.CONSENT and permission not in (Permission.GIVEN, Permission.WITH_SUPPORT, Permission.BY_PROXY):
        return Decision(False, _("consent is a yes of the learner"))
    if basis is Basis.VITAL_INTERESTS and lasts > LONGEST_FOR_SAFETY:
        return Decision(False, _("sharing to keep somebody safe lasts 24 hours at the most"))
    if permission is Permission.BY_PROXY:
        return _may_give_as_proxy(standing, basis, categories)
    if standing.is_the_learner:
        return Decision(True, _("this is about you"))
    if standing.is_lead and permission is not Permission.GIVEN:
        return Decision(True, _("you lead for this learner"))
    no = _("only the learner can say this") if standing.is_lead else _("you do not lead for this learner")
    return Decision(False, no)


def _may_give_as_proxy(standing: Standing, basis: Basis, categories: frozenset[Category]) -> Decision:
    if standing.is_the_learner or basis is not Basis.CONSENT:
        return Decision(False, _("a proxy says yes for the learner, and nothing else"))
    if not categories <= standing.decides | {Category.IDENTITY} or not standing.decides:
        return Decision(False, _("you do not decide about all of this"))
    return Decision(True, _("you decide about this for the learner"))


def may_end(standing: Standing, categories: frozenset[Category] | None = None) -> Decision:
    """The learner ends any grant at any time; a lead may too; a proxy, what a proxy gave and is theirs to decide.

    `categories`: what the grant opens, where a proxy gave it; None where somebody else did.
    """
    if standing.is_the_learner:
        return Decision(True, _("this is about you"))
    if standing.is_lead:
        return Decision(True, _("you lead for this learner"))
    if categories is not None and standing.decides and categories <= standing.decides | {Category.IDENTITY}:
        return Decision(True, _("you decide about this for the learner"))
    return Decision(False, _("you do not lead for this learner"))
