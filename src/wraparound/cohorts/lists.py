"""Lists of what came out, titles and bars: how pages show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wraparound.cohorts.kinds import Kind, Whom
from wraparound.core.jinja import duration, money
from wraparound.core.tables import Column, Empty, Filter, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from wraparound.cohorts.comparing import Compared
    from wraparound.cohorts.models import Run
    from wraparound.cohorts.testing import ForOne, Tested

VERDICTS: dict[str, Any] = {
    "less": gettext_lazy("Less than now"),
    "none": gettext_lazy("Nothing yet"),
    "same": gettext_lazy("As now"),
    "more": gettext_lazy("More than now"),
}
WORKS: dict[str, Any] = {
    "not-yet": gettext_lazy("Not yet"),
    "once": gettext_lazy("Once something is in place"),
    "now": gettext_lazy("Works"),
}


def title(run: Run, pathway: Callable[..., Any]) -> str:
    """What was asked, in words."""
    about = str(Whom(run.whom).label)
    if run.whom == Whom.LEAVERS and run.organisation:
        about = _("Leavers of %(organisation)s in %(year)s") % {"organisation": run.organisation.name, "year": run.year}
    elif run.whom == Whom.AREA:
        about = _("Learners of the area of %(council)s") % {"council": run.council}
    if run.kind != Kind.PATHWAY:
        return _("Planned together: %(about)s") % {"about": about}
    found = pathway(run.asked_by, run.pathway, run.pathway_number)
    name = found.name if found else _("a pathway that is gone")
    return _("%(pathway)s: tested on %(about)s") % {"pathway": name, "about": about}


def percent(run: Run) -> int | None:
    """How much of this step is done; None where a step has no measure."""
    if run.doing not in ("reading", "explaining", "testing") or not run.total:
        return None
    return min(100, run.done * 100 // run.total)


def minutes(number: int) -> str:
    """Minutes a week, with a sign where there is a difference."""
    return str(duration(number)) if number else _("0 minutes")


def difference(number: int) -> str:
    """More or less than now, in words."""
    if not number:
        return _("the same")
    return (_("%(time)s more") if number > 0 else _("%(time)s less")) % {"time": duration(abs(number))}


def compared(run: Run, *, whole: bool) -> Table[Compared]:
    """Learner by learner, as they are sorted: who gets less than now stands first. A file tells the whole of it."""
    name: Column[Compared] = Column(
        "name",
        _("Learner"),
        lambda c: c.name,
        sort="name",
        href=lambda c: reverse("cohorts:one", args=[run.pk, c.learner.public_id]),
    )
    details: list[Column[Compared]] = [
        Column("outcomes", _("What differs"), _differences),
        Column("new", _("New"), lambda c: ", ".join([*c.new, *c.remedies])),
        Column("why", _("Why not more"), lambda c: " ".join(c.reasons[:3])),
    ]
    return Table(
        "planned together",
        _("Learners"),
        [
            name,
            Column("verdict", _("Beside now"), lambda c: str(VERDICTS[c.verdict]), sort="verdict"),
            Column("now", _("A week now"), lambda c: c.minutes_now, shown=lambda c: minutes(c.minutes_now)),
            Column("then", _("A week then"), lambda c: c.minutes_then, shown=lambda c: minutes(c.minutes_then)),
            Column("many", _("New lines"), lambda c: len(c.new), is_number=True),
            Column("cost", _("Price of what is new"), _cost, shown=_cost_in_words),
            *(details if whole else ()),
        ],
        Empty(_("Nothing is open to you here"), _("What was found for a learner is shown while all of it is open.")),
        filters=[Filter("verdict", _("Beside now"), "verdict", list(VERDICTS.items()))],
        search=["name"],
    )


def _differences(one: Compared) -> str:
    told = [f"{o.label}: {difference(o.then - o.now)}" for o in one.outcomes if o.then != o.now]
    return "; ".join(told) or _("Nothing")


def _cost(one: Compared) -> Any:
    return "" if one.cost is None else one.cost / 100


def _cost_in_words(one: Compared) -> str:
    return _("Not open to you") if one.cost is None else str(money(one.cost))


def tested(run: Run) -> Table[ForOne]:
    """Learner by learner."""
    return Table(
        "pathway tested",
        _("Learners"),
        [
            Column("name", _("Learner"), lambda r: r.name, sort="name", href=_plan),
            Column("verdict", _("Would it work?"), lambda r: str(WORKS[r.verdict]), sort="verdict"),
            Column("first", _("From"), lambda r: r.first if r.works else ""),
            Column("needed", _("To put in place"), lambda r: ", ".join(r.remedies)),
            Column("once", _("Price of that, once"), lambda r: r.once / 100, shown=_once),
            Column("why", _("Why not yet"), lambda r: " ".join(f"{step}: {why}" for step, why in r.reasons)),
        ],
        Empty(_("Nothing is open to you here"), _("What was found for a learner is shown while all of it is open.")),
        filters=[Filter("verdict", _("Would it work?"), "verdict", list(WORKS.items()))],
        search=["name"],
    )


def _plan(one: ForOne) -> str:
    return reverse("plans:plan", args=[one.learner.public_id])


def _once(one: ForOne) -> str:
    return str(money(one.once)) if one.remedies else ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the picture: how many of all, in words beside it."""

    label: str
    count: int
    percent: int


def bars(found: Tested) -> list[Bar]:
    """For how many it works from which term, works once something is in place, or not yet."""
    whole = len(found.rows) or 1
    told = [(str(label), found.counts.get(slug, 0)) for slug, label in reversed(WORKS.items())]
    return [Bar(label, count, count * 100 // whole) for label, count in told]
