"""The folder of templates: ours, or one that a deployment puts in its place (DOCUMENT_TEMPLATES)."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings

OURS = Path(__file__).resolve().parents[1] / "typst"
FIRST = "document.typ"
TYPEFACES = ("fontpkg_atkinson_hyperlegible", "fontpkg_noto_sans", "fontpkg_noto_sans_arabic")
PACKAGE = re.compile(r'"@')  # "@preview/..." would be fetched


class TemplatesError(Exception):
    """The folder of templates cannot be used; the message says why and what to do."""


def folder() -> Path:
    """Where templates are read; nothing outside it can be."""
    said = settings.DOCUMENT_TEMPLATES
    return Path(said).resolve() if said else OURS


def fonts() -> list[str]:
    """Folders of typefaces: those of our wheels, and `fonts` beside a deployment's templates."""
    found = [Path(spec.origin).parent / "files" for name in TYPEFACES if (spec := find_spec(name)) and spec.origin]
    own = folder() / "fonts"
    return [str(path) for path in (own, *found) if path.is_dir()]


def check_templates() -> None:
    """At start: the folder is there and can be read, and fetches nothing. Raises TemplatesError."""
    here = folder()
    if not (here / FIRST).is_file():
        raise TemplatesError(f"DOCUMENT_TEMPLATES names {here}, which has no {FIRST}: see docs/documents.md.")
    for path in sorted(here.rglob("*.typ")):
        try:
            source = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise TemplatesError(f"The template {path} cannot be read as UTF-8 text.") from error
        if PACKAGE.search(source):
            raise TemplatesError(f"The template {path} asks for a package: put its files in {here} instead.")
