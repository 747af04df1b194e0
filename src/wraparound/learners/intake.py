"""What has to happen with writing a learner down, said by subjects above: the first grant comes from `sharing`.

Without it nobody, the writer included, could see the learner; so an intake without any part refuses to run.
A subject registers when the site starts, in its app's `ready()`:

    intake.asks(bases=Basis, permissions=Permission)
    intake.also(first_grant)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import StrEnum

    Part = Callable[..., object]


class NothingRegistered(Exception):
    """No subject has said who may see a new learner: the site is not put together."""


@dataclass
class Intake:
    """The parts, and the words for why a learner is written down. Both are registered once."""

    bases: type[StrEnum] | None = None
    permissions: type[StrEnum] | None = None
    parts: list[Part] = field(default_factory=list)


registered = Intake()


def also(part: Part) -> Part:
    """Runs in the intake's transaction and role: `part(learner, organisation, categories, basis, basis_note,
    permission, by)`.
    """
    if part not in registered.parts:
        registered.parts.append(part)
    return part


def asks(*, bases: type[StrEnum], permissions: type[StrEnum]) -> None:
    """The enums (with `label`) from which basis and permission are chosen."""
    registered.bases, registered.permissions = bases, permissions


def choices() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Bases and permissions as (slug, label); empty where nothing is registered."""
    return _pairs(registered.bases), _pairs(registered.permissions)


def run(*, basis: str, permission: str, **facts: object) -> None:
    """Every part, in the order of registration. Raises NothingRegistered, or ValueError for an unknown slug."""
    if not registered.parts or registered.bases is None or registered.permissions is None:
        raise NothingRegistered
    for part in registered.parts:
        part(basis=registered.bases(basis), permission=registered.permissions(permission), **facts)


def _pairs(words: type[StrEnum] | None) -> list[tuple[str, str]]:
    return [(word.value, getattr(word, "label", word.value)) for word in words or ()]
