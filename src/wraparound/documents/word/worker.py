"""Checks or fills one layout: a request as JSON comes in, the answer goes out. Runs confined, in a process of its own.

Nothing of the site is imported here. What is wrong with a layout is said as (slug, detail); the site has the words.
"""

from __future__ import annotations

import base64
import json
import sys
from typing import Any

from jinja2 import TemplateError

from wraparound.documents.word import checking, default, filling, pixels

MOST_ANSWER = 40_000_000  # bytes
TOO_MUCH = 3


def main() -> int:
    """Reads a request, writes an answer; 0 where it could be worked out."""
    asked = json.load(sys.stdin)
    answer = json.dumps({"check": check, "fill": fill, "default": ours}[asked["task"]](asked))
    if len(answer) > MOST_ANSWER:
        return TOO_MUCH
    sys.stdout.write(answer)
    return 0


def check(asked: dict[str, Any]) -> dict[str, Any]:
    """What is wrong with a layout; and where nothing is, a made-up document in it."""
    content = base64.b64decode(asked["layout"])
    troubles = checking.parts(content)
    if not troubles:
        try:
            troubles = checking.placeholders(filling.sources(content), asked["shape"], filling.environment())
            if not troubles:
                return _tried(content, asked)
        except TemplateError as error:
            troubles = [("syntax", str(error)[:150])]
        except filling.NoPlace:
            troubles = [("body", "")]
        except Exception as error:  # whatever it is: the file cannot be worked with
            troubles = [("not-word", type(error).__name__)]
    return {"troubles": troubles, "file": ""}


def _tried(content: bytes, asked: dict[str, Any]) -> dict[str, Any]:
    made = _filled(content, asked)
    missing = filling.left_out(made, asked["sentences"])
    if missing:
        return {"troubles": [["leaves-out", one[:80]] for one in missing[:3]], "file": ""}
    return {"troubles": [], "file": base64.b64encode(made).decode()}


def fill(asked: dict[str, Any]) -> dict[str, Any]:
    """The document in a layout, or in ours. Nothing of it may be left out, whatever a layout makes of this one."""
    content = base64.b64decode(asked["layout"]) if asked["layout"] else default.template()
    made = _filled(content, asked)
    if asked["layout"] and filling.left_out(made, asked["sentences"]):
        return {"file": ""}
    return {"file": base64.b64encode(made).decode()}


def ours(asked: dict[str, Any]) -> dict[str, Any]:
    """Our own layout, with a name and a colour where they are said."""
    made = default.template(asked.get("name", ""), asked.get("colour", ""))
    return {"file": base64.b64encode(made).decode()}


def _filled(content: bytes, asked: dict[str, Any]) -> bytes:
    return filling.filled(content, asked, pixels.drawing(asked["fonts"], asked["folder"]))


if __name__ == "__main__":
    sys.exit(main())
