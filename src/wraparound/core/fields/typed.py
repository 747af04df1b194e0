"""Answers that are typed: words, numbers, money, times. Take them from `wraparound.core.forms`."""

from __future__ import annotations

import re
from datetime import time
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wraparound.core import jinja
from wraparound.core.fields.base import Answer, OneInput, at_most, typed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrOrPromise as Words

    from wraparound.core.fields.base import Rendered

POSTCODE = re.compile(r"GIR0AA|[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}")
TIME_AS_TYPED = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?", re.IGNORECASE)


class Text(OneInput, forms.CharField):
    """One line of words."""

    def __init__(self, label: Words, *, width: int = 0, max_length: int = 200, **kwargs: Any) -> None:
        self.width = width
        super().__init__(label, max_length=max_length, **kwargs)
        self.validators = [v for v in self.validators if not isinstance(v, MaxLengthValidator)]
        self.validators.append(at_most(max_length))


class LongText(Answer, forms.CharField):
    """Several lines of words, at most `max_length` characters; a line break counts as one."""

    component = "character_count"

    def __init__(self, label: Words, *, max_length: int = 2000, rows: int = 5, **kwargs: Any) -> None:
        self.rows, self.limit = rows, max_length
        super().__init__(label, **kwargs)
        self.validators.append(at_most(max_length))

    def to_python(self, value: Any) -> Any:
        """Line breaks as we keep them, whatever the browser sends."""
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)

    def params(self, bound: Rendered) -> dict[str, Any]:
        """A large box that counts."""
        return {
            "id": bound.auto_id,
            "name": bound.html_name,
            "value": typed(bound),
            "rows": self.rows,
            "maxlength": self.limit,
            "label": self.label_params(),
            "spellcheck": True,
            "textareaDescriptionText": _("You can write up to %{count} characters"),
            "charactersUnderLimitText": {
                "one": _("You have %{count} character left"),
                "other": _("You have %{count} characters left"),
            },
            "charactersAtLimitText": _("You have no characters left"),
            "charactersOverLimitText": {
                "one": _("You have %{count} character too many"),
                "other": _("You have %{count} characters too many"),
            },
        }


class Email(OneInput, forms.EmailField):
    """An e-mail address."""

    input_type = inputmode = "email"

    def __init__(self, label: Words, **kwargs: Any) -> None:
        super().__init__(label, **{"autocomplete": "email", **kwargs})
        self.validators = [EmailValidator(_("Write an e-mail address, like name@example.com."))]

    def params(self, bound: Rendered) -> dict[str, Any]:
        """No spelling help in an address."""
        return {**super().params(bound), "spellcheck": False}


class Phone(OneInput, forms.CharField):
    """A phone number, kept as it was typed but for doubled spaces."""

    input_type = inputmode = "tel"
    width = 20

    def __init__(self, label: Words, **kwargs: Any) -> None:
        super().__init__(label, **{"autocomplete": "tel", **kwargs})

    def clean(self, value: Any) -> Any:
        """10 to 15 digits, with what people write between them."""
        said = " ".join(str(super().clean(value)).split())
        if said and not (re.fullmatch(r"\+?[\d\s()-]+", said) and 10 <= len(re.sub(r"\D", "", said)) <= 15):
            raise ValidationError(_("Write a phone number, like 01632 960 001."))
        return said


class Number(OneInput, forms.IntegerField):
    """A whole number; commas and spaces in it are fine."""

    inputmode = "numeric"
    width = 5

    def __init__(self, label: Words, *, least: int | None = 0, most: int | None = None, **kwargs: Any) -> None:
        kwargs["error_messages"] = {
            "invalid": gettext_lazy("Write a whole number, like 12."),
            **kwargs.get("error_messages", {}),
        }
        super().__init__(label, min_value=least, max_value=most, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Without what people put between thousands."""
        return super().to_python(re.sub(r"[,\s]", "", value) if isinstance(value, str) else value)


class Money(OneInput, forms.CharField):
    """Pounds and pence as people write them; a number of pence as we keep them."""

    inputmode = "decimal"
    prefix = "£"
    width = 10

    def prepare_value(self, value: Any) -> Any:
        """Stored pence as pounds; what was typed stays."""
        return f"{value / 100:.2f}" if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        """Pence, or None."""
        said = re.sub(r"[£,\s]", "", str(super().clean(value)))
        if not said:
            return None
        if not re.fullmatch(r"\d{1,9}(\.\d\d?)?", said):
            raise ValidationError(_("Write an amount of money, like 102.40."))
        pounds, _point, pence = said.partition(".")
        return int(pounds) * 100 + int(pence.ljust(2, "0"))

    def as_sent(self, name: str, value: Any) -> Mapping[str, list[str]]:
        """As pounds."""
        return {name: [self.prepare_value(value)] if value is not None else []}

    def in_words(self, value: Any) -> str:
        """£102.40."""
        return jinja.money(value)


class Postcode(OneInput, forms.CharField):
    """A postcode of the United Kingdom, tidied."""

    width = 10

    def __init__(self, label: Words, **kwargs: Any) -> None:
        super().__init__(label, **{"autocomplete": "postal-code", **kwargs})

    def clean(self, value: Any) -> Any:
        """Capital letters and one space."""
        said = re.sub(r"\s", "", str(super().clean(value))).upper()
        if said and not POSTCODE.fullmatch(said):
            raise ValidationError(_("Write a full postcode, like RH10 6AB."))
        return f"{said[:-3]} {said[-3:]}" if said else ""


class Time(OneInput, forms.CharField):
    """A time of day: 9:30am, 9.30, 14:00."""

    width = 5

    def prepare_value(self, value: Any) -> Any:
        """A stored time in words; what was typed stays."""
        return jinja.clock_time(value) if isinstance(value, time) else value

    def clean(self, value: Any) -> Any:
        """A time, or None."""
        said = str(super().clean(value)).strip()
        if not said:
            return None
        words = {str(_("midday")): time(12), str(_("midnight")): time(0)}
        if said.lower() in words:
            return words[said.lower()]
        parts = TIME_AS_TYPED.fullmatch(said)
        hour = int(parts[1]) if parts else 99
        if parts and parts[3] and 1 <= hour <= 12:
            hour = hour % 12 + (12 if parts[3].lower() == "pm" else 0)
        elif parts and parts[3]:
            hour = 99
        minute = int(parts[2] or 0) if parts else 99
        if hour > 23 or minute > 59:
            raise ValidationError(_("Write a time, like 9:30am or 14:00."))
        return time(hour, minute)

    def as_sent(self, name: str, value: Any) -> Mapping[str, list[str]]:
        """As it would be typed."""
        return {name: [] if value is None else [f"{value:%H:%M}"]}

    def in_words(self, value: Any) -> str:
        """9:30am."""
        return "" if value is None else jinja.clock_time(value)
