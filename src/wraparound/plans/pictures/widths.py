"""How wide words are, at most, in the typefaces that a person can choose (Atkinson, Lexend, Arial), spaced out or not.

A picture is drawn before anybody knows in which typeface it is read; so each sign counts as wide as the widest of them,
measured in a browser and rounded up to 30 thousandths of the letter size.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_REGULAR = {
    210: "'", 270: "jl|", 300: " !,.:;i", 390: "()t", 420: '"-[]fr{}', 480: "I", 510: "*`sz", 540: "c",
    570: "/127?\\kx", 600: "3569<>L^ehnvy~", 630: "$+48=FTboqu", 660: "0JZadgp", 690: "#BEPSXY_", 720: "AV",
    750: "&CDKRU", 780: "GH", 810: "NOQw", 870: "M", 930: "%m", 1020: "@W",
}  # fmt: skip
_BOLD = {
    270: "'", 300: ",.", 330: " ijl|", 360: "!:;", 390: "()", 420: "[]ft", 450: "-{}", 480: '"r', 510: "*`",
    570: "17Icsz", 600: "+/239<>\\^e~", 630: "568=?FLkvxy", 660: "$Tabdhnopqu", 690: "04EJPSYZ_g", 720: "VX",
    750: "ABCKR", 780: "#&DHU", 810: "GN", 840: "OQw", 870: "M", 990: "%@m", 1020: "W",
}  # fmt: skip
_SIGNS = {"‘": 300, "’": 300, "“": 510, "”": 510, "–": 660, "·": 330, "£": 690, "\u00a0": 330}
_TABLES = [{sign: width for width, signs in table.items() for sign in signs} for table in (_REGULAR, _BOLD)]
_UNKNOWN = 1230  # the widest sign of the three typefaces
_SPACED, _SPACED_WORDS = 30, 120  # what "wide spacing" adds to each sign, and to each space


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a text that no typeface of ours exceeds, in the unit of the size of its letters."""
    return sum([_width(sign, bold) for sign in text]) * size / 1000


@lru_cache(maxsize=4096)  # of single signs, never of words: a picture asks thousands of times
def _width(sign: str, bold: bool) -> int:
    table = _TABLES[bold]
    base = unicodedata.normalize("NFD", sign)[0]  # ŵ is as wide as w
    known = table.get(base) or _SIGNS.get(sign, _UNKNOWN)
    return known + _SPACED + (_SPACED_WORDS if sign == " " else 0)
