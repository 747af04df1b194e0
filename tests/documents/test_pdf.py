"""A PDF says what its document says, to everybody: tagged, in a language; and nothing in a text is carried out."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING, Any

import page as checker
import pytest

from tests.documents import pdfs
from wraparound.documents import apart
from wraparound.documents.content.tree import (
    Block,
    Document,
    Easy,
    Facts,
    Heading,
    Kind,
    Look,
    Paragraph,
    Picture,
    Points,
    Table,
)
from wraparound.documents.formats import NotWritten
from wraparound.documents.pdf import TemplatesError, check_templates, templates, worker, writing

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = (
    "#panic()",
    "*x* _y_ $z$",
    '#import "@preview/x:0.1.0"',
    "= No heading",
    "\\ `a` <b> // c /* d",
    "]#{1+1}[",
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 40"><text y="20" font-size="10">Hello</text></svg>'
DRAWN = Picture("The week", SVG, "A picture of the week", Table("In words", ("Day", "What"), (("Monday", "Bus"),)))
EVERY: tuple[Block, ...] = (
    Heading("What Sam wants"),
    Heading("Work", 2),
    Paragraph("A job with plants.", voice="Sam"),
    Paragraph("Two lines\nof text."),
    Facts((("Who leads", "Marlon"), ("When", "Monday\nTuesday"))),
    Points(("One", "Two")),
    DRAWN,
    Table("Money", ("Part", "Cost"), (("College", "£1.00"), ("In all", "£1.00")), (1,), last_is_total=True),
    Easy("1f642", ("It starts on Monday.", "With Marlon."), "College"),
)


def document(
    *blocks: Block, title: str = "Plan of Sam", look: Look = Look.ORDINARY, language: str = "en-GB"
) -> Document:
    shown_to = ("This is what Lee can see.", "Some parts may not be shown to you.")
    return Document(Kind.PLAN, look, title, "Sam", shown_to, language, blocks, "SG", "Plan of Sam, today")


@pytest.fixture
def own_folder(tmp_path: Path, settings: Any) -> Path:
    """A copy of our templates that a deployment has put in their place."""
    shutil.copytree(templates.OURS, tmp_path / "typst")
    settings.DOCUMENT_TEMPLATES = str(tmp_path / "typst")
    return tmp_path / "typst"


@pytest.mark.parametrize("look", Look)
def test_every_look_is_tagged_and_passes_an_independent_checker(look: Look) -> None:
    pdf = writing.written(document(*EVERY, look=look, language="cy" if look is Look.LARGE else "en-GB"))
    root = pdfs.reader(pdf).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert str(root["/Lang"]).lower() == ("cy" if look is Look.LARGE else "en-gb")
    assert pdfs.reader(pdf).metadata.title == "Plan of Sam"
    report = checker.validate_pdf_bytes(pdf)
    assert report.is_compliant, report.failures
    tags = pdfs.tags(pdf)
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/L", "/Figure"} <= set(tags), tags
    said = pdfs.text(pdf)
    for words in (
        "Plan of Sam",
        "Some parts may not be shown to you.",
        "A job with plants.",
        "Marlon",
        "£1.00",
        "1 / ",
    ):
        assert words in said, words


def test_the_independent_checker_finds_a_file_without_tags() -> None:
    import typst

    untagged = typst.compile(b"= Heading", format="pdf", pdf_tags=False)
    assert not checker.is_pdf_compliant_bytes(untagged, profile=checker.ValidationProfile.PDF_UA_1)


def test_no_text_is_ever_read_as_typst() -> None:
    blocks: list[Block] = [one for said in HOSTILE for one in (Heading(said), Paragraph(said), Facts(((said, said),)))]
    blocks += [Points(HOSTILE), Table(HOSTILE[0], HOSTILE[:2], (HOSTILE[:2],)), Easy("../x", HOSTILE, HOSTILE[0])]
    pdf = writing.written(document(*blocks, title=HOSTILE[0]))
    said = pdfs.everything(pdf)
    for words in HOSTILE:
        assert said.count("".join(words.split())) >= 5, words
    assert pdfs.reader(pdf).metadata.title == HOSTILE[0]


def test_a_template_that_leaves_the_alternative_text_out_is_refused(own_folder: Path) -> None:
    assert writing.written(document(DRAWN))
    blocks = own_folder / "blocks.typ"
    blocks.write_text(blocks.read_text().replace("alt: block.alt, ", ""))
    with pytest.raises(NotWritten, match="could not be written"):
        writing.written(document(DRAWN))


@pytest.mark.parametrize("reads", ['#read("/etc/hostname")', '#read("../secret.txt")', "#panic(sys.inputs)"])
def test_a_template_reads_nothing_outside_its_folder(own_folder: Path, reads: str) -> None:
    (own_folder.parent / "secret.txt").write_text("secret")
    (own_folder / "document.typ").write_text(f'#set document(title: "x")\n{reads}')
    with pytest.raises(NotWritten):
        writing.written(document())


def test_templates_are_checked_at_start(own_folder: Path, settings: Any) -> None:
    check_templates()
    (own_folder / "more.typ").write_text('#import "@preview/cetz:0.3.0"')
    with pytest.raises(TemplatesError, match=r"more\.typ asks for a package"):
        check_templates()
    settings.DOCUMENT_TEMPLATES = str(own_folder.parent)
    with pytest.raises(TemplatesError, match=r"which has no document\.typ: see docs/documents\.md"):
        check_templates()


def test_what_takes_too_long_is_ended(own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = '#set document(title: "x")\n#for i in range(9999) { for j in range(9999) { calc.pow(2, 9) } }'
    (own_folder / "document.typ").write_text(endless)
    monkeypatch.setattr(apart, "SECONDS", 0.6)
    began = time.monotonic()
    with pytest.raises(NotWritten, match="could not be written"):
        writing.written(document())
    assert time.monotonic() - began < 5


def test_what_is_too_long_is_refused_before_anything_starts() -> None:
    with pytest.raises(NotWritten, match="too long for one file"):
        writing.written(document(Paragraph("x" * apart.MOST_DATA)))


def test_signs_that_no_typeface_has_are_put_into_words_and_others_are_written() -> None:
    told = "Łukasz, Привет, سلام, नमस्ते: yes 🙂\u0007 and 中"
    pdf = writing.written(document(Paragraph(told)))
    said = pdfs.text(pdf)
    assert "yes (slightly smiling face) and ?" in said and "Łukasz, Привет" in said
    assert "Some letters could not be printed. A question mark stands for them." in said
    assert "Some letters" not in pdfs.text(writing.written(document(Paragraph("yes 🙂"))))


def test_a_name_for_a_sign_is_plain() -> None:
    assert [worker.in_words(s) for s in ("🙂", "\ufe0f", "中", "\u0000")] == ["(slightly smiling face)", "", "?", ""]


def off_the_page(pdf: bytes) -> list[tuple[float, str]]:
    return [(y, words) for y, words in pdfs.heights(pdf) if words.strip() and not 20 <= y <= 842]


@pytest.mark.parametrize("look", Look)
def test_nothing_runs_off_a_page_however_long_it_is(look: Look) -> None:
    long, high = "many words " * 300, "\n".join(f"line {n}" for n in range(80))
    blocks: list[Block] = [Heading("One")]
    for said in (long, high):
        blocks += [Heading(said[:300], 2), Paragraph(said), Facts(((said[:80], said),)), Points((said,))]
        blocks += [Table(said[:200], ("A", "B"), ((said[:90], said),)), Easy("1f642", (said,), said[:90])]
    blocks += [Table("C", ("A", "B", "C", "D"), ((high[:90], long[:500], "", high),))]
    blocks += [Table("D", ("A", "B"), tuple((f"row {n}", "x") for n in range(70)))]
    pdf = writing.written(document(*blocks, look=look))
    assert off_the_page(pdf) == []
    assert pdfs.text(pdf).count("line 79") >= 5


def test_what_runs_off_a_page_is_found(own_folder: Path) -> None:
    looks = own_folder / "looks.typ"
    looks.write_text(looks.read_text().replace("lines: 26", "lines: 9999"))
    assert off_the_page(writing.written(document(Facts((("A", "x\n" * 90),)))))
