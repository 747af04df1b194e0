"""Events of a learner's chain that are about reading, in words for the learner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wraparound.core.categories import Category

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.functional import _StrPromise

# What is about reading, by the verb of the event. A look at a preview is none: it is the learner who looks.
READING: dict[str, _StrPromise] = {
    "looked at": gettext_lazy("Looked at a page about me"),
    "document taken away": gettext_lazy("Took a document about me away"),
    "list taken away": gettext_lazy("Took a list away that I am in"),
    "calendar read": gettext_lazy("Read my week in a calendar app"),
}
# Looks, by the kind of page, where the categories do not say enough.
PAGES: dict[str, _StrPromise] = {
    "learner": gettext_lazy("Saw my name and who helps me"),
    "circle": gettext_lazy("Saw who is around me"),
    "photo": gettext_lazy("Looked at a photo of mine"),
    "list": gettext_lazy("Saw me in a list of plans"),
    "list-file": gettext_lazy("Took a list away that I am in"),
    "passport": gettext_lazy("Opened a page of my passport"),
    "plans": gettext_lazy("Opened a page of my plan"),
    "documents": gettext_lazy("Opened my documents"),
    "other": gettext_lazy("Opened a page about me"),
}
SYMBOLS = {
    "document taken away": "1f4c4",
    "list taken away": "1f4c4",
    "calendar read": "1f4c5",
    "photo": "1f5bc",
    "list": "1f4cb",
    "list-file": "1f4c4",
    "circle": "1f465",
}


def did(what: str, page: str, categories: Iterable[Category]) -> str:
    """What somebody did, after their name: "Looked at My plan". The categories stand in it where they say it best."""
    if what == "looked at" and page in PAGES:
        return str(PAGES[page])
    if what == "looked at" and (seen := labels(categories)):
        return _("Looked at: %(what)s") % {"what": seen}
    return str(READING[what])


def labels(categories: Iterable[Category]) -> str:
    """What the learner calls these categories."""
    return ", ".join(str(c.label) for c in categories)


def how_often(times: int) -> str:
    """How often, where it was more than once."""
    if times < 2:
        return ""
    return _("Twice") if times == 2 else ngettext("%(n)d time", "%(n)d times", times) % {"n": times}


def symbol(what: str, page: str) -> str:
    """A picture for it."""
    return SYMBOLS.get(page) or SYMBOLS.get(what) or "1f440"


def listed(said: object) -> list[str]:
    """What an event lists. Somebody with a key to the database may have written anything into their own events."""
    return [one for one in said if isinstance(one, str)] if isinstance(said, list) else []
