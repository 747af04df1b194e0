"""Word files say all of a document in any layout; a layout from outside can only say how it looks."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from dataclasses import replace
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from wraparound.documents import apart
from wraparound.documents.content.tree import Easy, Heading, Kind, Look, Paragraph, Picture, Table
from wraparound.documents.formats import NotWritten
from wraparound.documents.word import checking, default, filling, shape, worker, writing
from wraparound.documents.word.sample import sample

NORTH = "Northside College"
DEEP = "{% for a in shown_to %}" * 6 + "{% endfor %}" * 6


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """The worker's own code without a new process for each test; one test below starts it as the site does."""
    if not request.node.name.startswith("test_it_happens_in_a_process"):
        work = {"check": worker.check, "fill": worker.fill, "default": worker.ours}
        monkeypatch.setattr(writing, "_ask", lambda asked: work[asked["task"]](json.loads(json.dumps(asked))))


OURS = default.template()


def layout(*texts: str, keep: bool = True) -> bytes:
    """Our own layout, with more paragraphs; without `keep`, nothing but these."""
    made = docx.Document(io.BytesIO(OURS))
    if not keep:
        for paragraph in made.paragraphs:
            paragraph._p.getparent().remove(paragraph._p)
    for text in texts:
        made.add_paragraph(text)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def with_part(content: bytes, name: str, text: bytes, compressed: bool = True) -> bytes:
    """The same file with a part put in, or another in its place."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for one in before.infolist():
            if one.filename != name:
                after.writestr(one, before.read(one))
        after.writestr(name, text)
    return out.getvalue()


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return file.read(name).decode()


def read(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def troubles(content: bytes) -> str:
    """What is said about a layout that cannot be used."""
    with pytest.raises(writing.NotFit) as no:
        writing.checked(content, sample(Kind.PLAN), NORTH)
    return " ".join(no.value.troubles)


@pytest.fixture(scope="module")
def ordinary() -> bytes:
    asked = writing._asked("fill", sample(Kind.PLAN), b"", "")
    return writing._file(worker.fill(asked))


# -------------------------------------------------------------------------------------------------- what comes out


def test_everything_that_a_document_says_stands_in_the_file(ordinary: bytes) -> None:
    document = sample(Kind.PLAN)
    assert filling.left_out(ordinary, shape.sentences(document)) == []
    assert filling.left_out(ordinary, ["It says nothing of this"]) == ["It says nothing of this"]
    said = "\n".join(p.text for p in read(ordinary).paragraphs)
    assert "{{ title }} and {% if %}" in said and "<b>, &amp;" in said  # signs are signs
    assert "I want to cook for my friends.\nOn two lines." in said


def test_headings_tables_and_pictures_can_be_read_aloud(ordinary: bytes) -> None:
    file = read(ordinary)
    headings = [(p.style.name, p.text) for p in file.paragraphs if p.style.name.startswith("Heading")]
    assert headings == [
        ("Heading 1", "A first part"),
        ("Heading 2", "Within the first part"),
        ("Heading 1", "A picture"),
        ("Heading 1", "Money"),
    ]
    facts, money, easy = file.tables
    for table in (facts, money):
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert money.cell(31, 1).paragraphs[0].runs[0].bold and easy.cell(0, 1).text.startswith("Cooking\n")
    said = [d.get("descr") for d in file.element.iter(qn("wp:docPr"))]
    assert said == ["A week with two things in it.", None]
    assert "decorative" in part(ordinary, "word/document.xml")
    assert file.core_properties.title == "Made up: The plan"
    assert part(ordinary, "word/styles.xml").count('w:lang w:val="en-GB"') == 1
    assert {i.content_type for i in file.part.package.image_parts} == {"image/png"}


def test_large_print_is_larger_everywhere_and_welsh_is_welsh() -> None:
    document = replace(sample(Kind.MONEY), language="cy", look=Look.LARGE)
    file = read(writing.written(document))
    assert file.styles["Normal"].font.size.pt == 18
    assert file.styles["Heading 1"].font.size.pt == 27
    assert file.sections[0].footer.paragraphs[0].runs[0].font.size.pt == 14
    assert 'w:val="cy-GB"' in file.styles.element.xml
    easy = read(writing.written(replace(document, look=Look.EASY)))
    assert easy.styles["Normal"].font.size.pt == 16


def test_what_no_file_can_hold_is_left_out_and_empty_documents_are_written() -> None:
    document = replace(sample(Kind.PLAN), blocks=(Heading("A\x00B\ud800"), Paragraph("tab\there\ue000body\ue001")))
    assert [p.text for p in read(writing.written(document)).paragraphs][-2:] == ["AB", "tab\therebody"]
    assert read(writing.written(replace(document, blocks=())))


# ------------------------------------------------------------------------------------------- a layout from outside


def test_a_layout_of_an_organisation_shows_all_of_it_in_its_own_look() -> None:
    made = read(writing.checked(default.template("x", "7A1F3D"), sample(Kind.PLAN), NORTH))
    assert made.sections[0].header.paragraphs[0].text == NORTH
    assert str(made.styles["Heading 1"].font.color.rgb) == "7A1F3D"


def test_a_layout_without_styles_gets_those_that_the_content_needs() -> None:
    made = read(layout())
    for style in list(made.styles):
        if style.name != "Normal" and style.type != 2:
            style.delete()
    out = io.BytesIO()
    made.save(out)
    found = read(writing.checked(out.getvalue(), sample(Kind.PLAN), NORTH))
    assert found.styles["Heading 1"].element.pPr.find(qn("w:outlineLvl")) is not None
    assert [p.style.name for p in found.paragraphs if p.text == "Money"] == ["Heading 1"]


def test_a_layout_can_go_through_the_parts_itself() -> None:
    whole = (
        *("{{ title }}", "{%p for s in shown_to %}", "{{ s }}", "{%p endfor %}", "{%p for part in sections %}"),
        *("{{ part.heading }}", "{%p for b in part.blocks %}"),
        "{% if b.text %}{{ b.text }} {{ b.voice }}{% endif %}{% if b.heading %}{{ b.heading }}{% endif %}",
        "{% if b.pairs %}{% for a, c in b.pairs %}{{ a }} {{ c }} {% endfor %}{% endif %}",
        "{% if b.points %}{{ b.points | join(' ') }}{% endif %}",
        "{% if b.sentences %}{{ b.sentences | join(' ') }}{% endif %}",
        "{% if b.facts %}{{ b.facts.caption }} {{ b.facts.heads | join(' ') }}{% endif %}",
        "{% if b.facts %}{% for r in b.facts.rows %}{{ r | join(' ') }}{% endfor %}{% endif %}",
        "{% if b.rows %}{{ b.caption }} {{ b.heads | join(' ') }}{% endif %}",
        "{% if b.rows %}{% for r in b.rows %}{{ r | join(' ') }}{% endfor %}{% endif %}",
        *("{%p endfor %}", "{%p endfor %}"),
    )
    assert writing.checked(layout(*whole, keep=False), sample(Kind.PLAN), NORTH)
    without_money = [text for text in whole if "b.rows" not in text]
    assert "leaves something out" in troubles(layout(*without_money, keep=False))


def test_a_layout_that_leaves_something_out_of_this_document_alone_is_found_when_it_is_filled() -> None:
    hides = "{% if title == 'Made up: The plan' %}{{ footer }}{% endif %}"
    document = replace(sample(Kind.PLAN), blocks=())
    content = layout("{{ about }}", keep=False)
    with pytest.raises(NotWritten, match="leaves something"):
        writing.written(document, content, NORTH)
    assert writing.written(document, layout(hides), NORTH)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ nhs_number }}", "no placeholder called nhs_number"),
        ("{{ title.secret }}", "no placeholder called title.secret"),
        ("{% for s in sections %}{{ s.words }}{% endfor %}", "no placeholder called s.words"),
        ("{{ ''.__class__.__mro__ }}", "no placeholder called const.__class__"),
        ("{{ title.format(1) }}", "not possible here: call"),
        ("{{ 'x' * 100000000 }}", "not possible here: mul"),
        ("{{ title | attr('x') }}", "not possible here: attr"),
        ("{% set a = title %}", "not possible here: assign"),
        ("{% include 'x' %}", "not possible here: include"),
        ("{{ cycler }}", "no placeholder called cycler"),
        ("{{ sections }}", "sections is a list"),
        ("{% for x in title %}{{ x }}{% endfor %}", "title is no list"),
        ("{{ title", "not written correctly"),
        (DEEP, "too many"),
        ("{% for x in shown_to %}{% endfor %}" * 31, "too many loops"),
        ("before {{ body }}", "paragraph of its own"),
        ("{{ body }}", "paragraph of its own"),  # a second time
    ],
)
def test_a_placeholder_that_cannot_be_is_named(text: str, said: str) -> None:
    assert said in troubles(layout(text))


def test_a_layout_that_leaves_something_out_is_refused() -> None:
    assert "leaves something out" in troubles(layout("{{ title }}", "{{ body }}", keep=False))
    assert "leaves something out" in troubles(layout(keep=False))


RELS = "word/_rels/document.xml.rels"


def hostile() -> dict[str, tuple[bytes, str]]:
    good = layout()
    rels, types = part(good, RELS), part(good, "[Content_Types].xml")
    body = part(good, "word/document.xml")

    def related(kind: str, target: str) -> bytes:
        more = f'<Relationship Id="x9" Type="http://x/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
        return with_part(good, RELS, rels.replace("</Relationships>", more).encode())

    def saying(xml: str) -> bytes:
        return with_part(good, "word/document.xml", body.replace("<w:sectPr", f"<w:p>{xml}</w:p><w:sectPr", 1).encode())

    macro = types.replace("document.main+xml", "document.macroEnabled.main+xml")
    sign = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    words = "<w:r><w:instrText>DD</w:instrText></w:r><w:r><w:instrText>EAUTO x</w:instrText></w:r>"
    dde = sign.format("begin") + words + sign.format("end")
    return {
        "no zip": (b"PK nothing", "no Word file"),
        "another zip": (with_part(b"PK\x05\x06" + b"\0" * 18, "x.xml", b"<x/>"), "no Word file"),
        "too big": (b"x" * (checking.MOST_BYTES + 1), "too big"),
        "a bomb": (with_part(good, "word/media/x.xml", b"0" * 15_000_000), "unpacks to far more"),
        "too much in all": (
            with_part(good, "word/x.xml", b"<a>" + bytes(range(48, 123)) * 280_000),
            "unpacks to far more",
        ),
        "macros": (with_part(good, "word/vbaProject.bin", b"x"), "macros"),
        "a kind with macros": (with_part(good, "[Content_Types].xml", macro.encode()), "macros"),
        "a programme": (with_part(good, "word/x.exe", b"MZ"), "do not know: word/x.exe"),
        "up the folders": (with_part(good, "../x.xml", b"<x/>"), "no Word file"),
        "a picture from elsewhere": (related("image", "http://spy.example/x.png"), "from elsewhere: http://spy"),
        "a template from elsewhere": (related("attachedTemplate", "file:///x.dotm"), "from elsewhere: file"),
        "an entity": (with_part(good, "word/styles.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), "no Word file"),
        "no XML": (with_part(good, "word/styles.xml", b"<x>"), "no Word file"),
        "a field that runs": (saying(dde), "do not allow: DDEAUTO"),
        "a field that fetches": (saying('<w:fldSimple w:instr="INCLUDETEXT x"/>'), "do not allow: INCLUDETEXT"),
        "a file inside": (saying("<w:r><w:object/></w:r>"), "another file or a control"),
    }


HOSTILE = hostile()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_a_reason(name: str) -> None:
    content, said = HOSTILE[name]
    assert said in troubles(content)


def test_a_thousand_parts_are_too_many() -> None:
    out = io.BytesIO(layout())
    with zipfile.ZipFile(out, "a") as file:
        for number in range(checking.MOST_PARTS):
            file.writestr(f"word/{number}.xml", "<x/>")
    assert "unpacks to far more" in troubles(out.getvalue())


def test_every_part_of_a_document_has_a_placeholder_and_a_writer() -> None:
    kinds = {p.IS for p in shape.PARTS}
    assert kinds == {kind for kind, _names in shape.parts_of_blocks()}
    assert {Heading.IS, Paragraph.IS, Table.IS, Picture.IS, Easy.IS} <= kinds
    known = shape.shape()["sections"][0]["blocks"][0]
    for section in shape.values(sample(Kind.PLAN), NORTH, "today")["sections"]:
        for block in section["blocks"]:
            assert set(block) <= set(known)


# ------------------------------------------------------------------------------------------- in a process of its own


def test_it_happens_in_a_process_without_the_sites_keys_and_with_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []
    really = subprocess.run

    def watched(command: Any, **more: Any) -> Any:
        seen.append((command, more["env"]))
        return really(command, **more)

    monkeypatch.setattr(apart.subprocess, "run", watched)
    assert read(writing.written(sample(Kind.PLAN)))
    command, environment = seen[0]
    assert command[3:5] == [str(apart.MEGABYTES), str(apart.SECONDS)]
    assert not {"SECRET_KEY", "ACTOR_KEY", "SECRETS_KEY", "DATABASE_URL"} & set(environment)
    monkeypatch.setattr(apart, "SECONDS", 0.05)
    with pytest.raises(NotWritten):
        writing.written(sample(Kind.PLAN))
    with pytest.raises(writing.NotFit, match="too long to fill in"):
        writing.checked(layout(), sample(Kind.PLAN), NORTH)
