"""A date in three boxes. Take it from `wraparound.core.forms`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import gettext as _

from wraparound.core import jinja
from wraparound.core.fields.base import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrOrPromise as Words

    from wraparound.core.fields.base import Rendered


class DateBoxes(forms.Widget):
    """Three boxes for day, month and year; the answer is the three texts."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """(day, month, year) as typed."""
        return tuple(str(data.get(f"{name}-{part}", "")).strip() for part in Date.PARTS)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Left out when no box was sent."""
        return all(f"{name}-{part}" not in data for part in Date.PARTS)


class Date(Answer):
    """A date in three boxes; the month as a number or a word."""

    component = "date_input"
    widget = DateBoxes
    first_part = "-day"
    PARTS = ("day", "month", "year")

    def __init__(
        self, label: Words, *, earliest: date | None = None, latest: date | None = None, **kwargs: Any
    ) -> None:
        self.earliest, self.latest = earliest, latest
        super().__init__(label, **kwargs)

    def to_python(self, value: Any) -> date | None:
        """The date, or a sentence that says which box to mend."""
        if isinstance(value, date):
            return value
        day, month, year = value or ("", "", "")
        if not (day or month or year):
            return None
        lacking = [word for said, word in ((day, _("day")), (month, _("month")), (year, _("year"))) if not said]
        if lacking:
            raise ValidationError(_("The date needs a %(part)s too.") % {"part": _(" and ").join(lacking)})
        try:
            found = date(_whole_year(year), _month(month), int(day))
        except ValueError:
            raise ValidationError(_("Write a date that exists, like 27 3 2027.")) from None
        if self.earliest and found < self.earliest:
            raise ValidationError(_("The date must be %(date)s or later.") % {"date": jinja.in_words(self.earliest)})
        if self.latest and found > self.latest:
            raise ValidationError(_("The date must be %(date)s or earlier.") % {"date": jinja.in_words(self.latest)})
        return found

    def params(self, bound: Rendered) -> dict[str, Any]:
        """Three boxes; those without a fault of their own are marked too, because the date is one answer."""
        value = bound.value()
        typed = self._split(value)
        wrong = " govuk-input--error" if bound.errors else ""
        words = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
        boxes = []
        for part, said in zip(self.PARTS, typed, strict=True):
            box = {"name": part, "label": words[part], "value": said}
            box["classes"] = f"govuk-input--width-{4 if part == 'year' else 2}{wrong}"
            if self.autocomplete == "bday":
                box["autocomplete"] = f"bday-{part}"
            boxes.append(box)
        return {"id": bound.auto_id, "namePrefix": bound.html_name, "items": boxes, "fieldset": self.fieldset()}

    def _split(self, value: Any) -> tuple[str, str, str]:
        if isinstance(value, date):
            return str(value.day), str(value.month), str(value.year)
        return value or ("", "", "")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another date was typed."""
        return self._split(initial) != self._split(data)

    def names(self, name: str) -> list[str]:
        """One for each box."""
        return [f"{name}-{part}" for part in self.PARTS]

    def as_sent(self, name: str, value: Any) -> Mapping[str, list[str]]:
        """Three texts."""
        return {n: [v] for n, v in zip(self.names(name), self._split(value), strict=True)}

    def in_words(self, value: Any) -> str:
        """3 March 2026."""
        return jinja.in_words(value)


def _month(said: str) -> int:
    """1 to 12, from a number or the beginning of a name."""
    if said.isdigit():
        return int(said)
    for names in (MONTHS, MONTHS_3):
        for number, name in names.items():
            if said.lower() == str(name).lower():
                return number
    raise ValueError(said)


def _whole_year(said: str) -> int:
    """A year of four digits; 27 could be any century."""
    if len(said) != 4:
        raise ValueError(said)
    return int(said)
