"""The schedule of retention.toml, read once and checked: every category has its line."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from wraparound.accounts.roles import OrganisationKind
from wraparound.core.categories import Category
from wraparound.records.policy_keeping import From, Retention


class ScheduleWrong(Exception):  # it reads as what it says
    """The file says something that cannot be; the text says what."""


@cache
def schedule() -> tuple[Retention, ...]:
    """Every line, in the order of the categories. Raises ScheduleWrong."""
    return read((files("wraparound.records") / "retention.toml").read_text(encoding="utf-8"))


def read(text: str) -> tuple[Retention, ...]:
    """The lines of such a file, in the order of the categories, those for all kinds first. Raises ScheduleWrong."""
    try:
        lines = [
            Retention(
                category=Category(one["category"]),
                years=int(one["years"]),
                counted=From(one["counted"]),
                because=str(one["because"]),
                guidance=str(one["guidance"]),
                kinds=frozenset(map(OrganisationKind, one.get("kinds", ()))),
            )
            for one in tomllib.loads(text)["rule"]
        ]
    except (ValueError, KeyError) as fault:
        raise ScheduleWrong(f"retention.toml: {fault}") from fault
    named = [(one.category, kind) for one in lines for kind in one.kinds or {None}]
    lacking = [c.value for c in Category if (c, None) not in named]
    twice = sorted({str(c.value) for c, k in named if named.count((c, k)) > 1})
    if lacking or twice or any(one.years < 0 for one in lines):
        raise ScheduleWrong(f"retention.toml: no line for {lacking}, two for {twice}, or years below 0")
    return tuple(sorted(lines, key=lambda one: (one.category.number, bool(one.kinds), sorted(one.kinds))))
