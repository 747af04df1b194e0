"""One word per thing: what docs/glossary.md marks "not" stands nowhere in code or documents."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.house_rules.tree import ROOT, plant

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GLOSSARY = "docs/glossary.md"
SCANNED = (".py", ".md", ".yaml", ".toml", ".html")  # .csv and .json hold other people's names
PAGES = ".html"  # what people read: names of Django do not pass here
OTHERS = "src/wraparound/site/templates"  # answers to another library's templates, in its words


def rows(text: str, heading: str) -> Iterator[list[str]]:
    """The rows of the Markdown table whose first heading is this, cells stripped of blanks and backticks."""
    inside = False
    for line in text.splitlines():
        cells = [cell.strip().replace("`", "") for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            inside = False
        elif inside and set(cells[0]) - set("-: "):
            yield cells
        elif cells[0] == heading:
            inside = True


def listed(cell: str) -> list[str]:
    """The words of a cell, which are parted by commas."""
    return [word.strip().lower() for word in cell.split(",") if word.strip()]


def forbidden(glossary: str, in_code: bool = True) -> tuple[dict[str, str], list[str]]:
    """What not to say, each with the word to say instead; and the phrases that pass all the same."""
    table = list(rows(glossary, "word"))
    headings = ("let pass", "let pass in code") if in_code else ("let pass",)
    passes = [phrase for heading in headings for cells in rows(glossary, heading) for phrase in listed(cells[0])]
    said = {cells[0].lower() for cells in table}
    instead = {word: cells[0] for cells in table for word in listed(cells[2])}
    return {word: good for word, good in instead.items() if word not in said and word not in passes}, passes


def pattern(word: str) -> str:
    """The word and its plural."""
    stem = f"{word[:-1]}(?:y|ies)" if word.endswith("y") else f"{word}(?:s|es)?"
    return rf"\b{stem}\b"


def passing(phrases: list[str]) -> list[tuple[str, re.Pattern[str]]]:
    """Each phrase that passes, longest first, with what finds it: made once, since every line is asked for all."""
    found = []
    for phrase in sorted(phrases, key=len, reverse=True):
        before = r"(?<!\w)" if phrase[0].isalnum() else ""
        after = r"(?!\w)" if phrase[-1].isalnum() else ""
        found.append((phrase.lower(), re.compile(before + re.escape(phrase) + after, re.IGNORECASE)))
    return found


def without(passes: list[tuple[str, re.Pattern[str]]], text: str) -> str:
    """The text with every phrase that passes blanked out, longest first."""
    lower = text.lower()  # most phrases stand in no line: that is seen much quicker than by their expression
    for phrase, finds in passes:
        if phrase in lower:
            text = finds.sub(" ", text)
    return text


def in_words(text: str) -> str:
    """Identifiers taken apart, so that `student_id` and `StudentPlan` are seen to speak of a student too."""
    return re.sub(r"([a-z])([A-Z])", r"\1 \2", text.replace("_", " "))


def scanned(root: Path) -> Iterator[Path]:
    """What we wrote ourselves: the code, the documents and the papers in the root."""
    yield from sorted(path for path in root.glob("*.md"))
    for folder in ("src", "docs"):
        yield from sorted(path for path in (root / folder).rglob("*") if path.suffix in SCANNED)


def wrong_words(root: Path) -> list[str]:
    """Every place where a word stands that the glossary says not to use, with the word to use."""
    glossary = (root / GLOSSARY).read_text()
    if not forbidden(glossary)[0]:
        return [f"{GLOSSARY}: no table of words found"]
    finders = {in_code: Finder(glossary, in_code) for in_code in (True, False)}
    return [
        f"{path.relative_to(root)}:{number}: {fault}"
        for path in scanned(root)
        if path != root / GLOSSARY and not path.is_relative_to(root / OTHERS)
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        for fault in finders[path.suffix != PAGES].faults(line)
    ]


class Finder:
    """Finds in a line what the glossary says not to say: in code and documents, or on pages."""

    def __init__(self, glossary: str, in_code: bool) -> None:
        instead, passes = forbidden(glossary, in_code)
        self.passes = passing(passes)
        self.good = list(instead.values())
        self.any = re.compile("|".join(f"(?P<w{n}>{pattern(w)})" for n, w in enumerate(instead)), re.IGNORECASE)

    def faults(self, line: str) -> Iterator[str]:
        for found in self.any.finditer(in_words(without(self.passes, line))):
            yield f"'{found.group()}': say '{self.good[int((found.lastgroup or 'w0')[1:])]}'"


SMALL = """
| word | means | not |
|---|---|---|
| learner | who the plan is about | pupil, student, service user |
| organisation | a college | agency |
| offering | a service at a site | class |
| session | a weekly meeting | slot |
| plan | the one plan of a learner | pathway |
| pathway | a reusable pattern | |

| let pass | because |
|---|---|
| class | Python's own word |
| `slots=True`, `__slots__` | Python's own names |

| let pass in code | because |
|---|---|
| pupil | somebody else's name |
"""


def test_words_marked_not_stand_nowhere_in_code_or_documents() -> None:
    assert wrong_words(ROOT) == []


def test_the_glossary_marks_words_and_lets_some_pass() -> None:
    instead, passes = forbidden((ROOT / GLOSSARY).read_text())
    assert instead["student"] == "learner"
    assert "class" in passes
    assert "class" not in instead


def test_what_passes_in_code_does_not_pass_on_a_page(tmp_path: Path) -> None:
    plant(tmp_path, GLOSSARY, SMALL)
    plant(tmp_path, "src/a/b.py", "pupil = 1\n")
    plant(tmp_path, "src/a/c.html", "<p>{{ pupil }} of a class</p>\n")
    assert wrong_words(tmp_path) == ["src/a/c.html:1: 'pupil': say 'learner'"]


def test_a_wrong_word_is_found_in_prose_names_and_plurals(tmp_path: Path) -> None:
    plant(tmp_path, GLOSSARY, SMALL)
    plant(tmp_path, "README.md", "For Students.\n")
    plant(tmp_path, "docs/page.md", "fine\nTwo agencies and a service user\n")
    plant(tmp_path, "src/planner/a.py", "def student_id(): ...\nclass StudentPlan: ...\n")
    assert wrong_words(tmp_path) == [
        "README.md:1: 'Students': say 'learner'",
        "src/planner/a.py:1: 'student': say 'learner'",
        "src/planner/a.py:2: 'Student': say 'learner'",
        "docs/page.md:2: 'agencies': say 'organisation'",
        "docs/page.md:2: 'service user': say 'learner'",
    ]


def test_words_that_pass_are_not_found_and_their_neighbours_still_are(tmp_path: Path) -> None:
    plant(tmp_path, GLOSSARY, SMALL)
    plant(tmp_path, "src/planner/a.py", "@dataclass(slots=True)\nclass A:  # a pathway\n    __slots__ = ('slot',)\n")
    assert wrong_words(tmp_path) == ["src/planner/a.py:3: 'slot': say 'session'"]


def test_a_glossary_without_its_table_is_a_fault_and_not_a_pass(tmp_path: Path) -> None:
    plant(tmp_path, GLOSSARY, "# Words\n")
    assert wrong_words(tmp_path) == ["docs/glossary.md: no table of words found"]
