"""Answers that are chosen, a file, and what a form carries unseen. Take them from `wraparound.core.forms`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from wraparound.core.fields.base import Answer, about, typed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrOrPromise as Words

    from wraparound.core.fields.base import Rendered

MEGABYTE = 1024 * 1024


class _Choosing(Answer):
    """One or several of a list. `hints` stand under a choice, by its value."""

    hints: Mapping[str, Words]

    def items(self, picked: set[str]) -> list[dict[str, Any]]:
        """The list, with what is picked."""
        found = []
        for value, label in self.choices:  # type: ignore[attr-defined]  # of Django's choice fields
            item: dict[str, Any] = {"value": str(value), "text": str(label), "checked": str(value) in picked}
            if hint := self.hints.get(value, ""):
                item["hint"] = {"html": hint} if isinstance(hint, Markup) else {"text": str(hint)}
            found.append(item)
        return found

    def params(self, bound: Rendered) -> dict[str, Any]:
        """Radios or checkboxes in a group."""
        value = bound.value()
        picked = {str(v) for v in value} if isinstance(value, list | tuple | set) else {str(value)}
        return {
            "name": bound.html_name,
            "idPrefix": bound.auto_id,
            "fieldset": self.fieldset(),
            "items": self.items(picked),
        }

    def label_of(self, value: Any) -> str:
        """What a value is called in the list."""
        return next((str(label) for v, label in self.choices if str(v) == str(value)), str(value))  # type: ignore[attr-defined]


class Choice(_Choosing, forms.ChoiceField):
    """One of a few, all seen at once."""

    component = "radios"

    def __init__(self, label: Words, *, choices: Any, hints: Mapping[str, Words] | None = None, **kwargs: Any) -> None:
        self.hints = hints or {}
        super().__init__(label, choices=choices, **kwargs)
        self.error_messages["invalid_choice"] = gettext_lazy("Choose one of the list.")

    def default_missing(self) -> Words:
        """For a list."""
        return about(self.label, gettext_lazy("Choose an answer."))

    def in_words(self, value: Any) -> str:
        """The label of what was chosen."""
        return self.label_of(value) if value not in (None, "") else ""


class Select(Choice):
    """One of many. For up to seven, use Choice: everything is seen and nothing must be opened."""

    component = "select"

    def params(self, bound: Rendered) -> dict[str, Any]:
        """A list that opens, with an empty line first."""
        value = str(bound.value() or "")
        items = [{"value": "", "text": _("Choose"), "selected": not value}]
        items += [
            {"value": i["value"], "text": i["text"], "selected": i["value"] == value}
            for i in self.items(set())
            if i["value"]
        ]
        return {"id": bound.auto_id, "name": bound.html_name, "label": self.label_params(), "items": items}


class Choices(_Choosing, forms.MultipleChoiceField):
    """Several of a list, or none where it is optional."""

    component = "checkboxes"

    def __init__(self, label: Words, *, choices: Any, hints: Mapping[str, Words] | None = None, **kwargs: Any) -> None:
        self.hints = hints or {}
        super().__init__(label, choices=choices, **kwargs)
        self.error_messages["invalid_choice"] = gettext_lazy("Choose from the list.")

    def default_missing(self) -> Words:
        """For a list."""
        return about(self.label, gettext_lazy("Choose at least one."))

    def as_sent(self, name: str, value: Any) -> Mapping[str, list[str]]:
        """Each by itself."""
        return {name: [str(v) for v in value or ()]}

    def in_words(self, value: Any) -> str:
        """The labels, one after the other."""
        return ", ".join(self.label_of(v) for v in value or ())


class YesNo(Choice):
    """Yes or no; None where it is optional and nothing was said."""

    def __init__(self, label: Words, **kwargs: Any) -> None:
        super().__init__(label, choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))], **kwargs)

    def default_missing(self) -> Words:
        """For two."""
        return about(self.label, gettext_lazy("Choose yes or no."))

    def prepare_value(self, value: Any) -> Any:
        """A stored answer as a choice; what was sent stays."""
        return {True: "yes", False: "no"}.get(value, value)

    def clean(self, value: Any) -> Any:
        """True, False or None."""
        return {"yes": True, "no": False}.get(super().clean(value))

    def params(self, bound: Rendered) -> dict[str, Any]:
        """Side by side."""
        return {**super().params(bound), "classes": "govuk-radios--inline"}

    def as_sent(self, name: str, value: Any) -> Mapping[str, list[str]]:
        """As a choice."""
        return {name: [] if value is None else [self.prepare_value(value)]}

    def in_words(self, value: Any) -> str:
        """Yes, no or nothing."""
        return super().in_words(self.prepare_value(value))


class File(Answer, forms.FileField):
    """A file with one of the endings given (`.pdf`), at most so large. What a file calls itself is never trusted."""

    component = "file_upload"

    def __init__(
        self, label: Words, *, endings: tuple[str, ...], most_bytes: int = 5 * MEGABYTE, **kwargs: Any
    ) -> None:
        self.endings, self.most_bytes = endings, most_bytes
        super().__init__(label, **kwargs)

    def default_missing(self) -> Words:
        """For a file."""
        return about(self.label, gettext_lazy("Choose a file."))

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Refuses other endings and what is too large."""
        found = super().clean(data, initial)
        if found and found is not initial:
            if not found.name.lower().endswith(self.endings):
                raise ValidationError(
                    _("Choose a file that ends in %(endings)s.") % {"endings": ", ".join(self.endings)}
                )
            if found.size > self.most_bytes:
                most = f"{self.most_bytes / MEGABYTE:g}"
                raise ValidationError(_("Choose a file of at most %(most)s MB.") % {"most": most})
        return found

    def params(self, bound: Rendered) -> dict[str, Any]:
        """The browser offers only fitting files."""
        return {
            "id": bound.auto_id,
            "name": bound.html_name,
            "label": self.label_params(),
            "attributes": {"accept": ",".join(self.endings)},
        }


class _Unseen(Answer):
    """Carried by a form, not shown."""

    def __init__(self, label: Words = "", **kwargs: Any) -> None:
        super().__init__(label, **{"widget": forms.HiddenInput, **kwargs})

    def default_missing(self) -> Words:
        """Nobody can mend what they do not see."""
        return gettext_lazy("Something of this form got lost. Load the page again.")

    def markup(self, bound: Rendered) -> Markup:
        """A hidden input."""
        return Markup(format_html('<input type="hidden" name="{}" value="{}">', bound.html_name, typed(bound)))


class Hidden(_Unseen, forms.CharField):
    """Words that a form carries unseen. Whoever sends it can change them: never a permission."""


class Version(_Unseen, forms.IntegerField):
    """Which version of a thing somebody was changing, so that nobody's words are lost to somebody else's save."""
