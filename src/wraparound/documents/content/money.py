"""The money of a plan as a document. Pure. There is no Easy Read of it: a plan in Easy Read says what is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wraparound.core.jinja import in_words
from wraparound.core.jinja import money as pounds
from wraparound.directory.kinds import Funder
from wraparound.documents.content.tree import Block, Facts, Heading, Paragraph, Points, Table
from wraparound.plans.statement import Wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wraparound.plans.statement import Money, Panel, PanelLine, Statement
    from wraparound.plans.statement.totals import Payers, Period


def blocks(money: Statement, both: Panel | None) -> Iterator[Block]:
    """The statement; with two colleges also what a council's panel reads of it."""
    yield Facts(
        (
            (_("In all, without VAT"), pounds(money.total.net)),
            (_("VAT"), pounds(money.total.vat)),
            (_("In all"), pounds(money.total.gross)),
            (_("Not yet agreed by who pays"), pounds(money.not_agreed_total.gross)),
        )
    )
    yield Heading(_("Each part of the plan"))
    yield _table(
        _("What each part costs"), _("Part"), ((one.line.title, one.money) for one in money.lines), money.total
    )
    yield Heading(_("Who pays"))
    yield _table(_("By who pays"), _("Who pays"), _payers(money.payers), money.total)
    funders = ((str(Funder(slug).label) if slug in set(Funder) else slug, sums) for slug, sums in money.funders)
    yield _table(_("By the stream of money"), _("Stream of money"), funders, money.total)
    yield Heading(_("When it is paid"))
    yield _table(_("By term"), _("Term"), ((_term(p), p.money) for p in money.terms), money.total)
    yield _table(
        _("By financial year, April to March"),
        _("Year"),
        ((p.name, p.money) for p in money.financial_years),
        money.total,
    )
    yield from _open(money)
    if both is not None:
        yield from _panel(both)


def _table(caption: str, head: str, rows: Iterable[tuple[str, Money]], total: Money) -> Table:
    """The last row is the sum. Where there is no VAT at all, one column says all."""
    told = [*rows, (_("In all"), total)]
    if not total.vat:
        plain = tuple((name, pounds(m.gross)) for name, m in told)
        return Table(caption, (head, _("Cost")), plain, (1,), last_is_total=True)
    heads = (head, _("Without VAT"), _("VAT"), _("With VAT"))
    full = tuple((name, pounds(m.net), pounds(m.vat), pounds(m.gross)) for name, m in told)
    return Table(caption, heads, full, (1, 2, 3), last_is_total=True)


def _payers(payers: Payers) -> Iterator[tuple[str, Money]]:
    return ((payer.name if payer else _("Nobody is named yet"), money) for payer, money in payers)


def _term(period: Period) -> str:
    if not period.name:
        return _("Outside all terms")
    return f"{period.name}\n{in_words(period.starts)} – {in_words(period.ends)}"


def _open(money: Statement) -> Iterator[Block]:
    """What is not settled."""
    rows = [
        *(_("%(part)s: nobody is named who pays.") % {"part": one.title} for one in money.without_payer),
        *(_("%(part)s has no dates, so it is in no sum.") % {"part": one.title} for one in money.undated),
    ]
    yield Heading(_("What is open"))
    yield Points(tuple(rows)) if rows else Paragraph(_("For every part that you can see somebody is named who pays."))


def _panel(both: Panel) -> Iterator[Block]:
    yield Heading(_("For a panel: two providers"))
    rows = [
        (both.lead.name, both.lead_money),
        (both.other.name, both.other_money),
        (_("Parts by others"), both.elsewhere_money),
    ]
    yield _table(_("What each provider's parts cost"), _("Provider"), rows, both.total)
    if both.through.gross:
        words = _("Of this, %(money)s is paid by one of the two to the other.")
        yield Paragraph(words % {"money": pounds(both.through.gross)})
    for one in both.lines:
        yield Heading(one.line.title, 2)
        yield Facts(tuple(pair for pair in _contract(one) if pair[1]))


def _contract(one: PanelLine) -> Iterator[tuple[str, str]]:
    yield _("Provider"), one.provider.name
    yield _("How it is contracted"), _wording(one)
    yield _("In all, with VAT"), pounds(one.money.gross)
    yield _("Who pays"), "\n".join(f"{name}: {pounds(money.gross)}" for name, money in _payers(one.payers))
    if one.partner is not None:
        yield _("UKPRN of who holds the contract"), one.partner.ukprn
        yield _("PartnerUKPRN for the learner record"), one.partner.partner_ukprn
        yield _("Missing for the learner record"), ", ".join(one.partner.missing)


def _wording(one: PanelLine) -> str:
    told = {
        Wording.OWN: _("By the lead provider, paid to it directly."),
        Wording.SUBCONTRACT: _("Lead and subcontract: %(holder)s holds the contract and pays %(provider)s."),
        Wording.TWO_CONTRACTS: _("Two contracts: %(provider)s has a contract of its own."),
        Wording.BOTH: _("In part through %(holder)s, in part by a contract of %(provider)s."),
        Wording.OPEN: _("Nobody is named who pays."),
    }
    return told[one.wording] % {"holder": one.holder.name, "provider": one.provider.name}
