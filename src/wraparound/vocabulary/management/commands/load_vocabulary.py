"""Brings the words of the planner's file into the database. A second time changes nothing."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand
from django.db import transaction

from wraparound.core import clock
from wraparound.vocabulary import source
from wraparound.vocabulary.models import Code, Heading, Term

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.core.management.base import CommandParser
    from django.db import models


class Command(BaseCommand):
    """`manage.py load_vocabulary --database owner`: only the owner of the tables may change words."""

    help = "Loads the vocabulary. Words that left the file are kept and marked as retired."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which connection, and another file for a trial."""
        parser.add_argument("--database", default="owner", help="the connection that owns the tables")
        parser.add_argument("--file", help="read this file instead of the planner's")

    def handle(self, *args: Any, **options: Any) -> None:
        """Says what was added, changed and retired, or that nothing was."""
        with open(options["file"] or source.path(), encoding="utf-8") as file:
            said = source.read(file.read())
        counts = load(said, options["database"])
        if any(counts.values()):
            self.stdout.write("Vocabulary: " + ", ".join(f"{n} {what}" for what, n in counts.items() if n) + ".")
        else:
            self.stdout.write("The vocabulary is as the file says: nothing changed.")


def load(said: source.Source, using: str) -> dict[str, int]:
    """Makes the tables say what the file says; how many were added, changed and retired."""
    counts = {"added": 0, "changed": 0, "retired": 0}
    with transaction.atomic(using=using):
        _same(Heading, {(h.of, h.slug): asdict(h) for h in said.headings}, ("of", "slug"), using, counts)
        headings = {(h.of, h.slug): h.pk for h in Heading.objects.using(using)}
        terms = {(t.slug,): {**asdict(t), "heading": headings[t.heading]} for t in said.terms}
        _same(Term, {k: _with_id(v) for k, v in terms.items()}, ("slug",), using, counts)
        _same(Code, {(c.of, c.code): asdict(c) for c in said.codes}, ("of", "code"), using, counts)
    return counts


def _with_id(values: dict[str, Any]) -> dict[str, Any]:
    return {**{k: v for k, v in values.items() if k != "heading"}, "heading_id": values["heading"]}


def _same(
    model: type[models.Model],
    wanted: Mapping[tuple[str, ...], Mapping[str, Any]],
    key: tuple[str, ...],
    using: str,
    counts: dict[str, int],
) -> None:
    rows = model._default_manager.using(using)
    there = {tuple(getattr(row, k) for k in key): row for row in rows.all()}
    for name, values in wanted.items():
        row = there.pop(name, None)
        if row is None:
            rows.create(**values)
            counts["added"] += 1
        elif any(getattr(row, field) != value for field, value in {**values, "retired": None}.items()):
            rows.filter(pk=row.pk).update(**values, retired=None)
            counts["changed"] += 1
    for row in there.values():
        if getattr(row, "retired") is None:  # noqa: B009 - every model here has it; the type does not say so
            rows.filter(pk=row.pk).update(retired=clock.today())
            counts["retired"] += 1
