"""Lines: proposed by anybody in the circle, decided on by the organisation whose they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from wraparound.core import clock
from wraparound.passport.policy import category_of_need
from wraparound.plans import policy, queries, telling
from wraparound.plans.actions.keeping import change, locked, make
from wraparound.plans.fields import LINE, put
from wraparound.plans.kinds import LineKind, LineState, Source
from wraparound.plans.models import Line, LineNeed
from wraparound.plans.policy import Refused, required
from wraparound.vocabulary import queries as vocabulary

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from wraparound.accounts.models import Organisation, Person
    from wraparound.learners.models import Learner


@transaction.atomic
def propose_line(
    *,
    learner: Learner,
    kind: LineKind,
    title: str,
    source: Source = Source.PERSON,
    by: Person,
    **more: Any,
) -> Line:
    """Puts a line forward; `more` are fields of LINE. The organisation it names still has to accept. Raises Refused."""
    category = policy.category_of(kind)
    required(policy.may_write(queries.standing(by, learner), category))
    _known(more)
    if not title.strip():
        raise Refused(_("a line needs a title"))
    _consistent(Line(learner=learner, kind=kind, title=title, **more), learner, by)
    line = make(Line, learner, category, by, kind=kind, title=title.strip(), source=source, **more)
    telling.proposed(line, by)
    return line


@transaction.atomic
def change_line(*, line: Line, wanted: Mapping[str, Any], seen: Mapping[str, str], by: Person) -> bool:
    """Changes fields of a line, each by itself; whether anything differed. Raises Stale with clashes, Refused."""
    row = locked(Line, line.pk)
    if row.learner_id == line.learner_id:
        row.learner = line.learner  # fetched with the line, as a rule
    required(policy.may_change(queries.standing(by, row.learner), row.facts))
    _known(wanted)
    fits(row, wanted, by)
    differed = change(row, wanted, seen, by)
    if differed:
        telling.changed(row, by)
    return differed


def fits(row: Line, wanted: Mapping[str, Any], by: Person) -> None:
    """What a line would say with these fields fits together; as it was, it may name what is hidden. Raises Refused."""
    after = Line(**{f.attname: getattr(row, f.attname) for f in Line._meta.concrete_fields})
    for field, value in wanted.items():
        put(after, field, value)
    _consistent(after, row.learner, by, {str(key) for key in (*row.outcomes, *row.after)})


@transaction.atomic
def take_line(*, line: Line, organisation: Organisation, by: Person) -> None:
    """An organisation takes a line that is nobody's. Raises Refused."""
    row = locked(Line, line.pk)
    standing = queries.standing(by, row.learner)
    if row.organisation_id is not None and row.organisation_id != organisation.pk:
        raise Refused(_("another organisation keeps this line"))
    if organisation.pk not in standing.organisations:
        raise Refused(_("you have no place in the circle for this organisation"))
    required(policy.may_write(standing, row.facts.category))
    change(row, {"organisation": organisation}, {}, by, "taken")


@transaction.atomic
def accept_line(*, line: Line, by: Person) -> None:
    """The organisation says yes for its part. Raises Refused."""
    _move(line, LineState.ACCEPTED, "accepted", "", by)


@transaction.atomic
def decline_line(*, line: Line, because: str, by: Person) -> None:
    """The organisation says no, with the reason. Raises Refused."""
    _move(line, LineState.DECLINED, "declined", because, by)


@transaction.atomic
def finish_line(*, line: Line, by: Person) -> None:
    """What was to be done is done. Raises Refused."""
    _move(line, LineState.DONE, "finished", "", by)


@transaction.atomic
def stop_line(*, line: Line, because: str, by: Person) -> None:
    """The line ends before its time, without blame: what did not work is kept. Raises Refused."""
    _move(line, LineState.STOPPED, "stopped", because, by)


@transaction.atomic
def reopen_line(*, line: Line, by: Person) -> None:
    """A line that was declined or stopped is put forward again; one that was done goes on. Raises Refused."""
    to = LineState.ACCEPTED if line.state == LineState.DONE else LineState.PROPOSED
    _move(line, to, "reopened", "", by)


@transaction.atomic
def add_line_need(*, line: Line, need: str, by: Person) -> LineNeed:
    """What has to be in place for the line, by its slug; there already, nothing changes. Raises Refused."""
    term = vocabulary.terms(by, kind="need").filter(slug=need).first()
    if term is None:
        raise Refused(_("this is no need of the vocabulary"))
    category = category_of_need(term.heading.slug, term.slug)
    standing = queries.standing(by, line.learner)
    required(policy.may_write(standing, category))
    same = LineNeed.objects.filter(line=line, need=need, ended__isnull=True).first()
    return same or make(LineNeed, line.learner, category, by, line=line, need=need)


@transaction.atomic
def end_line_need(*, need: LineNeed, in_place: bool, by: Person) -> None:
    """It is in place now, or is not needed after all. Raises Refused."""
    row = locked(LineNeed, need.pk)
    required(policy.may_write(queries.standing(by, row.learner), row.kept_in))
    if in_place:
        change(row, {"in_place": True}, {}, by, "in place")
    else:
        change(row, {"ended": clock.now()}, {}, by, "ended")


def _move(line: Line, to: LineState, what: str, because: str, by: Person) -> None:
    row = locked(Line, line.pk)
    required(policy.may_decide(queries.standing(by, row.learner), row.facts))
    required(policy.may_move(LineState(row.state), to, row.organisation_id is not None))
    if to in (LineState.DECLINED, LineState.STOPPED) and not because.strip():
        raise Refused(_("the others need to know why"))
    change(row, {"state": to.value, "because": because.strip()}, {}, by, what)
    telling.decided(row, by)


def _known(more: Mapping[str, Any]) -> None:
    strange = set(more) - set(LINE)
    if strange:
        raise TypeError(f"a line has no {', '.join(sorted(strange))} to be said here")


def _consistent(line: Line, learner: Learner, by: Person, named: Collection[str] = ()) -> None:
    """What a line says of itself fits together. Raises Refused with words for who typed it."""
    if line.starts and line.ends and line.ends < line.starts:
        raise Refused(_("a line ends after it starts"))
    if line.lead_id is not None and line.lead_id == line.deputy_id:
        raise Refused(_("the deputy is somebody other than the lead"))
    wanted, first = ({str(key) for key in keys} for keys in (line.outcomes, line.after))
    new = (wanted | first).difference(named)
    here = queries.ids(by, learner) if new else {"outcomes": frozenset(), "lines": frozenset()}
    if not here["outcomes"].issuperset(wanted & new):
        raise Refused(_("what a line is for stands in this plan"))
    if str(line.pk) in first or not here["lines"].issuperset(first & new):
        raise Refused(_("what comes before a line is another line of this plan"))
