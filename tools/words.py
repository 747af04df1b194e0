"""What the site says, in other languages: `update` collects it from the code into the .po files, `compile` makes of
them what the site reads, in build/locale. Called by `make words` and by set-up.

For each language two catalogues are made: the language itself, and one (`LANGUAGE-x-draft`) in which what has no
translation yet is English between two signs. Pages are written with the second, and the signs become lang="en" there
(core/language.py).
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from wraparound.core.language import marked

ROOT = Path(__file__).resolve().parents[1]
SRC = ROOT / "src"
SOURCES = SRC / "wraparound" / "locale"
OUT = ROOT / "build" / "locale"

KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "_lazy")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
}
JINJA = {"extensions": "jinja2.ext.do", "trimmed": "true", "trim_blocks": "true", "lstrip_blocks": "true"}


def django_template(fileobj, keywords, comment_tags, options):
    """The texts of a template in Django's language, for Babel."""

    lines = templatize(fileobj.read().decode()).splitlines()
    calls = "\n".join(re.sub(r"\bX+\b|^\s+", " ", line).strip() for line in lines)
    yield from extract_python(io.BytesIO(calls.encode()), keywords, comment_tags, options)


def collected():
    """A template of everything that the code says."""

    found = Catalog(project="Wraparound", charset="utf-8")

    def add(folder, methods, options=None):
        made = extract_from_dir(folder, methods, options or {}, keywords=KEYWORDS, comment_tags=("Translators:",))
        for file, _line, message, comments, context in made:
            found.add(message, None, [(file, None)], auto_comments=comments, context=context)

    ours = [("**/jinja2/**.html", "jinja2"), ("**/templates/**.*", django_template), ("**.py", "python")]
    add(SRC / "wraparound", ours, {"**/jinja2/**.html": JINJA})
    return found


def read(path):
    """A .po file."""

    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, domain="django")


def updated(path, now):
    """The .po file with what the code says now: new texts without a translation, and none that are gone."""
    catalogue = read(path)
    since = catalogue.creation_date
    catalogue.update(now, no_fuzzy_matching=True, keep_user_comments=True)
    catalogue.creation_date = catalogue.revision_date = since
    catalogue.last_translator, catalogue.msgid_bugs_address = "none yet", ""
    catalogue.obsolete.clear()
    return catalogue


def written(catalogue):
    """A catalogue as the text of its .po file."""

    file = io.BytesIO()
    write_po(file, catalogue, width=120, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    return file.getvalue()


def draft(catalogue):
    """The same catalogue; what has no translation is English, between the signs."""

    for message in catalogue:
        if message.id and not has_words(message):
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            last = ids[-1]
            forms = (ids[0], *[last] * (catalogue.num_plurals - 1)) if message.pluralizable else ids
            message.string = tuple(map(marked, forms)) if message.pluralizable else marked(last)
    return catalogue


def has_words(message):
    """Whether it is translated, in each of its forms."""
    return all(message.string) if isinstance(message.string, tuple) else bool(message.string)


def keep(catalogue, language, out):
    """Compiles a catalogue for the site; what has no translation is not in it."""

    for message in list(catalogue):
        if message.id and not has_words(message):
            catalogue.delete(message.id, message.context)
    folder = out / language / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / "django.part"
    with part.open("wb") as file:
        write_mo(file, catalogue)
    part.replace(folder / "django.mo")


def compile_all(out=OUT):
    """Every language, where its words are newer than what was made of them."""
    for path in sorted(SOURCES.glob("*/LC_MESSAGES/django.po")):
        language = path.parent.parent.name
        made = out / f"{language}_X-draft" / "LC_MESSAGES" / "django.mo"
        newest = max(path.stat().st_mtime, Path(__file__).stat().st_mtime)
        if not made.exists() or made.stat().st_mtime < newest:
            keep(read(path), language, out)
            keep(draft(read(path)), f"{language}_X-draft", out)


def update_all():
    """Every .po file, and how far it is."""
    now = collected()
    for path in sorted(SOURCES.glob("*/LC_MESSAGES/django.po")):
        catalogue = updated(path, now)
        path.write_bytes(written(catalogue))
        done = sum(has_words(message) for message in catalogue if message.id)
        print(f"{path.parent.parent.name}: {len(catalogue)} texts, {done} translated")


if __name__ == "__main__":
    {"update": update_all, "compile": compile_all}[sys.argv[1]]()
