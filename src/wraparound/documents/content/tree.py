"""A document as a tree of plain parts. Pure: what writes a PDF or a Word file needs nothing else.

Every text is plain text and never markup: whoever writes it into a file escapes it there. A text may hold line breaks.
`data` gives the same as dictionaries of JSON; each block then says what it is in `is`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.utils.functional import Promise


class Kind(StrEnum):
    """What sort of document it is; also its name in addresses."""

    PLAN = "plan"
    REVIEW = "review"
    TRANSITION = "transition"
    MONEY = "money"

    @property
    def label(self) -> str | Promise:
        """What people call it."""
        return _KINDS[self]


class Look(StrEnum):
    """How a document reads; also its name in addresses."""

    ORDINARY = "ordinary"
    LARGE = "large"
    EASY = "easy"

    @property
    def label(self) -> str | Promise:
        """What people call it."""
        return _LOOKS[self][0]

    @property
    def means(self) -> str | Promise:
        """What is different, for who chooses one."""
        return _LOOKS[self][1]


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` 1 begins a section, 2 is within it; the title of the document stands above both. None is left out."""

    IS: ClassVar[str] = "heading"
    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some sentences. `voice`: whose words they are, where somebody is quoted; they then stand in quotation marks."""

    IS: ClassVar[str] = "paragraph"
    text: str
    voice: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with what is so: ("Who leads", "Marlon Grant"). Belongs to the heading above."""

    IS: ClassVar[str] = "facts"
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Points:
    """A list."""

    IS: ClassVar[str] = "points"
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`caption` says what it is. The first cell of a row is its heading. `numbers`: columns of figures, from 0."""

    IS: ClassVar[str] = "table"
    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()
    last_is_total: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """An SVG of our own, under a heading of level 1, with its alternative text. The same facts always come after it:
    of several pictures one after the other, after the last.
    """

    IS: ClassVar[str] = "picture"
    heading: str
    svg: str
    alt: str
    facts: Table | None


@dataclass(frozen=True, slots=True)
class Easy:
    """Easy Read: short sentences beside one symbol (`symbols/NAME.svg` of the front end; it only repeats the words)."""

    IS: ClassVar[str] = "easy"
    symbol: str
    sentences: tuple[str, ...]
    heading: str = ""  # what it is about, bold


Block = Heading | Paragraph | Facts | Points | Table | Picture | Easy


@dataclass(frozen=True, slots=True)
class Document:
    """A document before anything is written. `shown_to`: the sentences of the first page that say whose view it is, of
    which day, and that some parts may not be shown. `language`: en-GB or cy.
    """

    kind: Kind
    look: Look
    title: str
    about: str  # what the learner is called
    shown_to: tuple[str, ...]
    language: str
    blocks: tuple[Block, ...]
    initials: str = ""  # for the name of the file
    footer: str = ""  # on every page, before its number

    def texts(self) -> Iterator[str]:
        """Everything that it says, for who searches it."""
        yield from (self.title, self.about, *self.shown_to, self.footer)
        for block in self.blocks:
            yield from _texts(asdict(block))

    def data(self) -> dict[str, Any]:
        """As dictionaries, lists and text."""
        told: dict[str, Any] = {"kind": self.kind.value, "look": self.look.value, "title": self.title}
        told |= {"about": self.about, "shown_to": list(self.shown_to), "language": self.language}
        told |= {"footer": self.footer, "blocks": [{"is": b.IS, **asdict(b)} for b in self.blocks]}
        return told


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)


_KINDS = {
    Kind.PLAN: _("The plan"),
    Kind.REVIEW: _("A review"),
    Kind.TRANSITION: _("Moving on: what is there now, and then"),
    Kind.MONEY: _("The money"),
}

_LOOKS = {
    Look.ORDINARY: (_("Ordinary print"), _("As most people read.")),
    Look.LARGE: (_("Large print"), _("Large letters, more room between the lines.")),
    Look.EASY: (_("Easy Read"), _("Short sentences, with a picture beside each.")),
}
