"""The words of the two-provider statement: read from `two_providers.toml`, where each names its source."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from wraparound.plans.statement.panel import Wording


@dataclass(frozen=True, slots=True)
class Words:
    """How a line is contracted, in words: what a council reads, what a college reads, which rule allows it.

    `{provider}` is who does it, `{holder}` whose contract it is in, `{second}` the other of the two.
    """

    wording: Wording
    name: str
    council: str
    college: str
    rule: str
    source: str

    def said(self, provider: str, holder: str, second: str) -> Words:
        """The same with names put in."""
        names = {"provider": provider, "holder": holder, "second": second}
        told = {part: getattr(self, part).format(**names) for part in ("name", "council", "college", "rule")}
        return replace(self, **told)


@cache
def words_of() -> dict[Wording, Words]:
    """All of them, by how a line is contracted. Raises KeyError or TypeError where the file lacks one."""
    found = (files(__package__) / "two_providers.toml").read_text(encoding="utf-8")
    told = tomllib.loads(found)["wording"]
    return {wording: Words(wording, **told[wording.value]) for wording in Wording}
