"""Where a proof leaves its figures."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "build" / "proof"


def write(name: str, **figures: Any) -> None:
    """Says the figures, and keeps them in build/proof/NAME.json with the day they were found."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    found = {"on": time.strftime("%Y-%m-%d"), **figures}
    (FOLDER / f"{name}.json").write_text(json.dumps(found, indent=1) + "\n")
    print(name, json.dumps(found))
