"""The placeholders of a layout: what each holds, and in which shape. Made from the parts of a document."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from wraparound.documents.content.tree import Easy, Facts, Heading, Paragraph, Picture, Points, Table

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from wraparound.documents.content.tree import Document

TEXT, NUMBER, BODY = "text", "number", "body"
PARTS = (Heading, Paragraph, Facts, Points, Table, Picture, Easy)
CALLED = {"is": "kind", "items": "points"}  # what a dictionary has of its own name, or reads as something else
LEFT_OUT = {"svg", "symbol", "numbers", "last_is_total"}  # are for our own writer
TABLE: dict[str, Any] = {"caption": TEXT, "heads": [TEXT], "rows": [[TEXT]]}
SHAPES: dict[str, Any] = {  # of the fields of all parts
    "text": TEXT,
    "level": NUMBER,
    "voice": TEXT,
    "pairs": [[TEXT]],
    "points": [TEXT],
    **TABLE,
    "alt": TEXT,
    "facts": TABLE,
    "sentences": [TEXT],
    "heading": TEXT,
}


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One placeholder, with what it holds for who makes a layout."""

    written: str
    means: str | Promise


PLACEHOLDERS = (
    Placeholder("{{ title }}", _("The title of the document.")),
    Placeholder("{{ about }}", _("What the learner is called.")),
    Placeholder("{{ organisation }}", _("Your organisation.")),
    Placeholder("{{ day }}", _("The day on which it was written.")),
    Placeholder("{{ footer }}", _("Title and day in one line, for the foot of the page.")),
    Placeholder(
        "{%p for one in shown_to %} {{ one }} {%p endfor %}",
        _("Sentences: for whom it was written, and that parts may not be shown."),
    ),
    Placeholder(
        "{{ body }}", _("All of the content, in the styles of your file. It stands in a paragraph of its own.")
    ),
    Placeholder(
        "{%p for part in sections %} ... {%p endfor %}",
        _("Instead of body: the content, part by part. Each has part.heading and part.blocks."),
    ),
)


def shape() -> dict[str, Any]:
    """Every name that a layout may use, with the shape of what it holds: text, number, [of what], {name: what}."""
    block: dict[str, Any] = {"kind": TEXT}
    for part in PARTS:
        block |= {name: SHAPES[name] for name in _names(part)}
    told: dict[str, Any] = dict.fromkeys(("title", "about", "organisation", "day", "footer"), TEXT)
    return told | {"shown_to": [TEXT], "body": BODY, "sections": [{"heading": TEXT, "blocks": [block]}]}


def parts_of_blocks() -> list[tuple[str, list[str]]]:
    """What a block of a section can be, and the names that it then has."""
    return [(p.IS, _names(p)) for p in PARTS]


def _names(part: Any) -> list[str]:
    return [CALLED.get(f.name, f.name) for f in fields(part) if f.name not in LEFT_OUT]


def values(document: Document, organisation: str, day: str) -> dict[str, Any]:
    """What a layout is filled with: text, numbers, lists and dictionaries, and nothing else."""
    data = document.data()
    told = {name: data[name] for name in ("title", "about", "shown_to", "footer")}
    return told | {"organisation": organisation, "day": day, "sections": _sections(data["blocks"])}


def _sections(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The blocks under each heading of the first level; what stands before the first is under none."""
    found: list[dict[str, Any]] = [{"heading": "", "blocks": []}]
    for block in blocks:
        if block["is"] == Heading.IS and block["level"] == 1:
            found.append({"heading": block["text"], "blocks": []})
        else:
            if block["is"] == Picture.IS and block["heading"]:
                found.append({"heading": block["heading"], "blocks": []})
            told = {CALLED.get(name, name): value for name, value in block.items() if name not in LEFT_OUT}
            found[-1]["blocks"].append(told)
    return [one for one in found if one["heading"] or one["blocks"]]


def sentences(document: Document) -> list[str]:
    """Everything that a layout has to show, whatever it looks like."""
    told = [document.title, *document.shown_to]

    def gather(value: Any) -> None:
        if isinstance(value, str):
            told.append(value)
        elif isinstance(value, dict):
            for name, one in value.items():
                if name not in {"kind", "alt"}:
                    gather(one)
        elif isinstance(value, list | tuple):
            for one in value:
                gather(one)

    gather(_sections(document.data()["blocks"]))
    return [text for text in told if text]
