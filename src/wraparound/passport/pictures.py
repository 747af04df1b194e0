"""Pictures that people send, made anew: what comes in is never stored or shown as it came."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import IO

from PIL import Image, ImageOps

MOST_PIXELS_SENT = 40_000_000  # a larger picture would fill the memory when it is unpacked
LONGEST_SIDE = 1200
KINDS = ("JPEG", "PNG", "WEBP")
ENDINGS = (".jpg", ".jpeg", ".png", ".webp")


class NotAPicture(Exception):
    """What was sent cannot be read as a picture, or is too large."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG of ours: without place, time or camera, its longest side at most LONGEST_SIDE."""

    jpeg: bytes
    width: int
    height: int


def remade(sent: IO[bytes]) -> Picture:
    """Reads what was sent and draws it anew. Raises NotAPicture."""
    try:
        with Image.open(sent, formats=KINDS) as read:
            if read.width * read.height > MOST_PIXELS_SENT:
                raise NotAPicture
            upright = ImageOps.exif_transpose(read)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            flat = Image.new("RGB", upright.size, "white")  # new: nothing of what came beside the pixels comes along
            rgba = upright.convert("RGBA")
            flat.paste(rgba, mask=rgba.getchannel("A"))
    except NotAPicture:
        raise
    except Exception as error:  # whatever a hostile file makes the decoder say
        raise NotAPicture from error
    out = BytesIO()
    flat.save(out, "JPEG", quality=85, optimize=True)
    return Picture(out.getvalue(), flat.width, flat.height)
