"""What stands in a plan, in words: the names of fields, and values of the log without a single id. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wraparound.core.jinja import duration, in_words, money, week_span
from wraparound.directory.kinds import Funder
from wraparound.plans.kinds import Area, LineKind, LineState, OutcomeState, Source
from wraparound.plans.kinds_of_pathways import Way
from wraparound.plans.kinds_of_reviews import FlagKind, ReviewKind, ReviewState, TookPart
from wraparound.plans.sections import SECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.utils.functional import Promise

    from wraparound.plans.queries.history import Step

LABELS = {
    "title": gettext_lazy("What it is"),
    "details": gettext_lazy("In more detail"),
    "organisation": gettext_lazy("Organisation"),
    "lead": gettext_lazy("Who leads"),
    "deputy": gettext_lazy("Deputy"),
    "offering": gettext_lazy("From the local offer"),
    "remedy": gettext_lazy("What puts it in place"),
    "site": gettext_lazy("Site"),
    "way": gettext_lazy("In what way"),
    "place": gettext_lazy("Where"),
    "starts": gettext_lazy("First day"),
    "ends": gettext_lazy("Last day"),
    "sessions": gettext_lazy("Times of the week"),
    "minutes": gettext_lazy("How much a week"),
    "outcomes": gettext_lazy("What it is for"),
    "after": gettext_lazy("What comes first"),
    "source": gettext_lazy("Where it comes from"),
    "source_words": gettext_lazy("Which document or conversation"),
    "kind": gettext_lazy("What sort"),
    "state": gettext_lazy("How far it is"),
    "because": gettext_lazy("Why not, or no longer"),
    "ended": gettext_lazy("Taken out on"),
    "area": gettext_lazy("Area of life"),
    "words": gettext_lazy("Words"),
    "why": gettext_lazy("Why it matters"),
    "how_we_know": gettext_lazy("How we will know"),
    "term": gettext_lazy("Shared word for it"),
    "need": gettext_lazy("What must be in place"),
    "in_place": gettext_lazy("In place"),
    "funder": gettext_lazy("Money from"),
    "payer": gettext_lazy("Who pays"),
    "pence": gettext_lazy("How much"),
    "each": gettext_lazy("How often"),
    "vat": gettext_lazy("VAT on top"),
    "agreed": gettext_lazy("Agreed by who pays"),
    "letter": gettext_lazy("Letter"),
    "dated": gettext_lazy("Date of the EHC plan"),
    "on": gettext_lazy("When"),
    "took_part": gettext_lazy("How the learner took part"),
    "took_part_words": gettext_lazy("What the learner brought in"),
    "notes": gettext_lazy("Notes"),
    "owner": gettext_lazy("Who looks at it"),
    "due": gettext_lazy("By when"),
    "settled": gettext_lazy("What was done"),
}

OF = {
    "line": gettext_lazy("Part of the plan"),
    "outcome": gettext_lazy("Outcome"),
    "need": gettext_lazy("What must be in place"),
    "payment": gettext_lazy("Who pays"),
    "section": gettext_lazy("EHC plan"),
    "review": gettext_lazy("Review"),
    "flag": gettext_lazy("What somebody looks at"),
    "leaving": gettext_lazy("Leaving"),
}

NAMED_BY = {"line": "title", "outcome": "words", "need": "need", "payment": "funder", "section": "letter"}
NAMED_BY |= {"review": "kind", "flag": "kind", "leaving": "organisation"}
ORDER = list(LABELS)

EACH = {
    "once": gettext_lazy("once"),
    "term": gettext_lazy("each term"),
    "week": gettext_lazy("each week"),
}

KINDS: dict[str, tuple[type[StrEnum], ...]] = {
    "kind": (LineKind, ReviewKind, FlagKind),
    "area": (Area,),
    "source": (Source,),
    "funder": (Funder,),
    "state": (LineState, OutcomeState, ReviewState),
    "took_part": (TookPart,),
    "way": (Way,),
}


def label(name: str) -> str | Promise:
    """What a field is called."""
    return LABELS.get(name) or name.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Names:
    """Who and what a plan names, by the key or id that its log has, as far as it is open to the viewer."""

    people: Mapping[int, str] = field(default_factory=dict)
    organisations: Mapping[int, str] = field(default_factory=dict)
    offerings: Mapping[int, str] = field(default_factory=dict)
    remedies: Mapping[int, str] = field(default_factory=dict)
    sites: Mapping[int, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)  # of the vocabulary, by slug
    rows: Mapping[str, str] = field(default_factory=dict)  # outcomes and lines, by id

    def say(self, name: str, value: Any) -> str:
        """The value of a field as people read it; "" where there is nothing."""
        if value is None or value in ("", []):
            return ""
        if name in ("lead", "deputy", "owner"):
            return self.people.get(value) or _("Somebody whom you may not know")
        if name in ("organisation", "payer"):
            return self.organisations.get(value) or _("An organisation")
        known = {"offering": self.offerings, "remedy": self.remedies, "site": self.sites}.get(name)
        if known is not None:
            return known.get(value) or _("No longer in the local offer")
        return self._say_more(name, value)

    def _say_more(self, name: str, value: Any) -> str:
        if name in ("outcomes", "after"):
            return "; ".join(
                self.rows[str(key)] for key in value if str(key) in self.rows
            )  # the others are not told of
        if name == "sessions":
            return "; ".join(week_span((start, end)) for start, end in value)
        if name in ("starts", "ends", "dated", "ended", "on", "due"):
            return in_words(_day(value))
        if name in ("need", "term"):
            return self.words.get(value) or str(value).replace("-", " ").capitalize()
        return _said(name, value)

    def title(self, of: str, row: Mapping[str, Any]) -> str:
        """What a row of the log is called."""
        part = SECTIONS.get(str(row.get("letter")))
        if part is not None:
            return _("%(letter)s: %(label)s") % {"letter": part.letter, "label": part.label}
        name = NAMED_BY.get(of, "title")
        return self.say(name, row.get(name)) or str(OF.get(of, of))


def _said(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name == "minutes":
        return duration(value)
    if name == "pence":
        return money(value)
    if name == "each":
        return str(EACH.get(value, value))
    known = (str(kind(value).label) for kind in KINDS.get(name, ()) if value in set(kind))  # type: ignore[attr-defined]
    return next(known, str(value))


def _day(value: Any) -> date:
    return value if isinstance(value, date) else datetime.fromisoformat(str(value))


@dataclass(frozen=True, slots=True)
class Told:
    """What one person did to one row at one moment. `changes`: (field, before, after), in words."""

    of: str
    row: str
    title: str
    who: str
    at: datetime
    is_new: bool
    changes: tuple[tuple[str, str, str], ...]


def told(steps: Iterable[Step], names: Names) -> list[Told]:
    """Steps of the log, the newest first, as people read them: what was done at once stands together."""
    together: dict[tuple[str, datetime, str], list[Step]] = {}
    titles: dict[str, dict[str, Any]] = {}
    first: dict[str, datetime] = {}
    for step in reversed(list(steps)):
        row = str(step.row)
        titles.setdefault(row, {})[step.field] = step.value
        first.setdefault(row, step.at)
        together.setdefault((row, step.at, step.who), []).append(step)
    found = []
    for (row, at, who), same in together.items():
        of, is_new = same[0].of, first[row] == at
        told_of = [s for s in same if not (is_new and s.field == NAMED_BY.get(of))]  # its name stands above
        told_of.sort(key=lambda s: ORDER.index(s.field) if s.field in LABELS else len(ORDER))
        said = [(str(label(s.field)), names.say(s.field, s.was), names.say(s.field, s.value)) for s in told_of]
        changes = tuple(one for one in said if one[1] != one[2])
        if changes or is_new:
            found.append(Told(of, row, names.title(of, titles[row]), who, at, is_new, changes))
    return found[::-1]
