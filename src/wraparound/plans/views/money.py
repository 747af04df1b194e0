"""The money of a plan: one page, for those to whom money is open. Others get the answer that there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.translation import gettext as _

from wraparound.core import pages
from wraparound.core.categories import Category
from wraparound.core.jinja import in_words
from wraparound.directory.kinds import Funder
from wraparound.plans import planning
from wraparound.plans.forms.money import MoneyForm
from wraparound.plans.kinds import LineKind
from wraparound.plans.pictures.money import TermBars, money_bars
from wraparound.plans.queries import money as queries
from wraparound.plans.queries import money_beside
from wraparound.plans.statement import of_funding_year, paid_twice, panel, words_of
from wraparound.plans.views.common import plan_of
from wraparound.plans.wording import EACH
from wraparound.sharing import actions as sharing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from wraparound.plans.queries.money import PlanMoney
    from wraparound.plans.statement import Period, Statement
    from wraparound.plans.views.common import Here

# What a record of learning can hold.
LEARNING: tuple[str, ...] = (LineKind.OFFERING, LineKind.TASTER, LineKind.PLACEMENT, LineKind.STAY)


@pages.signed_in
def money(request: HttpRequest, learner: UUID) -> HttpResponse:
    """What the plan costs, who pays, what nobody pays yet; two providers; one placement beside it."""
    here = plan_of(request, learner)
    if Category.FINANCE not in here.standing.open:
        raise Http404
    found, placements = queries.plan_money(here.viewer, here.about), money_beside.placements(here.viewer)
    form = _form(request, found, placements)
    asked = form.cleaned_data if form.is_valid() else {}
    chosen = placements.get(asked.get("beside", ""))
    _looked(here, all_needs=chosen is not None)
    shown = {"here": here, "about": here.about, "form": form, "money": found, "made": found.statement}
    shown |= {"periods": _periods(found.statement), "picture": _picture(here, found.statement)}
    shown["short"] = queries.in_short(here.viewer, here.about) if here.standing.is_the_learner else None
    shown["may_write"] = bool(here.may_write(Category.FINANCE))
    shown |= {"two": _two(found, asked), "each": EACH, "funders": {f.value: f.label for f in Funder}}
    shown["beside"] = money_beside.beside(here.viewer, here.about, found, chosen[0]) if chosen else None
    shown["has_placements"] = bool(placements)
    return pages.render(request, "plans/money.html", shown)


def _looked(here: Here, *, all_needs: bool) -> None:
    """Beside one placement stand what has to be in place and what is wanted, too."""
    seen = {Category.FINANCE, Category.PLAN, Category.PLACEMENTS} & here.standing.open
    seen |= set(planning.categories(here.viewer, here.about)) if all_needs else set()
    sharing.record_look(learner=here.about, categories=seen, by=here.viewer)


def _form(request: HttpRequest, found: PlanMoney, placements: dict[str, tuple[Any, str]]) -> MoneyForm:
    providers = [(key, party.name) for key, party in found.providers.items()]
    years = [(name, name) for name in _years(found)]
    offered = [(key, name) for key, (_row, name) in placements.items()]
    return MoneyForm(request.GET.dict(), providers=providers, years=years, placements=offered)


def _years(found: PlanMoney) -> list[str]:
    """The funding years of the plan, first those in which the two dearest providers are both paid."""
    names = [y.name for y in found.statement.funding_years]
    two = {party.key for party in list(found.providers.values())[:2]}

    def is_shared(name: str) -> bool:
        charges = of_funding_year(found.statement, name).charges
        return two <= {c.line.provider.key for c in charges if c.line.provider and c.money.gross}

    return sorted(names, key=lambda name: (not is_shared(name), name))


def _two(found: PlanMoney, asked: dict[str, Any]) -> dict[str, Any] | None:
    """The two-provider statement of a funding year, each line with its words; None where there are no two."""
    if not asked.get("lead"):
        return None
    lead, other = (found.providers[asked[name]] for name in ("lead", "other"))
    made = of_funding_year(found.statement, asked["year"])
    told, words = panel(made, lead=lead, other=other), words_of()
    lines = []
    for row in told.lines:
        second = other if row.provider.key == lead.key else lead
        kind = found.rows[row.line.key].kind  # type: ignore[index]  # the key of a line
        is_learning = kind in LEARNING
        lines.append((row, words[row.wording].said(row.provider.name, row.holder.name, second.name), is_learning))
    of_both = [row.line for row in told.lines]
    shared = {row.provider.key for row in told.lines if row.money.gross} >= {lead.key, other.key}
    return {"panel": told, "lines": lines, "twice": paid_twice(of_both), "year": asked["year"], "shared": shared}


def _periods(made: Statement) -> list[tuple[str, Sequence[tuple[str, Period]]]]:
    """Each way to count time, with its stretches: what each is called, and what it costs."""
    year = _("Year %(number)s of the plan")
    return [
        (_("By term"), [(_term(p), p) for p in made.terms]),
        (_("By year of the plan"), [(year % {"number": p.name}, p) for p in made.planning_years]),
        (_("By funding year, from 1 August"), [(p.name, p) for p in made.funding_years]),
        (_("By financial year, from 1 April"), [(p.name, p) for p in made.financial_years]),
        (_("By calendar year"), [(p.name, p) for p in made.calendar_years]),
    ]


def _term(period: Period) -> str:
    return period.name or _("Outside all terms")


def _picture(here: Here, made: Statement) -> Any:
    nobody = _("Nobody yet")
    bars = []
    for p in made.terms:
        when = _("%(first)s to %(last)s") % {"first": in_words(p.starts), "last": in_words(p.ends)}
        parts = tuple((payer.name if payer else nobody, sums.gross) for payer, sums in p.payers)
        bars.append(TermBars(_term(p), when, tuple(one for one in parts if one[1]), nobody))
    return money_bars([b for b in bars if b.parts], title=_("What the plan of %(name)s costs") % {"name": here.name})
