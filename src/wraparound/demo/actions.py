"""Passports written many rows at a time: what the actions of the passport would write, a tenth of their time.

The cast's learners are written by the actions themselves; a test compares both ways row by row. The database asks of
every row what it asks of the actions' rows. Models come from the registry because no subject may import another's.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import transaction

from wraparound.core import audit, clock
from wraparound.core.categories import Category
from wraparound.passport.policy import Answer, category_of_need
from wraparound.passport.topics import BY_SLUG
from wraparound.vocabulary import queries as vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wraparound.accounts.models import Organisation, Person
    from wraparound.demo.lives import Life
    from wraparound.learners.models import Learner
    from wraparound.passport.policy import SaidBy


@transaction.atomic
def write_passport(
    *, life: Life, organisations: Mapping[str, Organisation], learner: Learner, said_by: SaidBy, by: Person
) -> None:
    """Everything that a learner says, in the transaction and role of whoever writes it."""
    who = {"learner": learner, "said_by": said_by.value, "written_by": by, "at": clock.now()}
    _entries(life, who, said_by.voice.value)
    groups = _groups()
    needs = [(category_of_need(groups[n], n), {"need": n, "words": w}) for n, w in life.needs.items()]
    _add("NeedOfLearner", who, needs)
    _add("OutcomeOfLearner", who, [(Category.OUTCOMES, {"outcome": o, "words": w}) for o, w in life.outcomes.items()])
    _add("Availability", who, [(Category.PLAN, {"begins": b, "ends": e}) for b, e in life.times])
    _add("Wish", who, [(Category.OUTCOMES, _wish(w, organisations)) for w in life.wishes])
    audit.record("passport brought in", about=learner.public_id, details={"answers": len(life.says)})


def _entries(life: Life, who: dict[str, Any], voice: str) -> None:
    said = {slug: (Answer.SAID.value, words) for slug, words in life.says.items()}
    said |= dict.fromkeys(life.aside, (Answer.LATER.value, ""))
    rows = [
        (BY_SLUG[slug].category, {"topic": slug, "voice": voice, "answer": answer, "words": words})
        for slug, (answer, words) in said.items()
    ]
    entries = _add("Entry", who, rows)
    versions = [(c, {**row, "version": 1, "entry": entry}) for (c, row), entry in zip(rows, entries, strict=True)]
    _add("EntryVersion", who, versions)


def _add(model: str, who: dict[str, Any], rows: list[tuple[Category, dict[str, Any]]]) -> list[Any]:
    kind: Any = apps.get_model("passport", model)
    made = [kind(**who, category=category.number, **row) for category, row in rows]
    added: list[Any] = kind.objects.bulk_create(made)
    return added


def _wish(wish: Any, organisations: Mapping[str, Organisation]) -> dict[str, Any]:
    at = organisations[wish.at] if wish.at else None
    return {"is_for": wish.is_for, "organisation": at, "service": wish.service, "words": wish.words}


@cache
def _groups() -> dict[str, str]:
    """The group of each need of the vocabulary."""
    return {term.slug: term.heading.slug for term in vocabulary.terms(None, kind="need")}
