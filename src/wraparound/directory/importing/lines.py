"""One line of a workbook beside what an organisation has written down: to be added, changed, or the same already."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from wraparound.core.language import in_english
from wraparound.directory import queries
from wraparound.directory.importing.cells import Wrong
from wraparound.directory.importing.layout import SERVICES, SITES, WHAT, headings_of
from wraparound.directory.kinds import Funder, RemedyKind, ServiceKind
from wraparound.vocabulary import queries as vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wraparound.directory.workbook import Row


@dataclass(frozen=True, slots=True)
class Change:
    """What a line asks for: `verb` is add, change or same; `said` what would be stored.

    In `said`, service and site of an offering are rows, or the names of new ones of the same workbook.
    """

    what: str
    verb: str
    name: str
    row: Row
    said: Mapping[str, Any]
    entry: Any = None

    @property
    def differing(self) -> list[str]:
        """The headings of what would be changed."""
        return headings_of(self.row.sheet, self.said)


@dataclass(slots=True)
class Known:
    """What the organisation has now, and the words, in the forms in which cells may name them.

    `rows` are by kind of entry; `named` says, by kind and by reference or name (folded), which row it is, or which name
    a new entry of the same workbook has; `words` are by kind of entry and field.
    """

    rows: dict[str, list[Any]]
    words: dict[str, dict[str, dict[str, Any]]]
    named: dict[str, dict[str, Any]] = field(default_factory=dict)

    def note(self, row: Row) -> None:
        """Lets offerings name this line of the sheets of sites and services, whatever else is wrong with it."""
        what, name, reference = WHAT[row.sheet], row.said.get("Name", ""), row.said.get("Reference", "")
        target = _by_reference(self.rows[what], reference) or _by_name(self.rows[what], name) or name or reference
        if target:
            self.named[what] |= {key.casefold(): target for key in (reference, name) if key}

    def named_by(self, what: str, text: str) -> Any:
        """A row, the name of a new entry, or None."""
        return self.named[what].get(text.casefold())


def known(viewer: Any, organisation: int) -> Known:
    """What there is now."""
    rows = {what: list(found) for what, found in queries.own_rows(viewer, organisation).items()}
    needs, outcomes = (_either_way(vocabulary.choices(viewer, kind)) for kind in ("need", "outcome"))
    terms = {term.name.casefold(): term.pk for term in reversed(queries.terms(viewer))}
    words: dict[str, dict[str, dict[str, Any]]] = {
        "site": {"provision": needs},
        "service": {
            "kind": _either_way((k.value, in_english(k.label)) for k in ServiceKind),
            "needs": needs,
            "outcomes": outcomes,
        },
        "offering": {"funders": _either_way((f.value, in_english(f.label)) for f in Funder), "starts_in": terms},
        "remedy": {"kind": _either_way((k.value, in_english(k.label)) for k in RemedyKind), "gives": needs},
    }
    found = Known(rows, words)
    for what in (WHAT[SITES], WHAT[SERVICES]):
        found.named[what] = {row.name.casefold(): row for row in rows[what]}
        found.named[what] |= {row.reference.casefold(): row for row in rows[what] if row.reference}
    return found


def _either_way(listed: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """By its plain words or by its slug."""
    both = list(listed)
    return {label.casefold(): slug for slug, label in both} | {slug: slug for slug, _label in both}


def compare(row: Row, said: dict[str, Any], known: Known) -> Change:
    """What this line asks for. Raises Wrong."""
    low, high = said.get("min_age"), said.get("max_age")
    if low is not None and high is not None and low > high:
        raise Wrong(_("The first age is above the last."), _("Turn them round."), "Age from")
    if WHAT[row.sheet] == "offering":
        return _offering(row, said, known)
    return _named(WHAT[row.sheet], row, said, known)


def _named(what: str, row: Row, said: dict[str, Any], known: Known) -> Change:
    """A site, a service or a remedy: known by its reference, without one by its name."""
    reference, name, rows = said.get("reference", ""), said["name"], known.rows[what]
    entry, of_this_name = _by_reference(rows, reference), _by_name(rows, name)
    if entry is None and of_this_name and (not reference or not of_this_name.reference):
        entry = of_this_name
    if of_this_name and of_this_name != entry:
        raise Wrong(
            _("Another entry of yours has this name, with the reference “%(reference)s”.")
            % {"reference": of_this_name.reference},
            _("Give this one another name, or that reference."),
            "Name",
        )
    if answers := {k.removeprefix("answer "): said.pop(k) for k in list(said) if k.startswith("answer ")}:
        kept = {**(entry.answers if entry else {}), **answers}
        said["answers"] = {k: v for k, v in kept.items() if v}
    return _against(entry, what, name, row, said)


def _offering(row: Row, said: dict[str, Any], known: Known) -> Change:
    service, site = known.named_by("service", said["service"]), known.named_by("site", said["site"])
    if service is None:
        raise Wrong(
            _("There is no service of this reference or name."),
            _("Write it into the sheet “Services”, or mend the name."),
            "Service",
        )
    if site is None:
        raise Wrong(
            _("There is no site of this reference or name."),
            _("Write it into the sheet “Sites”, or mend the name."),
            "Site",
        )
    reference, rows = said.get("reference", ""), known.rows["offering"]
    here = [o for o in rows if (o.service, o.site) == (service, site)]
    entry = _by_reference(rows, reference)
    if entry is None and len(here) > 1 and not reference:
        problem = _("There are several offerings of this service at this site.")
        raise Wrong(problem, _("Give the reference of one."), "Service")
    if entry is None and len(here) == 1 and (not reference or not here[0].reference):
        entry = here[0]
    return _against(entry, "offering", f"{service}, {site}", row, {**said, "service": service, "site": site})


def _against(entry: Any, what: str, name: str, row: Row, said: dict[str, Any]) -> Change:
    if entry is None:
        return Change(what, "add", name, row, said)
    differing = {k: v for k, v in said.items() if getattr(entry, k) != v}
    return Change(what, "change" if differing else "same", name, row, differing, entry)


def _by_reference(rows: Iterable[Any], reference: str) -> Any:
    return next((row for row in rows if reference and row.reference == reference), None)


def _by_name(rows: Iterable[Any], name: str) -> Any:
    return next((row for row in rows if row.name == name), None)
