"""The gate for workbooks from outside: what is hostile, or no workbook at all, is refused before it is opened.

Looks at the bytes of the package only: its directory, then every part while it is unpacked and counted, so that a
directory that lies about sizes does not help. `docs/workbook.md` states the limits.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

from planner.files.trouble import refusal

if TYPE_CHECKING:
    from pathlib import Path

MB = 1_000_000
MOST_BYTES = 25 * MB
MOST_UNPACKED = 200 * MB
MOST_RATIO = 200  # unpacked to packed, of parts large enough to matter; real sheets stay below 60
RATIO_FROM = 5 * MB
MOST_PARTS = 2_000
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 100_000, 200, 2_000_000

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # old .xls files, and new ones that are locked with a password
_CHUNK = 1 << 16
_OVERLAP = 256  # longest mark that may lie across two chunks
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DIMENSION = re.compile(rb"<(?:\w+:)?dimension\s[^>]*?ref=\"(?:[A-Z]{1,7}\d{1,12}:)?([A-Z]{1,7})(\d{1,12})\"")
_TAG = re.compile(rb"<(?:\w+:)?(?:(row)|c)(?=[\s/>])(?:[^<>]{0,200}?\sr=[\"']([A-Z]{0,7})(\d{1,12})[\"'])?")
_ENCODING = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,100}?encoding=[\"']([\w.-]+)")

_AGAIN = "Open it in Excel or LibreOffice and save it again as an Excel workbook (.xlsx)."


def checked(path: Path) -> BytesIO:
    """The bytes of a workbook that may be opened. Raises BadFile with the reason where it may not."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise refusal(
                f"The file is larger than {MOST_BYTES // MB} MB.", "Take out pictures and what is not needed."
            )
        data = path.read_bytes()
    except OSError as error:
        raise refusal(f"{path} cannot be read: {error.strerror or error}.", "Check its name and folder.") from error
    if data.startswith(_OLE):
        raise refusal("The workbook is locked with a password, or is an old .xls file.", f"Unlock it. {_AGAIN}")
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            _directory(package.infolist())
            _unpack(package)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise refusal("This is not an Excel workbook, or it is damaged.", _AGAIN) from error
    return BytesIO(data)


def _directory(parts: list[zipfile.ZipInfo]) -> None:
    """Refuse what the directory of the package already gives away."""
    names = [p.filename for p in parts]
    low = [n.lower() for n in names]
    if len(parts) > MOST_PARTS or len(set(low)) < len(low):
        raise refusal("The package has too many parts, or two of one name.", _AGAIN)
    if any(p.flag_bits & 0x1 for p in parts):
        raise refusal("The workbook is locked with a password.", f"Unlock it. {_AGAIN}")
    if any(p.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for p in parts):
        raise refusal("The package is packed in a way that Excel never uses.", _AGAIN)
    if any(n.endswith(("vbaproject.bin", ".xlm")) or "/macrosheets/" in n for n in low):
        raise refusal("The workbook holds macros, which are programs.", "Save it without macros, as .xlsx.")
    if "[content_types].xml" not in low or not any(n.startswith("xl/workbook") for n in low):
        raise refusal("This is not an Excel workbook.", _AGAIN)
    if any(n.startswith("xl/externallinks/") for n in low):
        raise refusal(
            "The workbook has links to other files.", "In Excel: Data, Edit Links, Break Link. Then save it again."
        )
    total = sum(p.file_size for p in parts)
    if total > MOST_UNPACKED:
        raise refusal(
            f"Unpacked, the workbook is larger than {MOST_UNPACKED // MB} MB.", "Take out what is not needed."
        )
    for part in parts:
        _ratio(part.file_size, part.compress_size)


def _ratio(unpacked: int, packed: int) -> None:
    if unpacked > RATIO_FROM and unpacked > MOST_RATIO * max(packed, 1):
        raise refusal(f"A part of the workbook unpacks to more than {MOST_RATIO} times its size.", _AGAIN)


def _unpack(package: zipfile.ZipFile) -> None:
    """Unpack every part in small pieces, keeping none, and refuse the first that goes beyond a limit."""
    total = cells = 0
    for part in package.infolist():
        look = _Look(part.filename)
        size = 0
        with package.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                size, total = size + len(chunk), total + len(chunk)
                if total > MOST_UNPACKED:
                    raise refusal(f"Unpacked, the workbook is larger than {MOST_UNPACKED // MB} MB.", _AGAIN)
                _ratio(size, part.compress_size)
                look.at(chunk)
        look.end()
        cells += look.cells
        if cells > MOST_CELLS:
            raise refusal(f"The workbook has more than {MOST_CELLS:,} cells.", "Plan a smaller area, or use JSON.")


class _Look:
    """Looks at one part as it is unpacked, a piece at a time. Sheets may lie anywhere, so every part is counted."""

    def __init__(self, name: str) -> None:
        self.xml = name.lower().endswith((".xml", ".rels", ".vml"))
        self.rows = self.columns = self.cells = 0
        self.rest = b""
        self.first = True

    def at(self, chunk: bytes) -> None:
        """The next piece. A mark that may go on in the piece after it is left for then, so none is counted twice."""
        if not self.xml:
            return
        if self.first:
            self._encoding(chunk)
            self.first = False
        text = self.rest + chunk
        cut = max(len(text) - _OVERLAP, 0)
        begins = text.rfind(b"<", 0, cut)
        done = begins if begins > 0 else cut
        self._see(text, done)
        self.rest = text[done:]

    def end(self) -> None:
        """No more pieces."""
        self._see(self.rest, len(self.rest))

    def _encoding(self, chunk: bytes) -> None:
        """Marks are looked for in plain bytes, so XML in another encoding could hide them."""
        said = _ENCODING.match(chunk)
        if b"\x00" in chunk[:200] or (said and said[1].lower() not in (b"utf-8", b"us-ascii", b"iso-8859-1")):
            raise refusal("The workbook is not written in UTF-8.", _AGAIN)

    def _see(self, text: bytes, done: int) -> None:
        if _DOCTYPE.search(text):
            raise refusal("The workbook holds XML of a kind that workbooks never need.", _AGAIN)
        for dimension in _DIMENSION.finditer(text, 0, done):
            self._size(int(dimension[2]), _number(dimension[1]))
        for tag in _TAG.finditer(text, 0, done):
            said = int(tag[3]) if tag[3] else 0
            if tag[1]:
                self.rows, self.columns = max(self.rows + 1, said), 0
            else:
                self.cells += 1
                self.columns = _number(tag[2]) if tag[2] else self.columns + 1
                self._size(max(self.rows, said), self.columns)

    def _size(self, rows: int, columns: int) -> None:
        if rows > MOST_ROWS or columns > MOST_COLUMNS:
            raise refusal(
                f"A sheet reaches to row {rows:,} and column {columns:,}; at most {MOST_ROWS:,} rows and "
                f"{MOST_COLUMNS} columns are read.",
                "Delete the empty rows and columns below and beside what is used, then save.",
            )


def _number(letters: bytes) -> int:
    """The number of a column by its letters: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
