"""Every field of the site's tables carries a privacy word, and every table says who may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models

from wraparound.core.database.protection import Protection
from wraparound.core.privacy import Privacy, public

if TYPE_CHECKING:
    from collections.abc import Iterable


def own_models() -> list[Any]:
    """The models that are ours."""
    return [m for m in apps.get_models(include_auto_created=True) if m.__module__.startswith("wraparound.")]


def unworded(of: Iterable[Any]) -> list[str]:
    """Fields without a word, words without a field, and tables without a protection."""
    faults = []
    for model in of:
        words = model.__dict__.get("privacy", {})
        fields = {f.name for f in model._meta.local_concrete_fields}
        faults += [f"{model.__name__}.{name} has no privacy word" for name in sorted(fields - set(words))]
        faults += [f"{model.__name__} has no field {name}" for name in sorted(set(words) - fields)]
        if not isinstance(model.__dict__.get("protection"), Protection):
            faults.append(f"{model.__name__} does not say who may see it")
        faults += [f"{model.__name__}.{n}: {w!r} is no privacy word" for n, w in words.items() if w not in Privacy]
    return faults


def test_every_field_has_a_privacy_word_and_every_table_a_protection() -> None:
    assert len(own_models()) > 10
    assert unworded(own_models()) == []


def test_what_has_none_is_found() -> None:
    class Newcomer(models.Model):
        privacy = public("id", "gone")
        name = models.TextField()

        class Meta:
            app_label = "planted"
            managed = False

    assert unworded([Newcomer]) == [
        "Newcomer.name has no privacy word",
        "Newcomer has no field gone",
        "Newcomer does not say who may see it",
    ]
