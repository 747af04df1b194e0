"""What sorts of words there are, and the states of a suggested one: slugs with plain words."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Kind(StrEnum):
    """What sort of thing a word names; it tells who can usually put a missing one in place. Stored as the slug."""

    STAFF = "staff"
    PLACE = "place"
    EQUIPMENT = "equipment"
    SUPPORT = "support"
    DOCUMENT = "document"
    OUTCOME = "outcome"

    @property
    def label(self) -> _StrPromise:
        """What people call it."""
        return _KINDS[self][0]

    @property
    def when_missing(self) -> _StrPromise | str:
        """What usually puts a missing one in place; empty for outcomes, which nobody has or lacks."""
        return _KINDS[self][1]


NEEDS = tuple(kind for kind in Kind if kind is not Kind.OUTCOME)


class CodeList(StrEnum):
    """The official lists of codes that we keep beside our own words. There is no official map between them."""

    SEN2 = "sen2"
    LLDD = "lldd"

    @property
    def label(self) -> _StrPromise:
        """Where the codes come from."""
        return {"sen2": _("SEN2: primary need type (DfE)"), "lldd": _("LLDD: category in the ILR")}[self.value]


class State(StrEnum):
    """What became of a suggestion; stored as the slug."""

    OPEN = "open"
    TAKEN = "taken"
    DECLINED = "declined"

    @property
    def label(self) -> _StrPromise:
        """What people call it."""
        return {"open": _("Not answered yet"), "taken": _("Taken"), "declined": _("Not taken")}[self.value]


_KINDS: dict[Kind, tuple[_StrPromise, _StrPromise | str]] = {
    Kind.STAFF: (_("A person with a skill"), _("Somebody is found, trained or borrowed.")),
    Kind.PLACE: (_("A room or a part of a building"), _("It is found or built.")),
    Kind.EQUIPMENT: (_("A thing"), _("It is bought or lent.")),
    Kind.SUPPORT: (_("A way of working"), _("It is agreed, staffed or bought in.")),
    Kind.DOCUMENT: (_("A paper"), _("It is written and kept up to date.")),
    Kind.OUTCOME: (_("Something to be able to do"), ""),
}
