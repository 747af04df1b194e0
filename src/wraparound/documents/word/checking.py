"""Looks at a Word file that came from outside, before anything is made of it. What is wrong comes as (slug, detail).

Runs in the worker; nothing of the site is imported. `archive` reads only the list of what is in the file, `parts` what
stands in it, `placeholders` what its placeholders ask for.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from jinja2 import TemplateSyntaxError, nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2 import Environment

    Trouble = tuple[str, str]

MOST_BYTES = 2_000_000  # of the file as it is sent
MOST_PARTS = 300
MOST_UNPACKED = 20_000_000  # bytes of everything in it
MOST_TIMES = 200  # bigger when unpacked, of one part; only counts above SMALL
SMALL = 200_000
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
ENDINGS = (".xml", ".rels", ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".odttf", ".ttf")
MACROS = re.compile(r"vba(?:Proj|Data)|macroEnabled|activeX|\.bin$", re.IGNORECASE)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FIELDS = {"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "PAGEREF", "TOC", "STYLEREF", "REF", "SEQ"}
EMBEDDED = {"object", "altChunk", "control", "OLEObject"}
FILTERS = {"upper", "lower", "title", "join", "first", "last", "length", "default", "trim", "e", "escape"}
MOST_LOOPS, DEEPEST = 30, 5
LOOP = dict.fromkeys(("first", "last", "index", "index0", "length", "revindex"), "text")


def archive(content: bytes) -> list[Trouble]:
    """What the list of its parts tells: whether it can be a Word file, and would be safe to unpack."""
    if len(content) > MOST_BYTES:
        return [("too-big", f"{MOST_BYTES // 1_000_000} MB")]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            found = file.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return [("not-word", "")]
    names = [one.filename for one in found]
    if "word/document.xml" not in names or "[Content_Types].xml" not in names:
        return [("not-word", "")]
    if len(found) > MOST_PARTS or sum(one.file_size for one in found) > MOST_UNPACKED:
        return [("bomb", "")]
    troubles: list[Trouble] = []
    for one in found:
        path = PurePosixPath(one.filename)
        if one.file_size > SMALL and one.file_size > MOST_TIMES * max(one.compress_size, 1):
            return [("bomb", "")]
        if one.flag_bits & 1 or path.is_absolute() or ".." in path.parts or names.count(one.filename) > 1:
            troubles.append(("not-word", ""))
        elif MACROS.search(one.filename):
            troubles.append(("macros", one.filename))
        elif not one.is_dir() and not one.filename.lower().endswith(ENDINGS):
            troubles.append(("strange-part", one.filename))
    return troubles[:1]


def parts(content: bytes) -> list[Trouble]:
    """What stands in its parts: no macros, nothing from elsewhere, no fields that fetch or run something."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        for one in file.infolist():
            if one.filename.endswith((".xml", ".rels")):
                with file.open(one) as part:
                    text = part.read(MOST_UNPACKED)
                try:
                    root = fromstring(text, forbid_dtd=True)
                except (ParseError, DefusedXmlException, ValueError):
                    return [("not-word", one.filename)]
                if troubles := list(_of_part(one.filename, root)):
                    return troubles[:1]
    return []


def _of_part(name: str, root: Any) -> Iterator[Trouble]:
    if name == "[Content_Types].xml":
        types = {e.get("PartName"): e.get("ContentType", "") for e in root}
        if any(MACROS.search(said) for said in types.values()):
            yield ("macros", "")
        elif types.get("/word/document.xml") != MAIN:
            yield ("not-word", "")
    if name.endswith(".rels"):
        for one in root:
            if one.get("TargetMode", "").lower() == "external" or "://" in one.get("Target", ""):
                yield ("from-elsewhere", one.get("Target", "")[:100])
        return
    for element in root.iter():
        tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if tag in EMBEDDED:
            yield ("embedded", tag)
    for field in _fields(root):
        if field.split(maxsplit=1)[:1] and field.split()[0].upper() not in FIELDS:
            yield ("field", field.split()[0][:40])


def _fields(root: Any) -> Iterator[str]:
    """The instructions of all fields, also where one is taken apart into several runs, or stands in another."""
    open_ones: list[str] = []
    for element in root.iter():
        if element.tag == f"{W}fldSimple":
            yield element.get(f"{W}instr", "").strip() or "?"
        elif element.tag == f"{W}fldChar":
            kind = element.get(f"{W}fldCharType")
            if kind == "begin":
                open_ones.append("")
            elif kind == "separate" and open_ones:
                yield open_ones[-1].strip() or "?"
                open_ones[-1] = "PAGE"  # what follows is what it shows
            elif kind == "end" and open_ones:
                yield open_ones.pop().strip() or "?"
        elif element.tag == f"{W}instrText" and open_ones:
            open_ones[-1] += element.text or ""
        elif element.tag == f"{W}instrText":
            yield (element.text or "").strip() or "?"


# ---------------------------------------------------------------------------------------------- what is asked for


def placeholders(sources: list[str], shape: dict[str, Any], environment: Environment) -> list[Trouble]:
    """Unknown names, and what a layout may not do: it may show what there is, go through lists, and compare."""
    troubles: list[Trouble] = []
    for source in sources:
        try:
            tree = environment.parse(source)
        except TemplateSyntaxError as error:
            return [("syntax", str(error.message or "")[:150])]
        asked = _Asked(shape)
        asked.block(tree.body, dict(shape), 0)
        if asked.loops > MOST_LOOPS:
            troubles.append(("loops", ""))
        troubles += asked.troubles
    return troubles


class _Asked:
    """Goes through a template beside the shape of what it will be given."""

    def __init__(self, shape: dict[str, Any]) -> None:
        self.shape, self.loops = shape, 0
        self.troubles: list[Trouble] = []

    def no(self, slug: str, detail: str) -> None:
        """Keeps a trouble once."""
        if (slug, detail) not in self.troubles:
            self.troubles.append((slug, detail))

    def block(self, body: list[nodes.Node], known: dict[str, Any], deep: int) -> None:
        """Statements, one after the other."""
        for node in body:
            if isinstance(node, nodes.Output):
                for one in node.nodes:
                    if not isinstance(one, nodes.TemplateData):
                        self._shown(one, known)
            elif isinstance(node, nodes.If):
                self.of(node.test, known)
                for inner in (node.body, node.else_):
                    self.block(inner, known, deep)
                self.block(list(node.elif_), known, deep)
            elif isinstance(node, nodes.For) and not node.recursive and node.test is None:
                self._loop(node, known, deep)
            else:
                self.no("not-allowed", type(node).__name__.lower())

    def _shown(self, node: nodes.Node, known: dict[str, Any]) -> None:
        found = self.of(node, known)
        if isinstance(found, list | dict):
            self.no("not-text", _written(node))

    def _loop(self, node: nodes.For, known: dict[str, Any], deep: int) -> None:
        self.loops += 1
        if deep >= DEEPEST:
            self.no("loops", "")
            return
        over = self.of(node.iter, known)
        if over is not None and not isinstance(over, list):
            self.no("no-list", _written(node.iter))
            return
        one = over[0] if over else None
        inner = {**known, "loop": LOOP}
        if isinstance(node.target, nodes.Name):
            inner[node.target.name] = one
        elif isinstance(node.target, nodes.Tuple) and isinstance(one, list):
            inner |= {n.name: one[0] for n in node.target.items if isinstance(n, nodes.Name)}
        else:
            self.no("not-allowed", "for")
            return
        self.block(node.body, inner, deep + 1)
        self.block(node.else_, known, deep + 1)

    def of(self, node: nodes.Node, known: dict[str, Any]) -> Any:
        """The shape of what an expression gives; None where that is not known, because something is wrong."""
        if isinstance(node, nodes.Const):
            return "text"
        if isinstance(node, nodes.Name):
            if node.name not in known:
                self.no("unknown", node.name)
            return known.get(node.name)
        if isinstance(node, nodes.Getattr) or (isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const)):
            return self._inside(node, known)
        if isinstance(node, nodes.Filter) and node.name in FILTERS and node.node is not None:
            return self._filtered(node, known)
        if isinstance(node, nodes.Compare):
            for one in (node.expr, *(o.expr for o in node.ops)):
                self.of(one, known)
            return "text"
        if isinstance(node, nodes.And | nodes.Or):
            return self.of(node.left, known) and self.of(node.right, known)
        if isinstance(node, nodes.Not):
            return self.of(node.node, known)
        self.no("not-allowed", node.name if isinstance(node, nodes.Filter) else type(node).__name__.lower())
        return None

    def _filtered(self, node: nodes.Filter, known: dict[str, Any]) -> Any:
        found = self.of(node.node, known) if node.node is not None else None
        if any(not isinstance(a, nodes.Const) for a in node.args) or node.kwargs or node.dyn_args or node.dyn_kwargs:
            self.no("not-allowed", node.name)
        return found[0] if node.name in ("first", "last") and isinstance(found, list) else "text"

    def _inside(self, node: nodes.Getattr | nodes.Getitem, known: dict[str, Any]) -> Any:
        outer = self.of(node.node, known)
        key = node.attr if isinstance(node, nodes.Getattr) else getattr(node.arg, "value", None)
        if outer is None:
            return None
        if isinstance(outer, list) and isinstance(key, int):
            return outer[0]
        if isinstance(outer, dict) and key in outer:
            return outer[key]
        self.no("unknown", _written(node))
        return None


def _written(node: nodes.Node) -> str:
    """An expression as somebody typed it, as far as it is simple."""
    if isinstance(node, nodes.Name):
        return str(node.name)
    if isinstance(node, nodes.Getattr):
        return f"{_written(node.node)}.{node.attr}"
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return f"{_written(node.node)}[{node.arg.value!r}]"
    return type(node).__name__.lower()
