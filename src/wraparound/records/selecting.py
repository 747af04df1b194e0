"""Which tables hold something about a learner, which of their rows, and which fields stay out. Nothing is listed here
that the tables say themselves: a new one is found by what it declares.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import ForeignKey, Model, Q
from django.utils.translation import gettext_lazy as _

from wraparound.core.categories import CATEGORIES_PER_LEARNER, Category
from wraparound.core.database.protection import Command, Protection, open_to_me
from wraparound.core.database.scope import Role
from wraparound.core.privacy import Privacy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.db.models import Field
    from django.utils.functional import _StrPromise

    from wraparound.accounts.models import Person
    from wraparound.learners.models import Learner

LEARNER, PERSON = "learners.Learner", "accounts.Person"
WRITERS = ("changed_by", "written_by", "made_by", "by", "given_by", "asked_by", "raised_by", "added_by", "invited_by")
IS_A_KEY = _("It is a key or a code. Who has it could read what is yours.")
IS_THIS_FILE = _("It is the file that you have here.")
NOT_FOR_PEOPLE = _("Only the site reads it, to let you in or to keep order.")
OF_ANOTHER = _("The site worked it out for somebody, from what stands in these files. It is theirs alone.")

# What the tables cannot say themselves: rows that name a learner or a person by a plain number.
ROWS: dict[str, Callable[[Person, Learner], Q]] = {
    "core.AuditEvent": lambda _, about: Q(subject=about.public_id),
    "core.RequestDone": lambda viewer, _: Q(person=viewer.pk),
    "notices.Notice": lambda viewer, about: (
        Q(person=viewer.pk)
        & (Q(key__isnull=True) | Q(key__gte=_first(about), key__lt=_first(about) + CATEGORIES_PER_LEARNER))
    ),
}
FIELDS_LEFT_OUT = {("records.ExportFile", "content"): IS_THIS_FILE}
TABLES_LEFT_OUT = {"cohorts.Answer": OF_ANOTHER}


@dataclass(frozen=True, slots=True)
class Table:
    """A table that may hold something about a learner. `why_not`: it is left out, for everybody alike."""

    model: type[Model]
    why_not: _StrPromise | None = None

    @property
    def label(self) -> str:
        """As in passport.Entry."""
        return self.model._meta.label

    @property
    def key(self) -> str:
        """The name of the field that is the key."""
        return str(self.model._meta.pk.name)

    @property
    def is_about_learners(self) -> bool:
        """Whether it says so, or is a learner's chain."""
        return _protection(self.model).about_a_learner or self.label in ROWS

    @property
    def category(self) -> Category | None:
        """The one category of all rows; None where each row says it, or where there is none."""
        rows = [rule.rows for rule in _protection(self.model).rules if rule.role == Role.PERSON]
        names = ("learner_id", "id")
        return next((c for c in Category for r in rows for n in names if open_to_me(c, n) in r), None)

    @property
    def fields(self) -> list[Field]:  # type: ignore[type-arg]
        """What is read."""
        return [f for f in self.model._meta.concrete_fields if f.name not in self.left_out]

    @property
    def left_out(self) -> dict[str, _StrPromise]:
        """The fields that are not read, and why."""
        words = _privacy(self.model)
        found = {name: IS_A_KEY for name, word in words.items() if word is Privacy.SECRET}
        return found | {name: why for (label, name), why in FIELDS_LEFT_OUT.items() if label == self.label}

    def word(self, field: str) -> str:
        """The privacy word of a field. Raises KeyError where it has none: a table that says nothing is not taken."""
        return _privacy(self.model)[field].value

    def rows(self, viewer: Person, about: Learner) -> Q:
        """The rows about this learner, or, of tables that know no learner, those that name the person."""
        if self.label in ROWS:
            return ROWS[self.label](viewer, about)
        to_learner, to_person = _pointing(self.model, LEARNER), _pointing(self.model, PERSON)
        key = about.pk if to_learner or self.label == LEARNER else viewer.pk
        found = Q(pk=key) if self.label in (LEARNER, PERSON) else Q(pk__in=())
        for name in to_learner or to_person:
            found |= Q(**{name: key})
        return found


def tables() -> list[Table]:
    """Every table that may hold something about a learner or their sign-in, in the order of the ladder."""
    found = (_table(model) for model in apps.get_models(include_auto_created=True))
    return [table for table in found if table is not None]


def writer(row: Mapping[str, Any]) -> int | None:
    """The key of whoever wrote a row last; None where it does not say."""
    return next((row[name] for name in WRITERS if isinstance(row.get(name), int)), None)


def _table(model: type[Model]) -> Table | None:
    label, protection = model._meta.label, _protection(model)
    if label in TABLES_LEFT_OUT:
        return Table(model, TABLES_LEFT_OUT[label])
    named = label in ROWS or label == PERSON or bool(_pointing(model, PERSON))
    if not (protection.about_a_learner or named):
        return None
    readable = any(rule.role == Role.PERSON and Command.SELECT in rule.commands for rule in protection.rules)
    return Table(model, None if readable else NOT_FOR_PEOPLE)


def _pointing(model: type[Model], to: str) -> list[str]:
    """The columns that point to a table."""
    fields: Iterable[Field] = model._meta.concrete_fields  # type: ignore[type-arg]
    return [f.name for f in fields if isinstance(f, ForeignKey) and f.remote_field.model._meta.label == to]


def _protection(model: type[Model]) -> Protection:
    said = model.__dict__.get("protection")
    return said if isinstance(said, Protection) else Protection()


def _privacy(model: type[Model]) -> dict[str, Privacy]:
    said: dict[str, Privacy] = model.__dict__.get("privacy", {})
    return said


def _first(about: Learner) -> int:
    return about.pk * CATEGORIES_PER_LEARNER
