"""Who may be somebody's proxy, about what and until when; and what a proxy may do. Facts in, decision out.

The learner's own word comes first: a proxy opens nothing that the learner has stopped or refused of late, and takes
back nothing to which the learner said yes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wraparound.core.categories import Category
from wraparound.core.decisions import Decision
from wraparound.sharing import policy_ages
from wraparound.sharing.policy import HERE

if TYPE_CHECKING:
    from collections.abc import Set
    from datetime import date
    from uuid import UUID

    from django.utils.functional import _StrPromise

    from wraparound.sharing.policy import Standing

LONGEST = timedelta(days=366)
RESPECTED = timedelta(days=90)  # so long a proxy cannot give back what the learner stopped or refused
GOES_ON = timedelta(days=28)  # what a proxy said yes to lasts beyond their say, so that the learner can be asked
MONEY = frozenset({Category.FINANCE})


class ProxyKind(StrEnum):
    """By what right somebody decides for a learner. Stored as the slug."""

    PARENT = "parental-responsibility"
    DEPUTY = "deputy"
    ATTORNEY = "attorney"
    APPOINTEE = "appointee"
    ADVOCATE = "advocate"

    @property
    def label(self) -> _StrPromise:
        """What people call it."""
        return _KINDS[self]


_KINDS = {
    ProxyKind.PARENT: _("Parental responsibility"),
    ProxyKind.DEPUTY: _("Deputy of the court"),
    ProxyKind.ATTORNEY: _("Lasting power of attorney"),
    ProxyKind.APPOINTEE: _("Appointee for benefits"),
    ProxyKind.ADVOCATE: _("Advocate"),
}


@dataclass(frozen=True, slots=True)
class Appointing:
    """Somebody is to be a proxy: as what, about what, until when, and what was seen that says so."""

    kind: ProxyKind
    categories: frozenset[Category]
    may_decide: bool
    until: datetime
    seen: str = ""  # which paper, and where it is kept: no copy of it
    cannot_decide: str = ""  # what the learner cannot decide, and who found that, when
    is_me: bool = False
    is_the_learner: bool = False
    is_known: bool = True  # family or an advocate in the circle
    is_colleague: bool = False  # belongs to an organisation of whoever appoints
    decides_already: bool = False
    refused: frozenset[Category] = frozenset()  # what the learner stopped for them of late


@dataclass(frozen=True, slots=True)
class Say:
    """What a proxy may do now: decide about these categories, which are open to them."""

    proxy: UUID
    kind: ProxyKind
    categories: frozenset[Category]
    may_decide: bool
    may_see_looks: bool
    until: datetime

    @property
    def decides(self) -> frozenset[Category]:
        """About what they say yes and no."""
        return self.categories if self.may_decide else frozenset()

    @property
    def longest(self) -> datetime:
        """Until when what they say can last."""
        return self.until + GOES_ON


def may_appoint(standing: Standing, one: Appointing, born: date, now: datetime) -> Decision:
    """The learner chooses whom they like of their circle; who leads writes down what a paper says."""
    if not (standing.is_the_learner or standing.is_lead):
        return Decision(False, _("you do not lead for this learner"))
    for no in (*_whom(one), *_what(standing, one, born, now)):
        return no
    if standing.is_the_learner:
        return Decision(True, _("this is about you"))
    return _with_a_paper(one)


def ends(one: Appointing, born: date, now: datetime) -> datetime:
    """When their say ends: on the day that was asked for; parental responsibility with a birthday, if that is first."""
    if one.kind is not ProxyKind.PARENT:
        return one.until
    today = now.astimezone(HERE).date()
    last = policy_ages.parents_say_ends(born, today, cannot_decide=bool(one.cannot_decide.strip()))
    return min(one.until, policy_ages.begins(last))


def may_end_say(standing: Standing, *, is_theirs: bool, reason: str) -> Decision:
    """The learner at any time, without a reason; the person themself; who leads, with a reason."""
    if standing.is_the_learner or is_theirs:
        return Decision(True, _("this is about you"))
    if not standing.is_lead:
        return Decision(False, _("you do not lead for this learner"))
    if not reason.strip():
        return Decision(False, _("say why"))
    return Decision(True, _("you lead for this learner"))


def may_say_yes(
    say: Say | None, categories: Set[Category], until: datetime, refused: Set[Category], *, is_for_themselves: bool
) -> Decision:
    """A proxy, within what they decide, to somebody else, and nothing that the learner stopped or refused of late."""
    if say is None or not categories or not categories <= say.decides | {Category.IDENTITY}:
        return Decision(False, _("you do not decide about all of this"))
    if is_for_themselves:
        return Decision(False, _("nobody says yes to themselves, or to their own organisation"))
    if categories & refused:
        return Decision(False, _("the learner stopped or refused some of it not long ago: their word stands"))
    if until > say.longest:
        return Decision(False, _("what you say lasts 28 days longer than your say, at the most"))
    return Decision(True, _("you decide about this for the learner"))


def _whom(one: Appointing) -> list[Decision]:
    found = []
    if one.is_me:
        found.append(_("nobody appoints themselves"))
    if one.is_the_learner:
        found.append(_("the learner decides for themselves already"))
    if one.is_colleague:
        found.append(_("nobody of your own organisation can decide for the learner: it would be you"))
    if not one.is_known:
        found.append(_("they are not family or an advocate in the circle"))
    if one.decides_already:
        found.append(_("they have a say already: end that first"))
    return [Decision(False, why) for why in found]


def _what(standing: Standing, one: Appointing, born: date, now: datetime) -> list[Decision]:
    found = []
    if not one.categories - {Category.IDENTITY}:
        found.append(_("it is about something"))
    if not now < one.until <= now + LONGEST:
        found.append(_("a year is the longest") if one.until > now else _("it would end before it begins"))
    elif ends(one, born, now) <= now:
        grown_up = policy_ages.birthday(born, policy_ages.GROWN_UP) <= now.astimezone(HERE).date()
        found.append(
            _("parental responsibility ends on the 18th birthday")
            if grown_up
            else _("from 16, a parent decides only what the learner cannot: say what that is")
        )
    if one.kind is ProxyKind.APPOINTEE and not one.categories <= MONEY | {Category.IDENTITY}:
        found.append(_("an appointee decides about money and nothing else"))
    if one.categories & one.refused and not standing.is_the_learner:
        found.append(_("the learner stopped this for them not long ago: their word stands"))
    return [Decision(False, why) for why in found]


def _with_a_paper(one: Appointing) -> Decision:
    if not one.seen.strip():
        return Decision(False, _("say which paper you saw, and where it is kept"))
    if one.kind is ProxyKind.ADVOCATE and one.may_decide:
        return Decision(False, _("an advocate speaks; only the learner can let them decide"))
    if one.kind in (ProxyKind.DEPUTY, ProxyKind.ATTORNEY) and one.may_decide and not one.cannot_decide.strip():
        return Decision(False, _("say what the learner cannot decide, and who found that"))
    return Decision(True, _("you lead for this learner"))
