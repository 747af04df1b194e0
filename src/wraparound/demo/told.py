"""The YAML files: names, words, offers and the cast, as they are written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

FOLDER = Path(__file__).with_name("made_up")


@dataclass(frozen=True, slots=True)
class CastMember:
    """Somebody to sign in as: who they are and what to try first. `at` is "" for the learner and her mother."""

    key: str
    name: str
    title: str
    who: str
    try_first: str
    at: str = ""
    role: str = ""


@cache
def told(name: str) -> dict[str, Any]:
    """What a file says."""
    said: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return said


@cache
def cast() -> tuple[CastMember, ...]:
    """Everybody to sign in as, in the order in which pages show them."""
    return tuple(
        CastMember(c["key"], c["name"], c["is"], c["who"], c["try_first"], c.get("at", ""), c.get("role", ""))
        for c in told("cast")["cast"]
    )


def dice(*about: object) -> Random:
    """Dice of their own for everything that is made: the same each time, and untouched by what else there is."""
    return Random("|".join(map(str, about)))


def some(rng: Random, said: dict[str, list[str]]) -> str:
    """One or two of the sentences, as the file says."""
    return " ".join(rng.sample(said["two"], 2)) if "two" in said else rng.choice(said["one"])
