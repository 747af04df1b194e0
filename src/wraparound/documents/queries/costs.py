"""The money of a plan for a document: of what is open to the viewer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wraparound.accounts.roles import OrganisationKind
from wraparound.directory import queries as directory
from wraparound.plans import queries as plans
from wraparound.plans.queries import talk
from wraparound.plans.statement import CostedLine, Panel, Party, Share, Statement, Term, panel, statement

if TYPE_CHECKING:
    from wraparound.accounts.models import Organisation, Person
    from wraparound.learners.models import Learner

COLLEGES = (OrganisationKind.SPECIALIST_COLLEGE, OrganisationKind.GENERAL_FE, OrganisationKind.SIXTH_FORM)


def statement_of(viewer: Person, learner: Learner) -> tuple[Statement, Panel | None]:
    """The statement; and where exactly two colleges provide, theirs beside each other: first who began first."""
    rows = [view.line for view in plans.plan_page(viewer, learner).live]
    terms: dict[int, list[Term]] = {}
    for term in directory.terms(viewer):
        terms.setdefault(term.organisation_id, []).append(Term(term.name, term.starts, term.ends, term.weeks))
    every = [one for of in terms.values() for one in of]
    lines = []
    for row in rows:
        shares = tuple(_share(p) for p in talk.payments(viewer, row))
        if shares or row.offering_id:  # tasks and the like cost nothing
            own = terms.get(row.organisation_id or 0) or _once(every)
            provider = _party(row.organisation)
            where = row.site.postcode if row.site else ""
            lines.append(CostedLine(row.pk, row.title, provider, row.starts, row.ends, shares, tuple(own), where))
    money = statement(lines)
    colleges = {row.organisation_id for row in rows if row.organisation and row.organisation.kind in set(COLLEGES)}
    paid = dict.fromkeys(c.line.provider for c in money.charges if c.line.provider)
    two = [party for party in paid if party.key in colleges]
    return money, panel(money, lead=two[0], other=two[1]) if len(two) == 2 else None


def _once(terms: list[Term]) -> list[Term]:
    """Where who provides has no calendar: each stretch of dates of the others, without those that overlap it."""
    found: list[Term] = []
    for term in sorted(terms, key=lambda t: (t.starts, t.ends)):
        if not found or term.starts > found[-1].ends:
            found.append(term)
    return found


def _party(organisation: Organisation | None) -> Party | None:
    return Party(organisation.pk, organisation.name, organisation.ukprn) if organisation else None


def _share(row: Any) -> Share:
    return Share(row.funder, _party(row.payer), row.pence, row.each, row.vat, row.agreed)
