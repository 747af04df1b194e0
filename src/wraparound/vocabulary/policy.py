"""Who may suggest a word, and who answers. Facts in, decision out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wraparound.core.decisions import Decision

if TYPE_CHECKING:
    from collections.abc import Collection

SYSTEM = "system-administrator"


def may_suggest(organisation: int, memberships: Collection[tuple[int, str]]) -> Decision:
    """A member suggests in the name of their own organisation; `memberships` are (organisation, role) of today."""
    if any(held == organisation for held, _role in memberships):
        return Decision(True, _("you are a member of this organisation"))
    return Decision(False, _("you are not a member of this organisation"))


def may_answer(memberships: Collection[tuple[int, str]]) -> Decision:
    """System administrators answer, because a new word is for everybody."""
    if any(role == SYSTEM for _organisation, role in memberships):
        return Decision(True, _("you keep the system running"))
    return Decision(False, _("only system administrators answer suggestions"))
