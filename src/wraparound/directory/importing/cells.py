"""What one cell of a workbook means, by the field it is for; or what is wrong with it, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from wraparound.core import forms
from wraparound.directory import wording

if TYPE_CHECKING:
    from collections.abc import Mapping

SEVERAL = ("needs", "outcomes", "funders", "provision", "gives", "starts_in")
# Whole numbers: what an empty cell means, the least and the most.
NUMBERS: dict[str, tuple[int | None, int, int]] = {
    "min_age": (None, 0, 99),
    "max_age": (None, 0, 99),
    "lasts": (1, 1, 30),
    "places": (1, 0, 10_000),
    "lead_days": (0, 0, 1000),
    "lead_terms": (0, 0, 12),
    "reach_miles": (None, 0, 1000),
}
PENCE = {"price": None, "once": 0, "per_learner": 0, "per_term": 0}  # and what an empty cell means
FLAGS = {"published": True, "ehc_plan_only": False, "vat": False}
LONGEST = {"reference": 60, "person_phone": 30, "person_name": 120, "person_role": 120, "name": 200, "town": 80}
LONGEST |= {"address": 400}


class Wrong(Exception):
    """A cell that cannot be understood: what is wrong, what to do, and under which heading where that is known."""

    def __init__(self, problem: str, to_do: str, heading: str = "") -> None:
        super().__init__(problem)
        self.problem, self.to_do, self.heading = problem, to_do, heading


def value_of(field: str, text: str, words: Mapping[str, Mapping[str, Any]]) -> Any:
    """What a cell means. `words` are, by field, what may be written there and what it stands for. Raises Wrong."""
    if field in SEVERAL:
        return sorted({_word(part, words[field]) for part in text.split(";") if part.strip()})
    if field == "kind":
        return _word(text, words["kind"])
    if field in FLAGS:
        return _yes(text, empty=FLAGS[field])
    if field in NUMBERS:
        return _number(text, *NUMBERS[field])
    if field in PENCE:
        return _pence(text, PENCE[field])
    if field == "sessions":
        return _sessions(text)
    if field == "postcode":
        return _postcode(text)
    if field in ("person_email", "website") and text:
        _address(field, text)
    return _short(text, LONGEST.get(field, 5_000))


def _short(text: str, most: int) -> str:
    if len(text) > most:
        raise Wrong(_("This is longer than %(n)d characters.") % {"n": most}, _("Make it shorter."))
    return text


def _word(text: str, known: Mapping[str, Any]) -> Any:
    said = text.strip().casefold()
    if said not in known:
        raise Wrong(_("“%(word)s” is not known.") % {"word": text.strip()}, _("Use a word of the sheet “Words”."))
    return known[said]


def _yes(text: str, *, empty: bool) -> bool:
    if not text:
        return empty
    if text.casefold() not in ("yes", "no"):
        raise Wrong(_("This is neither yes nor no."), _("Write yes or no."))
    return text.casefold() == "yes"


def _number(text: str, empty: int | None, least: int, most: int) -> int | None:
    if not text:
        return empty
    if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
        between = {"least": least, "most": most}
        raise Wrong(
            _("This is no whole number from %(least)d to %(most)d.") % between, _("Write a whole number, like 16.")
        )
    return int(text)


def _pence(text: str, empty: int | None) -> int | None:
    if not text:
        return empty
    pounds, _point, pence = text.replace("£", "").replace(",", "").partition(".")
    pence = pence.ljust(2, "0")
    if not (_digits(pounds) and len(pounds) < 7 and _digits(pence) and len(pence) == 2):
        raise Wrong(_("This is no price."), _("Write pounds and pence, like 450.00."))
    return int(pounds) * 100 + int(pence)


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _sessions(text: str) -> list[list[int]]:
    try:
        return wording.sessions_from(text)
    except ValueError as error:
        raise Wrong(_("“%(part)s” is no session.") % {"part": error}, _("Write it like: Mon 9:30-11:00")) from error


def _postcode(text: str) -> str:
    try:
        return str(forms.Postcode("", required=False).clean(text))
    except ValidationError as error:
        raise Wrong(_("This is no postcode."), _("Write a full postcode, like RH10 6AB.")) from error


def _address(field: str, text: str) -> None:
    try:
        (validate_email if field == "person_email" else URLValidator(["http", "https"]))(text)
    except ValidationError as error:
        raise Wrong(_("This is no address."), _("Write it like name@example.org or https://example.org.")) from error
