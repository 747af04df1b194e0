"""How people and organisations look on the pages about sharing: initials, or a symbol for their kind."""

from __future__ import annotations

from wraparound.accounts.roles import OrganisationKind

FAMILY = "1f46a"
SOMEBODY = "1f464"

_OF_KINDS = {
    OrganisationKind.SPECIALIST_COLLEGE: "1f3eb",
    OrganisationKind.GENERAL_FE: "1f393",
    OrganisationKind.SIXTH_FORM: "1f4da",
    OrganisationKind.COUNCIL: "1f3db",
    OrganisationKind.HEALTH: "1f3e5",
    OrganisationKind.EMPLOYER: "1f3ed",
    OrganisationKind.COMMUNITY: "1f91d",
    OrganisationKind.PROGRAMME_BODY: "1f5c2",
}


def of_kind(kind: str) -> str:
    """The symbol for a kind of organisation: the code point of an OpenMoji picture."""
    return _OF_KINDS[OrganisationKind(kind)]
