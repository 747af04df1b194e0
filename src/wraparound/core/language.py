"""A page in another language, and the parts of it that are still in English.

While a page is written, a text without a translation comes in English between two signs (tools/words.py makes the
catalogue that says so). Before the page leaves, the signs become lang="en", so that a voice reads English as English;
in a place that cannot hold an element (an attribute), they are left out.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation

if TYPE_CHECKING:
    from collections.abc import Iterator

BEGIN, END = "\ue000", "\ue001"  # of the private use area: no text of ours or of anybody's has them
DRAFT = "-x-draft"

_WHOLE = re.compile(rf"(<(?!input\b)[a-z][^{BEGIN}{END}<>]*)>(\s*){BEGIN}([^{BEGIN}{END}<]*){END}(\s*)(?=</)")
_ONLY_TEXT = re.compile(r"(<(?:title|option|textarea|script|style)\b[^>]*>)(.*?)(?=</)", re.DOTALL)
_IN_A_TAG = re.compile(r"<[a-z][^<>]*>")
_SIGNS = re.compile(f"[{BEGIN}{END}]|%EE%80%8[01]")


def in_english(words: object) -> str:
    """For what is kept or exchanged and must not depend on who writes it: what is searched, a heading of a workbook."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(words)


def marked(text: str) -> str:
    """English, as the catalogue of a language holds it where a translation is still missing."""
    return f"{BEGIN}{text}{END}"


@contextmanager
def drafting() -> Iterator[None]:
    """Inside, texts without a translation come marked: only for writing a page, which `finished` then goes over."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    if language == settings.LANGUAGE_CODE or language.endswith(DRAFT):
        yield
        return
    with translation.override(language + DRAFT):
        yield


def finished(page: str) -> str:
    """The page without signs: lang="en" stands on the element around English text, or on one that is put there."""
    if not _SIGNS.search(page):
        return page
    page = _IN_A_TAG.sub(lambda tag: _SIGNS.sub("", tag[0]), page)
    page = _WHOLE.sub(r'\1 lang="en">\2\3\4', page)
    page = _ONLY_TEXT.sub(lambda found: found[1] + _SIGNS.sub("", found[2]), page)
    page = page.replace(BEGIN, '<span lang="en">').replace(END, "</span>")
    return _SIGNS.sub("", page)
