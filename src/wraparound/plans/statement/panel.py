"""A plan of two providers as a council's panel reads it: what each is paid, and how each line is contracted.

How a line is contracted follows from who pays. Where one of the two pays the other for it, the one that pays leads and
subcontracts, and in the Individualised Learner Record (2025/26) returns the other's number as PartnerUKPRN: not on
programme aims (rule PartnerUKPRN_02), and never its own number (PartnerUKPRN_03). Where others pay the one that
provides, there are two contracts, and each returns its own aims without a partner. Whether a number is in the register
(PartnerUKPRN_01) cannot be known here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wraparound.plans.statement.charges import total
from wraparound.plans.statement.facts import CostedLine, Money, Party
from wraparound.plans.statement.totals import Payers, Statement

UKPRN = re.compile(r"[1-9]\d{7}")


class Wording(StrEnum):
    """How a line is contracted: which words of the statement apply to it."""

    OWN = "lead-provider"  # by the lead provider, paid to it directly
    SUBCONTRACT = "lead-and-subcontract"  # one of the two pays the other for it
    TWO_CONTRACTS = "two-contracts"  # by the other provider, paid to it directly
    BOTH = "both"  # in part through the one, in part directly
    OPEN = "open"  # nobody is named who pays


@dataclass(frozen=True, slots=True)
class PartnerFacts:
    """What the record needs of a line that is subcontracted. `missing` names fields that are not known; `faults` are
    rules that what is known would break.
    """

    ukprn: str
    partner_ukprn: str
    starts: date | None
    planned_end: date | None
    postcode: str
    missing: tuple[str, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PanelLine:
    """A line of one of the two. `holder`: whose contract it is in; `partner`: facts for the record if subcontracted."""

    line: CostedLine
    provider: Party
    holder: Party
    wording: Wording
    money: Money
    payers: Payers
    partner: PartnerFacts | None


@dataclass(frozen=True, slots=True)
class Panel:
    """The two-provider statement. `elsewhere`: lines of the plan that neither provides; the three sums are the total.
    `through`: of these sums, what one of the two pays the other.
    """

    lead: Party
    other: Party
    lines: tuple[PanelLine, ...]
    lead_money: Money
    other_money: Money
    elsewhere: tuple[CostedLine, ...]
    elsewhere_money: Money
    through: Money
    total: Money


def panel(money: Statement, *, lead: Party, other: Party) -> Panel:
    """The statement for two providers. Raises ValueError where they are one."""
    if lead.key == other.key:
        raise ValueError("the two providers are one organisation")
    by_key = {lead.key: (lead, other), other.key: (other, lead)}
    rows, elsewhere = [], []
    for one in money.lines:
        known = by_key.get(one.line.provider.key) if one.line.provider else None
        if known:
            rows.append(_row(money, one.line, *known, lead=lead))
        else:
            elsewhere.append(one)
    sums = {key: sum((r.money for r in rows if r.provider.key == key), Money()) for key in by_key}
    both = {lead.key, other.key}
    crossing = (
        c for c in money.charges
        if c.line.provider and c.share.payer and {c.line.provider.key, c.share.payer.key} == both
    )  # fmt: skip
    return Panel(
        lead=lead,
        other=other,
        lines=tuple(rows),
        lead_money=sums[lead.key],
        other_money=sums[other.key],
        elsewhere=tuple(one.line for one in elsewhere),
        elsewhere_money=sum((one.money for one in elsewhere), Money()),
        through=total(crossing),
        total=money.total,
    )


def _row(money: Statement, line: CostedLine, provider: Party, second: Party, *, lead: Party) -> PanelLine:
    charges = [c for c in money.charges if c.line is line]
    keys = {payer.key for payer in line.payers}
    through, directly = second.key in keys, bool(keys - {second.key})
    if through:
        wording = Wording.BOTH if directly else Wording.SUBCONTRACT
    elif not directly:
        wording = Wording.OPEN
    else:
        wording = Wording.OWN if provider.key == lead.key else Wording.TWO_CONTRACTS
    parts: dict[Party | None, Money] = {}
    for charge in charges:
        parts[charge.share.payer] = parts.get(charge.share.payer, Money()) + charge.money
    payers = tuple(sorted(parts.items(), key=lambda pair: (pair[0] is None, pair[0].name if pair[0] else "")))
    partner = partner_facts(line, holder=second, partner=provider) if through else None
    return PanelLine(line, provider, second if through else provider, wording, total(charges), payers, partner)


def partner_facts(line: CostedLine, *, holder: Party, partner: Party) -> PartnerFacts:
    """What the holder of the contract returns on the line's aim, with what is missing and what would be refused."""
    fields = {
        "UKPRN": holder.ukprn,
        "PartnerUKPRN": partner.ukprn,
        "LearnStartDate": line.starts,
        "LearnPlanEndDate": line.ends,
        "DelLocPostCode": line.postcode,
    }
    ranges = {"LearningProvider.UKPRN": holder.ukprn, "FD_PartnerUKPRN_AR": partner.ukprn}  # of the schema, and a rule
    faults = [rule for rule, number in ranges.items() if number and not UKPRN.fullmatch(number)]
    if holder.ukprn and holder.ukprn == partner.ukprn:
        faults.append("PartnerUKPRN_03")
    return PartnerFacts(
        ukprn=holder.ukprn,
        partner_ukprn=partner.ukprn,
        starts=line.starts,
        planned_end=line.ends,
        postcode=line.postcode,
        missing=tuple(name for name, value in fields.items() if not value),
        faults=tuple(faults),
    )
