"""Writes one PDF: a request as JSON comes in, the file goes out. Runs confined, in a process of its own.

Nothing of the site is imported here, and nothing is fetched or kept. Ends with CANNOT where the compiler refuses.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from typing import Any

import typst

CANNOT = 3
ORDINARY = 0x180  # below it every sign that is no control is in our typeface: Latin of western and central Europe
UNSAID = ("Cc", "Cf", "Cn", "Co", "Cs", "Mn", "Me", "Zl", "Zp")  # where they cannot be written, nothing is missed
LETTER = "?"


def compiled(asked: dict[str, Any], source: str | bytes, data: str) -> bytes:
    """The PDF. Raises TypstError, also where a text has signs that no typeface of ours has."""
    pdf = typst.compile(
        source,
        root=asked["folder"],
        sys_inputs={"data": data},
        format="pdf",
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,  # the same file on every machine
        font_paths=asked["fonts"],
        package_path=asked["folder"],  # packages are never fetched: see templates.py
        package_cache_path=asked["folder"],
    )
    assert isinstance(pdf, bytes)
    return pdf


def is_written(asked: dict[str, Any], sign: str) -> bool:
    """Whether some typeface has a sign: the compiler says."""
    try:
        compiled(asked, PROBE, json.dumps(sign))
    except typst.TypstError:
        return False
    return True


PROBE = b"""#set document(title: "x")
#set text(font: ("Atkinson Hyperlegible", "Noto Sans", "Noto Sans Arabic"))
#json(bytes(sys.inputs.data))"""


def in_words(sign: str) -> str:
    """A sign that cannot be written: a picture by its name, a letter as a question mark."""
    if unicodedata.category(sign) in UNSAID:
        return ""
    name = unicodedata.name(sign, "") if unicodedata.category(sign).startswith("S") else ""
    return f"({name.lower()})" if name else LETTER


def mended(asked: dict[str, Any], data: str) -> tuple[str, bool]:
    """The data without what no typeface has, and whether letters are missing now."""
    signs = {s for s in data if (ord(s) >= ORDINARY or unicodedata.category(s) == "Cc") and s != "\n"}
    lost: dict[int, str | int | None] = {ord(s): in_words(s) for s in signs if not is_written(asked, s)}
    return data.translate(lost), LETTER in lost.values()


def main() -> int:
    """Reads, writes; 0 where a file came out."""
    asked = json.load(sys.stdin)
    source = f"{asked['folder']}/document.typ"
    try:
        pdf = compiled(asked, source, json.dumps(asked["data"]))
    except typst.TypstError:
        data, letters_lost = mended(asked, json.dumps(_clean(asked["data"]), ensure_ascii=False))
        told = json.loads(data)
        if letters_lost:
            told["shown_to"].append(asked["letters_lost"])
        try:
            pdf = compiled(asked, source, json.dumps(told))
        except typst.TypstError:  # what it says can hold words of the document: nobody keeps it
            return CANNOT
    sys.stdout.buffer.write(pdf)
    return 0


def _clean(value: Any) -> Any:
    """Without controls: those JSON would write in letters of its own."""
    if isinstance(value, str):
        return "".join(s for s in value if s == "\n" or unicodedata.category(s) not in ("Cc", "Cs"))
    if isinstance(value, dict):
        return {key: _clean(one) for key, one in value.items()}
    return [_clean(one) for one in value] if isinstance(value, list) else value


if __name__ == "__main__":
    sys.exit(main())
