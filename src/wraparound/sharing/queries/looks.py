"""Who looked at a learner, for the learner alone; and concerns, for the learner and the one person who is to answer."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext as _

from wraparound.accounts.queries import organisations
from wraparound.core import clock
from wraparound.core.categories import Category
from wraparound.sharing import wording_looks as wording
from wraparound.sharing.models import Concern
from wraparound.sharing.policy_looks import Hearer, hearers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner

KNOWN = {c.value: c for c in Category}


@dataclass(frozen=True, slots=True)
class LookLine:
    """Somebody looked at the same kind of page, so many times in a day. `event` is the place of the last."""

    event: int
    day: date
    at: datetime
    person: str
    who: str
    organisations: tuple[str, ...]
    did: str
    categories: tuple[Category, ...]
    times: int
    symbol: str

    @property
    def by(self) -> str:
        """Who, and on whose behalf: "Ana Silva from City College"."""
        if not self.organisations:
            return self.who
        return _("%(who)s from %(organisation)s") % {"who": self.who, "organisation": ", ".join(self.organisations)}

    @property
    def often(self) -> str:
        """How often, where it was more than once."""
        return wording.how_often(self.times)


@dataclass(frozen=True, slots=True)
class ConcernView:
    """A concern as a page shows it; `line` is what it is about, None where it is about no one thing."""

    id: UUID
    learner: UUID  # their public id
    name: str
    to: str
    is_mine: bool
    words: str
    made: datetime
    due: date
    line: LookLine | None
    answer: str
    answered: datetime | None

    @property
    def is_overdue(self) -> bool:
        """Whether the day has passed without an answer."""
        return not self.answer and self.due < clock.today()

    @property
    def state(self) -> str:
        """answered, overdue or open: to choose by."""
        return "answered" if self.answer else "overdue" if self.is_overdue else "open"


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The end of a learner's chain, and the last anchor: what somebody outside can compare."""

    events: int
    head: str
    is_whole: bool | None  # None: not asked for
    anchor: int | None
    anchor_print: str
    anchored: datetime | None


def looks(viewer: Person, learner: Learner) -> list[LookLine]:
    """Who looked at the learner, one line for a person, day and kind of page, the newest first. Others find nothing.

    With what they were told only later. What the learner did is left out, and the events are those of reading only.
    """
    query = """select (at at time zone 'Europe/London')::date, max(at), max(seq), count(*), actor, what, details::text
        from app.core_auditevent where subject = %s and what = any(%s) and actor <> %s
        group by 1, actor, what, details order by max(seq) desc"""
    rows = _read(_rows(query, [learner.public_id, list(wording.READING), viewer.pk]))
    known = names_in_my_chain(viewer, learner, {row[4] for row in rows})
    called = _organisations(viewer, (row[6] for row in rows))
    lines = [*(_line(row, known, called) for row in rows), *_told_later(viewer, learner)]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def look(viewer: Person, learner: Learner, event: int) -> LookLine | None:
    """The one look at this place of the learner's own chain."""
    query = """select (at at time zone 'Europe/London')::date, at, seq, 1, actor, what, details::text
        from app.core_auditevent where subject = %s and what = any(%s) and actor <> %s and seq = %s"""
    rows = _read(_rows(query, [learner.public_id, list(wording.READING), viewer.pk, event]))
    if not rows:
        return None
    known = names_in_my_chain(viewer, learner, {rows[0][4]})
    return _line(rows[0], known, _organisations(viewer, [rows[0][6]]))


def _told_later(viewer: Person, learner: Learner) -> list[LookLine]:
    """Looks of which the learner was told only later, when it was safe; `event` is 0: their own chain has another."""
    query = "select at, person, name, place, page, categories from app.looks_told_later(%s)"
    lines = []
    found = _rows(query, [learner.pk])
    called = _organisations(viewer, ({"through": [str(row[3])]} for row in found))
    for at, person, name, place, page, categories in found:
        told = {"categories": categories, "page": page, "through": [str(place)]}
        day = at.astimezone(clock.HERE).date()
        line = _line((day, at, 0, 1, person, "looked at", told), {person: name}, called)
        lines.append(replace(line, did=_("%(did)s. You were told later") % {"did": line.did}))
    return lines


def names_in_my_chain(viewer: Person, learner: Learner, people: Iterable[int]) -> dict[int, str]:
    """The names of those who did something in the learner's chain, for the learner: who read about them has a name."""
    return dict(_rows("select id, name from app.names_in_my_chain(%s, %s)", [learner.pk, sorted(people)]))


def chain_head(viewer: Person, learner: Learner, *, check: bool = False) -> ChainHead | None:
    """Where the learner's chain ends, for the learner; with `check`, all of it is verified. None where it is empty."""
    rows = _rows(
        "select seq, encode(hash, 'hex') from app.core_auditevent where subject = %s order by seq desc limit 1",
        [learner.public_id],
    )
    if not rows:
        return None
    anchor = next(iter(_rows("select number, print, at from app.anchor_noted()", [])), (None, "", None))
    events, head = rows[0]
    whole = _rows("select app.broken_at(%s) is null", [learner.public_id])[0][0] if check else None
    return ChainHead(events, head, whole, *anchor)


def who_hears(viewer: Person, learner: Learner, line: LookLine | None = None) -> list[Hearer]:
    """Whom the learner can tell that something seems wrong, the likeliest first; never who looked."""
    rows = _rows("select near, person, name, organisation, place from app.who_hears(%s)", [learner.pk])
    return hearers([Hearer(*row) for row in rows], int(line.person) if line else None)


def concerns(viewer: Person, learner: Learner | None = None) -> list[ConcernView]:
    """Those that the viewer is to answer, what is open and longest due first; or, of their own, the newest first."""
    found = Concern.objects.select_related("answer")
    if learner is not None:
        return _views(viewer, found.filter(learner=learner, raised_by=viewer).order_by("-made", "pk"))
    mine = _views(viewer, found.filter(to_person=viewer).order_by("due", "made", "pk"))
    return sorted(mine, key=lambda one: bool(one.answer))


def concern(viewer: Person, key: UUID) -> ConcernView | None:
    """One that the viewer raised or is to answer."""
    return next(iter(_views(viewer, Concern.objects.select_related("answer").filter(pk=key))), None)


def concern_row(viewer: Person, key: UUID) -> Concern | None:
    """The row of one that the viewer is to answer."""
    return Concern.objects.filter(pk=key, to_person=viewer).first()


def concerns_open(viewer: Person) -> int:
    """How many wait for the viewer's answer."""
    return Concern.objects.filter(to_person=viewer, answer__isnull=True).count()


def _views(viewer: Person, found: Iterable[Concern]) -> list[ConcernView]:
    rows = list(found)
    query = (
        "select concern, learner, name, to_name, seq, at, actor, who, what, details::text from app.concern_facts(%s)"
    )
    facts = {row[0]: row[1:] for row in _read(_rows(query, [[one.pk for one in rows]]))}
    called = _organisations(viewer, (fact[8] for fact in facts.values()))
    return [_view(viewer, one, facts[one.pk], called) for one in rows if one.pk in facts]


def _view(viewer: Person, row: Concern, facts: Sequence[Any], called: Mapping[str, str]) -> ConcernView:
    learner, name, to, event, at, actor, who, what, details = facts
    line = None
    if event is not None:
        day = at.astimezone(clock.HERE).date()
        line = _line((day, at, event, 1, actor, what, details), {actor: who}, called)
    answer = getattr(row, "answer", None)
    return ConcernView(
        id=row.pk,
        learner=learner,
        name=name,
        to=to,
        is_mine=row.raised_by_id == viewer.pk,
        words=row.words,
        made=row.made,
        due=row.due,
        line=line,
        answer=answer.words if answer else "",
        answered=answer.at if answer else None,
    )


def _line(row: Sequence[Any], known: Mapping[int, str], called: Mapping[str, str]) -> LookLine:
    day, at, event, times, actor, what, details = row
    said: Mapping[str, Any] = details if isinstance(details, dict) else {}
    seen = {KNOWN[slug] for slug in wording.listed(said.get("categories")) if slug in KNOWN}
    categories = tuple(sorted(seen, key=lambda c: c.number))
    page = said.get("page", "")
    return LookLine(
        event=event,
        day=day,
        at=at,
        person=str(actor),
        who=known.get(actor) or _("somebody"),
        organisations=tuple(called[key] for key in wording.listed(said.get("through")) if key in called),
        did=wording.did(what, page, categories),
        categories=categories,
        times=times,
        symbol=wording.symbol(what, page),
    )


def _organisations(viewer: Person, details: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The names of the organisations that events name, by public id."""
    named = {key for said in details for key in wording.listed(said.get("through"))}
    found = organisations(viewer).filter(public_id__in=named).values_list("public_id", "name") if named else ()
    return {str(key): name for key, name in found}


def _read(rows: Iterable[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """The rows, with their last column, which is JSON, as what it says."""
    return [(*row[:-1], json.loads(row[-1] or "{}")) for row in rows]


def _rows(query: str, said: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, said)
        return list(cursor.fetchall())
