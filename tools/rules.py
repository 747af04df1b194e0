"""Writes the rules of who may do what into docs/access.md: what each policy says of itself. `python tools/rules.py`."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "access.md"
HEAD = "| rule | who may |\n|---|---|\n"
BEGIN = "<!-- from the code: python tools/rules.py -->\n"
END = "<!-- end -->\n"


def rules() -> dict[str, str]:
    """Each function that decides, as `app.module.name`, and the first paragraph of what it says."""
    found = {}
    for file in sorted(ROOT.glob("src/wraparound/*/policy*.py")):
        for one in ast.parse(file.read_text()).body:
            if isinstance(one, ast.FunctionDef) and one.name.startswith(("may_", "must_")):
                said = (ast.get_docstring(one) or "").partition("\n\n")[0]
                found[f"{file.parent.name}.{file.stem}.{one.name}"] = " ".join(said.split())
    return found


def page(text: str) -> str:
    """The page with the rules as they are now."""
    table = "".join(f"| `{name}` | {said} |\n" for name, said in rules().items())
    return re.sub(f"(?<={re.escape(BEGIN)}).*(?={re.escape(END)})", lambda _: HEAD + table, text, flags=re.DOTALL)


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text()))
