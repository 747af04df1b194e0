"""Suggesting programmes for a learner, and saying why not: questions to the planner. Nothing is changed here."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from wraparound.core.categories import Category
from wraparound.plans import policy, queries
from wraparound.plans.planning.asking import ANYTHING, Asked
from wraparound.plans.planning.contents import content, lines_of
from wraparound.plans.planning.problems import asking
from wraparound.plans.planning.running import run
from wraparound.plans.planning.shapes import RemedyShown, Takes, WhyNot
from wraparound.plans.planning.showing import not_yet, remedy_shown, rows_for, shown
from wraparound.plans.planning.words import Said, listed, mid, site_says
from wraparound.plans.policy import required

if TYPE_CHECKING:
    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner
    from wraparound.plans.planning.problems import Asking
    from wraparound.plans.planning.shapes import ProposalShown
    from wraparound.plans.planning.showing import Rows

SECONDS, SECONDS_WHY = 6.0, 3.0  # the most; most answers come in a third of it


def suggest(viewer: Person, learner: Learner, *, asked: Asked = ANYTHING, seconds: float = SECONDS) -> ProposalShown:
    """Up to three good programmes side by side, of what is open to the viewer. Raises Refused, CouldNot."""
    problem, said = _planned(viewer, learner, asked, seconds)
    return shown(viewer, learner, said, facts=problem.known["L0"])


def answer(viewer: Person, learner: Learner, *, asked: Asked = ANYTHING, seconds: float = SECONDS) -> dict[str, Any]:
    """What the planner proposes, as it can be kept. Raises Refused, CouldNot."""
    return _planned(viewer, learner, asked, seconds)[1]


def _planned(viewer: Person, learner: Learner, asked: Asked, seconds: float) -> tuple[Asking, dict[str, Any]]:
    required(policy.may_write(queries.standing(viewer, learner), Category.PLAN))
    problem = asking(viewer, [learner], asked)
    return problem, content(problem, run("suggest", problem.problem, seconds))


def why_not(
    viewer: Person, learner: Learner, offering: Any, *, asked: Asked = ANYTHING, seconds: float = SECONDS_WHY
) -> WhyNot:
    """Why an offering of the local offer is not in the plan, and what it would take. Raises Refused, CouldNot."""
    required(policy.may_write(queries.standing(viewer, learner), Category.PLAN))
    rows = rows_for(viewer, learner)
    row = rows.offerings.get(offering.pk)
    if row is None:
        raise policy.Refused(_("it is not on offer any more"))
    known = _without_planner(rows, row)
    if known is not None:
        return known
    problem = asking(viewer, [learner], asked, only=[row.pk], read=[rows.facts])
    found = run("why", problem.problem, seconds, offerings=[f"o{row.pk}"])
    reasons = [r for r in found["reasons"] if r["why"] != "less-good"]
    lines = lines_of(problem, found["lines"]["L0"][:1])
    takes = _takes(rows, row, lines[0]) if lines else None
    if not reasons and takes:
        said = (_possible(rows, row, takes),)
        return WhyNot(row, True, said, takes, takes.remedies)
    told = [n for r in reasons if (n := not_yet(rows, r)) is not None]
    remedies = {r.remedy.pk: r for n in told for r in n.remedies} or {r.remedy.pk: r for r in _of(takes)}
    return WhyNot(row, False, tuple(n.said for n in told), takes, tuple(remedies.values()))


def _possible(rows: Rows, row: Any, takes: Takes) -> Said:
    ways = listed([f"{mid(r.name)} ({r.provider})" for r in takes.remedies])
    return site_says("possible:once" if ways else "possible", rows.names, row.organisation.name, ways=ways)


def _of(takes: Takes | None) -> tuple[RemedyShown, ...]:
    return takes.remedies if takes else ()


def _without_planner(rows: Rows, row: Any) -> WhyNot | None:
    """What is known at once: it is in the plan, it was not possible, it says no times."""
    names, where, facts = rows.names, row.organisation.name, rows.facts
    line = rows.waiting.get(row.pk)
    if line is not None:
        slug = "in-plan" if line.state == "accepted" else "put-forward"
        return WhyNot(row, False, (site_says(slug, names, where),), None, (), line)
    if row.pk in facts.declined:
        said = site_says("declined", names, where, because=facts.declined[row.pk])
        return WhyNot(row, False, (said,), None, ())
    if not row.sessions:
        return WhyNot(row, False, (site_says("no-times", names, where),), None, ())
    return None


def _takes(rows: Rows, row: Any, line: dict[str, Any]) -> Takes:
    remedies = (remedy_shown(rows, key) for key in line["remedies"])
    return Takes(
        starts=date.fromisoformat(line["starts"]),
        ends=date.fromisoformat(line["ends"]),
        minutes=sum(b - a for a, b in row.sessions),
        way=line["way"],
        funder=line["funder"],
        funder_label=rows.names.funders.get(line["funder"], ""),
        pence_a_term=row.price,
        remedies=tuple(r for r in remedies if r is not None),
    )
