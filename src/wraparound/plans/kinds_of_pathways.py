"""To whom a pathway is shown, and in what way people meet: slugs with plain words."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import Promise


class OpenTo(StrEnum):
    """Who can read a pathway of an organisation and begin plans from it; stored as the slug."""

    OWN = "own"
    PARTNERS = "partners"
    EVERYBODY = "everybody"

    @property
    def label(self) -> str | Promise:
        """What people call it."""
        return _OPEN_TO[self]


class Way(StrEnum):
    """In what way people meet; stored as the slug."""

    IN_PERSON = "in-person"
    FILM = "film"
    ONLINE = "online"

    @property
    def label(self) -> str | Promise:
        """What people call it."""
        return _WAYS[self]


_OPEN_TO = {
    OpenTo.OWN: _("Only our organisation"),
    OpenTo.PARTNERS: _("Everybody who has signed in here, as a template"),
    OpenTo.EVERYBODY: _("Everybody, without signing in, as a template"),
}
_WAYS = {
    Way.IN_PERSON: _("In person"),
    Way.FILM: _("By film: each makes a film before"),
    Way.ONLINE: _("Online"),
}
