"""Writes the symbols that our words and questions name: `python tools/symbols.py OPENMOJI OUT`.

OPENMOJI is the folder of the npm package with the pictures of OpenMoji (CC BY-SA 4.0; the pages say so), OUT where each
goes as an SVG named by its code point. A code point without a picture stops the build: no page leads to a gap.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

SITE = Path(__file__).resolve().parents[1] / "src" / "wraparound"
NAMED_IN = (
    "vocabulary/symbols.toml",
    "passport/topics.py",
    "plans/kinds*.py",
    "*/links*.py",
    "core/categories.py",
    "sharing/faces.py",
)
CODE = re.compile(r'"([0-9a-f]{4,5}(?:-[0-9a-f]{4,5})*)"')


def main() -> int:
    source, out = Path(sys.argv[1]), Path(sys.argv[2])
    pictures = json.loads((source / "icons.json").read_text())
    names = json.loads((source / "chars.json").read_text())
    codes = {code for names_in in NAMED_IN for file in SITE.glob(names_in) for code in CODE.findall(file.read_text())}
    missing = sorted(code for code in codes if name_of(code, names) not in pictures["icons"])
    if missing:
        print(f"No picture of OpenMoji has the code {', '.join(missing)}.", file=sys.stderr)
        return 1
    out.mkdir(parents=True, exist_ok=True)
    size = f"{pictures['width']} {pictures['height']}"
    for code in sorted(codes):
        body = pictures["icons"][name_of(code, names)]["body"]
        (out / f"{code}.svg").write_text(
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}">{body}</svg>\n', encoding="utf-8"
        )
    return 0


def name_of(code: str, names: dict[str, str]) -> str:
    """What the package calls the picture of a code point; some are kept with the sign for a coloured picture."""
    return names.get(code) or names.get(f"{code}-fe0f", "")


if __name__ == "__main__":
    sys.exit(main())
