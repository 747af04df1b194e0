"""The facts of a plan for a document, as it stands or as a version has it: only what is open to the viewer."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from wraparound.accounts.roles import CirclePart
from wraparound.core import clock
from wraparound.core.jinja import in_words
from wraparound.directory import queries as directory
from wraparound.documents.content.parts import AsOf, Part, PlanFacts, Said, Wanted
from wraparound.learners import queries as learners
from wraparound.passport.policy import SaidBy, Voice
from wraparound.plans import queries as plans
from wraparound.plans.kinds import Area, LineKind, LineState, OutcomeState
from wraparound.plans.pictures import TermSpan
from wraparound.plans.queries import talk
from wraparound.plans.queries.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner
    from wraparound.plans.models import Version
    from wraparound.plans.queries import LineView, ReplyView
    from wraparound.plans.wording import Names


def plan_facts(viewer: Person, learner: Learner) -> PlanFacts:
    """The plan as it stands."""
    page = plans.plan_page(viewer, learner)
    keys = {view.line.organisation_id for view in page.lines if view.line.organisation_id}
    return PlanFacts(
        wanted=tuple(Wanted(Area(o.area), o.words, o.why, o.how_we_know, OutcomeState(o.state)) for o in page.outcomes),
        parts=tuple(part_of(viewer, view, str(learner)) for view in page.lines),
        people=_people(viewer, learner),
        terms=_terms(viewer, keys),
        today=clock.today(),
    )


def part_of(viewer: Person, view: LineView, name: str) -> Part:
    """A line as a part of a document; `name` is what the learner is called."""
    line = view.line
    return Part(
        key=str(line.pk),
        kind=view.kind,
        state=view.state,
        title=line.title,
        details=line.details,
        organisation=view.organisation,
        place=view.site,
        lead=view.lead,
        deputy=view.deputy,
        starts=line.starts,
        ends=line.ends,
        sessions=tuple((start, end) for start, end in line.sessions),
        minutes=line.minutes,
        purposes=tuple(o.words for o in view.outcomes),
        after=tuple((str(one.pk), one.title) for one in view.after),
        needs=tuple((label, need.in_place) for need, label in view.needs),
        said=tuple(_said(reply, name) for reply in view.replies),
        agreed=view.is_agreed,
        because=line.because,
    )


def _said(reply: ReplyView, name: str) -> Said:
    if reply.voice is Voice.LEARNER:
        who = name
        if reply.said_by is SaidBy.SUPPORTER:
            who = _("%(name)s, typed by %(by)s") % {"name": name, "by": reply.who or _("a supporter")}
    elif reply.voice is Voice.FAMILY:
        who = _("Family (%(name)s)") % {"name": reply.who} if reply.who else _("Family")
    else:
        who = reply.organisation
    return Said(who, reply.answer, reply.words, reply.voice is Voice.LEARNER, reply.is_stale)


def version_facts(viewer: Person, learner: Learner, version: Version) -> PlanFacts:
    """The plan as it stood in a version. What people said to its parts stands in no version; who signed does."""
    rows = {k: row for k, row in plans.content(viewer, version).items() if not row.get("ended")}
    names = words(viewer, learner)
    lines = {k: row for k, row in rows.items() if row["of"] == "line" and "title" in row}
    needs: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for row in rows.values():
        if row["of"] == "need" and row.get("need"):
            needs[str(row.get("line"))].append((names.say("need", row["need"]), bool(row.get("in_place"))))
    wanted = {k: row for k, row in rows.items() if row["of"] == "outcome" and row.get("words")}
    parts = [_stood(key, row, names, lines, wanted, needs[key]) for key, row in lines.items()]
    return PlanFacts(
        wanted=tuple(_wanted(row) for row in wanted.values()),
        parts=tuple(sorted(parts, key=lambda p: (p.starts is None, p.starts or date.max))),
        people=(),
        terms=_terms(viewer, {row["organisation"] for row in lines.values() if row.get("organisation")}),
        today=clock.today(),
        version=AsOf(
            version.number, version.at.astimezone(clock.HERE).date(), _signed(viewer, version, names, str(learner))
        ),
    )


def _wanted(row: Mapping[str, Any]) -> Wanted:
    state = OutcomeState(row.get("state") or OutcomeState.WORKING)
    said = (row.get("words", ""), row.get("why") or "", row.get("how_we_know") or "")
    return Wanted(Area(row.get("area") or Area.COMMUNITY), *said, state)


def _stood(
    key: str,
    row: Mapping[str, Any],
    names: Names,
    lines: Mapping[str, Mapping[str, Any]],
    wanted: Mapping[str, Mapping[str, Any]],
    needs: Iterable[tuple[str, bool]],
) -> Part:
    return Part(
        key=key,
        kind=LineKind(row["kind"]),
        state=LineState(row.get("state") or LineState.PROPOSED),
        title=row["title"],
        details=row.get("details") or "",
        place=names.say("site", row.get("site")) or row.get("place") or "",
        starts=_day(row.get("starts")),
        ends=_day(row.get("ends")),
        sessions=tuple((start, end) for start, end in row.get("sessions") or ()),
        minutes=row.get("minutes"),
        purposes=tuple(str(wanted[k]["words"]) for k in map(str, row.get("outcomes") or ()) if k in wanted),
        after=tuple((k, str(lines[k]["title"])) for k in map(str, row.get("after") or ()) if k in lines),
        needs=tuple(needs),
        because=row.get("because") or "",
        organisation=names.say("organisation", row.get("organisation")),
        lead=names.say("lead", row.get("lead")),
        deputy=names.say("deputy", row.get("deputy")),
    )


def _signed(viewer: Person, version: Version, names: Names, name: str) -> tuple[tuple[str, str], ...]:
    found = []
    for party in talk.parties(viewer, version, names.people):
        who = name if party.voice is Voice.LEARNER else party.organisation or _("Family")
        found.append((who, in_words(party.signatures[0].at) if party.signatures else ""))
    return tuple(found)


def _people(viewer: Person, learner: Learner) -> tuple[tuple[str, str], ...]:
    """Who has a place in the circle, as far as the viewer may know."""
    found: dict[str, list[str]] = {}
    for place in learners.places(viewer, learner):
        what = str(CirclePart(place.part).label)
        of = f"{what}, {place.organisation.name}" if place.organisation else what
        found.setdefault(place.person.name, []).append(of)
    return tuple((who, "\n".join(dict.fromkeys(what))) for who, what in found.items())


def _terms(viewer: Person, organisations: Iterable[int]) -> tuple[TermSpan, ...]:
    keys = set(organisations)
    rows = directory.terms(viewer).filter(organisation__in=keys) if keys else ()
    found = {TermSpan(t.name, t.starts, t.ends) for t in rows}
    return tuple(sorted(found, key=lambda t: (t.starts, t.name)))


def _day(value: Any) -> date | None:
    return date.fromisoformat(str(value)[:10]) if value else None
