"""Asking the planner, and taking or refusing what it proposes. Planning itself changes nothing; taking makes lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from wraparound.core import audit, clock
from wraparound.core.categories import Category
from wraparound.directory.kinds import Funder
from wraparound.passport.policy import category_of_need
from wraparound.plans import planning, policy, queries
from wraparound.plans.actions.lines import add_line_need, propose_line
from wraparound.plans.actions.money import add_payment
from wraparound.plans.kinds import LineKind, Source
from wraparound.plans.models import Proposal, ProposalAnswer
from wraparound.plans.planning import ANYTHING, Asked
from wraparound.plans.policy import Refused, required
from wraparound.vocabulary import queries as vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner
    from wraparound.plans.models import Line
    from wraparound.plans.planning import LineShown, RemedyShown


@transaction.atomic
def ask_for_proposal(*, learner: Learner, asked: Asked = ANYTHING, by: Person) -> Proposal:
    """Up to three programmes from the planner, kept for those who see as much as who asks. Raises Refused, CouldNot."""
    content = planning.answer(by, learner, asked=asked)
    return _kept(learner, content, planning.categories(by, learner), by)


@transaction.atomic
def keep_proposal(*, learner: Learner, content: dict[str, Any], made_from: Iterable[Category], by: Person) -> Proposal:
    """What was planned for a learner together with others, for those who see as much as it was made from.

    `made_from`: the categories that were open when it was read. Raises Refused where one of them is not any more.
    """
    required(policy.may_write(queries.standing(by, learner), Category.PLAN))
    if not set(made_from) <= set(planning.categories(by, learner)):
        raise Refused(_("it is not shared with you"))
    return _kept(learner, content, made_from, by)


def _kept(learner: Learner, content: dict[str, Any], made_from: Iterable[Category], by: Person) -> Proposal:
    row = Proposal(
        learner=learner,
        category=Category.PLAN.number,
        written_by=by,
        categories=[c.number for c in made_from],
        content=content,
    )
    row.save(force_insert=True)
    details: dict[str, audit.Detail] = {"proposal": str(row.pk), "categories": [c.value for c in made_from]}
    audit.record("proposal asked for", about=learner.public_id, details=details)
    return row


@transaction.atomic
def take_from_proposal(*, proposal: Proposal, programme: int, lines: Iterable[int], by: Person) -> list[Line]:
    """Puts lines of a programme, by their numbers, forward; with what has to be in place for them. Raises Refused.

    The organisations still have to accept, and the learner to say yes. What each costs is written down where money is
    open to who takes it. A line that is in the plan already is refused, and then none is taken.
    """
    chosen = _chosen(proposal, programme, lines, by)
    outcomes = _outcomes(by, proposal.learner)
    arranged: dict[int, Line] = {}
    taken = []
    for shown in chosen:
        before = [_arranged(arranged, r, shown, proposal.learner, by) for r in shown.remedies]
        line = _put_forward(shown, before, outcomes, proposal.learner, by)
        _write_payment(line, shown, by)
        _answer(proposal, programme, shown, by, taken=True, line=line)
        taken.append(line)
    return taken


@transaction.atomic
def refuse_proposal_line(*, proposal: Proposal, programme: int, line: int, because: str, by: Person) -> ProposalAnswer:
    """A line of a programme is not wanted, and why. Nothing of the plan changes. Raises Refused."""
    if not because.strip():
        raise Refused(_("the others need to know why"))
    (shown,) = _chosen(proposal, programme, [line], by)
    return _answer(proposal, programme, shown, by, taken=False, because=because.strip())


@transaction.atomic
def propose_remedy_line(
    *, learner: Learner, remedy: Any, needs: Iterable[str] = (), offering: Any = None, by: Person
) -> Line:
    """The next step towards a "yes": what would put something in place becomes a line. Raises Refused.

    `needs` are slugs of needs that it meets; `offering` is what it is for, if it is for one.
    """
    required(policy.may_write(queries.standing(by, learner), Category.PLAN))
    wanted = sorted(set(needs) & set(remedy.gives))
    for_what = _("For %(offering)s") % {"offering": offering.name or offering.service.name} if offering else ""
    line = propose_line(
        learner=learner,
        kind=LineKind.REMEDY,
        title=remedy.name,
        details=for_what,
        organisation=remedy.organisation,
        remedy=remedy,
        site=offering.site if offering else None,
        starts=clock.today(),
        source=Source.PLANNER,
        by=by,
    )
    _add_needs(line, wanted, by)
    return line


def _chosen(proposal: Proposal, programme: int, lines: Iterable[int], by: Person) -> list[LineShown]:
    """The lines as they stand now. Raises Refused where one cannot be chosen any more."""
    required(policy.may_write(queries.standing(by, proposal.learner), Category.PLAN))
    row = queries.proposal(by, proposal.learner, proposal.pk)
    if row is None:
        raise Refused(_("it is not shared with you"))
    shown = planning.shown(by, row.learner, row.content)
    numbers = sorted(set(lines))
    if not 0 <= programme < len(shown.programmes) or not numbers:
        raise Refused(_("there is no such part of the proposal"))
    there = {line.number: line for line in shown.programmes[programme].lines}
    found = [there[n] for n in numbers if n in there]
    if len(found) < len(numbers):
        raise Refused(_("there is no such part of the proposal"))
    for line in found:
        if line.line is not None:
            raise Refused(_("it is in the plan already: %(title)s") % {"title": line.title})
        if line.offering is None:
            raise Refused(_("it is not on offer any more"))
    return found


def _outcomes(by: Person, learner: Learner) -> dict[str, list[Any]]:
    """Outcomes of the plan by their word."""
    found: dict[str, list[Any]] = {}
    for outcome in queries.outcomes(by, learner):
        if outcome.term:
            found.setdefault(outcome.term, []).append(outcome.pk)
    return found


def _arranged(done: dict[int, Line], remedy: RemedyShown, shown: LineShown, learner: Learner, by: Person) -> Line:
    """The line for a remedy, one for all lines that are taken together."""
    key = remedy.remedy.pk
    if key not in done:
        done[key] = propose_remedy_line(
            learner=learner, remedy=remedy.remedy, needs=remedy.needs, offering=shown.offering, by=by
        )
    return done[key]


def _put_forward(
    shown: LineShown, before: list[Line], outcomes: Mapping[str, list[Any]], learner: Learner, by: Person
) -> Line:
    """A line of the programme as a line of the plan."""
    row = shown.offering
    line = propose_line(
        learner=learner,
        kind=shown.kind,
        title=shown.title,
        organisation=row.organisation,
        offering=row,
        site=row.site,
        starts=shown.starts,
        ends=shown.ends,
        sessions=[list(s) for s in shown.sessions],
        outcomes=[key for slug in row.contributes for key in outcomes.get(slug, [])],
        after=[x.pk for x in before],
        source=Source.PLANNER,
        by=by,
    )
    _add_needs(line, sorted({slug for r in shown.remedies for slug in r.needs}), by)
    return line


def _add_needs(line: Line, needs: list[str], by: Person) -> None:
    """What has to be in place, each in its category, as far as that is open."""
    is_open = queries.standing(by, line.learner).open
    for term in vocabulary.terms(by, kind="need").filter(slug__in=needs):
        if category_of_need(term.heading.slug, term.slug) in is_open:
            add_line_need(line=line, need=term.slug, by=by)


def _write_payment(line: Line, shown: LineShown, by: Person) -> None:
    """Who would pay what: only where money is open to who takes the line, and a price is said."""
    if shown.pence_a_term and shown.funder and Category.FINANCE in queries.standing(by, line.learner).open:
        add_payment(line=line, funder=Funder(shown.funder), pence=shown.pence_a_term, each="term", by=by)


def _answer(proposal: Proposal, programme: int, shown: LineShown, by: Person, **said: Any) -> ProposalAnswer:
    """What was said of a line of a proposal."""
    row = ProposalAnswer(
        learner=proposal.learner,
        category=proposal.category,
        categories=proposal.categories,
        written_by=by,
        proposal=proposal,
        programme=programme,
        number=shown.number,
        offering=shown.offering,
        **said,
    )
    row.save(force_insert=True)
    what = "proposal taken" if row.taken else "proposal refused"
    audit.record(what, about=proposal.learner.public_id, details={"proposal": str(proposal.pk), "answer": str(row.pk)})
    return row
