"""How long each category is kept, when it is due, and who may erase it. Facts in, decisions out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wraparound.core.categories import Category
from wraparound.core.decisions import Decision

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.utils.functional import _StrPromise

    from wraparound.accounts.roles import OrganisationKind

WAIT = timedelta(days=28)  # the learner has this long to say "keep it"
AFTER_KEEP = timedelta(days=365)  # what was to be kept is not proposed again so soon
EVERYTHING = None  # in place of a category: the whole learner


class From(StrEnum):
    """What the years are counted from; stored as the slug in retention.toml."""

    ACTIVITY = "last-activity"
    PLAN = "end-of-plan"
    AGE_25 = "age-25"

    @property
    def label(self) -> _StrPromise:
        """As the schedule says it, after "6 years after"."""
        return _FROM[self]

    @property
    def easy(self) -> _StrPromise:
        """For learners, after "6 years after"."""
        return _EASY[self]


class Because(StrEnum):
    """Why it is to be erased. Stored as the slug; there are no free words, which could say what is erased."""

    DUE = "due"
    ASKED = "asked"
    NOT_NEEDED = "not-needed"

    @property
    def label(self) -> _StrPromise:
        """As whoever proposes chooses it."""
        return _BECAUSE[self]


class State(StrEnum):
    """How far an erasure is. Follows from its row."""

    TOLD = "told"  # the learner can still say "keep it"
    READY = "ready"
    KEPT = "kept"
    TAKEN_BACK = "taken-back"
    DONE = "done"

    @property
    def label(self) -> _StrPromise:
        """In words."""
        return _STATES[self]

    @property
    def is_open(self) -> bool:
        """Whether it can still come to an end."""
        return self in (State.TOLD, State.READY)


class Said(StrEnum):
    """What the learner answers. Stored as the slug."""

    KEEP = "keep"
    ERASE = "erase"


@dataclass(frozen=True, slots=True)
class Retention:
    """How long one category is kept in organisations of some kinds (none named: in all others)."""

    category: Category
    years: int
    counted: From
    because: str
    guidance: str
    kinds: frozenset[OrganisationKind] = frozenset()


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one category of a learner. `summer_of_25`: 31 August, when they turn 25 in that school year."""

    last_activity: date
    plan_ended: date | None
    summer_of_25: date


@dataclass(frozen=True, slots=True)
class ErasureFacts:
    """An erasure as a decision needs it. `answer` is "", "keep" or "erase"."""

    state: State
    proposed_by: int
    organisation: int
    not_before: date
    answer: str


def rule_for(schedule: Iterable[Retention], category: Category, kind: OrganisationKind) -> Retention:
    """The line of the schedule for a category where an organisation of this kind leads; KeyError without one."""
    found = {bool(one.kinds): one for one in schedule if one.category is category and kind in (one.kinds or {kind})}
    return found[True] if True in found else found[False]


def due(rule: Retention, facts: Facts) -> date | None:
    """From which day on the category is not kept any more. None: what it counts from has not happened yet."""
    begin = {
        From.ACTIVITY: facts.last_activity,
        From.PLAN: facts.plan_ended,
        From.AGE_25: max(facts.summer_of_25, facts.last_activity),  # while something is added, it is needed
    }[rule.counted]
    return None if begin is None else _years_after(begin, rule.years)


def summer_of_25(born: date) -> date:
    """31 August at the end of the school year in which somebody turns 25; tells no birthday."""
    turns = _years_after(born, 25)
    return date(turns.year + (turns > date(turns.year, 8, 31)), 8, 31)


def state_of(*, answer: str, taken_back: bool, done: bool, not_before: date, today: date) -> State:
    """How far an erasure is."""
    if done:
        return State.DONE
    if taken_back:
        return State.TAKEN_BACK
    if answer == Said.KEEP:
        return State.KEPT
    return State.READY if answer == Said.ERASE or not_before <= today else State.TOLD


def may_propose(
    *,
    leads: bool,
    is_open: bool,
    category: Category | None,
    told: bool,
    signs_in: bool,
    kept: Mapping[Category | None, date],
    today: date,
) -> Decision:
    """Who leads proposes; the learner is told first. `kept`: when the learner last said "keep it", of what."""
    if not leads:
        return Decision(False, _("only who leads for the learner proposes what is erased"))
    if not is_open:
        return Decision(False, _("this part is not open to you"))
    if category is Category.IDENTITY:
        return Decision(False, _("who they are goes only with everything else"))
    if not (signs_in or told):
        return Decision(False, _("the learner has no sign-in: tell them yourself first, and say that you did"))
    if any(_touches(category, one) and on + AFTER_KEEP > today for one, on in kept.items()):
        return Decision(False, _("the learner said: keep it. Nobody asks again within a year"))
    return Decision(True, _("you lead for the learner"))


def may_answer(facts: ErasureFacts, said: Said, *, is_the_learner: bool, leads: bool) -> Decision:
    """The learner says keep or erase; who leads may note a "keep it" that was said to them, never the other."""
    if not facts.state.is_open:
        return Decision(False, _("this is settled already"))
    if is_the_learner or (leads and said is Said.KEEP):
        return Decision(True, _("it is the learner's to say"))
    return Decision(False, _("only the learner says that it may go at once"))


def may_confirm(facts: ErasureFacts, *, me: int, administers: Iterable[int]) -> Decision:
    """A second person, who administers the organisation for which it was proposed, once the learner had their time."""
    if facts.organisation not in set(administers):
        return Decision(False, _("only an administrator of the organisation confirms it"))
    if facts.proposed_by == me:
        return Decision(False, _("you proposed it: a second person has to confirm it"))
    if facts.state is State.KEPT:
        return Decision(False, _("the learner said: keep it"))
    if facts.state is State.TOLD:
        return Decision(False, _("the learner still has time to say: keep it"))
    if facts.state is not State.READY:
        return Decision(False, _("this is settled already"))
    return Decision(True, _("you are the second person"))


def may_take_back(facts: ErasureFacts, *, leads: bool, administers: Iterable[int]) -> Decision:
    """Who leads, or an administrator, as long as nothing was erased."""
    if not facts.state.is_open:
        return Decision(False, _("this is settled already"))
    if leads or facts.organisation in set(administers):
        return Decision(True, _("nothing was erased yet"))
    return Decision(False, _("only who leads, or an administrator, takes it back"))


def years(number: int) -> str:
    """A number of years in words."""
    return ngettext("%(n)d year", "%(n)d years", number) % {"n": number}


def _touches(one: Category | None, other: Category | None) -> bool:
    return one is other or EVERYTHING in (one, other)


def _years_after(day: date, number: int) -> date:
    try:
        return day.replace(year=day.year + number)
    except ValueError:  # 29 February
        return day.replace(year=day.year + number, month=3, day=1)


_FROM = {
    From.ACTIVITY: _("the last entry"),
    From.PLAN: _("the end of the plan"),
    From.AGE_25: _("the school year in which the learner turns 25"),
}
_EASY = {
    From.ACTIVITY: _("somebody last wrote in it"),
    From.PLAN: _("your plan ends"),
    From.AGE_25: _("the summer when you are 25"),
}
_BECAUSE = {
    Because.DUE: _("Its time is over: the schedule says so"),
    Because.ASKED: _("The learner asked for it"),
    Because.NOT_NEEDED: _("Nobody needs it any more"),
}
_STATES = {
    State.TOLD: _("The learner was told"),
    State.READY: _("Waits for a second person"),
    State.KEPT: _("The learner said: keep it"),
    State.TAKEN_BACK: _("Taken back"),
    State.DONE: _("Erased"),
}
