"""What a statement is made from, and its smallest part."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from typing import Literal

Each = Literal["once", "term", "week"]
Answer = Literal["promised", "asked", "refused", "nobody"]
ANSWERS: tuple[Answer, ...] = ("promised", "asked", "refused", "nobody")


@dataclass(frozen=True, slots=True)
class Money:
    """Pence without VAT, and the VAT on them."""

    net: int = 0
    vat: int = 0

    def __add__(self, other: Money) -> Money:
        return Money(self.net + other.net, self.vat + other.vat)

    def __sub__(self, other: Money) -> Money:
        return Money(self.net - other.net, self.vat - other.vat)

    @property
    def gross(self) -> int:
        """What is paid in the end."""
        return self.net + self.vat


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation that provides or pays. `ukprn`: its eight digits in the register of learning providers, or ''."""

    key: Hashable
    name: str
    ukprn: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the calendar that a line follows; `weeks` with sessions."""

    name: str
    starts: date
    ends: date
    weeks: int


@dataclass(frozen=True, slots=True)
class Share:
    """A payment for a line: pence without VAT; `vat`: it comes on top; `funder`: a stream of money, by its slug."""

    funder: str
    payer: Party | None
    pence: int
    each: Each
    vat: bool = False
    agreed: bool = False
    taken_back: bool = False  # it was agreed, and who pays no longer does

    @property
    def answer(self) -> Answer:
        """What whoever pays says to it."""
        if self.payer is None:
            return "nobody"
        if self.agreed:
            return "promised"
        return "refused" if self.taken_back else "asked"


@dataclass(frozen=True, slots=True)
class CostedLine:
    """A line that counts, with its shares and the terms of the calendar that it follows.

    `ends` is the last day; None: it runs as long as the terms. `postcode`: where it takes place. `offering`: of the
    local offer, by its key. `sessions`: minutes of the week.
    """

    key: Hashable
    title: str
    provider: Party | None
    starts: date | None
    ends: date | None
    shares: tuple[Share, ...]
    terms: tuple[Term, ...]
    postcode: str = ""
    offering: Hashable = None
    sessions: tuple[tuple[int, int], ...] = ()

    @property
    def payers(self) -> frozenset[Party]:
        """Who pays for it, as far as they are named."""
        return frozenset(share.payer for share in self.shares if share.payer)


@dataclass(frozen=True, slots=True)
class Charge:
    """What one share of a line comes to in one term (None: outside all terms), paid for the days `first` to `last`."""

    line: CostedLine
    share: Share
    term: Term | None
    first: date
    last: date
    money: Money
