"""The stories of the exercise, as the file beside this one tells them. They are content, in English."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.utils.functional import _StrPromise

FILE = Path(__file__).with_name("stories.yaml")


class Verdict(StrEnum):
    """What the law and our rules say about a choice."""

    BEST = "best"
    PART = "part"
    NO = "no"

    @property
    def label(self) -> _StrPromise:
        """In words."""
        return _VERDICTS[self]


_VERDICTS = {
    Verdict.BEST: _("This fits"),
    Verdict.PART: _("Partly right"),
    Verdict.NO: _("This does not fit"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that could be done. `says`: what the law and our rules say about it."""

    slug: str
    text: str
    verdict: Verdict
    says: str


@dataclass(frozen=True, slots=True)
class Story:
    """What happened, what could be done, and what is worth discussing."""

    slug: str
    title: str
    story: tuple[str, ...]
    question: str
    choices: tuple[Choice, ...]
    discuss: str

    def choice(self, slug: str) -> Choice | None:
        """The choice of this slug; None where there is none."""
        return next((one for one in self.choices if one.slug == slug), None)

    def texts(self) -> Iterator[str]:
        """Everything that a page says of it."""
        yield from (self.title, *self.story, self.question, self.discuss)
        for one in self.choices:
            yield from (one.text, one.says)


@cache
def stories() -> tuple[Story, ...]:
    """All of them, in their order. Raises KeyError or ValueError where the file is not as it should be."""
    found = []
    for said in yaml.safe_load(FILE.read_text(encoding="utf-8")):
        choices = tuple(Choice(c["slug"], c["text"], Verdict(c["verdict"]), c["says"]) for c in said["choices"])
        told = (said["slug"], said["title"], tuple(said["story"]), said["question"], choices, said["discuss"])
        found.append(Story(*told))
    return tuple(found)


def story(slug: str) -> Story | None:
    """The story of this slug; None where there is none."""
    return next((one for one in stories() if one.slug == slug), None)
