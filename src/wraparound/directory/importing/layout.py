"""The sheets of a workbook and their columns: which field each is for, and how it is filled in. And the template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wraparound.core.language import in_english
from wraparound.directory.kinds import Funder, Question, RemedyKind, ServiceKind
from wraparound.directory.workbook import write
from wraparound.vocabulary import queries as vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# In this order they are carried out: an offering may name a site and a service of the same workbook.
SITES, SERVICES, OFFERINGS, REMEDIES = "Sites", "Services", "Offerings", "Remedies"
WHAT = {SITES: "site", SERVICES: "service", OFFERINGS: "offering", REMEDIES: "remedy"}
WRONG, WORDS, HOW = "What is wrong", "Words", "How to fill it in"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the field it is for, how it is written, what the example says; and whether each line needs it."""

    field: str
    how: str
    example: str = ""
    must: bool = False


YES_OR_NO, POUNDS, NUMBER = "yes or no", "Pounds and pence", "A whole number"
WORD, SEVERAL = "One of the sheet “Words”", "Of the sheet “Words”, parted by semicolons"
REFERENCE = "Your own short name for it: by it the line is known again"
_PERSON = {
    "Person to ask": Column("person_name", "Everybody can read this", "Ann Example", must=True),
    "Their role": Column("person_role", "What they do", "Head of inclusion"),
    "Phone": Column("person_phone", "At work", "01632 960 001"),
    "E-mail": Column("person_email", "At work", "ann@example.org", must=True),
}
_SHOWN = {"Shown": Column("published", f"{YES_OR_NO}; empty means yes. No: only your organisation sees it", "yes")}

COLUMNS: Mapping[str, Mapping[str, Column]] = {
    SITES: {
        "Reference": Column("reference", REFERENCE, "MAIN"),
        "Name": Column("name", "What people call it", "Main site", must=True),
        "Address": Column("address", "Without town and postcode", "1 Example Street"),
        "Town": Column("town", "", "Chelmsford"),
        "Postcode": Column("postcode", "From it we tell how far away the site is", "CM1 1AA"),
        "In place there": Column("provision", f"{SEVERAL}. Only what is really there", "easy-read"),
        "Getting there": Column("getting_there", "Bus, parking, the step-free way in", "Ten minutes from the station."),
        **_SHOWN,
    },
    SERVICES: {
        "Reference": Column("reference", REFERENCE, "CK-1"),
        "Name": Column("name", "What people call it", "Cooking for one", must=True),
        "Kind": Column("kind", WORD, "course", must=True),
        "Description": Column("description", "Say it to a young person", "Learn to shop and cook.", must=True),
        "Age from": Column("min_age", NUMBER, "16"),
        "Age to": Column("max_age", NUMBER, "25"),
        "Only with an EHC plan": Column("ehc_plan_only", YES_OR_NO, "no"),
        "For needs": Column("needs", SEVERAL),
        "Outcomes": Column("outcomes", SEVERAL),
        **_PERSON,
        "Website": Column("website", "Starts with https://"),
        **_SHOWN,
        **{
            in_english(question.label): Column(f"answer {question.value}", "In your own words") for question in Question
        },
    },
    OFFERINGS: {
        "Reference": Column("reference", REFERENCE, "CK-1-A"),
        "Service": Column("service", "Its reference or name, here or on the sheet “Services”", "CK-1", must=True),
        "Site": Column("site", "Its reference or name, here or on the sheet “Sites”", "MAIN", must=True),
        "Sessions": Column("sessions", "Like Mon 9:30-11:00, parted by semicolons", "Mon 9:30-11:00"),
        "Terms": Column("starts_in", "Names of the terms in which somebody can start, parted by semicolons"),
        "Lasts": Column("lasts", "How many terms; empty means 1", "1"),
        "Places": Column("places", f"{NUMBER}; empty means 1", "8"),
        "Price a term": Column("price", f"{POUNDS}, for one learner; 0 is free, empty is not said", "450.00"),
        "Who pays": Column("funders", SEVERAL, "council"),
        **_SHOWN,
    },
    REMEDIES: {
        "Reference": Column("reference", REFERENCE, "EP-1"),
        "Name": Column("name", "What people call it", "Epilepsy training", must=True),
        "Kind": Column("kind", WORD, "training", must=True),
        "Description": Column("description", "What you do", "A half day for up to twelve people."),
        "Puts in place": Column("gives", SEVERAL, "easy-read", must=True),
        "Price once": Column("once", f"{POUNDS} without VAT, however many learners; empty is none", "300.00"),
        "Price for each learner": Column("per_learner", f"{POUNDS} without VAT; empty is none"),
        "Price for each learner and term": Column("per_term", f"{POUNDS} without VAT; empty is none"),
        "VAT is added": Column("vat", YES_OR_NO, "no"),
        "Days of notice": Column("lead_days", "How many days you need before; empty means 0", "14"),
        "Terms until it is in place": Column("lead_terms", f"{NUMBER}; empty means 0", "0"),
        "Miles you come": Column("reach_miles", "Empty means anywhere", "30"),
        **_PERSON,
        **_SHOWN,
    },
}


def needed(sheet: str) -> list[str]:
    """The headings that a sheet cannot do without."""
    return [heading for heading, column in COLUMNS[sheet].items() if column.must]


def headings_of(sheet: str, fields: Iterable[str]) -> list[str]:
    """What people call these fields of a sheet."""
    called = {column.field: heading for heading, column in COLUMNS[sheet].items()}
    return [called.get(field) or _("What families ask") for field in fields]


def template() -> bytes:
    """An empty workbook: headings, one line as an example on each sheet, how to fill them in, and the words to use."""
    sheets: dict[str, Iterable[Sequence[str]]] = {
        name: [list(columns), [column.example for column in columns.values()]] for name, columns in COLUMNS.items()
    }
    told = [["Sheet", "Column", "Must be there", "How to write it"]]
    for name, columns in COLUMNS.items():
        told += [[name, heading, "yes" if c.must else "", c.how] for heading, c in columns.items()]
    return write({**sheets, HOW: told, WORDS: _words()})


def _words() -> list[list[str]]:
    lists: dict[str, list[str]] = {
        "Kind of service": [kind.value for kind in ServiceKind],
        "Kind of remedy": [kind.value for kind in RemedyKind],
        "For needs, in place": [slug for slug, _label in vocabulary.choices(None, "need")],
        "Outcomes": [slug for slug, _label in vocabulary.choices(None, "outcome")],
        "Who pays": [funder.value for funder in Funder],
    }
    lines = [list(lists)]
    for n in range(max(map(len, lists.values()))):
        lines.append([words[n] if n < len(words) else "" for words in lists.values()])
    return lines
