"""Forms whose fields write themselves: label, hint, error and input, tied together for every kind of reader.

`{{ form.name }}` in a template is the whole field, from the components of the design system. What was typed is kept
when something is to be mended. A form says what is well-formed; it decides no permission and saves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.datastructures import MultiValueDict

from wraparound.core.fields.base import Answer, Rendered
from wraparound.core.fields.choices import Choice, Choices, File, Hidden, Select, Version, YesNo
from wraparound.core.fields.dates import Date
from wraparound.core.fields.typed import Email, LongText, Money, Number, Phone, Postcode, Text, Time

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.http import QueryDict

__all__ = [
    "Choice",
    "Choices",
    "Date",
    "Difference",
    "Email",
    "File",
    "Form",
    "Hidden",
    "LongText",
    "Money",
    "Number",
    "Phone",
    "Postcode",
    "Select",
    "Text",
    "Time",
    "Version",
    "YesNo",
    "chosen",
]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two people changed at once, as each of them would read it."""

    name: str
    label: str
    mine: str
    theirs: str


class Form(forms.Form):
    """A form in our look. Fields come from this module; `{{ forms.form(form, button=...) }}` writes all of it."""

    bound_field_class = Rendered
    says_optional = True  # False where nothing is ever required, as in a search: then the word would only be in the way
    use_required_attribute = False  # we say what is missing in our own words, after sending

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def problems(self) -> list[dict[str, str]]:
        """What is to be mended, each with a link to its field: for the summary at the top of the page."""
        found = []
        for name, errors in self.errors.items():
            is_seen = name != NON_FIELD_ERRORS and not self[name].is_hidden
            href = f"#{self._rendered(name).first_id}" if is_seen else ""
            found += [{"text": str(error), "href": href} for error in errors]
        return found

    def differences(self, theirs: Mapping[str, Any]) -> list[Difference]:
        """The fields in which what was sent is not what stands there now."""
        found = []
        for name, value in theirs.items():
            field = self._answer(name)
            mine, other = field.in_words(self.cleaned_data.get(name)), field.in_words(value)
            if mine != other:
                found.append(Difference(name, str(field.label), mine, other))
        return found

    def as_sent(self) -> Iterator[tuple[str, str]]:
        """Every name and value that was sent for a field, to be sent once more."""
        for name in self.fields:
            for part in self._answer(name).names(self.add_prefix(name)):
                for value in self._sent(part):
                    yield part, value

    def _sent(self, name: str) -> list[str]:
        if isinstance(self.data, MultiValueDict):
            return [str(value) for value in self.data.getlist(name)]
        return [str(self.data[name])] if name in self.data else []

    def _answer(self, name: str) -> Answer:
        field = self.fields[name]
        if not isinstance(field, Answer):
            raise TypeError(f"the field {name} is not one of wraparound.core.forms")
        return field

    def _rendered(self, name: str) -> Rendered:
        bound = self[name]
        assert isinstance(bound, Rendered)
        return bound


def chosen(form: type[Form], data: QueryDict, theirs: Mapping[str, Any]) -> QueryDict:
    """What was sent; after a choice between two texts, with theirs where theirs was kept.

    Until every choice is made the old version stays in the data, so the action says again that the thing has changed
    and the page asks again. `theirs` is what stands there now, by field name.
    """
    if "seen_version" not in data:
        return data
    settled = data.copy()
    differing = data.getlist("differs")
    for name in differing:
        if data.get(f"keep-{name}") == "theirs" and name in theirs:
            field = form.base_fields[name]
            assert isinstance(field, Answer)
            for part, values in field.as_sent(name, theirs[name]).items():
                settled.setlist(part, values)
    if all(data.get(f"keep-{name}") in {"mine", "theirs"} for name in differing):
        settled["version"] = data.get("seen_version", "")
    return settled
