"""Who does it, and in which role of the database: what all actions here ask first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wraparound.core.database.scope import Actor, Role, acting, as_system, current
from wraparound.core.decisions import NotAllowed

if TYPE_CHECKING:
    from contextlib import AbstractContextManager


def insist_on_installation() -> None:
    """Raises NotAllowed unless the site itself does it: no visitor and nobody signed in can get here."""
    if current() != Actor(Role.SIGN_IN):
        raise NotAllowed(_("only the installation itself does that"))


def for_the_system() -> AbstractContextManager[None]:
    """For what a person may do but the database lets nobody do directly: asked of the policy first."""
    return acting(as_system(Role.SIGN_IN))
