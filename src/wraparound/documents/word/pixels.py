"""Pictures of ours, which are SVG, as pixels: Word shows only those everywhere. Runs in the worker."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import typst

if TYPE_CHECKING:
    from collections.abc import Callable

DOTS = 200.0  # for each inch
SOURCE = b"""#set page(width: auto, height: auto, margin: 0pt, fill: none)
#image(bytes(sys.inputs.svg), format: "svg", width: float(sys.inputs.wide) * 1cm)"""


def drawing(fonts: list[str], folder: str) -> Callable[[str, float], bytes]:
    """Draws an SVG in a width in centimetres, with these typefaces and no others."""
    return lambda svg, wide: drawn(svg, wide, tuple(fonts), folder)


@lru_cache(maxsize=50)  # Easy Read shows the same few symbols again and again
def drawn(svg: str, wide: float, fonts: tuple[str, ...], folder: str) -> bytes:
    """A PNG."""
    compiled: Any = typst.compile  # its types would want everything to be of one kind
    png = compiled(
        SOURCE,
        root=folder,
        sys_inputs={"svg": svg, "wide": f"{wide:.3f}"},
        format="png",
        ppi=DOTS,
        ignore_system_fonts=True,
        font_paths=list(fonts),
        package_path=folder,
        package_cache_path=folder,
    )
    assert isinstance(png, bytes)
    return png
