"""A QR code as a part of the page: dark on white in every theme."""

from __future__ import annotations

import qrcode
from django.utils.html import format_html
from django.utils.safestring import SafeString

PIXELS = 240  # a phone reads it from a screen and from paper


def picture(text: str, called: str) -> SafeString:
    """The code of a text as SVG; `called` is what is read aloud for it."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}" width="{1}" height="{1}" role="img" '
        'aria-label="{2}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{0}v{0}h-{0}z"/>'
        '<path fill="#000" d="{3}"/></svg>',
        len(rows),
        PIXELS,
        called,
        dark,
    )
