"""What every policy answers, and what every action raises when the answer is no or comes too late."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether, and the reason in words that follow on "because"."""

    allowed: bool
    because: _StrOrPromise

    def __bool__(self) -> bool:
        return self.allowed


class NotAllowed(Exception):  # it reads as what it says
    """Somebody tried what they may not; the text says why, in words for them."""


def insist(decision: Decision) -> None:
    """Goes on where it is allowed. Raises NotAllowed, with the reason, where it is not."""
    if not decision.allowed:
        raise NotAllowed(str(decision.because))


def sentence(refused: Exception) -> str:
    """A refusal as a sentence of its own."""
    said = str(refused)
    return f"{said[:1].upper()}{said[1:]}."


class Stale(Exception):  # it reads as what it says
    """Somebody else changed it in the meantime; `current` is what stands there now. Nothing was changed."""

    def __init__(self, current: Any) -> None:
        super().__init__(_("somebody else changed this in the meantime"))
        self.current = current
