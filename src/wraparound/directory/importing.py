"""A workbook compared with what an organisation has written down: what would be added, changed, left, and each fault.

Only compares: nothing is changed here. Run twice, it finds the same; after carrying out, it finds nothing to do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from wraparound.directory import queries, wording
from wraparound.directory.kinds import Funder, Question, ServiceKind
from wraparound.directory.workbook import Fault, Row, read, with_faults, write
from wraparound.vocabulary import queries as vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

SERVICES, OFFERINGS, WRONG = "Services", "Offerings", "What is wrong"
SERVICE_COLUMNS = {
    "Reference": "reference",
    "Name": "name",
    "Kind": "kind",
    "Description": "description",
    "Age from": "min_age",
    "Age to": "max_age",
    "Only with an EHC plan": "ehc_plan_only",
    "For needs": "needs",
    "Outcomes": "outcomes",
    "Person to ask": "person_name",
    "Their role": "person_role",
    "Phone": "person_phone",
    "E-mail": "person_email",
    "Website": "website",
    "Shown": "published",
    **{question.label: f"answer {question.value}" for question in Question},
}
OFFERING_COLUMNS = {
    "Reference": "reference",
    "Service": "service",
    "Site": "site",
    "Sessions": "sessions",
    "Terms": "starts_in",
    "Lasts": "lasts",
    "Places": "places",
    "Price a term": "price",
    "Who pays": "funders",
    "Shown": "published",
}
MUST = {SERVICES: ("Name", "Kind", "Description", "Person to ask", "E-mail"), OFFERINGS: ("Service", "Site")}
EXAMPLE: dict[str, list[str]] = {
    SERVICES: ["CK-1", "Cooking for one", "course", "Learn to shop and cook.", "16", "25", "no", "", "", "Ann Example",
               "Head", "01632 960 001", "ann@example.org", "", "yes"],
    OFFERINGS: ["CK-1-A", "CK-1", "Main site", "Mon 9:30-11:00", "", "1", "8", "450.00", "council", "yes"],
}  # fmt: skip


class Wrong(Exception):
    """A cell that cannot be understood: what is wrong, and what to do."""

    def __init__(self, problem: str, to_do: str) -> None:
        super().__init__(problem)
        self.problem, self.to_do = problem, to_do


@dataclass(frozen=True, slots=True)
class Change:
    """What a line of the workbook asks for: `verb` is add, change or same; `said` what would be stored."""

    what: str
    verb: str
    name: str
    row: Row
    said: Mapping[str, Any]
    entry: Any = None


@dataclass(slots=True)
class Trial:
    """All that carrying out would do, and what stands in its way."""

    changes: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    file: bytes = b""

    def count(self, verb: str) -> int:
        """How many lines of this verb."""
        return sum(c.verb == verb for c in self.changes)

    @property
    def does_something(self) -> bool:
        """Whether carrying out would change anything."""
        return any(c.verb != "same" for c in self.changes)


@dataclass(slots=True)
class _Known:
    """What the organisation has now, and the words, in the forms in which cells may name them."""

    services: list[Any]
    offerings: list[Any]
    sites: dict[str, Any]
    terms: dict[str, int]
    words: dict[str, dict[str, str]]
    new: dict[str, str] = field(default_factory=dict)  # services of this workbook: reference or name -> name


def template() -> bytes:
    """An empty workbook with the headings, one line as an example, and the words that can be used."""
    sheets: dict[str, Iterable[list[str]]] = {
        SERVICES: [list(SERVICE_COLUMNS), EXAMPLE[SERVICES]],
        OFFERINGS: [list(OFFERING_COLUMNS), EXAMPLE[OFFERINGS]],
    }
    words = [["Kind", "For needs", "Outcomes", "Who pays"]]
    lists: list[list[str]] = [[k.value for k in ServiceKind], [s for s, _l in vocabulary.choices(None, "need")]]
    lists += [[s for s, _l in vocabulary.choices(None, "outcome")], [f.value for f in Funder]]
    for n in range(max(map(len, lists))):
        words.append([str(column[n]) if n < len(column) else "" for column in lists])
    return write({**sheets, "Words": words})


def trial(viewer: Any, organisation: int, content: bytes) -> Trial:
    """Compares a workbook with the entries of an organisation of the viewer. Raises BadFile where it is none."""
    sheets, faults = read(content, (SERVICES, OFFERINGS))
    found = Trial(faults=faults)
    known = _known(viewer, organisation)
    for name, columns in ((SERVICES, SERVICE_COLUMNS), (OFFERINGS, OFFERING_COLUMNS)):
        sheet = sheets.get(name)
        if sheet is None:
            if name == SERVICES and OFFERINGS not in sheets:
                problem = _("There is no sheet “Services” and none “Offerings”.")
                found.faults.append(Fault(name, "", 0, problem, _("Start from the template.")))
            continue
        lacking = [h for h in MUST[name] if h not in sheet.headings]
        if lacking:
            problem = _("Columns are missing: %(names)s.") % {"names": ", ".join(lacking)}
            found.faults.append(Fault(name, "A1", 1, problem, _("Copy the first line of the template.")))
            continue
        compare = _service if name == SERVICES else _offering
        for row in sheet.rows:
            _compare(row, columns, known, found, compare)
    _refuse_doubles(found)
    if found.faults:
        found.file = with_faults(sheets, found.faults, WRONG)
    return found


def _known(viewer: Any, organisation: int) -> _Known:
    words = {}
    for kind, field_name in (("need", "needs"), ("outcome", "outcomes")):
        listed = vocabulary.choices(viewer, kind)
        words[field_name] = {label.casefold(): slug for slug, label in listed} | {slug: slug for slug, _label in listed}
    words["kind"] = {k.label.casefold(): k.value for k in ServiceKind} | {k.value: k.value for k in ServiceKind}
    words["funders"] = {f.label.casefold(): f.value for f in Funder} | {f.value: f.value for f in Funder}
    own = queries.own_rows(viewer, organisation)
    sites = {site.name.casefold(): site for site in queries.own_sites(viewer, organisation)}
    terms = {term.name.casefold(): term.pk for term in reversed(queries.terms(viewer))}
    return _Known(list(own["service"]), list(own["offering"]), sites, terms, words)


def _compare(
    row: Row,
    columns: Mapping[str, str],
    known: _Known,
    found: Trial,
    compare: Callable[[Row, dict[str, Any], _Known], Change],
) -> None:
    said: dict[str, Any] = {}
    faults = []
    for heading, field_name in columns.items():
        if heading not in row.said:
            continue
        try:
            text = row.said[heading]
            if not text and heading in MUST[row.sheet]:
                raise Wrong(_("Nothing is written here."), _("Fill it in, or delete the whole line."))
            said[field_name] = _value(field_name, text, known)
        except Wrong as wrong:
            faults.append(Fault(row.sheet, row.cell(heading), row.number, wrong.problem, wrong.to_do))
    low, high = said.get("min_age"), said.get("max_age")
    if low is not None and high is not None and low > high:
        faults.append(
            Fault(
                row.sheet,
                row.cell("Age from"),
                row.number,
                _("The first age is above the last."),
                _("Turn them round."),
            )
        )
    if not faults and not any((f.sheet, f.row) == (row.sheet, row.number) for f in found.faults):
        try:
            found.changes.append(compare(row, said, known))
        except Wrong as wrong:
            faults.append(Fault(row.sheet, row.cell("Service"), row.number, wrong.problem, wrong.to_do))
    found.faults += faults


def _value(name: str, text: str, known: _Known) -> Any:
    """What a cell means, by the field it is for. Raises Wrong."""
    if name in ("needs", "outcomes", "funders"):
        return sorted({_word(part, known.words[name]) for part in text.split(";") if part.strip()})
    if name == "kind":
        return _word(text, known.words["kind"])
    if name in ("published", "ehc_plan_only"):
        return _yes(text, empty=name == "published")
    if name in ("min_age", "max_age", "lasts", "places"):
        return _number(text, {"lasts": 1, "places": 1}.get(name), most=99 if "age" in name else 10_000)
    if name == "price":
        return _pence(text)
    if name == "sessions":
        try:
            return wording.sessions_from(text)
        except ValueError as error:
            raise Wrong(_("“%(part)s” is no session.") % {"part": error}, _("Write it like: Mon 9:30-11:00")) from error
    if name == "starts_in":
        return sorted(_word(part, known.terms) for part in text.split(";") if part.strip())
    if name in ("person_email", "website") and text:
        try:
            (validate_email if name == "person_email" else URLValidator(["http", "https"]))(text)
        except ValidationError as error:
            raise Wrong(
                _("This is no address."), _("Write it like name@example.org or https://example.org.")
            ) from error
    return _short(name, text)


def _short(name: str, text: str) -> str:
    most = {"reference": 60, "person_phone": 30, "person_name": 120, "person_role": 120, "name": 200}.get(name, 5_000)
    if len(text) > most:
        raise Wrong(_("This is longer than %(n)d characters.") % {"n": most}, _("Make it shorter."))
    return text


def _word(text: str, known: Mapping[str, Any]) -> Any:
    said = text.strip().casefold()
    if said not in known:
        raise Wrong(_("“%(word)s” is not known.") % {"word": text.strip()}, _("Use a word of the sheet “Words”."))
    return known[said]


def _yes(text: str, *, empty: bool) -> bool:
    if not text:
        return empty
    if text.casefold() not in ("yes", "no"):
        raise Wrong(_("This is neither yes nor no."), _("Write yes or no."))
    return text.casefold() == "yes"


def _number(text: str, empty: int | None, most: int) -> int | None:
    if not text:
        return empty
    if not (text.isascii() and text.isdigit() and (empty or 0) <= int(text) <= most):
        raise Wrong(_("This is no whole number that makes sense here."), _("Write a whole number, like 16."))
    return int(text)


def _pence(text: str) -> int | None:
    if not text:
        return None
    pounds, _point, pence = text.replace("£", "").replace(",", "").partition(".")
    pence = pence.ljust(2, "0")
    if not (pounds.isascii() and pounds.isdigit() and len(pounds) < 7 and pence.isdigit() and len(pence) == 2):
        raise Wrong(_("This is no price."), _("Write pounds and pence, like 450.00."))
    return int(pounds) * 100 + int(pence)


def _service(row: Row, said: dict[str, Any], known: _Known) -> Change:
    answers = {k.removeprefix("answer "): said.pop(k) for k in list(said) if k.startswith("answer ")}
    reference = said.get("reference", "")
    entry = next((s for s in known.services if reference and s.reference == reference), None)
    entry = entry or next((s for s in known.services if s.name == said["name"]), None)
    if answers:
        kept = {**(entry.answers if entry else {}), **answers}
        said["answers"] = {k: v for k, v in kept.items() if v}
    for key in filter(None, (reference, said["name"])):
        known.new.setdefault(key.casefold(), said["name"])
    if entry is None:
        return Change("service", "add", said["name"], row, said)
    return _against(entry, "service", said["name"], row, said)


def _offering(row: Row, said: dict[str, Any], known: _Known) -> Change:
    asked = said.pop("service").casefold()
    service = next((s for s in known.services if asked in (s.reference.casefold(), s.name.casefold())), None)
    if service is None and asked not in known.new:
        raise Wrong(
            _("There is no service of this reference or name."),
            _("Write it into the sheet “Services”, or mend the name."),
        )
    site = known.sites.get(said["site"].casefold())
    if site is None:
        raise Wrong(_("You have no site “%(name)s”.") % {"name": said["site"]}, _("Add the site on the site first."))
    said["site"] = site
    name = f"{service.name if service else known.new[asked]}, {site.name}"
    reference = said.get("reference", "")
    here = [o for o in known.offerings if service and (o.service_id, o.site_id) == (service.pk, site.pk)]
    entry = next((o for o in known.offerings if reference and o.reference == reference), None)
    if entry is None and len(here) > 1 and not reference:
        raise Wrong(_("There are several offerings of this service at this site."), _("Give the reference of one."))
    if entry is None and len(here) == 1 and (not reference or not here[0].reference):
        entry = here[0]
    said["service"] = service or known.new[asked]
    return Change("offering", "add", name, row, said) if entry is None else _against(entry, "offering", name, row, said)


def _against(entry: Any, what: str, name: str, row: Row, said: dict[str, Any]) -> Change:
    differing = {k: v for k, v in said.items() if getattr(entry, k) != v}
    return Change(what, "change" if differing else "same", name, row, differing, entry)


def _refuse_doubles(found: Trial) -> None:
    """Two lines that mean the same entry would undo each other."""
    seen: dict[tuple[str, str], Row] = {}
    for change in list(found.changes):
        reference = change.row.said.get("Reference", "")
        key = (change.what, str(change.entry.pk) if change.entry else reference or change.name)
        if key in seen:
            problem = _("This is the same entry as line %(n)d.") % {"n": seen[key].number}
            cell = change.row.cell("Name") or change.row.cell("Service")
            found.faults.append(Fault(change.row.sheet, cell, change.row.number, problem, _("Keep one of the two.")))
            found.changes.remove(change)
        seen.setdefault(key, change.row)
