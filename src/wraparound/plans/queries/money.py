"""The money of a plan for those to whom money is open: rows of the plan become lines with their shares and terms.

Only what is open to the viewer is counted: a payment of a line that is not, counts nowhere.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wraparound.accounts.roles import OrganisationKind
from wraparound.core.categories import Category
from wraparound.directory import queries as directory
from wraparound.plans.kinds import LineState
from wraparound.plans.models import Change, Payment
from wraparound.plans.queries.plan import lines as lines_of
from wraparound.plans.statement import CostedLine, Party, Share, Statement, Term, statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from wraparound.accounts.models import Organisation, Person
    from wraparound.learners.models import Learner
    from wraparound.plans.models import Line

COUNTED = (LineState.PROPOSED, LineState.ACCEPTED, LineState.DONE)
COLLEGES = (OrganisationKind.SPECIALIST_COLLEGE, OrganisationKind.GENERAL_FE, OrganisationKind.SIXTH_FORM)


@dataclass(frozen=True, slots=True)
class NotCounted:
    """A line that was to cost something and is in no total: it was not possible, or stopped. Pence as said."""

    line: Line
    state: LineState
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class PlanMoney:
    """The money of a plan. `rows`: lines by their key; `providers`: colleges that do something, the dearest first."""

    statement: Statement
    rows: Mapping[UUID, Line]
    not_counted: tuple[NotCounted, ...]
    providers: Mapping[str, Party]  # by the id that a page may show
    costed: tuple[CostedLine, ...]


@dataclass(frozen=True, slots=True)
class InShort:
    """How many parts of a plan somebody pays for, and how many nobody."""

    paid: int
    unpaid: int


def plan_money(viewer: Person, learner: Learner) -> PlanMoney:
    """All of it, in a fixed number of queries; empty where money is not open to the viewer."""
    rows = {row.pk: row for row in lines_of(viewer, learner)}
    shares = _shares(learner)
    terms = _calendars(viewer, rows.values())
    counted = [row for row in rows.values() if LineState(row.state) in COUNTED]
    costed = tuple(_costed(row, tuple(shares[row.pk]), terms.get(row.pk, ())) for row in counted)
    made = statement(costed)
    rest = [row for row in rows.values() if LineState(row.state) not in COUNTED and shares[row.pk]]
    left_out = tuple(NotCounted(row, LineState(row.state), tuple(shares[row.pk])) for row in rest)
    return PlanMoney(made, rows, left_out, _providers(counted, made), costed)


def in_short(viewer: Person, learner: Learner) -> InShort | None:
    """For a sentence: what of the plan as it stands somebody is named for who pays; None where nothing is said."""
    rows = lines_of(viewer, learner).filter(state__in=[LineState.PROPOSED, LineState.ACCEPTED])
    live = set(rows.values_list("pk", flat=True))
    named = Payment.objects.filter(learner=learner, ended__isnull=True, payer__isnull=False)
    paid = live & set(named.values_list("line_id", flat=True))
    return InShort(len(paid), len(live) - len(paid)) if paid else None


def _party(organisation: Organisation | None) -> Party | None:
    """An organisation as the statement knows it."""
    return Party(organisation.pk, organisation.name, organisation.ukprn) if organisation else None


def _shares(learner: Learner) -> dict[UUID, list[Share]]:
    """What is paid for each line, in the order in which it was said."""
    back = _taken_back(learner)
    by: dict[UUID, list[Share]] = defaultdict(list)
    found = Payment.objects.filter(learner=learner, ended__isnull=True, category=Category.FINANCE.number)
    for row in found.select_related("payer").order_by("made", "pk"):
        each: Any = row.each
        told = (row.funder, _party(row.payer), row.pence, each, row.vat, row.agreed)
        by[row.line_id].append(Share(*told, taken_back=row.pk in back and not row.agreed))
    return by


def _taken_back(learner: Learner) -> set[UUID]:
    """Payments that were agreed until who pays said otherwise. One that was changed has to be agreed again: it is asked
    for anew, and nobody took anything back.
    """
    said: dict[UUID, bool] = {}
    back: dict[UUID, datetime] = {}
    others: dict[UUID, set[datetime]] = defaultdict(set)
    log = Change.objects.filter(learner=learner, of="payment").order_by("order")
    for row, field, value, at in log.values_list("row", "field", "value", "at"):
        if field != "agreed":
            others[row].add(at)
            continue
        if said.get(row) and not value:
            back[row] = at
        said[row] = bool(value)
    return {row for row, at in back.items() if not any(other >= at for other in others[row])}


def _calendars(viewer: Person, rows: Iterable[Line]) -> dict[UUID, tuple[Term, ...]]:
    """The terms that each line follows: of its offering, of its organisation, or else of most of the plan."""
    every: dict[int, list[Any]] = defaultdict(list)
    keeper: dict[int, int] = {}
    for term in directory.terms(viewer).order_by("starts", "pk"):
        every[term.organisation_id].append(term)
        keeper[term.pk] = term.organisation_id
    known = list(rows)
    follows = _followed(viewer, {row.organisation_id for row in known}, keeper)
    own: dict[UUID, int | None] = {}
    for row in known:
        starts_in = row.offering.starts_in if row.offering else []
        of_offering = next((keeper[key] for key in starts_in if key in keeper), None)
        of_organisation = row.organisation_id if row.organisation_id in every else follows.get(row.organisation_id or 0)
        own[row.pk] = of_offering or of_organisation
    most = Counter(key for key in own.values() if key).most_common(1)
    usual = most[0][0] if most else next(iter(every), None)
    terms = {key: tuple(Term(t.name, t.starts, t.ends, t.weeks) for t in found) for key, found in every.items()}
    return {key: terms.get(calendar or usual or 0, ()) for key, calendar in own.items()}


def _followed(viewer: Person, organisations: set[int | None], keeper: Mapping[int, int]) -> dict[int, int]:
    """Whose calendar the offerings of an organisation follow, by organisation."""
    found: dict[int, int] = {}
    offered = directory.offerings(viewer).filter(organisation__in=[key for key in organisations if key])
    for organisation, starts_in in offered.order_by("pk").values_list("organisation_id", "starts_in"):
        for key in starts_in:
            if key in keeper:
                found.setdefault(organisation, keeper[key])
    return found


def _costed(row: Line, shares: tuple[Share, ...], terms: tuple[Term, ...]) -> CostedLine:
    last = row.ends
    near = tuple(t for t in terms if row.starts and t.ends >= row.starts and (last is None or t.starts <= last))
    return CostedLine(
        key=row.pk,
        title=row.title,
        provider=_party(row.organisation),
        starts=row.starts,
        ends=row.ends,
        shares=shares,
        terms=near or terms,
        postcode=row.site.postcode if row.site else "",
        offering=row.offering_id,
        sessions=tuple((start, end) for start, end in row.sessions),
    )


def _providers(rows: Iterable[Line], made: Statement) -> dict[str, Party]:
    cost: dict[int, int] = defaultdict(int)
    for one in made.lines:
        if one.line.provider:
            cost[one.line.provider.key] += one.money.gross  # type: ignore[index]  # the key of an organisation
    colleges = {o.pk: o for row in rows if (o := row.organisation) and o.kind in COLLEGES}
    dearest = sorted(colleges.values(), key=lambda o: (-cost[o.pk], o.name))
    return {str(o.public_id): Party(o.pk, o.name, o.ukprn) for o in dearest}
