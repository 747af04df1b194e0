"""Everything about a learner as one file: a page to read, a file of data for each table, pictures, and a manifest."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wraparound.core import clock
from wraparound.records.queries.held import Named
from wraparound.records.showing import Picture, parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from wraparound.records.queries.held import Held
    from wraparound.records.showing import Beside

FORMAT = "wraparound export 1"
SAFE = 2**53  # larger numbers are rounded by many readers of JSON: they are written as words
PICTURES = {b"\xff\xd8\xff": "jpg", b"\x89PNG": "png"}


@dataclass(frozen=True, slots=True)
class About:
    """Whom it is about, who asked for it and when, and where the chain of what was done ended then."""

    learner: UUID
    name: str
    asked_by: str
    asked: datetime
    events: int
    head: str  # hash of the last event, as hex


@dataclass(slots=True)
class Package:
    """Files by name, and what the manifest says of each."""

    files: dict[str, bytes] = field(default_factory=dict)
    told: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, name: str, content: bytes, **told: Any) -> str:
        """Puts a file in; its name."""
        self.files[name] = content
        self.told[name] = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content), **told}
        return name


def pack(
    about: About, held: Sequence[Held], left_out: Iterable[tuple[str, str, str]], beside: Beside | None = None
) -> bytes:
    """The whole as a zip. `beside` is what the learner said of rows, which stands beside them on the page to read."""
    package = Package()
    for table in (one for one in held if one.is_about_learners or one.rows):
        _pictures(package, table)
        data = _data(table)
        told = {"table": table.table, "title": table.title, "rows": len(table.rows), "left_out": dict(table.left_out)}
        package.add(f"data/{table.table}.json", data, **told)
    package.add("read-me.html", _page(about, held, beside or {}).encode(), title=_("Everything about me, to read"))
    manifest = {
        "format": FORMAT,
        "made": clock.now().isoformat(),
        "asked": about.asked.isoformat(),
        "asked_by": about.asked_by,
        "learner": {"id": str(about.learner), "name": about.name},
        "chain": {"events": about.events, "head": about.head},
        "files": [{"path": name, **told} for name, told in package.told.items()],
        "tables_left_out": [{"table": t, "title": title, "why": why} for t, title, why in left_out],
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in (("manifest.json", _json(manifest)), *package.files.items()):
            made.writestr(name, content)
    return out.getvalue()


def faults(content: bytes) -> list[str]:
    """Where a file is not what its manifest says; nothing where it is whole. For whoever wants to check one."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        there = set(opened.namelist()) - {"manifest.json"}
        told = {one["path"]: one for one in json.loads(opened.read("manifest.json"))["files"]}
        found = [f"{name} is not in the manifest" for name in sorted(there - told.keys())]
        found += [f"{name} is missing" for name in sorted(told.keys() - there)]
        for name in sorted(there & told.keys()):
            said, inside = told[name], opened.read(name)
            if hashlib.sha256(inside).hexdigest() != said["sha256"]:
                found.append(f"{name} was changed")
            elif "rows" in said:
                found += _disagreeing(name, said, json.loads(inside))
    return found


def _disagreeing(name: str, said: Mapping[str, Any], data: Mapping[str, Any]) -> Iterable[str]:
    if len(data["rows"]) != said["rows"]:
        yield f"{name} has another number of rows"
    promised = {one["name"] for one in data["fields"]}
    if any(set(row) != promised for row in data["rows"]):
        yield f"{name} has rows with other fields"
    if set(data["left_out"]) != set(said["left_out"]):
        yield f"{name} leaves out other fields"


def _pictures(package: Package, held: Held) -> None:
    """Puts the pictures of a table in, and in their place where they are. Other bytes stay in the data, as hex."""
    for number, row in enumerate(held.rows, 1):
        for column in (c.name for c in held.columns if c.is_binary and row[c.name]):
            content = bytes(row[column])
            ending = next((e for begin, e in PICTURES.items() if content.startswith(begin)), "")
            if ending:
                name = f"pictures/{held.table}-{number}-{column}.{ending}"
                row[column] = Picture(package.add(name, content, table=held.table))


def _data(held: Held) -> bytes:
    fields = [
        {"name": c.name, "privacy": c.word, "label": c.label, **({"meanings": c.meanings} if c.meanings else {})}
        for c in held.columns
    ]
    rows = [{name: _plain(value) for name, value in row.items()} for row in held.rows]
    return _json(
        {"table": held.table, "title": held.title, "fields": fields, "left_out": dict(held.left_out), "rows": rows}
    )


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if value is None or isinstance(value, bool | str | float):
        return value
    if isinstance(value, int):
        return value if abs(value) < SAFE else str(value)
    if isinstance(value, Named):
        return {"key": str(value.key), "name": value.name}
    if isinstance(value, Picture):
        return {"file": value.path}
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return str(value)


def _page(about: About, held: Sequence[Held], beside: Beside) -> str:
    shown = {"about": about, "parts": parts(held, beside), "made": clock.now(), "language": get_language()}
    return render_to_string("records/everything.html", shown)
