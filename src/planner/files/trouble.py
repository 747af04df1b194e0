"""What is wrong with a file, said so that whoever keeps it can mend it: where, what, and what to do.

For: everything that reads or writes a file. Troubles are gathered, never thrown one by one, because mending ten
things in one go is less work than meeting them one after the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_TROUBLES = 2_000  # more than anybody reads, and what keeps a hostile file from filling the memory
_LONGEST_GUESS = 100  # characters; looking for what is nearest to a longer text takes long and helps nobody
_MOST_CHOICES = 1_000


@dataclass(frozen=True, slots=True, order=True)
class Trouble:
    """One thing that is wrong: the sheet ("" for JSON and the file as a whole), the cell or JSON path, a sentence."""

    sheet: str
    cell: str
    sentence: str
    what_to_do: str

    @property
    def where(self) -> str:
        """As people say it: `Learners!F7`, `$.learners[3].home`, or `the file`."""
        if self.sheet and self.cell:
            return f"{self.sheet}!{self.cell}"
        return self.sheet or self.cell or "the file"

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence} {self.what_to_do}"


class BadFile(Exception):
    """A file that cannot be read or written; `troubles` lists everything that is wrong with it."""

    def __init__(self, troubles: Iterable[Trouble]) -> None:
        self.troubles = list(troubles)
        super().__init__("\n".join(str(t) for t in self.troubles))


class TooManyTroubles(Exception):
    """Raised inside a reader when there is no use in looking further; readers turn it into `BadFile`."""


@dataclass(slots=True)
class Troubles:
    """The troubles found so far in one file."""

    found: list[Trouble] = field(default_factory=list)

    def add(self, sheet: str, cell: str, sentence: str, what_to_do: str) -> None:
        """One more. Raises `TooManyTroubles` when there are more than anybody reads."""
        if len(self.found) >= MOST_TROUBLES:
            self.found.append(
                Trouble("", "", f"There are more than {MOST_TROUBLES:,} faults.", "Mend these first, then try again.")
            )
            raise TooManyTroubles
        self.found.append(Trouble(sheet, cell, sentence, what_to_do))

    def stop_if_any(self) -> None:
        """Raise `BadFile` with everything found, if anything was."""
        if self.found:
            raise BadFile(self.found)


def refusal(sentence: str, what_to_do: str) -> BadFile:
    """The refusal of a file as a whole."""
    return BadFile([Trouble("", "", sentence, what_to_do)])


def nearest(said: str, choices: Iterable[str]) -> str | None:
    """The choice that looks most like what was said, if any does and there are not too many to compare."""
    return _nearest(said, tuple(choices))


@lru_cache(maxsize=256)
def _nearest(said: str, choices: tuple[str, ...]) -> str | None:
    if len(said) > _LONGEST_GUESS or len(choices) > _MOST_CHOICES:
        return None
    by_fold = {c.casefold(): c for c in choices}
    found = get_close_matches(said.casefold(), by_fold, n=1, cutoff=0.6)
    return by_fold[found[0]] if found else None


def did_you_mean(said: str, choices: Iterable[str], otherwise: str) -> str:
    """`Did you mean "..."?`, or the other advice where nothing is near."""
    near = nearest(said, choices)
    return f'Did you mean "{near}"?' if near is not None else otherwise
