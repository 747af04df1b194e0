"""The facts of a plan that its documents tell, without rows or keys of the database. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wraparound.core.jinja import duration, in_words, week_span
from wraparound.plans.kinds import Answer, Area, LineKind, LineState, OutcomeState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wraparound.plans.pictures import TermSpan

TASKS = (LineKind.ACTION, LineKind.REMEDY)  # what others do


@dataclass(frozen=True, slots=True)
class Wanted:
    """An outcome, in the learner's words."""

    area: Area
    words: str
    why: str
    how_we_know: str
    state: OutcomeState


@dataclass(frozen=True, slots=True)
class Said:
    """What a voice said to a part. `is_before`: the part changed after it was said."""

    who: str
    answer: Answer
    words: str
    is_learner: bool
    is_before: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A line of the plan. `after`: titles of what comes first; `needs`: what must be in place, and whether it is."""

    key: str
    kind: LineKind
    state: LineState
    title: str
    details: str = ""
    organisation: str = ""
    place: str = ""
    lead: str = ""
    deputy: str = ""
    starts: date | None = None
    ends: date | None = None
    sessions: tuple[tuple[int, int], ...] = ()
    minutes: int | None = None
    purposes: tuple[str, ...] = ()
    after: tuple[tuple[str, str], ...] = ()  # key, title
    needs: tuple[tuple[str, bool], ...] = ()
    said: tuple[Said, ...] = ()
    agreed: bool = False
    because: str = ""

    @property
    def learners(self) -> Said | None:
        """What the learner says."""
        return next((one for one in self.said if one.is_learner), None)

    @property
    def when(self) -> str:
        """From its first day to its last."""
        if self.starts and self.ends:
            return _("%(first)s to %(last)s") % {"first": in_words(self.starts), "last": in_words(self.ends)}
        if self.starts:
            return _("From %(day)s") % {"day": in_words(self.starts)}
        return _("Until %(day)s") % {"day": in_words(self.ends)} if self.ends else _("No dates yet")

    @property
    def times(self) -> str:
        """Its hours of the week, one under the other."""
        if self.sessions:
            return "\n".join(week_span(span) for span in self.sessions)
        return _("%(time)s a week") % {"time": duration(self.minutes)} if self.minutes else ""

    @property
    def standing(self) -> str:
        """How far it is, in words."""
        said = str(self.state.label)
        if self.agreed and self.state is LineState.ACCEPTED:
            said = _("Agreed with the learner")
        return f"{said}: {self.because}" if self.because else said

    def runs(self, day: date) -> bool:
        """Whether it is there on a day."""
        return self.starts is not None and self.starts <= day and (self.ends is None or self.ends >= day)


@dataclass(frozen=True, slots=True)
class AsOf:
    """The version that a document shows: `signed` says for each party who has to agree when it did, or ""."""

    number: int
    day: date
    signed: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """All of a plan that is open to a viewer. `version` is None for the plan as it stands. `people`: name, and what
    they are to the learner.
    """

    wanted: tuple[Wanted, ...]
    parts: tuple[Part, ...]
    people: tuple[tuple[str, str], ...]
    terms: tuple[TermSpan, ...]
    today: date
    version: AsOf | None = None

    @property
    def live(self) -> tuple[Part, ...]:
        """What still counts."""
        return tuple(p for p in self.parts if p.state.is_live)

    @property
    def over(self) -> tuple[Part, ...]:
        """What is done, stopped or was not possible."""
        return tuple(p for p in self.parts if not p.state.is_live)


def not_agreed(parts: Iterable[Part], name: str, *, asks_learner: bool) -> list[tuple[Part, str]]:
    """The parts that are not settled, each with the reason. Of a version it is not known what the learner said then."""
    found = []
    for part in parts:
        said, whys = part.learners, []
        if part.state is LineState.PROPOSED:
            whys.append(_("not accepted yet") if part.organisation else _("no organisation has taken it yet"))
        if asks_learner and part.kind not in TASKS and not part.agreed:
            whys.append(_why(said, name))
        if any(not in_place for _need, in_place in part.needs):
            whys.append(_("something that it needs is not in place yet"))
        if whys := [why for why in whys if why]:
            found.append((part, "; ".join(whys)))
    return found


def _why(said: Said | None, name: str) -> str:
    if said is None:
        return _("%(name)s has not said anything to it") % {"name": name}
    if said.is_before:
        return _("it changed after %(name)s answered") % {"name": name}
    if said.answer is Answer.YES:
        return ""
    return _("%(name)s says: %(answer)s") % {"name": name, "answer": str(said.answer.label)}


def week_of(parts: Sequence[Part], today: date) -> date:
    """Today where something runs, else the next first day of something with hours, else today."""
    if any(p.runs(today) and p.sessions for p in parts):
        return today
    return min((p.starts for p in parts if p.starts and p.starts > today and p.sessions), default=today)
