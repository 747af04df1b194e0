"""Finding what a cell of a workbook names: by id, or by the name people know it by where only one thing has it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planner import vocabulary
from planner.files.cells import Wrong, shown
from planner.files.trouble import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

# What each kind of thing is called in a sentence, and the sheet where it is listed.
_CALLED = {
    "term": ("term", "Terms"),
    "organisation": ("organisation", "Organisations"),
    "site": ("site", "Sites"),
    "funder": ("funder", "Funders"),
    "offering": ("offering", "Offerings"),
    "remedy": ("remedy", "Remedies"),
    "learner": ("learner", "Learners"),
    "place": ("place", "Places"),
    "need": ("need", "Words"),
    "outcome": ("outcome", "Words"),
    "about": ("service or organisation", "Offerings or Organisations"),
    "before": ("service or skill", "Offerings"),
}


@dataclass(slots=True)
class Names:
    """The ids of each kind of thing, with the names they go by. Ids win over names, exact letters over others."""

    ids: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    by_fold: dict[str, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    by_name: dict[str, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    labels: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    unlisted: set[str] = field(default_factory=set)  # kinds whose list is missing: anything may be one of them

    def add(self, kind: str, name: str, label: str = "") -> None:
        """An id, and what people call it."""
        self.ids[kind][name] = None
        self.by_fold[kind][name.casefold()].add(name)
        if label:
            self.by_name[kind][label.casefold()].add(name)
            self.labels[kind][label] = None

    def all(self, kind: str) -> Iterator[str]:
        """Every id of a kind, in the order of the file."""
        return iter(self.ids[kind])

    def find(self, kind: str, said: str) -> str:
        """The id that is meant. Raises Wrong where nothing, or more than one thing, goes by that name."""
        if said in self.ids[kind] or kind in self.unlisted:
            return said
        called, sheet = _CALLED[kind]
        for index in (self.by_fold[kind], self.by_name[kind]):
            found = index.get(said.casefold(), set())
            if len(found) == 1:
                return next(iter(found))
            if found:
                raise Wrong(f"{len(found)} go by the name {shown(said)}.", f"Use the id, from the sheet {sheet}.")
        own = " or add your own word there" if sheet == "Words" else ""
        known = [*self.labels[kind], *self.ids[kind]]
        advice = did_you_mean(said, known, f"Use an id from the sheet {sheet}{own}.")
        raise Wrong(f"There is no {called} {shown(said)}.", advice)


def with_vocabulary() -> Names:
    """Names that know the words of the vocabulary, by slug and by label."""
    names, words = Names(), vocabulary.load()
    for term in words.terms.values():
        names.add("need", term.slug, term.label)
    for outcome in words.outcomes.values():
        names.add("outcome", outcome.slug, outcome.label)
    return names
