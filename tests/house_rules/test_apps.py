"""The files of an app keep to their rooms: queries ask for whom, actions say by whom, views know no model."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from tests.house_rules.tree import ROOT, plant

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SITE = "src/wraparound"
VIEW_LINES = 25
TEMPLATE_LINES = 120
Function = ast.FunctionDef | ast.AsyncFunctionDef


def files_called(root: Path, name: str) -> Iterator[Path]:
    """`name.py` of each app, and the files of a package of that name."""
    for app in sorted(path for path in (root / SITE).glob("*") if path.is_dir()):
        yield from (path for path in [app / f"{name}.py"] if path.exists())
        yield from sorted((app / name).rglob("*.py"))


def functions(path: Path) -> Iterator[Function]:
    """The public functions at the top of a file."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, Function) and not node.name.startswith("_"):
            yield node


def where(path: Path, root: Path, node: Function) -> str:
    return f"{path.relative_to(root / SITE).as_posix()}: {node.name}"


def decorators(node: Function) -> set[str]:
    return {ast.unparse(d).split("(")[0] for d in node.decorator_list}


def queries_without_viewer(root: Path) -> list[str]:
    """Public functions of queries of which the first argument is not `viewer`."""
    return [
        where(path, root, node)
        for path in files_called(root, "queries")
        for node in functions(path)
        if [a.arg for a in (*node.args.posonlyargs, *node.args.args)][:1] != ["viewer"]
    ]


def leaves_events(path: Path) -> bool:
    """Whether a file of actions records what it does: itself, or by the `keeping` beside it that writes its rows."""
    source, beside = path.read_text(), path.with_name("keeping.py")
    if ".actions.keeping import" in source and beside.exists():
        source += beside.read_text()
    return bool(re.search(r"\brecord(_taken)?\(", source))


def actions_out_of_order(root: Path) -> list[str]:
    """Public functions of actions that are not keyword-only with `by`, not atomic, or leave no event."""
    faults = []
    for path in files_called(root, "actions"):
        for node in functions(path):
            if not _offered(path, node.name):
                continue
            here = where(path, root, node)
            if node.args.args or node.args.posonlyargs:
                faults.append(f"{here} takes arguments by place")
            if "by" not in {a.arg for a in node.args.kwonlyargs}:
                faults.append(f"{here} does not say by whom")
            if not decorators(node) & {"transaction.atomic", "atomic"}:
                faults.append(f"{here} is not atomic")
        if any(_offered(path, n.name) for n in functions(path)) and not leaves_events(path):
            faults.append(f"{path.relative_to(root / SITE).as_posix()} leaves no event")
    return faults


def _offered(path: Path, name: str) -> bool:
    """Whether others may call it: of a package, what its `__init__` hands on."""
    if path.parent.name != "actions":
        return True
    door = path.parent / "__init__.py"
    return path.name != "__init__.py" and (not door.exists() or f'"{name}"' in door.read_text())


def views_out_of_room(root: Path) -> list[str]:
    """Views over 25 lines, and views that import models."""
    faults = []
    for path in files_called(root, "views"):
        for node in functions(path):
            lines = (node.end_lineno or node.lineno) - node.body[0].lineno + 1
            if lines > VIEW_LINES:
                faults.append(f"{where(path, root, node)} has {lines} lines, at most {VIEW_LINES}")
        module = ast.parse(path.read_text())
        for node in ast.walk(module):
            name = (node.module or "") if isinstance(node, ast.ImportFrom) else ""
            if re.fullmatch(r"wraparound\..*\.models", name) and not _only_for_types(module, node):
                faults.append(f"{path.relative_to(root / SITE).as_posix()} imports {name}")
    return faults


def _only_for_types(module: ast.Module, wanted: ast.AST) -> bool:
    for node in module.body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            return any(inner.lineno == getattr(wanted, "lineno", 0) for inner in node.body)
    return False


def private_rooms_entered(root: Path) -> list[str]:
    """Models, forms or views of another app that are imported; and events written by what is no action."""
    faults = []
    for path in sorted((root / SITE).rglob("*.py")):
        name = path.relative_to(root / SITE).as_posix()
        module = ast.parse(path.read_text())
        for node in ast.walk(module):
            if not isinstance(node, ast.ImportFrom) or _only_for_types(module, node):
                continue
            full = [f"{node.module}.{a.name}" for a in node.names]
            for entered in (re.match(r"wraparound\.(\w+)\.(models|forms|views)\b", one) for one in full):
                if entered and entered[1] not in (name.split("/")[0], "core"):
                    faults.append(f"{name} imports {entered[0]}")
            if "wraparound.core.audit" in full and name.split("/")[1].split(".")[0] != "actions":
                faults.append(f"{name} writes events, and is no action")
    return sorted(set(faults))


def impure_policies(root: Path) -> list[str]:
    """Policies that import what reads a database, a clock or a request."""
    faults = []
    for path in files_called(root, "policy"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [a.name for a in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                if re.match(r"django(?!\.utils\b)|psycopg", name) or name.endswith((".clock", ".models", ".queries")):
                    faults.append(f"{path.relative_to(root / SITE).as_posix()} imports {name}")
    return faults


def long_templates(root: Path) -> list[str]:
    """Templates of 120 lines or more."""
    counted = ((p, len(p.read_text().splitlines())) for p in sorted((root / SITE).rglob("*.html")))
    return [f"{p.relative_to(root / SITE).as_posix()}: {n} lines" for p, n in counted if n >= TEMPLATE_LINES]


def migrations_out_of_line(root: Path) -> list[str]:
    """Numbers used twice or skipped, and names that Django made up."""
    faults = []
    for folder in sorted((root / SITE).glob("*/migrations")):
        names = sorted(path.stem for path in folder.glob("[0-9]*.py"))
        app = folder.parent.name
        if [n[:4] for n in names] != [f"{i:04}" for i in range(1, len(names) + 1)]:
            faults.append(f"{app}: {' '.join(names)}")
        faults += [f"{app}: {n} is not named by hand" for n in names if "_auto_" in n or n.endswith("_initial")]
    return faults


def test_every_query_says_for_whom() -> None:
    assert list(files_called(ROOT, "queries"))
    assert queries_without_viewer(ROOT) == []


def test_every_action_says_by_whom_is_atomic_and_leaves_an_event() -> None:
    assert list(files_called(ROOT, "actions"))
    assert actions_out_of_order(ROOT) == []


def test_views_are_short_and_know_no_model() -> None:
    assert list(files_called(ROOT, "views"))
    assert views_out_of_room(ROOT) == []


def test_apps_call_each_other_through_actions_queries_and_policy() -> None:
    assert private_rooms_entered(ROOT) == []


def test_policies_are_pure() -> None:
    assert list(files_called(ROOT, "policy"))
    assert impure_policies(ROOT) == []


def test_templates_are_under_120_lines() -> None:
    assert list((ROOT / SITE).rglob("*.html"))
    assert long_templates(ROOT) == []


def test_migrations_stand_in_line_and_are_named_by_hand() -> None:
    assert migrations_out_of_line(ROOT) == []


def test_what_breaks_the_rules_is_found(tmp_path: Path) -> None:
    plant(tmp_path, f"{SITE}/a/queries.py", "def learners(): ...\ndef fine(viewer): ...\ndef _own(): ...\n")
    plant(tmp_path, f"{SITE}/a/policy.py", "from django.db import models\nimport wraparound.core.clock\n")
    body = "    x = 1\n" * 26
    plant(tmp_path, f"{SITE}/a/views.py", f"from wraparound.a.models import A\ndef page(request):\n{body}")
    plant(tmp_path, f"{SITE}/a/jinja2/a/long.html", "x\n" * 120)
    plant(tmp_path, f"{SITE}/a/migrations/0001_initial.py", "")
    plant(tmp_path, f"{SITE}/a/migrations/0003_more.py", "")
    assert queries_without_viewer(tmp_path) == ["a/queries.py: learners"]
    assert impure_policies(tmp_path) == ["a/policy.py imports django.db", "a/policy.py imports wraparound.core.clock"]
    assert views_out_of_room(tmp_path) == [
        "a/views.py: page has 26 lines, at most 25",
        "a/views.py imports wraparound.a.models",
    ]
    plant(tmp_path, f"{SITE}/b/queries.py", "from wraparound.a.models import A\nfrom wraparound.core import audit\n")
    assert private_rooms_entered(tmp_path) == [
        "b/queries.py imports wraparound.a.models",
        "b/queries.py writes events, and is no action",
    ]
    assert long_templates(tmp_path) == ["a/jinja2/a/long.html: 120 lines"]
    assert migrations_out_of_line(tmp_path) == ["a: 0001_initial 0003_more", "a: 0001_initial is not named by hand"]


def test_an_action_that_breaks_the_rules_is_found(tmp_path: Path) -> None:
    plant(tmp_path, f"{SITE}/a/actions/one.py", "def end_it(grant, *, reason): ...\n")
    plant(tmp_path, f"{SITE}/b/actions.py", "@transaction.atomic\ndef end_it(*, grant, by):\n    audit.record('x')\n")
    keeps = "from wraparound.c.actions.keeping import make\n"
    plant(tmp_path, f"{SITE}/c/actions/one.py", f"{keeps}@transaction.atomic\ndef add_it(*, by):\n    make(by)\n")
    plant(tmp_path, f"{SITE}/c/actions/keeping.py", "def make(*, by): ...\n")  # forgets to record
    assert "c/actions/one.py leaves no event" in actions_out_of_order(tmp_path)
    plant(tmp_path, f"{SITE}/c/actions/keeping.py", "def _make(by):\n    audit.record('made')\n")
    assert actions_out_of_order(tmp_path) == [
        "a/actions/one.py: end_it takes arguments by place",
        "a/actions/one.py: end_it does not say by whom",
        "a/actions/one.py: end_it is not atomic",
        "a/actions/one.py leaves no event",
    ]
