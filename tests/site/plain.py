"""A made-up language in which every text that goes through gettext is ⟦wrapped⟧, and what of a page is not."""

from __future__ import annotations

import re
from contextlib import suppress
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import allauth
import django
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import DatabaseError, models, transaction

from tools import words
from wraparound.core.database.scope import acting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wraparound.core.database.scope import Actor

READ_OUT = {"title", "aria-label", "placeholder", "alt", "data-start", "data-stop", "label", "aria-description"}
UNSEEN = {"script", "style", "template"}
PICTURES = {"svg"}  # breaks its words into lines; the list beside it says the same
GIVEN = {"textarea", "code"}  # what somebody typed, or a code to type: never words of ours
WRAPPED = re.compile(r"⟦[^⟦⟧]*⟧")
BETWEEN = re.compile(r"[\s,;:.·–—()/+|\"'“”‘’…!?•*→-]+")
INITIALS = re.compile(r"[A-Z][\w'’-]+( [A-Z][\w'’-]+)+")  # of a name: its first letters stand in a badge
ADDRESS = re.compile(r"https?://[^\s⟦⟧]+")  # a link to copy
NO_LETTERS = re.compile(r"[^a-zA-ZÀ-ÿ]*")
NAMES = {  # said the same in every language, and why
    "Wraparound": "what the site is called",
    "CSV": "a kind of file",
    "Excel": "a programme",
    "English": "a language calls itself so",
    "Cymraeg": "a language calls itself so",
    "OpenMoji": "who drew the symbols",
    "CC BY-SA 4.0": "a licence",
}


def wrapped(text: str) -> str:
    """As the made-up language says it."""
    return f"⟦{text}⟧"


def make_catalogue(out: Path) -> None:
    """The made-up language in place of Welsh: our texts, Django's and allauth's, each wrapped."""
    from babel.messages.catalog import Catalog

    made = Catalog(locale="cy", domain="django", charset="utf-8", fuzzy=False)
    theirs = [
        words.read(path)
        for package in (django, allauth)
        for path in Path(package.__file__).parent.glob("**/locale/en/LC_MESSAGES/django.po")
    ]
    assert len(theirs) > 3
    for message in (message for one in (words.collected(), *theirs) for message in one if message.id):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        said: Any = wrapped(ids[0])
        if message.pluralizable:
            said = (wrapped(ids[1]), wrapped(ids[0]), *[wrapped(ids[1])] * (made.num_plurals - 2))
        made.add(message.id, said, context=message.context)
    words.keep(made, "cy", out)


class Seen(HTMLParser):
    """Everything that a page says, to the eye or to the ear: (where, text)."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[tuple[str, str]] = []
        self.open: list[tuple[str, bool]] = []
        self.goes_on = False  # after a <wbr>, where a long word may break
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.goes_on = tag == "wbr"
        unseen = (
            tag in UNSEEN | PICTURES | GIVEN or said.get("lang", "cy") != "cy" or bool(self.open and self.open[-1][1])
        )
        if tag not in {"br", "hr", "img", "input", "link", "meta", "path", "circle", "wbr", "source"}:
            self.open.append((tag, unseen))
        if unseen:
            return
        self.texts += [(f"{tag} {name}", value or "") for name, value in attrs if name in READ_OUT]
        if tag == "input" and said.get("type") in {"submit", "button", "reset"}:
            self.texts.append(("input value", said.get("value") or ""))

    def handle_endtag(self, tag: str) -> None:
        if any(tag == opened for opened, _unseen in self.open):  # not what closes itself, such as a path of a picture
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self.goes_on and self.texts:
            data = self.texts.pop()[1] + data
        self.goes_on = False
        if not (self.open and self.open[-1][1]):
            self.texts.append((self.open[-1][0] if self.open else "", data))


def plain(text: str, data: set[str]) -> str:
    """What of the text was neither translated nor comes from the database; "" where all is well."""
    rest, before = ADDRESS.sub("\n", text), None
    while rest != before:
        rest, before = WRAPPED.sub("\n", rest), rest
    for piece in rest.split("\n"):
        if not is_data(" ".join(piece.split()), data):
            return " ".join(piece.split())
    return ""


def is_data(text: str, data: set[str]) -> bool:
    """Whether it is a number, a name of the list, something of the database, or such things one after the other."""
    text = BETWEEN.sub(" ", text).strip()
    if NO_LETTERS.fullmatch(text) or text in data:
        return True
    all_words = text.split(" ")
    return any(
        (NO_LETTERS.fullmatch(head) or head in data) and is_data(" ".join(all_words[cut:]), data)
        for cut in range(len(all_words) - 1, 0, -1)
        for head in [" ".join(all_words[:cut])]
    )


def data_of(actors: Iterable[Actor]) -> set[str]:
    """Every text in any row that any of them may read, as `is_data` compares it."""
    found = {*NAMES}
    for actor in actors:
        with acting(actor):
            for model in apps.get_models(include_auto_created=True):
                for names in _open_together(model):
                    with suppress(DatabaseError), transaction.atomic():  # an error: not open to them
                        rows = model._base_manager.values_list(*names).distinct()
                        found.update(text for row in rows for text in _texts(row))
    found |= {"".join(word[0] for word in text.split()) for text in found if INITIALS.fullmatch(text)}
    return comparable(found)


def comparable(texts: Iterable[str]) -> set[str]:
    """As `is_data` compares them."""
    return {clean for text in texts if (clean := BETWEEN.sub(" ", text).strip())}


def _open_together(model: Any) -> list[list[str]]:
    """Columns with text: all of them, and each alone, since a role may read some of a table only."""
    kinds = (models.CharField, models.TextField, models.JSONField, ArrayField)
    names = [f.attname for f in model._meta.concrete_fields if isinstance(f, kinds)]
    return [names, *([name] for name in names[1:])] if names else []


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        yield from value.splitlines()
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
