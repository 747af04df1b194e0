"""The money of a plan: what each line costs in each term and year, who pays, and what nobody pays yet. Pure.

All amounts are whole pence; VAT stands beside the net amount and is rounded, half up, for each charge. A charge is one
share of one line in one term; every total is the sum of its charges, to the penny. How shares become charges:

* once: when the line starts; it belongs to the term of that day, else to the next term, else to the last one;
* each term: in full for every term that the line touches, once if it touches none;
* each week: for the weeks with sessions of a term, in proportion where the line runs for part of it (half up, at least
  one); a line that touches no term is counted in weeks begun.

For calendar and financial years a charge is spread over the days for which it is paid. Planning years count twelve
months each from the first term; a term belongs to the one in which it starts (or which it opens within a month).
"""

from wraparound.plans.statement.charges import charges_of, total
from wraparound.plans.statement.facts import ANSWERS, Answer, Charge, CostedLine, Money, Party, Share, Term
from wraparound.plans.statement.panel import Panel, PanelLine, PartnerFacts, Wording, panel
from wraparound.plans.statement.totals import Comparison, LineTotal, Period, Statement, of_funding_year, statement
from wraparound.plans.statement.twice import Twice, paid_twice
from wraparound.plans.statement.two_providers import Words, words_of

__all__ = [
    "ANSWERS",
    "Answer",
    "Charge",
    "Comparison",
    "CostedLine",
    "LineTotal",
    "Money",
    "Panel",
    "PanelLine",
    "PartnerFacts",
    "Party",
    "Period",
    "Share",
    "Statement",
    "Term",
    "Twice",
    "Wording",
    "Words",
    "charges_of",
    "of_funding_year",
    "paid_twice",
    "panel",
    "statement",
    "total",
    "words_of",
]
