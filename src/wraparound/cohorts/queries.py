"""Which runs and answers, for this viewer. Row-level security shows each person their own, while all of it is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wraparound.accounts import queries as accounts
from wraparound.cohorts import policy
from wraparound.cohorts.kinds import State, Whom
from wraparound.cohorts.models import Answer, Run
from wraparound.core import clock
from wraparound.core.categories import CATEGORIES_PER_LEARNER, Category
from wraparound.learners import queries as learners
from wraparound.plans import queries as plans
from wraparound.sharing import queries as sharing

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from wraparound.accounts.models import Organisation, Person
    from wraparound.core.decisions import Decision

YEARS_AHEAD = 2


def may_ask(viewer: Person) -> Decision:
    """Whether planning for several learners is part of the viewer's work."""
    return policy.may_ask(accounts.memberships_of(viewer))


def runs(viewer: Person) -> QuerySet[Run]:
    """The viewer's own, the newest first."""
    return Run.objects.filter(asked_by_id=viewer.pk).select_related("organisation").order_by("-made", "pk")


def run(viewer: Person, key: UUID) -> Run | None:
    """One of these."""
    return runs(viewer).filter(pk=key).first()


def not_over(viewer: Person) -> int:
    """How many of the viewer's are waiting or running."""
    return runs(viewer).filter(state__in=[s.value for s in State if not s.is_over]).count()


def whom(viewer: Person, run: Run) -> list[Any]:
    """The learners that a run is about, of those whose plan is open to the viewer now, by name.

    Whether the viewer takes part in composing each plan is asked learner by learner, as it is read.
    """
    keys = sharing.keys(viewer)
    found = learners.my_learners(viewer)
    if run.whom == Whom.AREA:
        found = found.filter(circle__organisation__council=run.council).distinct()
    mine = [x for x in found if x.pk * CATEGORIES_PER_LEARNER + Category.PLAN.number in keys]
    if run.whom == Whom.LEAVERS:
        where = run.organisation.name if run.organisation else ""
        leaving = {
            r.learner.pk for r in plans.two_years_ahead(viewer) if r.organisation == where and r.on.year == run.year
        }
        mine = [x for x in mine if x.pk in leaving]
    return mine


def answers(viewer: Person, run: Run) -> QuerySet[Answer]:
    """What came out, for the learners of whom all is still open that it was made from."""
    found = Answer.objects.filter(run=run, learner__merged_into__isnull=True).select_related("learner", "proposal")
    return found.order_by("learner__name", "pk")


def my_organisations(viewer: Person) -> list[Organisation]:
    """Where the viewer has a role in planning."""
    keys = {m.organisation for m in accounts.memberships_of(viewer) if m.role in policy.PLANS}
    return list(accounts.organisations(viewer).filter(pk__in=keys))


def councils(viewer: Person) -> list[str]:
    """The councils in whose area the viewer's organisations work."""
    return sorted({o.council for o in my_organisations(viewer) if o.council})


def years(viewer: Person) -> list[int]:
    """The years for which leavers are known."""
    this = clock.today().year
    return list(range(this, this + YEARS_AHEAD + 1))
