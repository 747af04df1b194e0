"""What is drawn of a line of a plan: facts in, the words beside the bar out."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wraparound.plans.kinds import LineState
from wraparound.plans.pictures.drawing import said

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

A_DAY, AN_HOUR = 24 * 60, 60
SHOWN = (LineState.PROPOSED, LineState.ACCEPTED, LineState.DONE)  # what was stopped or declined is left out


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of the plan. Sessions are minutes of the week (0 is Monday, midnight); `minutes` a week where there are
    none; `agreed`: the learner says yes to it as it stands; `after`: keys of lines that come first; `ends`: last day.
    """

    key: Hashable
    title: str
    organisation: str | None
    starts: date | None
    ends: date | None
    state: LineState
    sessions: tuple[tuple[int, int], ...] = ()
    minutes: int | None = None
    agreed: bool = False
    after: tuple[Hashable, ...] = ()

    @property
    def how_much(self) -> str:
        """2 days a week, 10 hours; empty where nothing is said."""
        days = len({start // A_DAY for start, _end in self.sessions})
        minutes = sum(end - start for start, end in self.sessions) or self.minutes or 0
        if days:
            first = ngettext("%(count)s day a week", "%(count)s days a week", days) % {"count": days}
            return f"{first}, {_length(minutes)}"
        return _("%(length)s a week") % {"length": _length(minutes)} if minutes else ""

    @property
    def standing(self) -> str:
        """How far it is, in a word: agreed when the learner said yes to what was accepted."""
        if self.state is LineState.DONE:
            return _("Done")
        if self.state is LineState.PROPOSED:
            return _("Proposed, the learner says yes") if self.agreed else _("Proposed")
        return _("Agreed with the learner") if self.agreed else _("Accepted")

    @property
    def is_ticked(self) -> bool:
        """Whether it carries the tick: the learner says yes and it is not over."""
        return self.agreed and self.state is not LineState.DONE

    def when(self) -> str:
        """7 Sep 2026 to 16 Jul 2027."""
        if self.starts is None:
            return _("No dates yet")
        first = date_format(self.starts, "j M Y")
        if self.ends is None:
            return _("From %(first)s, no end yet") % {"first": first}
        return _("%(first)s to %(last)s") % {"first": first, "last": date_format(self.ends, "j M Y")}


def _length(minutes: int) -> str:
    hours, rest = divmod(minutes, AN_HOUR)
    parts = []
    if hours:
        parts.append(ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours})
    if rest:
        parts.append(ngettext("%(count)s minute", "%(count)s minutes", rest) % {"count": rest})
    return " ".join(parts)


def place_of(bar: Bar) -> str:
    """The heading of its lane."""
    return bar.organisation or _("Not taken yet")


def shown(bars: Iterable[Bar]) -> list[Bar]:
    """Those that are drawn, by their first day; what has no dates comes last."""
    return sorted(
        (bar for bar in bars if bar.state in SHOWN),
        key=lambda b: (b.starts is None, b.starts or date.max, b.ends or date.max, b.title),
    )


def lanes(bars: Sequence[Bar]) -> list[tuple[str, int, list[Bar]]]:
    """Name, colour and bars of each organisation, the one that begins first on top; nobody's last."""
    names = dict.fromkeys(bar.organisation for bar in bars if bar.organisation)
    by_lane = [(name, number % 6 + 1, [b for b in bars if b.organisation == name]) for number, name in enumerate(names)]
    nobodys = [bar for bar in bars if not bar.organisation]
    return by_lane + ([(place_of(nobodys[0]), 0, nobodys)] if nobodys else [])


def steps(bars: Sequence[Bar]) -> tuple[list[tuple[Bar, Bar]], list[str]]:
    """From which bar to which an arrow goes, and what is said where one cannot: a step too early, or without dates."""
    by_key = {bar.key: bar for bar in bars}
    arrows, notes = [], []
    for bar in bars:
        for first in (by_key[key] for key in bar.after if key in by_key):
            names = {"later": bar.title, "first": first.title}
            if bar.starts is None or first.starts is None or first.ends is None:
                notes.append(_("“%(later)s” comes after “%(first)s”; not both have their dates yet.") % names)
            elif bar.starts >= first.ends:
                arrows.append((first, bar))
            else:
                notes.append(_("“%(later)s” starts before “%(first)s” is over.") % names)
    return arrows, notes


def told(bars: Sequence[Bar]) -> str:
    """One sentence about the whole, for who does not see it."""
    dated = [bar for bar in bars if bar.starts]
    count = {"count": len(bars), "places": len({bar.organisation for bar in bars})}
    what = ngettext("%(count)s part of the plan", "%(count)s parts of the plan", len(bars)) % count
    where = ngettext("at %(places)s organisation", "at %(places)s organisations", count["places"]) % count
    if not dated:
        return said(f"{what}, {where}. " + _("The list says what they are."))
    first = min(bar.starts for bar in dated if bar.starts)
    last = max((bar.ends or bar.starts) for bar in dated if bar.starts)
    dates = {"first": date_format(first, "j F Y"), "last": date_format(last, "j F Y")}
    when = _("from %(first)s to %(last)s") % dates
    return said(f"{what}, {where}, {when}. " + _("The list says the same in words."))
