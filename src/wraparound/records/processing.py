"""The record of processing, written by the code itself: what is kept, how private it is, who may do what, how long.

Pure: from the privacy words and the protection of every model and the purpose of every app. A field or a table that is
added stands in it without anybody writing it down; one without a word or a purpose is an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wraparound.core.categories import in_categories
from wraparound.core.database.protection import Command, Protection
from wraparound.core.database.scope import Role
from wraparound.core.privacy import Privacy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from django.utils.functional import _StrPromise

    from wraparound.core.categories import Category
    from wraparound.core.database.protection import Rule

OURS = "wraparound."
DOING = (Command.SELECT, Command.INSERT, Command.UPDATE)
ROLES = {
    Role.VISITOR: gettext_lazy("everybody, signed in or not"),
    Role.SIGN_IN: gettext_lazy("the site, to sign people in"),
    Role.INTAKE: gettext_lazy("the site, while a learner is written down"),
    Role.NOTICES: gettext_lazy("the site, to send a mail"),
    Role.KEEPING: gettext_lazy("the site, to erase what two people agreed on"),
    Role.UPKEEP: gettext_lazy("the site, to check that all is well"),
}
WHO = {  # what a rule asks, in the order in which it is said
    "app.my_keys()": gettext_lazy("whom that part of the learner is open to"),
    "app.my_learners()": gettext_lazy("whom something of the learner is open to"),
    "app.my_own_learners()": gettext_lazy("the learner"),
    "app.learners_i_lead()": gettext_lazy("who leads for the learner"),
    "app.learners_i_type_for()": gettext_lazy("who types for the learner"),
    "app.learners_i_decide_for()": gettext_lazy("who decides for the learner"),
    "app.organisations_i_administer()": gettext_lazy("administrators of the organisation"),
    "app.my_organisations()": gettext_lazy("people of the organisation"),
    "app.my_people()": gettext_lazy("people who know them"),
    "app.me()": gettext_lazy("the person whose it is, or who wrote it"),
}
EVERYBODY = gettext_lazy("everybody who is signed in")
OTHERWISE = gettext_lazy("whom a rule of its own names: see the file")
NOBODY = gettext_lazy("nobody; only functions of the database")


class NotSaid(Exception):  # it reads as what it says
    """A field without a word, a table without a protection or an app without a purpose; the text names it."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `fields`: their names by privacy word. `may`: who reads, adds and changes. `rules`: exactly."""

    name: str  # app.Model
    means: str  # in English: the first sentence of what the code says of it
    fields: Mapping[Privacy, tuple[str, ...]]
    may: Mapping[Command, tuple[str, ...]]
    rules: tuple[str, ...]
    about_a_learner: bool
    category: Category | None
    by_row: bool  # each row says its category

    @property
    def kept(self) -> str:
        """How long, in words."""
        if self.category is not None:
            return _("As long as “%(category)s” is kept") % {"category": self.category.label}
        if self.by_row:
            return _("As long as the category of each entry is kept")
        if self.about_a_learner:
            return _("As long as anything of the learner is kept")
        return _("As long as the person or organisation is here")


@dataclass(frozen=True, slots=True)
class Subject:
    """An app: what its data is for, and its tables."""

    name: str
    purpose: _StrPromise
    tables: tuple[Table, ...]

    def count(self, word: Privacy) -> int:
        """How many fields have this word."""
        return sum(len(table.fields.get(word, ())) for table in self.tables)


def register(configs: Iterable[Any]) -> tuple[Subject, ...]:
    """Every app of ours with its tables, from the bottom of the ladder to the top. Raises NotSaid."""
    found = []
    for config in configs:
        if not config.name.startswith(OURS):
            continue
        purpose = getattr(config, "purpose", None)
        if not purpose:
            raise NotSaid(f"{config.name} does not say what its data is for")
        models = [m for m in config.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]
        found.append(Subject(config.label, purpose, tuple(table_of(model) for model in models)))
    return tuple(found)


def table_of(model: Any) -> Table:
    """What one table holds and who may do what with it. Raises NotSaid."""
    words: Mapping[str, Privacy] = model.__dict__.get("privacy", {})
    protection = model.__dict__.get("protection")
    names = [f.name for f in model._meta.local_concrete_fields]
    lacking = [name for name in names if name not in words]
    if lacking or not isinstance(protection, Protection):
        raise NotSaid(f"{model._meta.label}: no word for {', '.join(lacking) or 'anything'}, or no protection")
    rules = [rule for rule in protection.rules if rule.role in tuple(Role)]
    numbers = {int(n) for rule in rules for n in re.findall(r"\* 16 \+ (\d+)", rule.rows)}
    return Table(
        name=model._meta.label,
        means=_first_sentence(model.__doc__ or ""),
        fields={word: tuple(n for n in names if words[n] == word) for word in Privacy if word in words.values()},
        may={command: tuple(_who(rules, command)) or (str(NOBODY),) for command in DOING},
        rules=tuple(f"{r.role} {command}: {r.rows}" for r in rules for command in r.commands),
        about_a_learner=protection.about_a_learner,
        category=next(iter(in_categories(numbers)), None) if len(numbers) == 1 else None,
        by_row="category" in names,
    )


def lines(subjects: Iterable[Subject]) -> Iterator[list[str]]:
    """One line for each field, for a file."""
    for subject in subjects:
        for table in subject.tables:
            may = [", ".join(table.may[command]) for command in DOING]
            for word, names in table.fields.items():
                for name in names:
                    said = [subject.name, str(subject.purpose), table.name, table.means, name, word.value]
                    yield [*said, *may, table.kept, "; ".join(table.rules)]


def _who(rules: Iterable[Rule], command: Command) -> Iterator[str]:
    said = dict.fromkeys(words for rule in rules if command in rule.commands for words in _words(rule, command))
    yield from said


def _words(rule: Rule, command: Command) -> Iterator[str]:
    if rule.role != Role.PERSON:
        yield str(ROLES[Role(rule.role)])
        return
    asked = rule.after if command is Command.INSERT and rule.after else rule.rows
    if asked == "true":
        yield str(EVERYBODY)
        return
    known = [str(words) for function, words in WHO.items() if function in asked]
    yield from known or [str(OTHERWISE)]


def _first_sentence(text: str) -> str:
    said = " ".join(text.split("\n\n", maxsplit=1)[0].split())
    return re.split(r"(?<=\.)\s", said)[0]
