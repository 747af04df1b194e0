"""What sorts of words there are, and the states of a suggested one: slugs with plain words."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What sort of thing a word names; it tells who can usually put a missing one in place. Stored as the slug."""

    STAFF = "staff"
    PLACE = "place"
    EQUIPMENT = "equipment"
    SUPPORT = "support"
    DOCUMENT = "document"
    OUTCOME = "outcome"

    @property
    def label(self) -> str:
        """What people call it."""
        return _KINDS[self][0]

    @property
    def when_missing(self) -> str:
        """What usually puts a missing one in place; empty for outcomes, which nobody has or lacks."""
        return _KINDS[self][1]


NEEDS = tuple(kind for kind in Kind if kind is not Kind.OUTCOME)


class CodeList(StrEnum):
    """The official lists of codes that we keep beside our own words. There is no official map between them."""

    SEN2 = "sen2"
    LLDD = "lldd"

    @property
    def label(self) -> str:
        """Where the codes come from."""
        return {"sen2": "SEN2: primary need type (DfE)", "lldd": "LLDD: category in the ILR"}[self.value]


class State(StrEnum):
    """What became of a suggestion; stored as the slug."""

    OPEN = "open"
    TAKEN = "taken"
    DECLINED = "declined"

    @property
    def label(self) -> str:
        """What people call it."""
        return {"open": "Not answered yet", "taken": "Taken", "declined": "Not taken"}[self.value]


_KINDS = {
    Kind.STAFF: ("A person with a skill", "Somebody is found, trained or borrowed."),
    Kind.PLACE: ("A room or a part of a building", "It is found or built."),
    Kind.EQUIPMENT: ("A thing", "It is bought or lent."),
    Kind.SUPPORT: ("A way of working", "It is agreed, staffed or bought in."),
    Kind.DOCUMENT: ("A paper", "It is written and kept up to date."),
    Kind.OUTCOME: ("Something to be able to do", ""),
}
